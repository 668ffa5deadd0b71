"""One case on one page: the applicant beside each candidate, why, the papers, the history, the decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, actor_of, display_names, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.persons import Identity
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.documents.door import DocumentValue
from bitaqa.records.places import door as places
from bitaqa.ui.formats import day_text
from bitaqa.ui.shapes import Crumb, Difference, DocumentFace, Fact

from ..domain import RefusalGround, Why
from ..forms import NewPersonForm, ReferralForm, RefusalForm, ReturnForm, SamePersonForm
from ..history import place_name, timeline_of
from ..identity.acts import without_papers
from ..letters import missing_lines
from ..models import CaseState
from ..queries import CandidateView, CaseView, get_case_view
from ..reach import check_reach
from ..rules import Level
from ..words import (
    APPROVALS,
    FRAUD,
    GROUND_WORDS,
    KIND_WORDS,
    OUTCOME_WORDS,
    PAPER_WORDS,
    PROPOSAL_WORDS,
    SAME,
    SUSPICION_WORDS,
    WHY_WORDS,
)
from .comparing import differences
from .files import file_url, portrait_url
from .queue import next_case
from .reasons import evidence_facts
from .timing import page_opened


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper brought, and where its scan is shown."""

    label: Any
    number: str
    href: str


@dataclass(frozen=True, slots=True)
class CandidateLine:
    """A candidate as the page draws it."""

    view: CandidateView
    title: str
    why: list[Any]
    rows: list[Difference]
    photo: str
    documents: list[DocumentFace]
    papers: list[PaperLine]
    status: str
    dead: Any = None
    facts: list[Fact] = field(default_factory=list)
    evidence: list[Fact] = field(default_factory=list)
    hit: bool = False
    fingers: str = ""
    press: str = ""


@requires(Permission.ADJUDICATE)
@require_GET
def case(request: HttpRequest, case: UUID) -> HttpResponse:
    return case_page(request, case)


def case_page(
    request: HttpRequest, case: UUID, *, wrong: forms.Form | None = None, act: str = "", status: int = 200
) -> HttpResponse:
    """The page; with `wrong`, the form of the decision `act` stands on top with what must be corrected."""
    user = person_of(request)
    view = get_case_view(case, user.pk)
    check_reach(user, Permission.ADJUDICATE, view.application)
    shown = [view.application.id, *(candidate.id for candidate in view.candidates)]
    looks("person.looked_at", subject_kind="application", subjects=shown, by=actor_of(user), purpose="adjudication")
    page_opened(request, case)
    people = person_choices(view)
    visits, lost = visit_choices(view.application), without_papers(view.application)
    context = {
        **_applicant(user, view),
        "view": view,
        "crumbs": [Crumb(_("Adjudication"), reverse("screening:queue")), Crumb(view.application.receipt_number)],
        "candidates": _candidates(user, view),
        "timeline": timeline_of(view.application.id),
        "wrong": wrong,
        "wrong_act": act,
        "wrong_title": ACT_TITLES.get(act, ""),
        "may_decide": view.row.state != CaseState.SETTLED and not view.barred,
        "mine_proposed": view.row.state == CaseState.PROPOSED and view.row.proposed_by == user.pk,
        "people": people,
        "new_form": NewPersonForm(auto_id="new_%s"),
        "same_form": SamePersonForm(people=people, auto_id="same_%s"),
        "return_form": ReturnForm(visits=visits, auto_id="return_%s"),
        "refusal_form": RefusalForm(without_papers=lost, auto_id="refusal_%s"),
        "lost": reverse("screening:identity", args=[case]) if lost else "",
        "referral_form": ReferralForm(auto_id="referral_%s"),
        "next": next_case(user, but=case) if view.row.state == CaseState.SETTLED or view.barred else "",
        **_decisions(view),
    }
    return render(request, "screening/case.html", context, status=status)


def applicant_and_candidates(user: Any, view: CaseView) -> dict[str, Any]:
    """What a comparison showed before it was decided, and nothing of what was: for a blind opinion."""
    before = replace(view, candidates=tuple(as_shown(one, view.row.as_shown) for one in view.candidates))
    bare = [replace(one, status="", facts=[], documents=[], dead=None, fingers="") for one in _candidates(user, before)]
    return {**_applicant(user, view), "candidates": bare}


def as_shown(one: CandidateView, known: Mapping[str, Any]) -> CandidateView:
    """The candidate as the register held them then: approving "the same person" made both records equal."""
    if one.person is None or str(one.id) not in known:
        return one
    return replace(one, person=replace(one.person, identity=Identity.model_validate(known[str(one.id)])))


ANSWERS = {Why.REFERRAL_FOUNDED.value, Why.REFERRAL_UNFOUNDED.value, Why.TAKEN_BACK.value}
"""Reasons of a case that begins with words of whoever opened it again."""

ACT_TITLES = {
    "approve-new": _("A different person: approve as new"),
    "approve-same": _("The same person: approve"),
    "return": _("Return the file"),
    "propose": _("Propose a refusal"),
    "refer": _("Refer to the service against fraud"),
}


def person_choices(view: CaseView) -> list[tuple[str, Any]]:
    """The candidates that are persons of the register, as choices."""
    arabic = (get_language() or "ar").startswith("ar")
    people = [one.person for one in view.candidates if one.person is not None]
    names = [person.name_ar if arabic else person.name_latin for person in people]
    numbers = [person.national_number or "—" for person in people]
    return [
        (str(person.id), f"{name} · \u2066{number}\u2069")
        for person, name, number in zip(people, names, numbers, strict=True)
    ]


