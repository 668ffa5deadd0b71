"""Handing a certificate out, and checking one.

Handing out: a number and a purpose, both in the body of a request; the PDF stands behind an address signed for this
reader and an hour, which only a journalled page gives. Checking: no account, and nothing shown that is not in the code.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from bitaqa.backbone.accounts.door import (
    EVERYWHERE,
    Permission,
    Scope,
    actor_of,
    person_of,
    public,
    requires,
    scopes_of,
)
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.journey.production.door import CertificateUnreadableError, certificate_pdf, document_type_names
from bitaqa.records.applications import door as applications
from bitaqa.records.documents.door import DocumentValue
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Fact
from bitaqa.ui.tables import Column, build_table

from .forms import CheckForm, FindForm
from .queries import Checked, certificates_numbered, checked

SALT = "certificates.file"
PASS_SECONDS = 3600
LABELS = {
    "number": (_("Number"), "latin"),
    "name_ar": (_("Name"), "arabic"),
    "name": (_("In Latin letters"), "latin"),
    "birth": (_("Born"), "partial_date"),
    "national_number": (_("National number"), "latin"),
    "issued": (_("Issued on"), "day"),
    "expires": (_("Valid to the end of"), "day"),
}


@sensitive_post_parameters()
@requires(Permission.SEE_APPLICATIONS)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = FindForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "asked": False}
    if form.is_valid():
        found = _within_reach(user, certificates_numbered(form.cleaned_data["number"]))
        looks(
            "person.looked_at",
            subject_kind="document",
            subjects=[document.id for document in found],
            by=actor_of(user),
            purpose=form.cleaned_data["purpose"],
        )
        context |= {"asked": True, "table": _table(request, str(user.pk), found)}
    return render(request, "certificates/find.html", context, status=422 if form.is_bound and form.errors else 200)


def _within_reach(user: Any, found: list[DocumentValue]) -> list[DocumentValue]:
    """Those whose application this person's roles cover."""
    scopes = scopes_of(user, Permission.SEE_APPLICATIONS)
    if EVERYWHERE in scopes or not found:
        return found
    files = applications.applications_by_id(document.application for document in found if document.application)
    units = {station.id: station.unit for station in stations.all_stations()}
    covered = {
        file.id
        for file in files.values()
        if any(held.covers(Scope(campaign=file.campaign, unit=units.get(file.station))) for held in scopes)
    }
    return [document for document in found if document.application in covered]


def _table(request: HttpRequest, reader: str, found: list[DocumentValue]) -> Any:
    def href(document: DocumentValue) -> str:
        return reverse("certificates:file", args=[signing.dumps([reader, str(document.id)], salt=SALT)])

    return build_table(
        request,
        id="certificates",
        caption=_("Certificates found"),
        rows=found,
        columns=[
            Column("number", _("Number"), "latin", href=href),
            Column("document_type", _("Document"), value=lambda document: type_name(document.document_type)),
            Column("issued_on", _("Issued on"), "day"),
            Column("expires_on", _("Valid to the end of"), "day"),
            Column("state", _("State"), "status", value=lambda document: f"card.{document.state.value}"),
        ],
        empty_title=_("No certificate answers"),
        empty_text=_("Check the number; a request that is still being decided has no certificate yet."),
    )


def type_name(code: str) -> str:
    """A document type in the reader's language; its code when the country pack no longer knows it."""
    try:
        names = document_type_names(code)
    except BitaqaError:
        return code
    return names.get((get_language() or "ar")[:2], names["en"])


@requires(Permission.SEE_APPLICATIONS)
@require_GET
def file(request: HttpRequest, passed: str) -> HttpResponse:
    """The PDF, for the reader the address was signed for."""
    try:
        reader, document = signing.loads(passed, salt=SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        raise Http404 from None
    if reader != str(person_of(request).pk):
        raise Http404
    response = HttpResponse(certificate_pdf(UUID(document)), content_type="application/pdf")
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Content-Disposition"] = f'inline; filename="{document}.pdf"'
    return response


@public
@csrf_exempt  # changes nothing and needs no session
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    form = CheckForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form}
    status = 422 if form.is_bound and form.errors else 200
    if form.is_valid():
        try:
            said = checked(form.cleaned_data["token"], today=local_day(now()))
        except CertificateUnreadableError as refused:
            context["refused"], status = in_words(refused), refused.status
        else:
            context |= {"said": said, "facts": _facts(said), "title": type_name(said.facts.get("certificate", ""))}
    response = render(request, "certificates/check.html", context, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _facts(said: Checked) -> list[Fact]:
    return [
        Fact(label, _value(said.facts[key], kind), kind) for key, (label, kind) in LABELS.items() if key in said.facts
    ]


def _value(text: str, kind: str) -> Any:
    if kind == "day":
        return date.fromisoformat(text)
    return PartialDate.parse(text) if kind == "partial_date" else text
