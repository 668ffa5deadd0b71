"""A picture a busy station could not read in its time is taken again; every other refusal stops the campaign."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bitaqa.scenarios.enrolling import fill_in
from bitaqa.scenarios.errors import RefusedByProgramError
from bitaqa.scenarios.station_client import Desk


class Station:
    """Answers each PATCH with the next of these reasons; an empty one is a success."""

    def __init__(self, *reasons: str) -> None:
        self.session, self.reasons, self.asked = self, list(reasons), 0

    def patch(self, path: str, body: Any) -> None:
        self.asked += 1
        reason = self.reasons.pop(0)
        if reason:
            error = RefusedByProgramError(method="PATCH", path=path, status=422, reason=reason, said="")
            error.reason = reason
            raise error


@pytest.mark.parametrize(
    ("reasons", "asked", "ends_well"),
    [
        ([""], 1, True),
        (["devices.picture_refused", ""], 2, True),
        (["devices.picture_refused"] * 3, 3, False),
        (["enrolment.draft_closed"], 1, False),
    ],
)
def test_only_a_picture_is_taken_again(reasons: list[str], asked: int, ends_well: bool) -> None:
    station = Station(*reasons)
    if ends_well:
        fill_in(cast(Desk, station), "d", {})
    else:
        with pytest.raises(RefusedByProgramError):
            fill_in(cast(Desk, station), "d", {})
    assert station.asked == asked
