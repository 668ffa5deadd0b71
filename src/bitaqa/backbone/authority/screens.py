"""The ceremony log: what stands today, every ceremony with its minutes, the sheets to print, files for readers.

Auditors read it; nothing is changed here: ceremonies are held at a terminal, in a closed room. Certificates and the
newest revocation list are public by nature and come as files, since a reader at a border needs them.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, npgettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, public, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.ui.shapes import Crumb, Fact, Figure
from bitaqa.ui.tables import Column, build_table

from .certifying import REVOCATION
from .domain import CertificateKind, centres_of
from .errors import CeremonyUnknownError, CertificateUnknownError, NoCscaError
from .exporting import country_pem
from .models import Ceremony, PublishedList, SigningCertificate
from .papers import paper_signer_state
from .signers import signer_state
from .transcripts import groups, kept_transcript, step_in_words

KINDS = {
    "csca": _("Country signing key made"),
    "ds": _("Document signers certified"),
    "rotate": _("Country signing key replaced"),
    "list": _("Revocation list renewed"),
}
CERTIFICATES = {
    CertificateKind.CSCA: _("Country signing key"),
    CertificateKind.LINK: _("Link to the former key"),
    CertificateKind.SIGNER: _("Document signer"),
    CertificateKind.LIST_SIGNER: _("Master list signer"),
    CertificateKind.PAPER_SIGNER: _("Signer of PDF files"),
}


@require_GET
@requires(Permission.READ_JOURNAL)
def log(request: HttpRequest) -> HttpResponse:
    ceremonies = build_table(
        request,
        id="ceremonies",
        caption=_("Ceremonies"),
        rows=Ceremony.objects.all(),
        columns=[
            Column("held_at", _("Held on"), "instant", sort="held_at", href=_address),
            Column("kind", _("Ceremony"), value=lambda row: KINDS.get(row.kind, row.kind)),
            Column("number", _("Number"), "num", sort="number"),
            Column("witness", _("Witness")),
            Column("specimen", _("Specimen"), value=lambda row: _("Yes") if row.specimen else _("No")),
        ],
        default_sort="-number",
        page_size=15,
        empty_title=_("No ceremony was held yet"),
        empty_text=_("Nothing can be signed before the first one."),
    )
    certificates = build_table(
        request,
        id="certificates",
        caption=_("Certificates"),
        rows=SigningCertificate.objects.all(),
        columns=[
            Column("kind", _p("certificate", "Kind"), value=lambda row: CERTIFICATES[CertificateKind(row.kind)]),
            Column("issuing_centre", _("Issuing centre"), value=lambda row: _centre_name(row.issuing_centre)),
            Column("serial", _("Serial number"), "latin", value=lambda row: groups(row.serial), href=_file),
            Column("key_until", _("Signs until"), "instant", sort="key_until"),
            Column("ends", _("Checked until"), "instant", sort="ends"),
            Column("revoked_at", _("Revoked on"), "instant", sort="revoked_at"),
        ],
        default_sort="-key_until",
        page_size=15,
        prefix="c-",
    )
    has_list = PublishedList.objects.filter(kind=REVOCATION).exists()
    has_key = SigningCertificate.objects.filter(kind=CertificateKind.CSCA).exists()
    context = {
        "ceremonies": ceremonies,
        "certificates": certificates,
        "figures": _figures(),
        "has_list": has_list,
        "has_key": has_key,
    }
    return render(request, "authority/log.html", context)


def _address(row: Ceremony) -> str:
    return reverse("authority:ceremony", args=[row.id])


def _file(row: SigningCertificate) -> str:
    return reverse("authority:certificate", args=[row.serial])


def _figures() -> list[Figure]:
    """Days each centre can still sign for, and PDF files; what ends soon stands out."""
    found = []
    for centre in centres_of(load_country_pack(settings.BITAQA_COUNTRY_PACK)):
        state = signer_state(centre, at=now())
        days = min(state.key_days, state.list_days) if state else 0
        tone = "stop" if state is None else "wait" if state.ends_soon else "ok"
        found.append(Figure(_centre_name(centre), days, unit=_days_left(days), tone=tone, icon="pen"))
    files = paper_signer_state(at=now())
    if files is not None or settings.BITAQA_PRODUCTION:  # a demonstration makes one with its first certificate
        days, tone = (files.key_days, "wait" if files.ends_soon else "ok") if files else (0, "stop")
        label = CERTIFICATES[CertificateKind.PAPER_SIGNER]
        found.append(Figure(label, days, unit=_days_left(days), tone=tone, icon="file-earmark-pdf"))
    return found


def _days_left(days: int) -> str:
    return npgettext("signing", "day left to sign", "days left to sign", days)


def _centre_name(code: str) -> str:
    for centre in load_country_pack(settings.BITAQA_COUNTRY_PACK).raw["routing"]["centres"]:
        if centre["code"] == code:
            return str(centre["name_ar" if (get_language() or "ar").startswith("ar") else "name_fr"])
    return ""


@require_GET
@requires(Permission.READ_JOURNAL)
def one(request: HttpRequest, ceremony: UUID) -> HttpResponse:
    row = _ceremony(ceremony)
    arabic = (get_language() or "ar").startswith("ar")
    facts = [
        Fact(_("Held on"), row.held_at, "instant"),
        Fact(_("Place"), row.place),
        Fact(_("Witness"), row.witness),
        Fact(_("Holders needed"), row.needed, "num"),
        Fact(_("Holders present"), "، ".join(row.holders) if arabic else ", ".join(row.holders)),
        Fact(_("Digest of the transcript"), row.digest, "latin"),
    ]
    steps = []
    for step in row.steps:
        told = step_in_words(step)
        steps.append({"word": told["ar" if arabic else "fr"], "values": told["values"], "days": told["days"]})
    context = {
        "row": row,
        "title": KINDS.get(row.kind, row.kind),
        "facts": facts,
        "steps": steps,
        "crumbs": [Crumb(_("Keys and ceremonies"), reverse("authority:log")), Crumb(KINDS.get(row.kind, row.kind))],
    }
    return render(request, "authority/ceremony.html", context)


@require_GET
@requires(Permission.READ_JOURNAL)
def transcript(request: HttpRequest, ceremony: UUID) -> HttpResponse:
    row = _ceremony(ceremony)
    answer = HttpResponse(kept_transcript(row), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="ceremony-{row.number}.pdf"'
    return answer


@require_GET
@requires(Permission.READ_JOURNAL)
def certificate(request: HttpRequest, serial: str) -> HttpResponse:
    row = SigningCertificate.objects.filter(serial=serial).first()
    if row is None:
        raise CertificateUnknownError(serial=serial)
    return HttpResponse(bytes(row.der), content_type="application/pkix-cert")


@require_GET
@public
def country_certificate(request: HttpRequest) -> HttpResponse:
    """For whoever holds a PDF file signed here, or reads cards: no account is asked."""
    answer = HttpResponse(country_pem(at=now()), content_type="application/x-pem-file")
    answer["Content-Disposition"] = 'attachment; filename="csca.pem"'
    return answer


@require_GET
@requires(Permission.READ_JOURNAL)
def revocation_list(request: HttpRequest) -> HttpResponse:
    row = PublishedList.objects.filter(kind=REVOCATION).order_by("-csca__starts", "-number").first()
    if row is None:
        raise NoCscaError
    return HttpResponse(bytes(row.der), content_type="application/pkix-crl")


def _ceremony(ceremony: UUID) -> Ceremony:
    row = Ceremony.objects.filter(pk=ceremony).first()
    if row is None:
        raise CeremonyUnknownError
    return row
