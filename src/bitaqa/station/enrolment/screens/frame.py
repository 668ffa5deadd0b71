"""What every step of an enrolment shows around itself: where one stands, whose file it is, how to go on or back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.station.enrolment import words
from bitaqa.station.enrolment.domain import STEPS, StepState
from bitaqa.station.enrolment.queries import DraftView, draft_view
from bitaqa.station.enrolment.who import Remark
from bitaqa.ui.shapes import PersonFace, Step

CODES = tuple(step.code for step in STEPS)


def open_view(draft: UUID) -> DraftView | None:
    """The draft when it may still be filled; None once it is sealed or abandoned."""
    view = draft_view(draft)
    return view if view.state == ApplicationState.DRAFT.value else None


def closed(draft: UUID) -> HttpResponse:
    """Where someone goes who comes back to a closed draft: its receipt, or the list."""
    view = draft_view(draft)
    if view.sealed is not None:
        return HttpResponseRedirect(reverse("enrolment:receipt", args=[draft]))
    return HttpResponseRedirect(reverse("enrolment:list"))


def step_url(code: str, draft: UUID) -> str:
    return reverse(f"enrolment:{code}", args=[draft])


def next_url(code: str, draft: UUID) -> str:
    after = CODES[min(CODES.index(code) + 1, len(CODES) - 1)]
    return step_url(after, draft)


def state_of(view: DraftView, code: str) -> StepState:
    return next(step for step in view.steps if step.code == code)


def remark_text(remark: Remark) -> str:
    """The sentence in the reader's language, with what to do next."""
    said = _(remark.sentence) % remark.facts
    return f"{said} {_(remark.next_step) % remark.facts}" if remark.next_step else said


def render_step(
    request: HttpRequest, view: DraftView, code: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """The page of one step in its frame."""
    place = CODES.index(code)
    own = state_of(view, code)
    whole = {
        "view": view,
        "draft": view.draft,
        "code": code,
        "own": own,
        "remarks": [(remark_text(remark), remark.blocking) for remark in own.remarks],
        "step_done": own.state != "missing",
        "steps": [_step(view, step, step.code == code) for step in view.steps],
        "step_name": words.STEP_WORDS[code],
        "person": person_face(view),
        "kind_word": words.KINDS[view.kept["kind"]],
        "ground_word": words.GROUNDS[view.kept["ground"]] if view.kept["ground"] != "none" else "",
        "priority_word": words.PRIORITIES[view.kept["priority"]] if view.kept["priority"] != "none" else "",
        "needed_by": view.kept["needed_by"],
        "back": step_url(CODES[place - 1], view.draft) if place else reverse("enrolment:list"),
        "go_on": next_url(code, view.draft),
        "simulated": settings.BITAQA_SIMULATED_DEVICES,
        "seed": seed_of(view),
        **(context or {}),
    }
    return render(request, f"enrolment/{code}.html", whole, status=status)


def _step(view: DraftView, step: StepState, current: bool) -> Step:
    shown = "current" if current else "todo" if step.state == "missing" else "done"
    return Step(words.STEP_WORDS[step.code], shown, step_url(step.code, view.draft))


def person_face(view: DraftView) -> PersonFace:
    """The applicant as far as the draft knows them."""
    names = view.kept["identity"].get("names") or {}
    arabic, latin = names.get("arabic") or {}, names.get("latin") or {}
    photo = reverse("enrolment:portrait", args=[view.draft]) if view.kept["portrait"].get("file") else ""
    return PersonFace(
        name_ar=f"{arabic.get('given', '')} {arabic.get('family', '')}".strip(),
        name_latin=f"{latin.get('given', '')} {latin.get('family', '')}".strip(),
        national_number=str(view.kept["claimed"].get("national_number") or ""),
        born=view.rules.birth if view.rules is not None else None,
        photo_url=f"{photo}?{view.kept['portrait']['file'][-8:]}" if photo else "",
    )


def seed_of(view: DraftView) -> str:
    """Which invented body stands before simulated devices: the same person has the same one at every visit."""
    claimed = view.kept["claimed"]
    return str(claimed.get("national_number") or claimed.get("document_number") or view.draft)


def lay_remarks(form: forms.Form, own: StepState, at: Mapping[str, str]) -> None:
    """Puts blocking remarks at the fields they mean; `at` maps the field of a remark to a form's field."""
    for remark in own.remarks:
        if remark.blocking:
            name = at.get(remark.field, "")
            form.add_error(name if name in form.fields else None, _at_field(remark) if name else remark_text(remark))


def _at_field(remark: Remark) -> str:
    """Beside a field its name need not be said again."""
    if remark.code == "who.field_missing":
        return _("This is needed.")
    if remark.code == "who.field_not_sound":
        return _("This is missing or cannot be understood.")
    return remark_text(remark)


def quiet(request: HttpRequest) -> bool:
    """Whether a page saves while someone types, rather than someone who goes on."""
    return bool(request.headers.get("HX-Request"))


def saved() -> HttpResponse:
    return HttpResponse(status=204)
