"""What adjudicators and the coordinator decide: approvals, refusals by two, appeals by others, deaths, lapsed files.

Every case the register raised is looked at, also those the story did not foresee: they are approved as who they say
they are. Refused are only those the story says the register knows already.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from bitaqa.scenarios.centre_client import Centre
from bitaqa.scenarios.errors import RefusedByProgramError
from bitaqa.scenarios.ledger import Ledger, Line
from bitaqa.scenarios.reestablishing import find_person
from bitaqa.scenarios.story import Turn

FIRST, SECOND, APPEAL, APPEAL_TOO = "adjudicator1", "adjudicator2", "adjudicator3", "adjudicator4"
SECOND_OF = {FIRST: SECOND, APPEAL: APPEAL_TOO}
KNOWN_ALREADY = {
    "ground": "another_identity",
    "papers": ["birth_record"],
    "missing_proof_ar": "ما يثبت أن المعني ليس الشخص الذي يعرفه السجل (عينة).",
    "missing_proof_fr": "Ce qui prouve que le demandeur n’est pas la personne que le registre connaît (SPÉCIMEN).",
}
BECAUSE = "Papers, portrait and fingers compared side by side (SPECIMEN)."


def decide_cases(centre: Centre, ledger: Ledger) -> int:
    """Settles every open case; answers how many."""
    settled = 0
    while waiting := [case for case in centre.as_(FIRST).get("/screening/api/cases") if case["state"] != "settled"]:
        before = settled
        for case in waiting:
            line = ledger.line_of(case["application"])
            turn = line.applicant.turn if line else Turn.NONE
            if "appeal" in case["reasons"]:
                continue
            if line is not None and turn in (Turn.REFUSED, Turn.APPEALED):
                refuse(centre, case["case"])
                line.refused = True
            elif line is not None and turn is Turn.NO_PAPERS:
                person = find_person(centre, case["case"], line, ledger, asks=APPEAL_TOO)
                approve_as(centre, FIRST, case["case"], person)
            else:
                approve(centre, FIRST, case, line)
            settled += 1
        if settled == before:
            break
    return settled


def refuse(centre: Centre, case: str) -> None:
    """One proposes, another confirms."""
    centre.as_(FIRST).post(f"/screening/api/cases/{case}/propose-refusal", KNOWN_ALREADY, once=True)
    centre.as_(SECOND).post(f"/screening/api/cases/{case}/confirm-refusal", once=True)


def approve(centre: Centre, who: str, case: dict[str, Any], line: Line | None) -> None:
    """As the candidate they claimed to be; a first issue as someone the register does not know yet."""
    person = None
    if line is not None and line.applicant.known:
        shown = centre.as_(who).get(f"/screening/api/cases/{case['case']}")["candidates"]
        person = next((candidate["id"] for candidate in shown if candidate["kind"] == "person"), None)
    approve_as(centre, who, case["case"], person)


def approve_as(centre: Centre, who: str, case: str, person: str | None) -> None:
    """As this person of the register; None: somebody new."""
    body = {"person": person, "because": BECAUSE}
    path = f"/screening/api/cases/{case}/approve"
    try:
        told = centre.as_(who).post(path, body, once=True)
    except RefusedByProgramError as refused:  # they said so before, and the answer was lost
        if refused.reason != "screening.second_opinion_needed":
            raise
        told = {"outcome": "proposed"}
    if told and told["outcome"] == "proposed":  # of a hit or on appeal, without papers: another says so too
        centre.as_(SECOND_OF[who]).post(path, body, once=True)


def hear_appeals(centre: Centre, ledger: Ledger) -> int:
    """The refused who bring a proof: people who did not decide first approve them."""
    heard = 0
    for line in ledger.with_turn(Turn.APPEALED):
        if not line.refused:
            continue
        path = f"/screening/api/applications/{line.application}/appeal"
        because = {"because": "A civil-status extract was brought (SPECIMEN)."}
        case = centre.as_(APPEAL).post(path, because, once=True) or _appeal_of(centre, line.application)
        approve(centre, APPEAL, case, line)
        line.refused = False
        heard += 1
    return heard


def _appeal_of(centre: Centre, application: str) -> dict[str, Any]:
    """The case of an appeal that was opened while the line broke."""
    cases: list[dict[str, Any]] = centre.as_(APPEAL).get("/screening/api/cases")
    return next(case for case in cases if case["application"] == application and "appeal" in case["reasons"])


def report_deaths(centre: Centre, lines: Iterable[Line], on: date) -> None:
    for line in lines:
        body = {"national_number": line.applicant.person.national_number, "died_on": on.isoformat()}
        centre.as_("coordinator").post("/screening/api/deaths", body, once=True)
        line.stopped = True


def lapse_files(centre: Centre, campaign: str) -> int:
    """Files whose missing paper never came, after the visit at which it was awaited."""
    return int(centre.as_("coordinator").post(f"/planning/api/campaigns/{campaign}/lapse")["lapsed"])
