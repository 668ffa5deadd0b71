"""Production's papers: the manifest of a box, the hand-over list of a visit, the record of a destruction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns.door import VisitValue
from bitaqa.records.cards import door as cards
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue
from bitaqa.records.places import door as places
from bitaqa.ui.printing.render import qr_svg, render_pdf

from . import policy
from .acts.match_carriers import carrier_code
from .domain import get_centre
from .models import Box, BoxCard, Destruction, Rejection
from .queries import BoxValue

_REASONS: Mapping[str, tuple[str, str]] = {
    "print": ("عيب في الطبع", "Défaut d'impression"),
    "portrait": ("عيب في الصورة", "Défaut du portrait"),
    "zone": ("المنطقة المقروءة آليا غير مطابقة", "Zone de lecture automatique non conforme"),
    "laminate": ("عيب في التغليف", "Défaut de laminage"),
    "chip": ("عيب في الشريحة", "Défaut de la puce"),
    "other": ("سبب آخر", "Autre motif"),
}
_SPOILED = ("بطاقة خام تالفة", "Carte vierge gâtée")


def manifest_pdf(box: BoxValue, *, at: datetime) -> bytes:
    """What is in the box, in the order of packing."""
    centre, to = get_centre(box.issuing_centre, policy.country_pack()), places.get_place(box.place)
    numbers = {id_: card.number for id_, card in cards.cards_by_id(box.cards).items()}
    data = {
        **_sheet(at),
        "place_ar": centre.name_ar,
        "place_fr": centre.name_fr,
        "consignment_number": box.code,
        "from_ar": f"مركز الإصدار {centre.name_ar}",
        "from_fr": f"Centre de production de {centre.name_fr}",
        "to_ar": to.name_ar,
        "to_fr": to.name_fr,
        "seals": [*filter(None, [box.bag]), *box.seals] or ["—"],
        "qr": "qr.svg",
        "custody": [
            {"ar": "من التعبئة إلى الناقل", "fr": "Conditionnement → transporteur"},
            {"ar": "من الناقل إلى المحطة", "fr": "Transporteur → station"},
            {"ar": "رجوع غير المسلم", "fr": "Retour des non remises"},
        ],
        "cards": [{"document_number": numbers[id_], "place_ar": to.name_ar} for id_ in box.cards],
    }
    return render_pdf("manifest", data, pictures={"qr.svg": qr_svg(box.code)})


def carriers_pdf(box: Box, *, at: datetime) -> bytes:
    """One carrier per card of the box, in the order of the list: place, code, and where the card is laid."""
    centre, to = get_centre(box.issuing_centre, policy.country_pack()), places.get_place(box.place)
    positions = list(BoxCard.objects.filter(box=box).order_by("position").values_list("position", flat=True))
    data = {
        **_sheet(at),
        "place_ar": centre.name_ar,
        "place_fr": centre.name_fr,
        "box_number": box.code,
        "place_name_ar": to.name_ar,
        "place_name_fr": to.name_fr,
        "day": box.day.isoformat(),
        "carriers": [
            {"position": each, "code": carrier_code(box, each), "qr": f"carrier-{each}.svg"} for each in positions
        ],
    }
    drawn = {f"carrier-{each}.svg": qr_svg(carrier_code(box, each), mask=3) for each in positions}
    return render_pdf("carriers", data, pictures=drawn)


def pin_letter_pdf(person: PersonValue, number: str, pin: str, *, at: datetime) -> bytes:
    """The letter that tells a holder the PIN of their card; it goes into the vault as it is made."""
    name_ar, name_latin = person.name_ar, person.name_latin
    told = {"name_ar": name_ar, "name_latin": name_latin, "document_number": number, "pin": pin}
    return render_pdf("pin_letter", {**_sheet(at), "place_ar": "", "place_fr": "", **told})


def hand_over_list_pdf(visit: VisitValue, *, at: datetime) -> bytes:
    """Everyone whose card is packed for the visit, in the order of the list."""
    place = places.get_place(visit.place)
    listed = [card for card in cards.cards_of_visit(visit.id) if card.application is not None]
    people = persons.persons_by_id(card.person for card in listed)
    files = applications.applications_by_id(card.application for card in listed if card.application)
    data = {
        **_sheet(at),
        "visit": {"date": visit.day.isoformat(), "place_ar": place.name_ar, "place_fr": place.name_fr},
        "rows": [
            {
                "name_ar": people[card.person].name_ar,
                "name_latin": people[card.person].name_latin,
                "receipt_number": files[card.application].receipt_number if card.application else "",
                "document_number": card.number,
            }
            for card in listed
        ],
    }
    return render_pdf("visit_list", data)


def destruction_pdf(destruction: Destruction, *, people: tuple[str, str], at: datetime) -> bytes:
    """The record two people sign."""
    centre = get_centre(destruction.issuing_centre, policy.country_pack())
    why = dict(Rejection.objects.filter(blank__in=destruction.serials).values_list("blank", "reason"))
    rows = []
    for serial in destruction.serials:
        arabic, french = _REASONS.get(why.get(serial, ""), _SPOILED)
        rows.append({"document_number": serial, "reason_ar": arabic, "reason_fr": french})
    data = {
        **_sheet(at),
        "record_number": f"D-{str(destruction.id)[-12:].upper()}",
        "where_ar": f"مركز الإصدار {centre.name_ar}",
        "where_fr": f"Centre de production de {centre.name_fr}",
        "at": _local(destruction.confirmed_at or destruction.proposed_at),
        "means_ar": "التقطيع الآلي",
        "means_fr": "Déchiquetage",
        "cards": rows,
        "person_1": people[0],
        "person_2": people[1],
    }
    return render_pdf("destruction_record", data)


def _sheet(at: datetime) -> dict[str, Any]:
    authority = policy.country_pack().raw["authority"]
    return {
        "specimen": policy.specimen(),
        "made_at": _local(at),
        "authority_ar": authority["name_ar"],
        "authority_fr": authority["name_fr"],
    }


def _local(at: datetime) -> str:
    return at.astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M")
