"""Machine doors of enrolment. No rule stands here: bodies are read, actions called, answers shaped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router

from bitaqa.foundation.names.spelling import suggested_latin
from bitaqa.foundation.names.suggesting import latin_suggestions
from bitaqa.foundation.rules.applications import Recapture
from bitaqa.station.desk.door import now, signed_in

from . import drafts, queries
from .again import begin_again
from .api_bodies import (
    Taken,
    TakenAgain,
    fingers_taken,
    paper_brought,
    paper_taken,
    portrait_taken,
    request_body,
    signature_taken,
)
from .api_shapes import Because, ConfirmedOn, DraftAsked, DraftChanges, OldCardRead, PapersBrought, ReferralAsked
from .completion import complete_file
from .domain import StepState
from .editing import changing, editing
from .models import CaptureAgain, Draft
from .old_card import read_old_card
from .reading import get_open_row
from .referral import refer_person
from .sealing import SealedDraft, seal_draft
from .who import Remark

router = Router(tags=["enrolment"])


@router.post("drafts")
def post_draft(request: HttpRequest, asked: DraftAsked) -> dict[str, Any]:
    new = drafts.NewDraft(**asked.dict())
    return {"draft": str(drafts.start_draft(new=new, by=signed_in(request), at=now()))}


@router.get("drafts")
def get_drafts(request: HttpRequest) -> list[dict[str, Any]]:
    return [asdict(face) for face in queries.drafts_open()]


@router.get("drafts/{draft}")
def get_draft(request: HttpRequest, draft: UUID) -> dict[str, Any]:
    view = queries.draft_view(draft)
    rules = view.rules
    shown: dict[str, Any] = {
        "draft": view.draft,
        "state": view.state,
        "kept": {name: _without_files(value) for name, value in view.kept.items()},
        "steps": [_step(step) for step in view.steps],
        "ready": view.ready,
    }
    if rules is not None:
        due = rules.fee
        shown["rules"] = {
            "papers": [code.value for code in rules.papers],
            "minor": rules.minor,
            "fingers": rules.fingers,
            "own_signature": rules.own_signature,
            "fee": {"rule": due[0], "centimes": due[1].centimes, "currency": due[1].currency} if due else None,
            "waived": rules.waived,
        }
    if view.sealed is not None:
        shown["sealed"] = _sealed(view.sealed)
    return shown


@router.patch("drafts/{draft}", response={200: dict[str, Any], 204: None})
def patch_draft(request: HttpRequest, draft: UUID, changes: DraftChanges) -> Any:
    """All of it or nothing, in two writes: who the person is, then what devices took of them and the rest.

    Pictures are taken between the two, so that no desk waits for another desk's camera. Answers the draft, or nothing
    when the request says `Prefer: return=minimal` (RFC 7240).
    """
    by, at = signed_in(request), now()
    given = changes.dict(exclude_unset=True)
    kind = {n: given[n] for n in ("ground", "claimed", "needed_by", "needed_for", "priority") if n in given}
    named = ("identity", "representative", "collector", "collector_number")
    who = {name: given[name] for name in named if name in given}
    with editing(draft, by=by, at=at) as row:
        if kind:
            drafts.save_kind(draft=draft, by=by, at=at, **kind)
        if who:
            drafts.save_who(draft=draft, by=by, at=at, **who)
    taken = list(_taken(row, given))
    with editing(draft, by=by, at=at) as row:
        for put, _shown in taken:
            put(row)
        if "missing" in given:
            drafts.save_missing(
                draft=draft, missing=given["missing"] or (), complete_at=given.get("complete_at"), by=by, at=at
            )
        if given.get("fee") is not None:
            drafts.save_fee(draft=draft, fee=given["fee"], by=by, at=at)
        if given.get("notice") is not None:
            drafts.save_notice(draft=draft, notice=given["notice"], by=by, at=at)
        if given.get("confirmed_on"):
            drafts.confirm_draft(draft=draft, on=given["confirmed_on"], by=by, at=at)
    if "return=minimal" in request.headers.get("Prefer", ""):
        return 204, None
    return get_draft(request, draft)


def _taken(opened: Draft, given: dict[str, Any]) -> Iterator[Taken]:
    """What devices took, in the order of the desk's steps."""
    if given.get("portrait") is not None:
        yield portrait_taken(opened, given["portrait"], None)
    if given.get("fingers") is not None:
        yield fingers_taken(opened, given["fingers"])
    if given.get("signature") is not None:
        yield signature_taken(opened, given["signature"], None)
    for paper in given.get("papers") or ():
        yield paper_taken(opened, str(paper.get("code", "")), paper)


def _keep(request: HttpRequest, draft: UUID, taken: Taken) -> dict[str, Any]:
    put, shown = taken
    with editing(draft, by=signed_in(request), at=now()) as row:
        put(row)
    return shown


