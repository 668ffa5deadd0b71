"""Questions, relations and what is enough, in words a person reads."""

from __future__ import annotations

import re
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .proof import Fingers
from .questions import Question


class Relation(StrEnum):
    """How a witness knows the person vouched for."""

    KIN = "kin"
    NEIGHBOUR = "neighbour"
    AUTHORITY = "authority"
    WORK = "work"


RELATION_WORDS = {
    Relation.KIN.value: _("Of the family"),
    Relation.NEIGHBOUR.value: _("Neighbour"),
    Relation.AUTHORITY.value: _("Local authority agent (moqaddem, sheikh)"),
    Relation.WORK.value: _("Works or studies with the person"),
}

QUESTION_WORDS = {
    Question.MOTHER: _("What is your mother's given name?"),
    Question.FATHER: _("What is your father's given name?"),
    Question.BIRTH_PLACE: _("Where were you born?"),
    Question.HOME: _("Where did you live when your last card was made?"),
    Question.CARD_YEAR: _("In which year was your last card made?"),
    Question.LAST_PLACE: _("Where did you ask for your last card?"),
    Question.NUMBER_END: _("What are the last two figures of your national number?"),
}

FINGERS_SAY = {
    Fingers.ALIKE: _("Fingers are alike"),
    Fingers.AGAINST: _("Fingers of another person"),
    Fingers.UNKNOWN: _("No fingers to compare"),
}

_CONDITIONS = {
    "fingers alike": _("the fingers are alike"),
    "no fingers of another": _("no fingers that speak against it"),
}
_RIGHT = re.compile(r"(\d+) answers? right")
_WRONG = re.compile(r"at most (\d+) wrong")
_WITNESSES = re.compile(r"(\d+) witness(?:es)?")


def line_in_words(line: str) -> str:
    """A line of the policy in the reader's language: what together is enough."""
    _enough, _when, conditions = line.partition(" when ")
    return gettext(", ").join(_condition(part.strip()) for part in conditions.split(" and "))


def _condition(words: str) -> str:
    if words in _CONDITIONS:
        return str(_CONDITIONS[words])
    if found := _RIGHT.fullmatch(words):
        return gettext("right answers: %(count)s or more") % {"count": found[1]}
    if found := _WRONG.fullmatch(words):
        return gettext("wrong answers: %(count)s at most") % {"count": found[1]}
    if found := _WITNESSES.fullmatch(words):
        return gettext("witnesses: %(count)s or more") % {"count": found[1]}
    return words
