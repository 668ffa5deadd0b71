"""Consignments: boxes put in numbered bags, sent, carried; one with its manifest and every hand it went through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.documents import ConsignmentState
from bitaqa.records.cards import door as cards
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words
from bitaqa.ui.printing import qr_svg, render_pdf
from bitaqa.ui.shapes import Crumb, Fact, TimelineEntry
from bitaqa.ui.statuses import status_of
from bitaqa.ui.tables import Column, Filter, build_table

from ..acts.call_back import cards_to_call_back, order_returns
from ..acts.move_consignments import carry_consignments, dispatch_consignments
from ..acts.pack_consignments import pack_consignments
from ..models import Consignment, CustodyStep
from ..policy import centre_names
from ..queries import boxes_to_pack, custody_of, get_consignment
from .words import Names, place_names


@requires(Permission.MOVE_CONSIGNMENTS)
@require_GET
def consignments(request: HttpRequest) -> HttpResponse:
    waiting = boxes_to_pack()
    there = place_names(
        [*(box.place for box in waiting), *Consignment.objects.values_list("place", flat=True).distinct()]
    )
    table = build_table(
        request,
        id="consignments",
        caption=_("Consignments"),
        rows=Consignment.objects.all(),
        columns=[
            Column("code", _("Consignment"), "latin", sort="code", href=_address),
            Column("place", _("For"), value=lambda row: there.get(row.place, row.place)),
            Column("day", _("Visit"), "day", sort="day"),
            Column("cards", _("Cards"), "num", sort="cards"),
            Column("bag", _("Bag"), "latin"),
            Column("state", _("State"), "status", value=lambda row: f"consignment.{row.state}"),
        ],
        filters=[
            Filter("state", _("State"), [(s.value, status_of(f"consignment.{s.value}").word) for s in ConsignmentState])
        ],
        search=["code__icontains", "bag__icontains", "place__icontains"],
        default_sort="-day",
        empty_title=_("No consignment yet"),
        empty_text=_("Boxes packed by production appear above; put each one in a numbered bag."),
    )
    boxes = [{"box": box, "place": there.get(box.place, box.place), "count": len(box.cards)} for box in waiting]
    return render(request, "delivery/consignments.html", {"table": table, "boxes": boxes})


def _address(row: Consignment) -> str:
    return reverse("delivery:consignment", args=[row.id])


@requires(Permission.MOVE_CONSIGNMENTS)
@require_POST
def pack(request: HttpRequest) -> HttpResponse:
    """One box in one bag."""
    try:
        box = UUID(request.POST.get("box", ""))
        [row] = pack_consignments({box: request.POST.get("bag", "")}, by=actor_of(person_of(request)), at=now())
    except ValueError:
        return HttpResponseRedirect(reverse("delivery:consignments"))
    except BitaqaError as error:
        return _told(request, error, reverse("delivery:consignments"))
    messages.success(request, _("The box is in its bag: it can leave."))
    return HttpResponseRedirect(_address(row))


@requires(Permission.MOVE_CONSIGNMENTS)
@require_GET
def consignment(request: HttpRequest, consignment: UUID) -> HttpResponse:
    row = get_consignment(consignment)
    steps, inside = custody_of(row), cards.cards_of_consignments([row.id]).get(row.id, [])
    names = Names([row.packed_by, *(s.gave for s in steps), *(s.took for s in steps), *(s.by for s in steps)])
    there = place_names([row.place, *(s.where for s in steps)])
    hands = [
        TimelineEntry(
            s.at,
            _("The box was sealed.") if s.gave == s.took else names.of(s.took),
            names.of(s.by),
            there.get(s.where, s.where),
            "" if s.gave == s.took else names.of(s.gave),
            icon="box-seam" if s.gave == s.took else "truck",
        )
        for s in steps
    ]
    table = build_table(
        request,
        id="manifest",
        caption=_("Cards of this consignment"),
        rows=inside,
        columns=[
            Column("position", _("Place in the list"), "num", sort="position"),
            Column(
                "number", _("Card number"), "latin", href=lambda c: f"{reverse('delivery:cards')}?number={c.number}"
            ),
            Column("state", _("State"), "status", value=lambda c: f"card.{c.state.value}"),
            Column("keeper", _("Kept by"), value=lambda c: names.of(c.keeper)),
        ],
        search=["number"],
        default_sort="position",
        page_size=50,
    )
    facts = [
        Fact(_("For"), there.get(row.place, row.place)),
        Fact(_("Visit"), row.day, "day"),
        Fact(_("From"), names.of(f"centre:{row.origin}")),
        Fact(_("Bag"), row.bag, "latin"),
        Fact(_("Cards"), row.cards, "num"),
    ]
    context: dict[str, Any] = {
        "row": row,
        "facts": facts,
        "hands": hands,
        "table": table,
        "status": f"consignment.{row.state}",
        "waiting": cards_to_call_back(row.visit),
        "may_leave": row.state == ConsignmentState.PACKED,
        "on_road": row.state in (ConsignmentState.DISPATCHED, ConsignmentState.IN_TRANSIT),
        "crumbs": [Crumb(_("Consignments"), reverse("delivery:consignments")), Crumb(row.code)],
    }
    return render(request, "delivery/consignment.html", context)


@requires(Permission.MOVE_CONSIGNMENTS)
@require_POST
def dispatch(request: HttpRequest, consignment: UUID) -> HttpResponse:
    where = reverse("delivery:consignment", args=[consignment])
    try:
        carrier = request.POST.get("carrier", "").strip()
        dispatch_consignments([consignment], carrier=carrier, by=actor_of(person_of(request)), at=now())
    except BitaqaError as error:
        return _told(request, error, where)
    messages.success(request, _("The consignment left the centre."))
    return HttpResponseRedirect(where)


@requires(Permission.MOVE_CONSIGNMENTS)
@require_POST
def carry(request: HttpRequest, consignment: UUID) -> HttpResponse:
    where = reverse("delivery:consignment", args=[consignment])
    try:
        took, place = request.POST.get("took", "").strip(), request.POST.get("where", "").strip()
        carry_consignments([consignment], took=took, where=place, by=actor_of(person_of(request)), at=now())
    except BitaqaError as error:
        return _told(request, error, where)
    messages.success(request, _("The new keeper is noted."))
    return HttpResponseRedirect(where)


@requires(Permission.MOVE_CONSIGNMENTS)
@require_POST
def call_back(request: HttpRequest, consignment: UUID) -> HttpResponse:
    """The cards that still wait at this consignment's visit come back; a second press finds none."""
    row = get_consignment(consignment)
    called = order_returns([row.visit], by=actor_of(person_of(request)), at=now())
    if called:
        told = ngettext("%(count)s card is called back.", "%(count)s cards are called back.", called)
        messages.success(request, told % {"count": called})
    else:
        messages.info(request, _("No card waits at this visit that was not called back already."))
    return HttpResponseRedirect(_address(row))


