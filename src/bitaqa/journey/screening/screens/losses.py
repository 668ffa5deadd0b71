"""A loss or theft told to the centre: the holder is found by a number, the document chosen, and it is not in force.

Finding someone is a look, journalled with its purpose. Names and numbers stay out of addresses: every step is a POST.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, can, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.applications import Ground
from bitaqa.foundation.rules.reports import ReportEnd, Teller
from bitaqa.records.documents import door as documents
from bitaqa.ui.errors import in_words

from .. import losses as acts
from .. import policy
from ..errors import ScreeningError
from ..forms import HolderForm, LiftForm, LossForm
from ..words import LOSS_WORDS, TELLER_WORDS
from .applications import person_face

TEMPLATE = "screening/losses.html"


@sensitive_post_parameters()
@requires(Permission.REPORT_LOSS)
@require_http_methods(["GET", "POST"])
def losses(request: HttpRequest) -> HttpResponse:
    form = HolderForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return render(request, TEMPLATE, {"form": form})
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=422)
    return _shown(request, form)


def _shown(request: HttpRequest, form: HolderForm, given: LossForm | None = None) -> HttpResponse:
    """The person found, what they hold, what is reported of it."""
    user = person_of(request)
    try:
        person = acts.find_holder(form.cleaned_data["number"])
    except ScreeningError as refusal:
        return render(request, TEMPLATE, {"form": form, "error": in_words(refusal)}, status=refusal.status)
    looks("person.looked_at", subject_kind="person", subjects=[person.id], by=actor_of(user), purpose="report_loss")
    held = acts.documents_in_force(person.id)
    standing = documents.standing_reports(document.id for document in held)
    names = {document.id: _named(document) for document in held}
    open_ = [(str(document.id), names[document.id]) for document in held if document.id not in standing]
    if given is not None:
        given.fields["document"].choices = open_  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "form": form,
        "number": form.cleaned_data["number"],
        "face": person_face(person),
        "loss": (given or LossForm(held=open_)) if open_ else None,
        "standing": [
            {
                "report": one,
                "name": names[one.document],
                "ground": LOSS_WORDS[one.ground.value],
                "teller": TELLER_WORDS[one.teller.value],
                "pending": bool(one.application and acts.is_pending(one.application)),
                "lift": LiftForm(auto_id=f"lift_{one.id}_%s") if can(user, Permission.ADJUDICATE) else None,
            }
            for reports in standing.values()
            for one in reports
        ],
    }
    return render(request, TEMPLATE, context, status=422 if given is not None else 200)


def _named(document: documents.DocumentValue) -> Any:
    kind = policy.country_pack().document_type(document.document_type, local_day(now()))
    name = kind.names.get((get_language() or "ar")[:2]) or kind.code
    return format_html("{} <bdi dir='ltr'>{}</bdi>", name, document.number)


@sensitive_post_parameters()
@requires(Permission.REPORT_LOSS)
@require_POST
def report(request: HttpRequest) -> HttpResponse:
    """Suspends the document chosen; the person is found again first, so that only what they hold can be named."""
    finder = HolderForm(request.POST)
    if not finder.is_valid():
        return render(request, TEMPLATE, {"form": finder}, status=422)
    try:
        person = acts.find_holder(finder.cleaned_data["number"])
        held = [(str(document.id), "") for document in acts.documents_in_force(person.id)]
        form = LossForm(request.POST, held=held)
        if not form.is_valid():
            return _shown(request, finder, form)
        given = form.cleaned_data
        acts.report_document(
            document=UUID(given["document"]),
            ground=Ground(given["ground"]),
            teller=Teller(given["teller"]),
            by=person_of(request),
            at=now(),
        )
    except ScreeningError as refusal:
        return render(request, TEMPLATE, {"form": finder, "error": in_words(refusal)}, status=refusal.status)
    messages.success(request, gettext("The document is not in force any more, from now on."))
    return HttpResponseRedirect(reverse("screening:losses"))


@requires(Permission.ADJUDICATE)
@require_POST
def lift(request: HttpRequest, report: UUID) -> HttpResponse:
    """The report ends; when no other one stands the document is in force again."""
    form = LiftForm(request.POST)
    because = ReportEnd(form.cleaned_data["because"]) if form.is_valid() else ReportEnd.FOUND
    try:
        again = acts.lift_report(report=report, because=because, by=person_of(request), at=now())
    except ScreeningError as refusal:
        words = in_words(refusal)
        messages.info(request, f"{words.sentence} {words.next_step}")
    else:
        messages.success(
            request,
            gettext("The report is ended; the document is in force again.")
            if again
            else gettext("The report is ended; another one still stands on this document."),
        )
    return HttpResponseRedirect(reverse("screening:losses"))
