"""Fingerprints of a person erased by two administrators, who see a number and a reason, never a file; and the proof."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import (
    Permission,
    display_names,
    fresh_sign_in,
    fresh_sign_in_to_act,
    person_of,
    requires,
)
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.persons import door as persons
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb, Fact
from bitaqa.ui.tables import Column, build_table

from ..fingers import requesting
from ..forms import EraseFingersForm
from ..words import ERASE_WORDS

STATES = {"": _("Waits for a second person"), "erased": _("Erased"), "declined": _("Declined")}


@sensitive_post_parameters()
@requires(Permission.ERASE_PERSONAL)
@require_http_methods(["GET", "POST"])
@fresh_sign_in_to_act
def erasures(request: HttpRequest) -> HttpResponse:
    form = EraseFingersForm(request.POST if request.method == "POST" else None)
    error, status = None, 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            made = requesting.propose_finger_erasure(**form.cleaned_data, by=person_of(request), at=now())
        except BitaqaError as refusal:
            error, status = in_words(refusal), refusal.status
        else:
            return HttpResponseRedirect(reverse("screening:finger-erasure", args=[made.id]))
    rows = requesting.erasures()
    names = display_names([row.proposed_by for row in rows], get_language() or "ar") if rows else {}
    table = build_table(
        request,
        id="erasures",
        caption=_("Requests"),
        rows=rows,
        columns=[
            Column(
                "because", _("Reason"), value=lambda row: ERASE_WORDS.get(row.because, row.because),
                href=lambda row: reverse("screening:finger-erasure", args=[row.id]),
            ),
            Column("outcome", _("State"), value=lambda row: STATES[row.outcome]),
            Column("proposed_by", _("Asked by"), value=lambda row: names.get(row.proposed_by, "")),
            Column("proposed_at", _("Asked on"), "instant"),
        ],
        empty_title=_("Nobody asked yet"),
    )  # fmt: skip
    return render(
        request, "screening/erasures.html", {"form": form, "error": error, "table": table}, status=status
    )  # fmt: skip


@requires(Permission.ERASE_PERSONAL, Permission.READ_JOURNAL)
@require_GET
def erasure(request: HttpRequest, erasure: UUID) -> HttpResponse:
    return _page(request, erasure)


def _page(request: HttpRequest, erasure: UUID, refusal: BitaqaError | None = None) -> HttpResponse:
    row, user = requesting.get_erasure(erasure), person_of(request)
    person = persons.persons_by_id([row.person])[row.person]
    asked = [id_ for id_ in (row.proposed_by, row.settled_by) if id_]
    names = display_names(asked, get_language() or "ar")
    facts = [
        Fact(_("National number"), person.national_number or "—", "latin"),
        Fact(_("Reason"), ERASE_WORDS.get(row.because, row.because)),
        Fact(_("Asked by"), names.get(row.proposed_by, "")),
        Fact(_("Asked on"), row.proposed_at, "instant"),
    ]
    if row.settled_by:
        facts += [
            Fact(_("Settled by"), names.get(row.settled_by, "")), Fact(_("Settled on"), row.settled_at, "instant"),
            Fact(_("State"), STATES[row.outcome]),
        ]  # fmt: skip
    else:
        facts.append(Fact(_("Files with fingerprints"), len(requesting.held_of(row.person)), "num"))
    context = {
        "crumbs": [Crumb(_("Erase fingerprints"), reverse("screening:finger-erasures")), Crumb(_("Request"))],
        "row": row,
        "facts": facts,
        "mine": row.proposed_by == user.pk,
        "proofs": requesting.proof_of(row) if row.outcome == "erased" else [],
        "error": in_words(refusal) if refusal else None,
    }
    return render(request, "screening/erasure.html", context, status=refusal.status if refusal else 200)


@requires(Permission.ERASE_PERSONAL)
@require_POST
@fresh_sign_in
def confirm(request: HttpRequest, erasure: UUID) -> HttpResponse:
    try:
        requesting.confirm_finger_erasure(erasure=erasure, by=person_of(request), at=now())
    except BitaqaError as refusal:
        return _page(request, erasure, refusal)
    messages.success(request, gettext("The fingerprints are erased; engines are told to forget them."))
    return HttpResponseRedirect(reverse("screening:finger-erasure", args=[erasure]))


@requires(Permission.ERASE_PERSONAL)
@require_POST
def decline(request: HttpRequest, erasure: UUID) -> HttpResponse:
    try:
        requesting.decline_finger_erasure(erasure=erasure, by=person_of(request), at=now())
    except BitaqaError as refusal:
        return _page(request, erasure, refusal)
    messages.info(request, gettext("Nothing is erased."))
    return HttpResponseRedirect(reverse("screening:finger-erasures"))
