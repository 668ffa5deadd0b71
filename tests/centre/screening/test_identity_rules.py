"""What is asked of somebody without papers, what is a right answer, what is enough: pure, no database."""

from __future__ import annotations

import pytest

from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.screening.identity.proof import Fingers, Proof, is_without_papers, read_policy
from bitaqa.journey.screening.identity.questions import Question, Verdict, judge, questions_about, stated_answers
from bitaqa.journey.screening.identity.words import QUESTION_WORDS, line_in_words
from bitaqa.journey.screening.rules import PolicyLineError

FACTS = {
    Question.MOTHER: ["فاطمة", "Fatima"],
    Question.FATHER: ["علي بن محمد", "Ali ben Mohamed"],
    Question.BIRTH_PLACE: ["البروج", "El Borouj"],
    Question.HOME: [],
    Question.CARD_YEAR: ["2016", "2006"],
    Question.NUMBER_END: ["07"],
}


@pytest.mark.parametrize(
    ("question", "said", "right"),
    [
        (Question.MOTHER, "فاطمة", True),
        (Question.MOTHER, "Fatma", True),
        (Question.MOTHER, "فاطمة بنت أحمد", True),
        (Question.MOTHER, "Khadija", False),
        (Question.FATHER, "Ali", True),
        (Question.FATHER, "محمد", False),
        (Question.BIRTH_PLACE, "el borouj", True),
        (Question.BIRTH_PLACE, "Settat", False),
        (Question.CARD_YEAR, "2017", True),
        (Question.CARD_YEAR, "٢٠١٦", True),
        (Question.CARD_YEAR, "2012", False),
        (Question.CARD_YEAR, "2006 or 2016", False),
        (Question.CARD_YEAR, "long ago", False),
        (Question.NUMBER_END, "0 7", True),
        (Question.NUMBER_END, "٠٧", True),
        (Question.NUMBER_END, "7", False),
        (Question.MOTHER, "???", False),
    ],
)
def test_an_answer_is_right_or_wrong(question: Question, said: str, right: bool) -> None:
    assert judge(question, said, FACTS[question]) is (Verdict.RIGHT if right else Verdict.WRONG)


def test_an_empty_answer_is_declined_and_an_unknown_fact_is_never_right() -> None:
    assert judge(Question.MOTHER, "  ", FACTS[Question.MOTHER]) is Verdict.DECLINED
    assert judge(Question.HOME, "El Borouj", []) is Verdict.WRONG


def test_what_the_file_states_already_is_asked_last_and_what_the_register_cannot_judge_never() -> None:
    stated = stated_answers({Question.MOTHER: ["Fatima"], Question.FATHER: ["Omar"], Question.HOME: ["X"]}, FACTS)
    assert stated == {Question.MOTHER}
    known = (Question.FATHER, Question.BIRTH_PLACE, Question.CARD_YEAR, Question.NUMBER_END)
    assert questions_about(FACTS, stated=stated, most=4) == known
    assert questions_about(FACTS, stated=stated, most=9) == (Question.MOTHER, *known)


@pytest.mark.parametrize(
    ("proof", "enough"),
    [
        (Proof(Fingers.ALIKE, right=2, wrong=1), True),
        (Proof(Fingers.ALIKE, right=1), False),
        (Proof(Fingers.ALIKE, right=5, wrong=2, witnesses=1), False),
        (Proof(Fingers.UNKNOWN, right=4, wrong=1, witnesses=2), True),
        (Proof(Fingers.UNKNOWN, right=6), False),
        (Proof(Fingers.AGAINST, right=6, witnesses=9), False),
    ],
)
def test_what_is_enough_in_the_moroccan_pack(proof: Proof, enough: bool) -> None:
    assert bool(read_policy(load_country_pack("ma").raw["identity"]).enough(proof)) is enough


@pytest.mark.parametrize(
    "line",
    ["enough", "enough when he swears", "hit when fingers alike", "enough when fingers alike and 2 witness boxes"],
)
def test_a_word_the_policy_does_not_know_stops_it(line: str) -> None:
    with pytest.raises(PolicyLineError):
        read_policy({"lines": [line], "questions_most": 6, "questions_least": 3, "persons_most": 10})


def test_every_question_and_every_line_of_the_pack_has_words() -> None:
    assert set(QUESTION_WORDS) == set(Question)
    for line, _fits in read_policy(load_country_pack("ma").raw["identity"]).lines:
        assert "when" not in line_in_words(line)
    assert line_in_words("enough when the moon is full") == "the moon is full"


@pytest.mark.parametrize(
    ("kind", "body", "lost"),
    [
        ("duplicate", {"papers": [{"code": "declaration_of_loss"}]}, True),
        ("renewal", {"claimed": {"national_number": "", "document_number": ""}}, True),
        ("duplicate", {"claimed": {"national_number": "W1"}}, False),
        ("duplicate", {"claimed": {"document_number": "D1"}}, False),
        ("renewal", {"papers": [{"code": "old_card"}]}, False),
        ("first", {}, False),
        ("correction", {}, False),
    ],
)
def test_who_is_without_papers(kind: str, body: dict[str, object], lost: bool) -> None:
    assert is_without_papers(ApplicationKind(kind), body) is lost
