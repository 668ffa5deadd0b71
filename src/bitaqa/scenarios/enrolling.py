"""One person is enrolled, as an operator would do it: ticket, request, who, papers, portrait, fingers, signature, seal.

Every step is a request to the station's own API. An error which the station can explain stops the campaign: nothing
is skipped. Enrolment can be taken up where a killed station left it: what was sealed is asked for, never done twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from bitaqa.foundation.rules.applications import ApplicationKind, Ground, PaperCode, Priority
from bitaqa.foundation.rules.country import CountryPack
from bitaqa.scenarios.errors import RefusedByProgramError
from bitaqa.scenarios.ledger import Ledger
from bitaqa.scenarios.station_client import Desk
from bitaqa.scenarios.story import Applicant, Turn

NOTICE = {"version": "notice-1", "language": "ar", "read_aloud": True}
WITNESS = "شاهد عينة"
WRONG_BIRTH_PLACE = ("مكان آخر عينة", "Autre Lieu SPECIMEN")


@dataclass(frozen=True, slots=True)
class Visit:
    """The visit of the day: the programs' id for it, its place and day, and where missing papers are brought."""

    id: str
    place: str
    day: date
    completion: str
    station: str = ""
    programme: str = ""
    """The code of a programme that waives the duty; empty when people pay."""

    @property
    def key(self) -> str:
        """Under which the ledger counts the day."""
        return f"{self.day.isoformat()} {self.station}".strip()


def seed_of(one: Applicant) -> str:
    """Who stands before the devices: the person's body."""
    return str(one.person.body)


def identity_of(one: Applicant, place: str) -> dict[str, Any]:
    """What is typed. Two of the campaign's errors are typed here, and found by the holder on the card."""
    identity = one.person.identity_map(place)
    if one.turn in (Turn.WRONG_OURS, Turn.WRONG_HOLDER):
        identity["birth_place_ar"], identity["birth_place_latin"] = WRONG_BIRTH_PLACE
    return identity


def draft_body(one: Applicant, visit: Visit, ticket: int | None) -> dict[str, Any]:
    body: dict[str, Any] = {
        "document_type": "cnie",
        "kind": one.kind.value,
        "ground": one.ground.value,
        "visit": visit.id,
        "priority": one.priority.value,
    }
    if ticket is not None:
        body["ticket"] = ticket
    if one.known and one.turn is not Turn.NO_PAPERS:
        body["claimed"] = {"national_number": one.person.national_number, "document_number": one.old_document}
    if one.needed_by is not None:
        body["needed_by"], body["needed_for"] = one.needed_by.isoformat(), "exam"
    return body


def form_body(one: Applicant, visit: Visit, country: CountryPack) -> tuple[dict[str, Any], int]:
    """(everything typed, captured and scanned, in the order of the desk's steps; centimes of stamp duty due)."""
    rules = country.document_type("cnie", visit.day)
    birth = one.person.birth
    minor = rules.needs_representative(birth, visit.day)
    rule, due = rules.fee(birth, one.ground, visit.day)
    simulated = {"seed": seed_of(one)}
    here = [code for code in rules.papers_needed(one.kind, one.ground, minor=minor) if code not in one.missing]
    body: dict[str, Any] = {
        "identity": identity_of(one, visit.place),
        "portrait": {"simulated": simulated},
        "papers": [paper_body(code, one, simulated) for code in here],
        "notice": NOTICE,
        "fee": {"rule": rule, "centimes": due.centimes, **payment(one, visit)},
        "confirmed_on": "second_view",
    }
    if rules.takes_fingers(birth, visit.day):
        body["fingers"] = {"simulated": {**simulated, "images": one.real_images}}
    if rules.age(birth, visit.day) >= rules.own_signature_from_age:
        body["signature"] = {"cannot_sign": True, "witness": WITNESS} if one.cannot_sign else {"simulated": simulated}
    if minor and (representative := one.person.representative_map()):
        body["representative"] = representative
    if one.missing:
        body["missing"] = [{"code": code.value} for code in one.missing]
        body["complete_at"] = visit.completion
    return body, due.centimes


