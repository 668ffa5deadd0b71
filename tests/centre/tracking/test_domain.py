"""Words for every state, birth dates as papers give them, and windows that slow guesses without locking anyone out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import ApplicationState, PaperCode
from bitaqa.foundation.rules.documents import CardState
from bitaqa.services.tracking.domain import (
    ADDRESS_TRIES,
    PAIR_MISTAKES,
    PHASES,
    RECEIPT_MISTAKES,
    Attempt,
    Phase,
    birth_is_known,
    phase_of,
    wait_before,
)
from bitaqa.services.tracking.words import PAPERS, SAYINGS

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_a_signed_file_is_no_card_to_come_for() -> None:
    assert phase_of(ApplicationState.FULFILLED, None, signed_file=True) is Phase.SIGNED
    assert phase_of(ApplicationState.FULFILLED, None) is Phase.HANDED_OVER
    assert phase_of(ApplicationState.REFUSED, None, signed_file=True) is Phase.REFUSED
    words = str(SAYINGS[Phase.SIGNED].title) + str(SAYINGS[Phase.SIGNED].next)
    assert "card" not in words.lower()


def test_every_state_every_card_and_every_paper_has_words() -> None:
    assert set(PHASES) == set(ApplicationState)
    assert set(SAYINGS) == set(Phase)
    assert set(PAPERS) == {code.value for code in PaperCode}
    for state in ApplicationState:
        for card in (None, *CardState):
            assert phase_of(state, card) in SAYINGS


def test_a_request_under_adjudication_reads_like_any_other_and_a_death_is_not_announced() -> None:
    assert phase_of(ApplicationState.ADJUDICATION, None) == phase_of(ApplicationState.RECEIVED, None)
    assert phase_of(ApplicationState.STOPPED, None) is Phase.CLOSED
    assert "die" not in str(SAYINGS[Phase.CLOSED].title) + str(SAYINGS[Phase.CLOSED].next)


@pytest.mark.parametrize(
    ("registered", "given", "known"),
    [
        ("1948-07-15", "1948-07-15", True), ("1948-07-15", "1948-07", False), ("1948-07-15", "1948", False),
        ("1948-07-15", "1948-07-16", False), ("1948", "1948", True), ("1948", "1948-07-15", True),
        ("1948-07", "1948-07", True), ("1948-07", "1948", False), ("1948-07", "1948-08", False),
        ("1948", "1949", False),
    ],
)  # fmt: skip
def test_a_birth_date_says_at_least_what_the_register_knows(registered: str, given: str, known: bool) -> None:
    assert birth_is_known(PartialDate.parse(registered), PartialDate.parse(given)) is known


def tries(
    n: int, *, minutes_ago: float = 1, address: bool = True, receipt: bool = True, failed: bool = True
) -> list[Attempt]:
    return [Attempt(NOW - timedelta(minutes=minutes_ago), address, receipt, failed)] * n


def test_one_address_has_thirty_tries_in_ten_minutes_right_or_wrong() -> None:
    right = tries(ADDRESS_TRIES, receipt=False, failed=False)
    assert wait_before(right[1:], NOW) is None
    assert wait_before(right, NOW) == timedelta(minutes=9)
    assert wait_before(tries(ADDRESS_TRIES, minutes_ago=10, receipt=False), NOW) is None


def test_one_address_is_wrong_five_times_an_hour_about_one_receipt() -> None:
    assert wait_before(tries(PAIR_MISTAKES - 1), NOW) is None
    assert wait_before(tries(PAIR_MISTAKES), NOW) == timedelta(minutes=59)
    assert wait_before(tries(PAIR_MISTAKES, failed=False), NOW) is None, "asking again is no mistake"
    assert wait_before(tries(PAIR_MISTAKES, receipt=False), NOW) is None, "another receipt of the family"


def test_guesses_of_strangers_do_not_lock_out_the_holder() -> None:
    strangers = tries(500, address=False)
    assert wait_before(strangers, NOW) is None
    assert wait_before([*strangers, *tries(1)], NOW) is not None, "a guesser's next address has one try a day"
    assert wait_before(tries(RECEIPT_MISTAKES - 2, address=False) + tries(1), NOW) is None
