"""What is printed during an enrolment: the sheet to confirm on, the receipt, the written list, the referral slip."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.kernel.money import Money
from bitaqa.foundation.rules.field_pack import PackVisit
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, requires, signed_in
from bitaqa.station.enrolment import words
from bitaqa.station.enrolment.queries import DraftView, draft_view, portrait_of
from bitaqa.station.enrolment.words import both
from bitaqa.station.fieldpack.door import country, find_visit, visits
from bitaqa.ui.printing import qr_svg, render_pdf

from .frame import closed, open_view

FREE = _("Free")
BY_PROGRAMME = _("Paid by the programme")
OLD_CARD = _("The old card")
THIS_RECEIPT = _("This receipt, if possible")


def pdf_answer(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer.headers["Cache-Control"] = "no-store, private"
    return answer


def letterhead(place: str, at: datetime) -> dict[str, Any]:
    """What every sheet carries."""
    names = words.place_names(place)
    return {
        "specimen": not settings.BITAQA_PRODUCTION,
        "made_at": f"{at.astimezone(PLACE_ZONE):%Y-%m-%dT%H:%M}",
        "place_ar": names["ar"],
        "place_fr": names["fr"],
    }


def pairs(prefix: str, said: dict[str, str]) -> dict[str, str]:
    return {f"{prefix}_{language}": text for language, text in said.items()}


def _visit(visit: PackVisit) -> dict[str, Any]:
    return {"date": visit.day.isoformat(), **pairs("place", words.place_names(visit.place))}


def _document(view: DraftView) -> dict[str, str]:
    found = country().document_type(view.kept["document_type"], view.kept["day"])
    return {"ar": words.document_name(found, "ar"), "fr": words.document_name(found, "fr")}


def _fee(fee: dict[str, Any]) -> dict[str, str]:
    if not fee.get("centimes"):
        return both(FREE)
    if fee.get("waived_by"):
        return both(BY_PROGRAMME)
    amount = words.both_money(Money(fee["centimes"], fee.get("currency", "MAD")))
    return {language: f"{text} ({fee.get('stamp_number', '')})" for language, text in amount.items()}


@requires(Permission.ENROL)
def receipt_pdf(request: HttpRequest, draft: UUID) -> HttpResponse:
    """A5: what the applicant takes home."""
    view = draft_view(draft)
    if view.sealed is None:
        raise Http404
    sealed, kept = view.sealed, view.kept
    delivery = next((v for v in visits(after=kept["day"], kind="delivery") if v.place == kept["place"]), None)
    bring = ([both(OLD_CARD)] if kept["kind"] == "renewal" else []) + [both(THIS_RECEIPT)]
    data = {
        **letterhead(kept["place"], now()),
        "receipt_number": sealed.receipt_number,
        "name_ar": sealed.holder_ar,
        "name_latin": sealed.holder_latin,
        **pairs("document", _document(view)),
        **pairs("kind", both(words.KINDS[kept["kind"]])),
        "received_at": kept["day"].isoformat(),
        **pairs("fee", _fee(kept["fee"])),
        "bring": bring,
        "qr": "qr.svg",
        **({"visit": _visit(delivery)} if delivery else {}),
    }
    pdf = render_pdf("receipt", data, pictures={"qr.svg": qr_svg(sealed.receipt_qr)})
    return pdf_answer(pdf, f"receipt-{sealed.receipt_number}")


@requires(Permission.ENROL)
def receipt_qr(request: HttpRequest, draft: UUID) -> HttpResponse:
    view = draft_view(draft)
    if view.sealed is None:
        raise Http404
    return HttpResponse(qr_svg(view.sealed.receipt_qr), content_type="image/svg+xml")


@requires(Permission.ENROL)
def missing_pdf(request: HttpRequest, draft: UUID) -> HttpResponse:
    """A5: the papers to bring, where they are had, and to which visit; before the seal or after it."""
    view = draft_view(draft)
    kept, sealed = view.kept, view.sealed
    codes = list(sealed.missing) if sealed else [entry["code"] for entry in kept["missing"]]
    visit = find_visit(kept["complete_at"]) if kept["complete_at"] else None
    if not codes or visit is None:
        raise Http404
    names = kept["identity"].get("names") or {}
    data = {
        **letterhead(kept["place"], now()),
        "receipt_number": sealed.receipt_number if sealed else "",
        "name_ar": sealed.holder_ar if sealed else _whole(names.get("arabic")),
        "name_latin": sealed.holder_latin if sealed else _whole(names.get("latin")),
        **pairs("kind", both(words.KINDS[kept["kind"]])),
        "papers": [_paper(code) for code in codes],
        "visit": _visit(visit),
    }
    return pdf_answer(render_pdf("missing_papers", data), "missing-papers")


def _paper(code: str) -> dict[str, str]:
    source = words.PAPER_SOURCES.get(code)
    return {**both(words.PAPERS[code]), **(pairs("where", both(source)) if source is not None else {})}


def _whole(parts: Any) -> str:
    parts = parts or {}
    return f"{parts.get('given', '')} {parts.get('family', '')}".strip()


@requires(Permission.ENROL)
def summary_pdf(request: HttpRequest, draft: UUID) -> HttpResponse:
    """A4: the file as it stands, for an applicant who confirms on paper."""
    view = open_view(draft)
    if view is None:
        return closed(draft)
    identity = view.kept["identity"]
    names = identity.get("names") or {}
    arabic, latin = names.get("arabic") or {}, names.get("latin") or {}
    picture = portrait_of(draft)
    data = {
        **letterhead(view.kept["place"], now()),
        "draft_number": str(draft)[-6:].upper(),
        **pairs("document", _document(view)),
        **pairs("kind", both(words.KINDS[view.kept["kind"]])),
        "given_ar": arabic.get("given", ""),
        "given_latin": latin.get("given", ""),
        "family_ar": arabic.get("family", ""),
        "family_latin": latin.get("family", ""),
        "rows": _rows(identity, view),
        "papers": [both(words.PAPERS[code]) for code in view.kept["papers"]],
        "operator": signed_in(request).code,
        **({"portrait": "portrait.jpg"} if picture else {}),
    }
    pdf = render_pdf("application_summary", data, pictures={"portrait.jpg": picture} if picture else {})
    return pdf_answer(pdf, "summary")


def _rows(identity: dict[str, Any], view: DraftView) -> list[dict[str, str]]:
    parents, address = identity.get("parents") or {}, identity.get("address") or {}
    place = words.place_names(address["place"]) if address.get("place") else {"ar": "", "fr": ""}
    lines = {
        "ar": "، ".join([*(address.get("lines_ar") or ()), place["ar"]]),
        "fr": ", ".join([*(address.get("lines_latin") or ()), place["fr"]]),
    }
    taken = sum(not one.get("exception") for one in view.kept["fingers"].get("positions", {}).values())
    birth = "/".join(reversed(str(identity.get("birth", "")).split("-")))
    sex = words.SEXES.get(identity.get("sex", ""))
    rows: list[tuple[Any, dict[str, str] | str]] = [
        (_("Birth date"), birth),
        (_("Birth place"), {"ar": identity.get("birth_place_ar", ""), "fr": identity.get("birth_place_latin", "")}),
        (_("Sex"), both(sex) if sex is not None else ""),
        (_("Father"), {"ar": parents.get("father_ar", ""), "fr": parents.get("father_latin", "")}),
        (_("Mother"), {"ar": parents.get("mother_ar", ""), "fr": parents.get("mother_latin", "")}),
        (_("National number"), str(view.kept["claimed"].get("national_number", ""))),
        (_("Address"), lines),
        (_("Fingers"), f"{taken} / 10" if view.rules is not None and view.rules.fingers else "—"),
    ]
    return [
        {**both(label), **({"value": value} if isinstance(value, str) else pairs("value", value))}
        for label, value in rows
        if value and (isinstance(value, str) or any(value.values()))
    ]