@router.post("drafts/{draft}/old-card")
def post_old_card(request: HttpRequest, draft: UUID, read: OldCardRead) -> dict[str, Any]:
    return read_old_card(draft=draft, mrz=read.mrz, by=signed_in(request), at=now())


@router.post("drafts/{draft}/portrait")
def post_portrait(request: HttpRequest, draft: UUID) -> dict[str, Any]:
    body, picture = request_body(request)
    return _keep(request, draft, portrait_taken(get_open_row(draft), body, picture))


@router.post("drafts/{draft}/fingers")
def post_fingers(request: HttpRequest, draft: UUID) -> dict[str, Any]:
    return _keep(request, draft, fingers_taken(get_open_row(draft), request_body(request)[0]))


@router.post("drafts/{draft}/signature")
def post_signature(request: HttpRequest, draft: UUID) -> dict[str, Any]:
    body, picture = request_body(request)
    return _keep(request, draft, signature_taken(get_open_row(draft), body, picture))


@router.post("drafts/{draft}/papers/{code}")
def post_paper(request: HttpRequest, draft: UUID, code: str) -> dict[str, Any]:
    body, picture = request_body(request)
    return _keep(request, draft, paper_taken(get_open_row(draft), code, body, picture))


@router.post("drafts/{draft}/confirm")
def post_confirm(request: HttpRequest, draft: UUID, confirmed: ConfirmedOn) -> dict[str, Any]:
    drafts.confirm_draft(draft=draft, on=confirmed.on, by=signed_in(request), at=now())
    return {"confirmed_on": confirmed.on}


@router.post("drafts/{draft}/seal")
def post_seal(request: HttpRequest, draft: UUID) -> dict[str, Any]:
    """Idempotent: a second seal answers the same."""
    return _sealed(seal_draft(draft=draft, by=signed_in(request), at=now()))


@router.post("drafts/{draft}/abandon")
def post_abandon(request: HttpRequest, draft: UUID, given: Because) -> dict[str, Any]:
    drafts.abandon_draft(draft=draft, because=given.because, by=signed_in(request), at=now())
    return {"state": "abandoned"}


@router.post("referrals")
def post_referral(request: HttpRequest, asked: ReferralAsked) -> dict[str, Any]:
    return asdict(refer_person(**asked.dict(), by=signed_in(request), at=now()))


@router.post("incomplete/{application}/complete")
def post_complete(request: HttpRequest, application: UUID, brought: PapersBrought) -> dict[str, Any]:
    papers = [paper_brought(application, paper) for paper in brought.papers]
    done = complete_file(application=application, papers=papers, visit=brought.visit, by=signed_in(request), at=now())
    return asdict(done)


@router.post("incomplete/{application}/portrait")
def post_portrait_again(request: HttpRequest, application: UUID) -> dict[str, Any]:
    body, picture = request_body(request)
    row = begin_again(application=application, what=Recapture.PORTRAIT, by=signed_in(request), at=now())
    return _keep_again(request, row, portrait_taken(row, body, picture))


@router.post("incomplete/{application}/fingers")
def post_fingers_again(request: HttpRequest, application: UUID) -> dict[str, Any]:
    body, _file = request_body(request)
    row = begin_again(application=application, what=Recapture.FINGERS, by=signed_in(request), at=now())
    return _keep_again(request, row, fingers_taken(row, body))


def _keep_again(request: HttpRequest, opened: CaptureAgain, taken: TakenAgain) -> dict[str, Any]:
    put, shown = taken
    with changing(opened, by=signed_in(request), at=now()) as row:
        put(row)
    return shown


@router.get("names/suggestion")
def get_suggestion(request: HttpRequest, arabic: str) -> dict[str, Any]:
    """A Latin spelling where the civil-status paper is silent, `certain` when each word is a common name; and others
    the person may prefer."""
    first, *others = latin_suggestions(arabic[:120]) or (suggested_latin(""),)
    return {**asdict(first), "others": [spelling.latin for spelling in others]}


# --- shapes in and out ---------------------------------------------------------------------------------------------


def _sealed(answer: SealedDraft) -> dict[str, Any]:
    return asdict(answer)


def _step(step: StepState) -> dict[str, Any]:
    return {
        "code": step.code,
        "name": gettext(step.name),
        "state": step.state,
        "needed": step.needed,
        "remarks": [remark_map(remark) for remark in step.remarks],
    }


def remark_map(remark: Remark) -> dict[str, Any]:
    """A remark in the reader's language."""
    return {
        "code": remark.code,
        "sentence": gettext(remark.sentence) % remark.facts,
        "next_step": gettext(remark.next_step) % remark.facts if remark.next_step else "",
        "field": remark.field,
        "blocking": remark.blocking,
    }


def _without_files(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_files(inner) for key, inner in value.items() if key != "file"}
    return value
