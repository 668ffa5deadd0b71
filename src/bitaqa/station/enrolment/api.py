"""Machine doors of enrolment. No rule stands here: bodies are read, actions called, answers shaped."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router, Schema

from bitaqa.foundation.matching.quality import FINDING_SENTENCES, FaceBox
from bitaqa.foundation.names.spelling import suggested_latin
from bitaqa.foundation.rules.applications import ApplicationKind, Ground, Priority
from bitaqa.foundation.rules.persons import Identity
from bitaqa.station.desk.door import now, signed_in
from bitaqa.station.devices.door import (
    FingerRead,
    simulated_fingers,
    simulated_paper,
    simulated_portrait,
    simulated_signature,
    stand_in,
)
from bitaqa.station.fieldpack.door import get_incomplete

from . import captures, drafts, queries
from .completion import PaperBrought, complete_file
from .domain import StepState
from .errors import PaperPictureMissingError, StepShapeError
from .old_card import read_old_card
from .reading import get_open_row
from .referral import refer_person
from .sealing import SealedDraft, seal_draft
from .who import Remark, parsed

router = Router(tags=["enrolment"])


class DraftAsked(Schema):
    document_type: str
    kind: ApplicationKind
    ground: Ground
    visit: UUID
    programme: str = ""
    claimed: dict[str, Any] | None = None
    ticket: int | None = None
    priority: Priority = Priority.NONE
    needed_by: date | None = None
    needed_for: str = ""
    corrects: UUID | None = None


class DraftChanges(Schema):
    identity: dict[str, Any] | None = None
    representative: dict[str, Any] | None = None
    collector: str | None = None
    portrait: dict[str, Any] | None = None
    fingers: dict[str, Any] | None = None
    signature: dict[str, Any] | None = None
    papers: list[dict[str, Any]] | None = None
    missing: list[dict[str, Any]] | None = None
    complete_at: UUID | None = None
    fee: dict[str, Any] | None = None
    notice: dict[str, Any] | None = None
    ground: Ground | None = None
    claimed: dict[str, Any] | None = None
    needed_by: date | None = None
    needed_for: str | None = None
    priority: Priority | None = None
    confirmed_on: str | None = None


class Because(Schema):
    because: str


class ConfirmedOn(Schema):
    on: str


class OldCardRead(Schema):
    mrz: str


class ReferralAsked(Schema):
    visit: UUID
    because: str = "no_civil_status"
    ticket: int | None = None


class PapersBrought(Schema):
    papers: list[dict[str, Any]]
    visit: UUID | None = None


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


@router.patch("drafts/{draft}")
def patch_draft(request: HttpRequest, draft: UUID, changes: DraftChanges) -> dict[str, Any]:
    by, at = signed_in(request), now()
    given = changes.dict(exclude_unset=True)
    kind = {n: given[n] for n in ("ground", "claimed", "needed_by", "needed_for", "priority") if n in given}
    if kind:
        drafts.save_kind(draft=draft, by=by, at=at, **kind)
    who = {name: given[name] for name in ("identity", "representative", "collector") if name in given}
    if who:
        drafts.save_who(draft=draft, by=by, at=at, **who)
    if given.get("portrait") is not None:
        _keep_portrait(request, draft, given["portrait"], None)
    if given.get("fingers") is not None:
        _keep_fingers(request, draft, given["fingers"])
    if given.get("signature") is not None:
        _keep_signature(request, draft, given["signature"], None)
    for paper in given.get("papers") or ():
        _keep_paper(request, draft, str(paper.get("code", "")), paper)
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
    return get_draft(request, draft)


@router.post("drafts/{draft}/old-card")
def post_old_card(request: HttpRequest, draft: UUID, read: OldCardRead) -> dict[str, Any]:
    return read_old_card(draft=draft, mrz=read.mrz, by=signed_in(request), at=now())


@router.post("drafts/{draft}/portrait")
def post_portrait(request: HttpRequest, draft: UUID) -> dict[str, Any]:
    body, picture = _body(request)
    return _keep_portrait(request, draft, body, picture)


def _keep_portrait(request: HttpRequest, draft: UUID, body: dict[str, Any], picture: bytes | None) -> dict[str, Any]:
    face = _face(body.get("face"))
    if picture is None and isinstance(body.get("picture"), str):
        picture = _base64(body["picture"], "portrait.picture")
    if picture is None and "simulated" in body:
        said = _simulated(body)
        shot = simulated_portrait(_stand_in(draft, said), take=_whole(said.get("take", 0)))
        picture, face = shot.picture, shot.face
    if picture is None:
        raise StepShapeError(field="portrait", problem="a picture, or a simulated one")
    codes = captures.keep_portrait(draft=draft, picture=picture, face=face, by=signed_in(request), at=now())
    return {"remarks": [{"code": code, "sentence": gettext(FINDING_SENTENCES.get(code, code))} for code in codes]}


@router.post("drafts/{draft}/fingers")
def post_fingers(request: HttpRequest, draft: UUID) -> dict[str, Any]:
    return _keep_fingers(request, draft, _body(request)[0])


def _keep_fingers(request: HttpRequest, draft: UUID, body: dict[str, Any]) -> dict[str, Any]:
    if "simulated" in body:
        said = _simulated(body)
        reads = simulated_fingers(
            _stand_in(draft, said), images=bool(said.get("images")), day=_whole(said.get("take", 0))
        )
    else:
        reads = tuple(_finger(capture) for capture in body.get("captures") or ())
    captures.keep_fingers(draft=draft, reads=reads, by=signed_in(request), at=now())
    return {
        "fingers": [
            {
                "position": read.position,
                "quality": read.quality,
                "tries": read.tries,
                "exception": read.exception or None,
                "findings": [{"code": c, "sentence": gettext(FINDING_SENTENCES.get(c, c))} for c in read.findings],
            }
            for read in reads
        ]
    }


@router.post("drafts/{draft}/signature")
def post_signature(request: HttpRequest, draft: UUID) -> dict[str, Any]:
    body, picture = _body(request)
    return _keep_signature(request, draft, body, picture)


def _keep_signature(request: HttpRequest, draft: UUID, body: dict[str, Any], picture: bytes | None) -> dict[str, Any]:
    if picture is None and isinstance(body.get("picture"), str):
        picture = _base64(body["picture"], "signature.picture")
    if picture is None and "simulated" in body:
        picture = simulated_signature(_stand_in(draft, _simulated(body)))
    cannot = body.get("cannot_sign") in (True, "true", "1")
    if picture is None and not cannot:
        raise StepShapeError(field="signature", problem="a picture, or cannot_sign with a witness")
    captures.keep_signature(
        draft=draft,
        picture=None if cannot else picture,
        witness=str(body.get("witness", "")),
        by=signed_in(request),
        at=now(),
    )
    return {"signed": not cannot}


@router.post("drafts/{draft}/papers/{code}")
def post_paper(request: HttpRequest, draft: UUID, code: str) -> dict[str, Any]:
    body, picture = _body(request)
    _keep_paper(request, draft, code, body, picture)
    return {"paper": code}


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
    papers = [_paper_brought(application, paper) for paper in brought.papers]
    done = complete_file(application=application, papers=papers, visit=brought.visit, by=signed_in(request), at=now())
    return asdict(done)


@router.get("names/suggestion")
def get_suggestion(request: HttpRequest, arabic: str) -> dict[str, Any]:
    """A Latin spelling where the civil-status paper is silent; `certain` when each word is a common name."""
    return asdict(suggested_latin(arabic[:120]))


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


def _body(request: HttpRequest) -> tuple[dict[str, Any], bytes | None]:
    """The JSON or form fields, and the file when one was sent."""
    if (request.content_type or "").startswith("multipart/"):
        file = request.FILES.get("file") or next(iter(request.FILES.values()), None)
        return dict(request.POST.items()), file.read() if file is not None and not isinstance(file, list) else None
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise StepShapeError(field="body", problem="not JSON") from None
    if not isinstance(body, dict):
        raise StepShapeError(field="body", problem="not a map")
    given = body.get("picture")
    return body, _base64(given, "picture") if isinstance(given, str) else None


def _simulated(body: dict[str, Any]) -> dict[str, Any]:
    said = body.get("simulated")
    if not isinstance(said, dict) or not str(said.get("seed", "")).strip():
        raise StepShapeError(field="simulated", problem="a map with a seed")
    return said


def _stand_in(draft: UUID, said: dict[str, Any]) -> Any:
    row = get_open_row(draft)
    identity = parsed(Identity, row.identity)[0] if row.identity else None
    return stand_in(str(said["seed"]), identity=identity, on=row.day)


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        raise StepShapeError(field="simulated.take", problem="a whole number") from None


def _base64(text: Any, field: str) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (ValueError, binascii.Error):
        raise StepShapeError(field=field, problem="not base64") from None


def _finger(capture: Any) -> FingerRead:
    if not isinstance(capture, dict):
        raise StepShapeError(field="captures", problem="a list of maps")
    template = capture.get("template")
    image = capture.get("image")
    quality = capture.get("quality")
    return FingerRead(
        position=_whole(capture.get("position", 0)),
        quality=None if quality is None else _whole(quality),
        tries=_whole(capture.get("tries", 1 if template else 0)),
        template=_base64(template, "captures.template") if template else None,
        image=_base64(image, "captures.image") if image else None,
        exception=str(capture.get("exception") or ""),
    )


def _face(given: Any) -> FaceBox | None:
    if isinstance(given, str) and given:
        try:
            given = json.loads(given)
        except ValueError:
            given = None
    if not isinstance(given, dict):
        return None
    try:
        return FaceBox(*(float(given[name]) for name in ("left", "top", "width", "height")))
    except (KeyError, TypeError, ValueError):
        raise StepShapeError(field="face", problem="left, top, width and height as shares of the picture") from None


def _day(value: Any, field: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise StepShapeError(field=field, problem="not a day") from None


def _keep_paper(
    request: HttpRequest, draft: UUID, code: str, body: dict[str, Any], picture: bytes | None = None
) -> None:
    paper = captures.paper_code(code)
    if picture is None and isinstance(body.get("picture"), str):
        picture = _base64(body["picture"], f"papers.{code}.picture")
    if picture is None and "simulated" in body:
        picture = simulated_paper(_stand_in(draft, _simulated(body)), paper.value)
    if picture is None:
        raise PaperPictureMissingError(paper=code)
    captures.keep_paper(
        draft=draft,
        code=code,
        picture=picture,
        number=str(body.get("number") or ""),
        issued_by=str(body.get("issued_by") or ""),
        issued_on=_day(body.get("issued_on"), f"papers.{code}.issued_on"),
        by=signed_in(request),
        at=now(),
    )


def _paper_brought(application: UUID, body: dict[str, Any]) -> PaperBrought:
    code = captures.paper_code(str(body.get("code", ""))).value
    picture: bytes | None = None
    if isinstance(body.get("picture"), str):
        picture = _base64(body["picture"], f"papers.{code}.picture")
    elif "simulated" in body:
        get_incomplete(application)
        who = stand_in(str(_simulated(body)["seed"]), identity=None, on=now().date())
        picture = simulated_paper(who, code)
    if picture is None:
        raise PaperPictureMissingError(paper=code)
    return PaperBrought(
        code,
        picture,
        str(body.get("number") or ""),
        str(body.get("issued_by") or ""),
        _day(body.get("issued_on"), f"papers.{code}.issued_on"),
    )
