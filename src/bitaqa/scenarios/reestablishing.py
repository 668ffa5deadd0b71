"""Applicants who lost every paper (F3.4): searched, asked by someone who knows no answers, vouched for by neighbours.

The applicant answers from memory, as far as the story knows what they remember; of the rest they say they do not know.
"""

from __future__ import annotations

from heapq import nsmallest
from typing import Any, Final

from bitaqa.scenarios.centre_client import Centre
from bitaqa.scenarios.errors import RefusedByProgramError
from bitaqa.scenarios.ledger import Ledger, Line
from bitaqa.scenarios.story import Applicant, Fate

TOO_LITTLE_KNOWN: Final = "screening.too_little_known"
MOST_WRONG: Final = 1
WITNESSES: Final = 2


def find_person(centre: Centre, case: str, line: Line, ledger: Ledger, *, asks: str) -> str | None:
    """Whom the applicant turns out to be: the first of the ranked about whom they answer well. None: nobody.

    `asks` is an adjudicator who opens no case, and so was never shown what the register holds of anybody.
    """
    ranked = centre.as_(asks).post(f"/screening/api/cases/{case}/identity")
    for one in ranked:
        told = None if one["died"] else interview(centre, case, one["person"], line.applicant, asks=asks)
        if told is None or told["wrong"] > MOST_WRONG or told["right"] <= told["wrong"]:
            continue
        for witness in witnesses_of(line, ledger):
            body = {"person": one["person"], "national_number": witness, "relation": "neighbour"}
            centre.as_(asks).post(f"/screening/api/cases/{case}/witnesses", body, once=True)
        return str(one["person"])
    return None


def interview(centre: Centre, case: str, person: str, one: Applicant, *, asks: str) -> dict[str, int] | None:
    """How many answers were right, wrong and not known; None when the register knows too little to ask."""
    session = centre.as_(asks)
    try:
        held = session.post(f"/screening/api/cases/{case}/interviews", {"person": person})
    except RefusedByProgramError as refused:
        if refused.reason != TOO_LITTLE_KNOWN:
            raise
        return None
    here, known = f"/screening/api/interviews/{held['interview']}", remembered(one)
    for question in held["questions"]:
        session.post(f"{here}/answers", {"question": question, "said": known.get(question, "")}, once=True)
    ended: dict[str, int] = session.post(f"{here}/end")
    return ended


def remembered(one: Applicant) -> dict[str, Any]:
    """What this person answers, by question."""
    identity = one.person.identity_map("")
    parents = identity["parents"]
    return {
        "mother": parents["mother_ar"],
        "father": parents["father_latin"],
        "birth_place": identity["birth_place_ar"],
        "number_end": one.person.national_number[-2:],
    }


def witnesses_of(line: Line, ledger: Ledger) -> list[str]:
    """The national numbers of those who came nearest to this person, whom the register knows and who live."""
    mine = line.applicant.number
    fitting = [
        other.applicant
        for other in ledger.lines.values()
        if other.applicant.known and other.applicant.number != mine and other.applicant.fate is not Fate.STOPPED
    ]
    near = nsmallest(WITNESSES, fitting, key=lambda one: (abs(one.number - mine), one.number))
    return [one.person.national_number for one in near]
