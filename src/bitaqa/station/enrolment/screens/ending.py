"""The end of a request: stamp duty, notice read aloud, review with the applicant, seal, receipt, next person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, requires, signed_in
from bitaqa.station.enrolment import drafts, words
from bitaqa.station.enrolment.forms import NoticeForm, StampForm, mark_needed
from bitaqa.station.enrolment.notice import notice_text
from bitaqa.station.enrolment.queries import draft_view
from bitaqa.station.enrolment.rules import NOTICE_VERSION
from bitaqa.station.enrolment.sealing import seal_draft
from bitaqa.station.fieldpack.door import get_programme, get_visit
from bitaqa.ui.errors import ErrorInWords, in_words

from .frame import closed, next_url, open_view, person_face, remark_text, render_step, state_of, step_url
from .summary import lacking, summary_facts

SECOND_VIEW_LANGUAGES = (("ar", "العربية"), ("fr", "Français"), ("en", "English"))


@requires(Permission.ENROL)
def fee_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """What is due is worked out; the stamp is scanned, or the programme that pays is shown."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    form = StampForm(
        request.POST if request.method == "POST" else None,
        initial={"stamp_number": view.kept["fee"].get("stamp_number", "")},
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        drafts.settle_fee(draft=draft, stamp_number=form.cleaned_data["stamp_number"], by=signed_in(request), at=now())
        view = open_view(draft) or view
        own = state_of(view, "fee")
        if own.state != "missing" or "later" in request.POST:
            return HttpResponseRedirect(next_url("fee", draft))
        for remark in own.remarks:
            form.add_error("stamp_number", remark_text(remark))
        status = 422
    mark_needed(form, "stamp_number")
    due = view.rules.fee if view.rules is not None else None
    waived = view.rules is not None and view.rules.waived
    programme = get_programme(view.kept["programme"]) if waived else None
    context = {
        "form": form, "amount": due[1] if due else None, "free": due is not None and due[1].centimes == 0,
        "waived": waived, "programme": programme,
        "programme_name": (programme.name_ar if get_language() == "ar" else programme.name_fr) if programme else "",
    }  # fmt: skip
    return render_step(request, view, "fee", context, status=status)


@requires(Permission.ENROL)
def notice_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The operator reads the notice aloud in the person's language and says so."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    kept = view.kept["notice"]
    initial = {"language": kept.get("language", "ar"), "read_aloud": kept.get("read_aloud", False)}
    form = NoticeForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        drafts.save_notice(
            draft=draft, notice={"version": NOTICE_VERSION, **form.cleaned_data}, by=signed_in(request), at=now()
        )
        view = open_view(draft) or view
        own = state_of(view, "notice")
        if own.state != "missing" or "later" in request.POST:
            return HttpResponseRedirect(next_url("notice", draft))
        for remark in own.remarks:
            form.add_error("read_aloud", remark_text(remark))
        status = 422
    texts = [(code, notice_text(code)) for code in ("ar", "fr")]
    return render_step(request, view, "notice", {"form": form, "texts": texts}, status=status)


@requires(Permission.ENROL)
def review_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Everything at a glance; what is lacking with the way to it; the applicant's word; the seal."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    return _review(request, view)


def _review(request: HttpRequest, view: Any, *, error: ErrorInWords | None = None, status: int = 200) -> HttpResponse:
    spoken = view.kept["notice"].get("language", "")
    context = {
        "facts": summary_facts(view),
        "lacking": lacking(view, but="review"),
        "advice": [
            (words.STEP_WORDS[step.code], remark_text(remark), step_url(step.code, view.draft))
            for step in view.steps
            for remark in step.remarks
            if not remark.blocking
        ],
        "confirmed": view.kept["confirmed_on"],
        "confirmed_at": view.kept["confirmed_at"],
        "ready": view.ready,
        "person_language": spoken if spoken in dict(SECOND_VIEW_LANGUAGES) else "ar",
        "error": error,
    }
    return render_step(request, view, "review", context, status=status)


@requires(Permission.ENROL)
def confirm(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The applicant read the file and says it is right."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    if request.method == "POST":
        drafts.confirm_draft(draft=draft, on=request.POST.get("on", ""), by=signed_in(request), at=now())
    if request.POST.get("from") == "applicant":
        return HttpResponseRedirect(f"{reverse('enrolment:applicant', args=[draft])}?language={_language(request)}")
    return HttpResponseRedirect(step_url("review", draft))


@requires(Permission.ENROL)
def review_state(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Asked again every few seconds by the review: did the applicant confirm on the second screen?"""
    view = open_view(draft)
    confirmed = view.kept["confirmed_on"] if view is not None else ""
    answer = render(request, "enrolment/part_confirmed.html", {"confirmed": confirmed, "draft": draft})
    if confirmed:
        answer.headers["HX-Refresh"] = "true"
    return answer


@requires(Permission.ENROL)
def applicant_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """For the screen turned to the applicant: large, read-only, in their language, with one thing to say."""
    view = draft_view(draft)
    language = _language(request)
    open_still = view.state == ApplicationState.DRAFT.value
    with override(language):
        context = {
            "draft": draft, "language": language, "languages": SECOND_VIEW_LANGUAGES,
            "facts": summary_facts(view, language=language) if open_still else [],
            "person": person_face(view) if open_still else None,
            "confirmed": bool(view.kept["confirmed_on"]), "open": open_still,
            "receipt": view.sealed.receipt_number if view.sealed else "",
            "can_confirm": open_still and not lacking(view, but="review"),
        }  # fmt: skip
        return render(request, "enrolment/applicant.html", context)


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("language") or request.GET.get("language", "ar")
    return asked if asked in dict(SECOND_VIEW_LANGUAGES) else "ar"


@requires(Permission.SEAL)
def seal(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Seals, or shows the receipt of what was sealed already."""
    if request.method != "POST":
        return HttpResponseRedirect(step_url("review", draft))
    try:
        seal_draft(draft=draft, by=signed_in(request), at=now())
    except BitaqaError as refused:
        view = open_view(draft)
        if view is None:
            return closed(draft)
        return _review(request, view, error=in_words(refused), status=refused.status)
    return HttpResponseRedirect(reverse("enrolment:receipt", args=[draft]))


@requires(Permission.ENROL)
def receipt_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The number in large figures, its code, the paper to print, and the next person."""
    view = draft_view(draft)
    if view.sealed is None:
        return HttpResponseRedirect(reverse("enrolment:resume", args=[draft]))
    later = None
    if view.sealed.complete_at is not None:
        try:
            later = get_visit(view.sealed.complete_at)
        except BitaqaError:
            later = None  # a newer pack no longer names it; the printed list does
    context = {
        "draft": draft,
        "sealed": view.sealed,
        "kind_word": words.KINDS[view.kept["kind"]],
        "missing": [words.PAPERS[code] for code in view.sealed.missing],
        "later": later,
        "later_place": words.place_names(later.place)["ar" if get_language() == "ar" else "fr"] if later else "",
        "ticket": view.kept["ticket"],
        "needed_by": view.kept["needed_by"],
        "title": _("Sealed: incomplete file") if view.sealed.incomplete else _("Sealed"),
    }
    return render(request, "enrolment/receipt.html", context)
