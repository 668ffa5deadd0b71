"""Packing: visits with cards ready, boxes packed, the papers that go with them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.cards import door as cards
from bitaqa.records.places import door as places
from bitaqa.ui.tables import Column, build_table

from .. import policy
from ..acts.pack_cards import pack_visit
from ..domain import issuing_centres
from ..errors import NothingToPackError
from ..models import Box
from ..queries import BoxValue, boxes_by_id, get_box, packing_plan
from ..reach import centres_of, check_reach
from ..sheets import hand_over_list_pdf, manifest_pdf
from ..words import centre_name, place_name
from .batches import pdf

P = Permission


@require_GET
@requires(P.PACK_CARDS)
def packing(request: HttpRequest) -> HttpResponse:
    reach = centres_of(person_of(request), P.PACK_CARDS)
    plan = packing_plan(local_day(now()), reach)
    recent = (
        Box.objects.filter(issuing_centre__in=reach).order_by("-packed_at", "code").values_list("id", flat=True)[:40]
    )
    packed = sorted(boxes_by_id(recent).values(), key=lambda box: (box.sealed_at is not None, box.day, box.code))
    codes = {r.visit.place for r in plan.ready} | set(plan.without_visit) | {box.place for box in packed}
    known = places.places_by_code(codes)
    names = {centre.code: centre_name(centre) for centre in issuing_centres(policy.country_pack())}
    context = {
        "ready": [
            {"visit": r.visit, "place": place_name(known.get(r.visit.place), r.visit.place), "cards": r.cards}
            for r in plan.ready
        ],
        "lacking": [(place_name(known.get(code), code), count) for code, count in plan.without_visit.items()],
        "table": build_table(
            request,
            id="boxes",
            caption=_("Boxes"),
            rows=packed,
            columns=[
                Column("code", _("Box"), "latin", href=lambda box: reverse("production:box", args=[box.id])),
                Column("place", _("Place"), value=lambda box: place_name(known.get(box.place), box.place)),
                Column("issuing_centre", _("Issuing centre"), value=lambda box: names.get(box.issuing_centre, "")),
                Column("day", _("Visit"), "day"),
                Column("cards", _("Cards"), "num", value=lambda box: len(box.cards)),
                Column("sealed_at", _("State"), value=lambda box: _("Sealed") if box.sealed_at else _("Open")),
                Column("papers", _("Papers"), "html", value=_papers),
            ],
            search=["code"],
            empty_title=_("No box yet"),
        ),
    }
    return render(request, "production/packing.html", context)


def _papers(box: BoxValue) -> SafeString:
    """Links to the two papers that go with a box."""
    return format_html(
        '<a href="{}">{}</a> · <a href="{}">{}</a>',
        reverse("production:manifest", args=[box.id]),
        _("Manifest"),
        reverse("production:hand-over-list", args=[box.visit]),
        _("Hand-over list"),
    )


@require_POST
@requires(P.PACK_CARDS)
def pack(request: HttpRequest, visit: UUID) -> HttpResponse:
    """Packs the visit; the second click finds nothing left and says so."""
    try:
        packed = boxes_by_id(pack_visit(visit, by=actor_of(person_of(request)), at=now()))
    except NothingToPackError:
        messages.info(request, text("These cards are packed already."))
        return redirect("production:packing")
    count = sum(len(box.cards) for box in packed.values())
    told = ngettext("%(count)s card is in its box.", "%(count)s cards are in their boxes.", count) % {"count": count}
    messages.success(request, told)
    return redirect("production:packing")


@require_GET
@requires(P.PACK_CARDS)
def manifest(request: HttpRequest, box: UUID) -> HttpResponse:
    chosen = get_box(box)
    check_reach(person_of(request), P.PACK_CARDS, chosen.issuing_centre)
    return pdf(manifest_pdf(chosen, at=now()), f"{chosen.code}.pdf")


@require_GET
@requires(P.PACK_CARDS)
def hand_over_list(request: HttpRequest, visit: UUID) -> HttpResponse:
    """The list with names; one look for everyone on it."""
    chosen = campaigns.get_visit(visit)
    content = hand_over_list_pdf(chosen, at=now())
    people = [card.person for card in cards.cards_of_visit(visit)]
    by = actor_of(person_of(request))
    looks(
        "person.looked_at",
        subject_kind="person",
        subjects=people,
        by=by,
        purpose="hand-over-list",
        campaign=chosen.campaign,
    )
    return pdf(content, f"{chosen.day}.pdf")
