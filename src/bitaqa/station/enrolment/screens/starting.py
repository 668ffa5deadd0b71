"""Drafts to go on with, and how a request starts: its kind, ground, old card, priority."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind, Ground, Priority
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import now, requires, signed_in
from bitaqa.station.enrolment import drafts, words
from bitaqa.station.enrolment.forms import AbandonForm, RequestForm, mark_needed, visit_choices
from bitaqa.station.enrolment.old_card import read_card, start_from_card
from bitaqa.station.enrolment.queries import DraftFace, drafts_open
from bitaqa.station.fieldpack.door import check_enrolment_allowed, country, get_programme, places, visits
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.tables import Column, Table, build_table

from .frame import closed, open_view, quiet, render_step, saved, state_of, step_url
from .register import try_register

OFFERED = (ApplicationKind.FIRST, ApplicationKind.RENEWAL, ApplicationKind.DUPLICATE)
"""In the order of the keys 1, 2, 3; corrections start at hand-over."""


@requires(Permission.ENROL)
def list_page(request: HttpRequest) -> HttpResponse:
    """Drafts of this station; three keys start a request."""
    context = {"table": _table(request), "refused": _refusal(), "kinds": list(zip("123", OFFERED, strict=True))}
    return render(request, "enrolment/list.html", context)


def _refusal() -> ErrorInWords | None:
    """Why no request can be started just now (expired pack), before anyone types a name."""
    try:
        check_enrolment_allowed(now())
    except BitaqaError as refused:
        return in_words(refused)
    return None


def _table(request: HttpRequest) -> Table:
    faces = list(drafts_open())
    return build_table(
        request,
        id="drafts",
        caption=_("Drafts to finish"),
        rows=faces,
        columns=[
            Column("name_ar", _("Person"), value=_who, href=_resume),
            Column("kind", _("Request"), value=lambda face: words.KINDS[face.kind], sort="kind"),
            Column("priority", _("Priority"), value=_priority, sort="priority"),
            Column("ticket", _("Ticket"), "num", sort="ticket"),
            Column("operator", _("Operator"), "latin", sort="operator"),
            Column("changed_at", _("Last change"), "instant", sort="changed_at"),
        ],
        filters=[],
        search=["name_ar", "name_latin", "operator"],
        default_sort="-changed_at",
        empty_title=_("No draft waits"),
        empty_text=_("Every request that was started is sealed or was abandoned."),
    )


def _who(face: DraftFace) -> str:
    arabic = get_language() == "ar"
    first, second = (face.name_ar, face.name_latin) if arabic else (face.name_latin, face.name_ar)
    return first or second or _("Not named yet")


def _priority(face: DraftFace) -> Any:
    return words.PRIORITIES[face.priority] if face.priority != Priority.NONE.value else ""


def _resume(face: DraftFace) -> str:
    return reverse("enrolment:resume", args=[face.draft])


@requires(Permission.ENROL)
def resume_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Goes to the first step that still lacks something."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    first = next((step.code for step in view.steps if step.state == "missing"), "review")
    return HttpResponseRedirect(step_url(first, draft))


@requires(Permission.ENROL)
def new_page(request: HttpRequest, kind: str) -> HttpResponse:
    """The request's kind is in the address; a renewal begins with the field for the old card."""
    chosen = ApplicationKind(kind)
    types, offered = _types(chosen), _visits()
    given = request.POST if request.method == "POST" else None
    form = RequestForm(
        given, kind=chosen, types=types, visits=offered, initial=_initial(request, chosen, offered),
        of_someone_known=_of_someone_known(code for code, _name in types),
    )  # fmt: skip
    error: ErrorInWords | None = _refusal()
    token = request.POST.get("token") or str(new_id())
    if given is not None and form.is_valid():
        try:
            made = start_from_card(
                new=_new(request, form, chosen, token), card=form.cleaned_data.get("card", ""), by=signed_in(request),
                at=now(),
            )  # fmt: skip
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            try_register(request, made)
            return HttpResponseRedirect(step_url("who", made))
    mark_needed(form, "card" if chosen is ApplicationKind.RENEWAL else "", "priority")
    context = {
        "form": form, "error": error, "kind": kind, "kind_word": words.KINDS[kind], "token": token,
        "ticket": request.GET.get("ticket", request.POST.get("ticket", "")), "visits": offered,
    }  # fmt: skip
    return render(request, "enrolment/new.html", context, status=422 if given is not None else 200)


