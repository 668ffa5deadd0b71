"""A program that is killed after the act and before its answer: the player asks again and takes it as done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import httpx
import pytest

from bitaqa.scenarios.centre_client import Centre
from bitaqa.scenarios.deciding import approve_as
from bitaqa.scenarios.errors import RefusedByProgramError
from bitaqa.scenarios.http_client import Session

Answer = Callable[[], httpx.Response]


def broken() -> httpx.Response:
    raise httpx.RemoteProtocolError("killed")


def says(status: int, body: dict[str, Any]) -> Answer:
    return lambda: httpx.Response(status, json=body)


def session(*answers: Answer) -> Session:
    """A program that answers in this order."""
    left = list(answers)
    made = Session("http://127.0.0.1:1", csrf_cookie="c", patient=True)
    made.close()
    made._client = httpx.Client(
        base_url="http://127.0.0.1:1", transport=httpx.MockTransport(lambda _request: left.pop(0)())
    )
    return made


@pytest.mark.parametrize("status", [404, 409, 422])
def test_what_was_done_before_the_line_broke_is_done(status: int) -> None:
    assert session(broken, says(status, {"code": "x.y"})).post("act", once=True) is None


@pytest.mark.parametrize("answers", [(says(409, {}),), (broken, says(403, {})), (broken, says(500, {}))])
def test_a_refusal_is_never_hidden(answers: tuple[Answer, ...]) -> None:
    with pytest.raises(RefusedByProgramError):
        session(*answers).post("act", once=True)


NEEDED = says(403, {"code": "screening.second_opinion_needed"})
PROPOSED, APPROVED = says(200, {"outcome": "proposed"}), says(200, {"outcome": "approved"})
SETTLED = says(409, {"code": "screening.case_settled"})


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([APPROVED], []),
        ([broken, SETTLED], []),
        ([PROPOSED], [APPROVED]),
        ([broken, NEEDED], [APPROVED]),
        ([NEEDED], [broken, SETTLED]),
    ],
    ids=["approved", "approved-unheard", "proposed", "proposed-unheard", "both-unheard"],
)
def test_two_say_so_whatever_was_heard_of_it(first: list[Answer], second: list[Answer]) -> None:
    people = {"adjudicator1": session(*first), "adjudicator2": session(*second)}

    class Doors:
        def as_(self, name: str) -> Session:
            return people[name]

    approve_as(cast(Centre, Doors()), "adjudicator1", "case", None)
