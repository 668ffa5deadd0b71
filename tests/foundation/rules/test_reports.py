"""How a file that ends ends what it said of a lost document: every state, every reason."""

from __future__ import annotations

import pytest

from bitaqa.foundation.rules.applications import ENDED, ApplicationState
from bitaqa.foundation.rules.reports import REPORTED, ReportEnd, Withdrawal, end_of_report

ENDING = {ApplicationState.REFUSED, ApplicationState.WITHDRAWN, ApplicationState.LAPSED}


@pytest.mark.parametrize("state", list(ApplicationState))
def test_only_a_refusal_a_withdrawal_and_a_lapse_may_end_a_report(state: ApplicationState) -> None:
    ends = [
        end_of_report(state, because=because.value, declared=declared)
        for because in Withdrawal
        for declared in (True, False)
    ]
    assert any(ends) == (state in ENDING)
    assert state in ENDED or not any(ends)


@pytest.mark.parametrize(
    ("because", "end"),
    [
        (Withdrawal.CARD_FOUND, ReportEnd.FOUND),
        (Withdrawal.BY_MISTAKE, ReportEnd.MISTAKEN),
        (Withdrawal.NOT_WANTED, None),
        (Withdrawal.ASKED_TWICE, None),
    ],
)
def test_a_lost_card_is_still_lost_when_no_new_one_is_wanted(because: Withdrawal, end: ReportEnd | None) -> None:
    assert end_of_report(ApplicationState.WITHDRAWN, because=because.value) is end


def test_a_lapsed_file_ends_only_what_was_never_declared() -> None:
    assert end_of_report(ApplicationState.LAPSED, declared=False) is ReportEnd.NEVER_PROVEN
    assert end_of_report(ApplicationState.LAPSED) is None
    assert end_of_report(ApplicationState.STOPPED, declared=False) is None


def test_a_report_is_of_a_loss_or_a_theft() -> None:
    assert {ground.value for ground in REPORTED} == {"loss", "theft"}
