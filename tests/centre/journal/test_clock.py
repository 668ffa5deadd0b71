"""The centre's clock: real time, or a played instant whose declarations are entries of the journal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone import clock
from bitaqa.backbone.journal import door as journal
from bitaqa.foundation.kernel.ids import new_id

Told = Callable[..., journal.Entry]


class TestClock:
    """The centre's clock; its declarations are entries."""

    pytestmark = pytest.mark.django_db

    def test_the_system_clock_cannot_be_set(self) -> None:
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=60)
        with pytest.raises(clock.PlayedClockRefusedError):
            clock.set_played_clock(datetime.now(UTC), by="worker:scenario")

    def test_a_scenario_declares_its_instant(self, settings: Any, told: Told) -> None:
        settings.BITAQA_CLOCK = "scenario"
        clock._scenario.forget()
        assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=60)  # nothing declared yet
        at = datetime(2018, 3, 5, 8, 0, tzinfo=UTC)
        clock.set_played_clock(at, by="worker:scenario")
        assert clock.now() == at
        (entry,) = journal.entries(subject=clock.CLOCK_SUBJECT)
        assert (entry.event, entry.acted_at, entry.recorded_at) == ("clock.declared", at, at)
        assert entry.facts == {"at": "2018-03-05T08:00:00+00:00", "running": False}
        subject = new_id()
        journal.record([told(subject=subject)])
        assert journal.entries(subject=subject)[0].recorded_at == at

    def test_a_running_clock_goes_on_from_there(self, settings: Any) -> None:
        settings.BITAQA_CLOCK = "scenario"
        at = datetime(2018, 3, 5, 8, 0, tzinfo=UTC)
        clock.set_played_clock(at, by="worker:scenario", running=True)
        first = clock.now()
        assert at <= first <= clock.now() < at + timedelta(seconds=30)

    def test_it_is_read_at_most_every_fifth_of_a_second(self, settings: Any) -> None:
        settings.BITAQA_CLOCK = "scenario"
        clock.set_played_clock(datetime(2018, 3, 5, tzinfo=UTC), by="worker:scenario")
        with CaptureQueriesContext(connection) as queries:
            for _ in range(50):
                clock.now()
        assert len(queries) <= 2

    def test_production_keeps_real_time(self, settings: Any) -> None:
        settings.BITAQA_CLOCK, settings.BITAQA_PRODUCTION = "scenario", True
        with pytest.raises(clock.PlayedClockRefusedError):
            clock.now()
        with pytest.raises(clock.PlayedClockRefusedError):
            clock.set_played_clock(datetime.now(UTC), by="worker:scenario")

    @pytest.fixture(autouse=True)
    def _forgotten(self) -> Any:
        clock._scenario.forget()
        yield
        clock._scenario.forget()