def payment(one: Applicant, visit: Visit) -> dict[str, str]:
    """The stamp that was bought, or the programme that waives the duty (F3.1)."""
    return {"waived_by": visit.programme} if visit.programme else {"stamp_number": f"ST{one.number + 1:08d}"}


def paper_body(code: PaperCode, one: Applicant, simulated: dict[str, Any]) -> dict[str, Any]:
    number = one.old_document if code is PaperCode.OLD_CARD else f"{one.number + 1}/2026"
    return {"code": code.value, "simulated": simulated, "number": number, "issued_by": "SPECIMEN"}


def enrol(desk: Desk, one: Applicant, visit: Visit, country: CountryPack, ledger: Ledger) -> None:
    """The whole enrolment; the ledger keeps what the station answered."""
    ask = desk.session
    ticket = ask.post("tickets", ticket_body(one))["number"]
    ask.post(f"tickets/{ticket}/call", once=True)
    draft = ask.post("drafts", draft_body(one, visit, ticket))["draft"]
    form, centimes = form_body(one, visit, country)
    fill_in(desk, draft, form)
    answer = ask.post(f"drafts/{draft}/seal")
    waived = bool(visit.programme and centimes)
    ledger.enrolled(one.number, visit.key, answer=answer, centimes=0 if waived else centimes, waived=waived)
    ledger.count(visit.key, tickets=1)  # sealing serves the number


def fill_in(desk: Desk, draft: str, form: dict[str, Any]) -> None:
    """A picture that the station could not read in its time is taken again, as an operator would, twice at most."""
    for left in (2, 1, 0):
        try:
            desk.session.patch(f"drafts/{draft}", form)
        except RefusedByProgramError as refused:
            if refused.reason != "devices.picture_refused" or not left:
                raise
        else:
            return


def ticket_body(one: Applicant) -> dict[str, Any]:
    body: dict[str, Any] = {"priority": one.priority.value}
    if one.needed_by is not None and one.priority is Priority.EXAM:
        body["needed_by"] = one.needed_by.isoformat()
    return body


def tidy_up(desk: Desk, day: str, ledger: Ledger) -> int:
    """What a killed station left half done before it answered: drafts begun twice, numbers given to nobody."""
    ask, left = desk.session, 0
    for draft in ask.get("drafts"):
        ask.post(f"drafts/{draft['draft']}/abandon", {"because": "duplicate_draft"}, once=True)
        ledger.count(day, abandoned=1)
        left += 1
    board = ask.get("tickets")
    for ticket in (*board["called"], *board["waiting"]):
        ask.post(f"tickets/{ticket['number']}/no-show", once=True)
        ledger.count(day, tickets=1)
        left += 1
    return left


def complete(desk: Desk, one: Applicant, application: str, visit: Visit, ledger: Ledger) -> None:
    """The missing papers, brought at the later visit."""
    simulated = {"seed": seed_of(one)}
    papers = [paper_body(code, one, simulated) for code in one.missing]
    desk.session.post(f"incomplete/{application}/complete", {"papers": papers, "visit": visit.id}, once=True)
    ledger.lines[one.number].completed = True
    ledger.count(visit.key, completed=1)


def correction_of(one: Applicant) -> tuple[ApplicationKind, Ground]:
    """The request that repairs a wrong card: free when the fault is ours."""
    ours = one.turn is Turn.WRONG_OURS
    return ApplicationKind.CORRECTION, Ground.OUR_ERROR if ours else Ground.HOLDER_ERROR


Enrol = Callable[[Desk, Applicant], None]
__all__ = ["Enrol", "RefusedByProgramError", "Visit", "complete", "correction_of", "enrol", "seed_of"]