def _types(kind: ApplicationKind) -> list[tuple[str, str]]:
    """Document types that some programme of today's visits issues on that kind of request."""
    codes: list[str] = []
    for visit in visits(day=local_day(now()), kind="enrolment") or visits(kind="enrolment"):
        codes += [code for code in get_programme(visit.programme).document_types if code not in codes]
    day, rules = local_day(now()), country()
    found = []
    for code in codes:
        document = rules.document_type(code, day)
        if kind in document.kinds:
            found.append((code, words.document_name(document, get_language() or "ar")))
    return found


def _of_someone_known(codes: Iterable[str]) -> bool:
    """Whether one of these documents is for people whom the register holds, and so asks for their number."""
    rules, day = country(), local_day(now())
    return any(not rules.document_type(code, day).makes_person for code in codes)


def _visits() -> list[tuple[str, str]]:
    """The visit of the open day first; else today's enrolment visits."""
    today = list(visits(day=local_day(now()), kind="enrolment"))
    opened = find_open_day()
    if opened is not None:
        today.sort(key=lambda visit: visit.visit != opened.visit)
    return visit_choices(today, places())


def _initial(request: HttpRequest, kind: ApplicationKind, offered: list[tuple[str, str]]) -> dict[str, Any]:
    ground = {"renewal": Ground.EXPIRY, "duplicate": Ground.LOSS}.get(kind.value, Ground.NONE)
    asked = {name: request.GET[name] for name in ("priority", "needed_by", "needed_for") if request.GET.get(name)}
    types = _types(kind)
    return {
        "ground": ground.value,
        "visit": offered[0][0] if offered else "",
        "document_type": types[0][0] if types else "",
        "priority": Priority.NONE.value,
        **asked,
    }


def _new(request: HttpRequest, form: RequestForm, kind: ApplicationKind, token: str) -> drafts.NewDraft:
    data = form.cleaned_data
    ticket = request.POST.get("ticket", "")
    try:
        drawn: UUID | None = UUID(token)
    except ValueError:
        drawn = None
    return drafts.NewDraft(
        document_type=data.get("document_type", ""),
        kind=kind,
        ground=Ground(data["ground"]),
        visit=UUID(data["visit"]) if data.get("visit") else UUID(int=0),
        claimed=_claimed(data),
        ticket=int(ticket) if ticket.isdigit() and len(ticket) < 7 else None,
        priority=Priority(data["priority"] or Priority.NONE.value),
        needed_by=data["needed_by"],
        needed_for=data["needed_for"],
        draft=drawn,
    )


def _claimed(data: dict[str, Any]) -> dict[str, Any]:
    named = {n: "".join(data.get(n, "").upper().split()) for n in ("national_number", "document_number")}
    return {name: text for name, text in named.items() if text}


@requires(Permission.ENROL)
def kind_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Ground, numbers, priority and deadline of a request that was started; its kind no longer changes."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    kind = ApplicationKind(view.kept["kind"])
    claimed = view.kept["claimed"]
    initial = {
        **{n: view.kept[n] for n in ("ground", "priority", "needed_by", "needed_for")},
        **{n: claimed.get(n, "") for n in ("national_number", "document_number")},
    }
    known = _of_someone_known([view.kept["document_type"]])
    form = RequestForm(request.POST or None, kind=kind, initial=initial, of_someone_known=known)
    error: ErrorInWords | None = None
    if request.method == "POST" and form.is_valid():
        data, by = form.cleaned_data, signed_in(request)
        try:
            card = data.get("card", "")
            changed = _claimed(data)
            drafts.save_kind(
                draft=draft, by=by, at=now(), ground=Ground(data["ground"]),
                claimed={**changed, **({"read_from": claimed["read_from"]} if claimed.get("read_from") else {})}
                if changed else {},
                needed_by=data["needed_by"], needed_for=data["needed_for"],
                priority=Priority(data["priority"] or "none"),
            )  # fmt: skip
            if card and not quiet(request):
                read_card(draft=draft, card=card, by=by, at=now())
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            if quiet(request):
                return saved()
            after = open_view(draft)
            if after is not None and (state_of(after, "kind").state != "missing" or "later" in request.POST):
                return HttpResponseRedirect(step_url("who", draft))
            view = after or view
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "error": error, "abandon": AbandonForm(initial={"because": "left"})}
    return render_step(request, view, "kind", context, status=status)


@requires(Permission.ENROL)
def abandon(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Nothing of the person stays; said with its reason."""
    if request.method == "POST":
        drafts.abandon_draft(draft=draft, because=request.POST.get("because", ""), by=signed_in(request), at=now())
        messages.success(request, _("The request was abandoned; nothing of the person is kept."))
    return HttpResponseRedirect(reverse("enrolment:list"))