def visit_choices(file: ApplicationValue) -> list[tuple[str, Any]]:
    """Visits of the application's campaign still to come, its own place first."""
    if file.campaign is None:
        return []
    today = local_day(now())
    coming = [
        visit
        for visit in campaigns.visits_of_campaign(file.campaign)
        if visit.day >= today and visit.state.value in ("planned", "open")
    ]
    coming.sort(key=lambda visit: (visit.place != file.place, visit.day))
    known = places.places_by_code({visit.place for visit in coming})
    return [
        (str(v.id), f"{place_name(known[v.place]) if v.place in known else v.place} · {day_text(v.day)}")
        for v in coming
    ]


def _applicant(user: Any, view: CaseView) -> dict[str, Any]:
    file = view.application
    known = places.places_by_code([file.place])
    return {
        "file": file,
        "kind": KIND_WORDS[file.kind.value],
        "photo": portrait_url(user, file),
        "papers": papers_of(user, file),
        "reasons": [WHY_WORDS.get(reason, reason) for reason in view.row.reasons],
        "facts": [
            Fact(_("Kind"), KIND_WORDS[file.kind.value]),
            Fact(_("Receipt number"), file.receipt_number, "latin"),
            Fact(_("Place"), place_name(known[file.place]) if file.place in known else file.place),
            Fact(_("Enrolled on"), file.day, "day"),
            Fact(_("Needed by"), file.needed_by, "day"),
            Fact(_("Waiting since"), view.row.opened_at, "instant"),
        ],
    }


def papers_of(user: Any, file: ApplicationValue) -> list[PaperLine]:
    """The papers brought at enrolment and later; scans under an address for this reader."""
    lines, seen = [], set[str]()
    for paper in file.body.get("papers", ()):
        name = str(paper.get("attachment") or "")
        href = file_url(user, file, name, later=name in seen) if name.startswith("paper/") else ""
        seen.add(name)
        lines.append(PaperLine(PAPER_WORDS.get(paper["code"], paper["code"]), str(paper.get("number") or ""), href))
    return lines


def _candidates(user: Any, view: CaseView) -> list[CandidateLine]:
    mine, claimed = view.application.identity, view.application.claimed_number
    captured = applications.captured_of_persons(one.id for one in view.candidates if one.person)
    lines = []
    for number, one in enumerate(view.candidates, start=1):
        if one.person is not None:
            identity, known_number, file = one.person.identity, one.person.national_number or "", captured.get(one.id)
            title = gettext("Candidate %(number)s: in the register") % {"number": number}
            facts = [Fact(_("Entered from"), ORIGIN_WORDS.get(one.person.origin, one.person.origin))]
        elif one.application is not None:
            file = one.application
            identity, known_number = file.identity, file.claimed_number
            title = gettext("Candidate %(number)s: another application") % {"number": number}
            facts = [
                Fact(_("Receipt number"), file.receipt_number, "latin"),
                Fact(_("Kind"), KIND_WORDS[file.kind.value]),
                Fact(_("Enrolled on"), file.day, "day"),
            ]
        else:
            continue
        lines.append(
            CandidateLine(
                view=one,
                title=title,
                why=[WHY_WORDS.get(why, why) for why in one.why],
                rows=differences(mine, identity, claimed=claimed, number=known_number),
                photo=portrait_url(user, file),
                documents=[document_face(document) for document in one.documents],
                papers=papers_of(user, file) if file is not None else [],
                status=f"application.{one.application.state.value}" if one.application else "",
                dead=one.person.died_on if one.person else None,
                facts=facts,
                evidence=evidence_facts(view.row.evidence.get(str(one.id), {})),
                hit=one.level == Level.HIT,
                fingers=reverse("screening:fingers", args=[view.row.id, one.id])
                if view.row.evidence.get(str(one.id), {}).get("fingers")
                else "",
                press="8" if number == 1 else "",
            )
        )
    return lines


ORIGIN_WORDS = {
    "application": _("An application"),
    "import": _("An existing register"),
    "register": _("An existing register"),
}
DOCUMENT_WORDS = {"cnie": _("National identity card")}


def document_face(document: DocumentValue) -> DocumentFace:
    return DocumentFace(
        type_label=DOCUMENT_WORDS.get(document.document_type, document.document_type),
        number=document.number,
        issued=document.issued_on,
        expires=document.expires_on,
        status=f"card.{document.state.value}",
    )


def _decisions(view: CaseView) -> dict[str, Any]:
    """What was proposed or decided, by whom and when, in words."""
    row = view.row
    ids = [id_ for id_ in (row.proposed_by, row.settled_by) if id_]
    names = display_names(ids, get_language() or "ar") if ids else {}
    return {
        "proposed_by": names.get(row.proposed_by, "") if row.proposed_by else "",
        "proposed_ground": PROPOSAL_WORDS.get(row.proposed_ground, ""),
        "second_opinion": row.proposed_ground in APPROVALS,
        "as_known": row.proposed_ground == SAME,
        "missing": missing_lines(row),
        "as_whom": str(row.person or ""),
        "referral": row.proposed_ground == FRAUD,
        "suspicion": SUSPICION_WORDS.get(row.ground, "") if row.proposed_ground == FRAUD else "",
        "told": row.remark if set(row.reasons) & ANSWERS and row.state != CaseState.SETTLED else "",
        "settled_by": names.get(row.settled_by, "") if row.settled_by else "",
        "outcome": OUTCOME_WORDS.get(row.outcome, row.outcome),
        "ground": GROUND_WORDS.get(row.ground) or SUSPICION_WORDS.get(row.ground, ""),
        "letter": reverse("screening:letter", args=[row.application]) if row.letter else "",
        "slip": row.outcome == "refused" and row.ground == RefusalGround.NOBODY_FOUND,
    }
