"""The refusal letter says which proof is missing in Arabic and in French, each in its own words."""

from __future__ import annotations

import pytest

from bitaqa.foundation.rules.applications import PaperCode
from bitaqa.journey.screening import actions, errors
from bitaqa.journey.screening.domain import MissingProof, RefusalGround
from bitaqa.journey.screening.letters import missing_lines, read_letter

from ..intake.conftest import AT
from ..printing.test_sheets import text_of as text_of_pdf
from .bench import Bench

pytestmark = pytest.mark.django_db


def propose(bench: Bench, missing: MissingProof) -> None:
    actions.propose_refusal(case=bench.case.id, ground=RefusalGround.NOT_PROVEN, missing=missing, by=bench.first, at=AT)


def test_papers_and_lines_stand_in_both_languages(bench: Bench) -> None:
    propose(bench, MissingProof((PaperCode.OLD_CARD,), "نسخة كاملة", "copie intégrale"))
    assert missing_lines(bench.case) == [
        {"ar": "البطاقة القديمة", "fr": "Ancienne carte"},
        {"ar": "نسخة كاملة", "fr": "copie intégrale"},
    ]
    letter = actions.confirm_refusal(case=bench.case.id, by=bench.second, at=AT)
    printed = text_of_pdf(read_letter(letter))
    assert printed.count("copie intégrale") == 1 and printed.count("Ancienne carte") == 1


@pytest.mark.parametrize("line", [MissingProof(line_ar="شهادة"), MissingProof(line_fr="certificat")])
def test_a_line_in_one_language_only_is_no_proposal(bench: Bench, line: MissingProof) -> None:
    with pytest.raises(errors.ProofInOneLanguageError):
        propose(bench, line)
    with pytest.raises(errors.ReasonMissingError):
        propose(bench, MissingProof(line_ar="  "))
    assert bench.case.state == "open"


def test_a_proposal_taken_back_leaves_nothing_for_the_next(bench: Bench) -> None:
    propose(bench, MissingProof((PaperCode.OLD_CARD,), "نسخة", "copie"))
    actions.withdraw_proposal(case=bench.case.id, by=bench.second)
    assert missing_lines(bench.case) == []
