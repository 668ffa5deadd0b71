"""Machine doors of adjudication: the same acts as the screens. JSON, staff session."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import NinjaAPI, Schema

from bitaqa.backbone.accounts.door import Permission, Staff, actor_of, person_of, refusal_for_machines
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.applications import Ground, PaperCode, Recapture
from bitaqa.foundation.rules.reports import ReportEnd, Teller, Withdrawal
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from . import actions, losses
from .api_identity import router as identity_router
from .domain import MissingProof, ReferralAnswer, RefusalGround, Suspicion
from .errors import DocumentNotInForceError, PersonUnknownError
from .opinions import every_case, figures_by_line, figures_by_reason
from .queries import case_queue, get_case_view
from .referring import answer_referral, confirm_referral, propose_referral
from .returning import return_case
from .returning import take_back as returning_take_back
from .withdrawing import withdraw_application

api = NinjaAPI(title="Bitaqa screening", urls_namespace="screening-api", docs_url=None, openapi_url="openapi.json")


api.add_router("", identity_router)


@api.exception_handler(BitaqaError)
def _refused(request: HttpRequest, error: BitaqaError) -> Any:
    return refusal_for_machines(error)


class ApproveIn(Schema):
    person: UUID | None = None
    because: str


class ReturnIn(Schema):
    papers: list[PaperCode] = []
    recapture: list[Recapture] = []
    complete_at: UUID | None = None


class RefuseIn(Schema):
    ground: RefusalGround
    papers: list[PaperCode] = []
    missing_proof_ar: str = ""
    missing_proof_fr: str = ""


class ReferIn(Schema):
    suspicion: Suspicion
    because: str


class AnswerIn(Schema):
    answer: ReferralAnswer
    because: str


class AppealIn(Schema):
    because: str


class WithdrawIn(Schema):
    because: Withdrawal


class LossIn(Schema):
    document_number: str
    ground: Literal["loss", "theft"]
    teller: Literal["holder", "representative", "police"]


class LiftIn(Schema):
    because: Literal["report_found", "report_mistaken"]


class DeathIn(Schema):
    national_number: str
    died_on: date


@api.get("cases", auth=Staff(Permission.ADJUDICATE))
def cases(request: HttpRequest) -> list[dict[str, Any]]:
    """The queue, deadline first."""
    rows = case_queue(person_of(request).pk)
    return [
        {
            "case": str(row.id),
            "application": str(row.application),
            "kind": row.kind,
            "reasons": list(row.reasons),
            "state": row.state,
            "mine_to_decide": row.mine_to_decide,
            "needed_by": row.needed_by.isoformat() if row.needed_by else None,
        }
        for row in rows
    ]


@api.get("cases/{uuid:case}", auth=Staff(Permission.ADJUDICATE))
def one_case(request: HttpRequest, case: UUID) -> dict[str, Any]:
    """Who the register says the applicant may be, as ids; the look is journalled with its purpose."""
    user = person_of(request)
    view = get_case_view(case, user.pk)
    shown = [candidate.id for candidate in view.candidates if candidate.kind == "person"]
    if shown:
        looks("person.looked_at", subject_kind="person", subjects=shown, by=actor_of(user), purpose="adjudication")
    return {
        "case": str(case),
        "application": str(view.application.id),
        "reasons": list(view.row.reasons),
        "candidates": [{"kind": c.kind, "id": str(c.id), "why": list(c.why)} for c in view.candidates],
        "mine_to_decide": not view.barred,
    }


@api.post("cases/{uuid:case}/approve", auth=Staff(Permission.ADJUDICATE))
def approve(request: HttpRequest, case: UUID, given: ApproveIn) -> dict[str, str]:
    """`approved`; `proposed` when a second person must say it too; `shown_again` when a new candidate came up."""
    told = actions.approve_case(case=case, person=given.person, by=person_of(request), at=now(), because=given.because)
    return {"outcome": told}


@api.post("cases/{uuid:case}/return", auth=Staff(Permission.ADJUDICATE))
def send_back(request: HttpRequest, case: UUID, given: ReturnIn) -> dict[str, Literal["returned"]]:
    return_case(
        case=case, papers=given.papers, recapture=given.recapture, complete_at=given.complete_at, by=person_of(request),
        at=now(),
    )  # fmt: skip
    return {"outcome": "returned"}


@api.post("applications/{uuid:application}/take-back", auth=Staff(Permission.ADJUDICATE))
def take_back(request: HttpRequest, application: UUID, given: AppealIn) -> dict[str, str]:
    """A file sent back by mistake is at the bench again."""
    taken = returning_take_back(application=application, by=person_of(request), at=now(), because=given.because)
    return {"case": str(taken)}


@api.post("cases/{uuid:case}/propose-referral", auth=Staff(Permission.ADJUDICATE))
def propose_to_refer(request: HttpRequest, case: UUID, given: ReferIn) -> dict[str, Literal["proposed"]]:
    propose_referral(
        case=case, suspicion=given.suspicion, because=given.because, by=person_of(request), at=now()
    )  # fmt: skip
    return {"outcome": "proposed"}


@api.post("cases/{uuid:case}/confirm-referral", auth=Staff(Permission.ADJUDICATE))
def refer(request: HttpRequest, case: UUID) -> dict[str, str]:
    letter = confirm_referral(case=case, by=person_of(request), at=now())
    return {"outcome": "referred", "letter": str(letter)}


@api.post("applications/{uuid:application}/referral-answer", auth=Staff(Permission.ADJUDICATE))
def answer(request: HttpRequest, application: UUID, given: AnswerIn) -> dict[str, str]:
    """What the service against fraud found: the case is open again for others."""
    reopened = answer_referral(
        application=application, answer=given.answer, because=given.because, by=person_of(request), at=now()
    )  # fmt: skip
    return {"case": str(reopened)}


@api.post("cases/{uuid:case}/propose-refusal", auth=Staff(Permission.ADJUDICATE))
def propose(request: HttpRequest, case: UUID, given: RefuseIn) -> dict[str, Literal["proposed"]]:
    missing = MissingProof(tuple(given.papers), given.missing_proof_ar, given.missing_proof_fr)
    actions.propose_refusal(case=case, ground=given.ground, missing=missing, by=person_of(request), at=now())
    return {"outcome": "proposed"}


@api.post("cases/{uuid:case}/confirm-refusal", auth=Staff(Permission.ADJUDICATE))
def confirm(request: HttpRequest, case: UUID) -> dict[str, str]:
    letter = actions.confirm_refusal(case=case, by=person_of(request), at=now())
    return {"outcome": "refused", "letter": str(letter)}


@api.post("applications/{uuid:application}/appeal", auth=Staff(Permission.DECIDE_APPEALS))
def appeal(request: HttpRequest, application: UUID, given: AppealIn) -> dict[str, str]:
    return {
        "case": str(
            actions.open_appeal(application=application, by=person_of(request), at=now(), because=given.because)
        )
    }


@api.post("applications/{uuid:application}/withdraw", auth=Staff(Permission.ADJUDICATE))
def withdraw(request: HttpRequest, application: UUID, given: WithdrawIn) -> dict[str, Literal["withdrawn"]]:
    """The applicant takes the request back: its order is cancelled, its card withheld."""
    withdraw_application(application=application, by=person_of(request), at=now(), because=given.because)
    return {"outcome": "withdrawn"}


@api.post("losses", auth=Staff(Permission.REPORT_LOSS))
def report_loss(request: HttpRequest, given: LossIn) -> dict[str, str]:
    """A document, by its number, is said to be lost or stolen: it is suspended from now on."""
    held = documents.documents_by_number([given.document_number]).get(given.document_number)
    if held is None:
        raise DocumentNotInForceError()
    ground, teller = Ground(given.ground), Teller(given.teller)
    report = losses.report_document(document=held.id, ground=ground, teller=teller, by=person_of(request), at=now())
    return {"report": str(report), "document": str(held.id)}


@api.post("losses/{uuid:report}/lift", auth=Staff(Permission.ADJUDICATE))
def lift_loss(request: HttpRequest, report: UUID, given: LiftIn) -> dict[str, bool]:
    """The report ends; `in_force`: no other report stands on the document."""
    again = losses.lift_report(report=report, because=ReportEnd(given.because), by=person_of(request), at=now())
    return {"in_force": again}


@api.get("figures", auth=Staff(Permission.ADJUDICATE))
def figures(request: HttpRequest) -> dict[str, Any]:
    """Cases by reason and by line of the policy: how many, and how they ended."""
    rows = every_case()
    return {
        "cases": len(rows),
        "by_reason": [asdict(one) for one in figures_by_reason(rows)],
        "by_line": [asdict(one) for one in figures_by_line(rows)],
    }


@api.post("deaths", auth=Staff(Permission.REPORT_DEATH))
def death(request: HttpRequest, given: DeathIn) -> dict[str, Any]:
    """A reported death, by national number; the look-up is journalled with its purpose."""
    user = person_of(request)
    found = persons.persons_by_number([given.national_number]).get(given.national_number)
    if found is None:
        raise PersonUnknownError()
    looks("person.looked_at", subject_kind="person", subjects=[found.id], by=actor_of(user), purpose="report_death")
    stopped = actions.report_death(
        person=found.id, died_on=datetime.combine(given.died_on, time(12), PLACE_ZONE), by=actor_of(user), at=now()
    )
    return {"stopped": [str(id_) for id_ in stopped]}
