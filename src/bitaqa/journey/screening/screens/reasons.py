"""Why a candidate is shown, in words: the policy's line, the weights that make up a pair's, the fingers compared.

Scores and names of fingers only; no template and no picture of a ridge leaves the vault for this page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.ui.shapes import Fact

from ..domain import LIKE_A_FINGER
from ..words import FINGER_WORDS, HELD_BACK_WORDS, WEIGHT_WORDS

LEVEL_WORDS = {"hit": _("Strong candidate"), "candidate": _("Candidate")}
_CONDITIONS = {
    "no fingers of another": _("no fingers that speak against it"),
    "same name": _("same name"),
    "respelled name": _("a name that may be this one respelled"),
    "compatible birth": _("birth dates that may be one"),
    "same birth day": _("born the same day"),
    "compatible sex": _("no other sex"),
}
_TOGETHER = re.compile(r"fingers together score at least (\S+)")
_FINGERS = re.compile(r"(\d+) fingers? scores? at least (\S+)")
_WEIGHT = re.compile(r"weight at least (\S+)")


def line_in_words(line: str) -> str:
    """A line of the policy as the reader's language says it; a line not known here is shown as it stands."""
    level, when, conditions = line.partition(" when ")
    if not when:
        return line
    said = [_condition(part.strip()) for part in conditions.split(" and ")]
    return f"{LEVEL_WORDS.get(level, level)}{gettext(':')} {gettext(', ').join(said)}"


def _condition(words: str) -> str:
    if words in _CONDITIONS:
        return str(_CONDITIONS[words])
    if found := _FINGERS.fullmatch(words):
        return gettext("at least %(count)s fingers score %(least)s or more") % {
            "count": found[1], "least": number_format(found[2]),
        }  # fmt: skip
    if found := _TOGETHER.fullmatch(words):
        return gettext("fingers together score %(least)s or more") % {"least": number_format(found[1])}
    if found := _WEIGHT.fullmatch(words):
        return gettext("weight of %(least)s or more") % {"least": number_format(found[1])}
    return words


def evidence_facts(told: Mapping[str, Any]) -> list[Fact]:
    """The line that fitted, each finger and each weight; nothing for a candidate without evidence."""
    facts = []
    if told.get("line"):
        facts.append(Fact(_("The policy says"), line_in_words(told["line"])))
    for at, score in told.get("fingers", {}).items():
        words = gettext("alike") if score >= LIKE_A_FINGER else gettext("not alike")
        facts.append(Fact(FINGER_WORDS[int(at)], f"{words} ({number_format(score, 2)})"))
    if told.get("exchanged"):
        facts.append(Fact(_("Hands"), gettext("left and right exchanged")))
    if told.get("parts") and told.get("line"):
        facts.append(Fact(_("Weight"), number_format(told.get("weight", 0), 1)))
        facts += [
            Fact(WEIGHT_WORDS[name], f"{value:+.1f}", "latin")
            for name, value in told["parts"].items()
            if name in WEIGHT_WORDS
        ]
    if told.get("held_back") in HELD_BACK_WORDS:
        facts.append(Fact(_("Not counted"), HELD_BACK_WORDS[told["held_back"]]))
    return facts