def _told(request: HttpRequest, error: BitaqaError, where: str) -> HttpResponse:
    """The refusal, beside the form it concerns; a thing that does not exist is a page of its own."""
    if error.status == 404:
        raise error
    words = in_words(error)
    messages.error(request, f"{words.sentence} {words.next_step}")
    return HttpResponseRedirect(where)


def _hands(steps: Sequence[CustodyStep]) -> list[dict[str, str]]:
    """From whom to whom, as the sheet says it in Arabic and in French."""
    told: list[dict[str, str]] = [{} for _step in steps]
    for language in ("ar", "fr"):
        with override(language):
            names = Names([code for step in steps for code in (step.gave, step.took)])
            for words, step in zip(told, steps, strict=True):
                words[language] = f"{names.of(step.gave)} → {names.of(step.took)}"
    return told


@requires(Permission.MOVE_CONSIGNMENTS)
@require_GET
def manifest(request: HttpRequest, consignment: UUID) -> HttpResponse:
    """The sheet that travels with the box: cards, seals, and lines for every hand. No names stand on it."""
    row = get_consignment(consignment)
    place = places.places_by_code([row.place]).get(row.place)
    station = stations.get_station(row.station)
    steps = [step for step in custody_of(row) if step.gave != step.took]
    from_ar, from_fr = centre_names().get(row.origin, (row.origin, row.origin))
    sheet = {
        "made_at": now().astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M"),
        "place_ar": from_ar,
        "place_fr": from_fr,
        "consignment_number": row.code,
        "from_ar": from_ar,
        "from_fr": from_fr,
        "to_ar": station.unit_name_ar,
        "to_fr": station.unit_name_fr,
        "seals": [row.bag],
        "qr": "qr.svg",
        "custody": [
            {**words, "at": s.at.astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M")}
            for s, words in zip(steps, _hands(steps), strict=True)
        ]
        + [
            {"ar": "من الناقل إلى المحطة", "fr": "Transporteur → station"},
            {"ar": "رجوع غير المسلم", "fr": "Retour des non remises"},
        ],
        "cards": [
            {"document_number": card.number, "place_ar": place.name_ar if place else ""}
            for card in cards.cards_of_consignments([row.id]).get(row.id, [])
        ],
    }
    pdf = render_pdf("manifest", sheet, pictures={"qr.svg": qr_svg(row.code)})
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{row.code}.pdf"'}
    )
