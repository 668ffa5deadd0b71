"""One box at the packing table: its list, card and carrier scanned in turn, the bag, the papers that go with it.

Two fields and a scanner are all it takes: Enter after the carrier sends both, and the next card may be scanned.
"""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.places import door as places
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb, Figure
from bitaqa.ui.tables import Column, Filter, build_table
from bitaqa.ui.widgets import LatinInput

from .. import policy
from ..acts.match_carriers import bag_box, carrier_code, match_carrier
from ..errors import BoxUnknownError
from ..models import Box, BoxCard
from ..reach import check_reach
from ..sheets import carriers_pdf
from ..words import place_name
from .batches import pdf

P = Permission


class MatchForm(forms.Form):
    card = forms.CharField(label=_("Card"), max_length=20, widget=LatinInput({"autofocus": True}))
    carrier = forms.CharField(label=_("Carrier"), max_length=40, widget=LatinInput)


class BagForm(forms.Form):
    bag = forms.CharField(label=_("Number of the bag"), max_length=20, widget=LatinInput)


@require_GET
@requires(P.PACK_CARDS)
def box(request: HttpRequest, box: UUID) -> HttpResponse:
    return _page(request, _box(request, box))


def _box(request: HttpRequest, box: UUID) -> Box:
    row = Box.objects.filter(pk=box).first()
    if row is None:
        raise BoxUnknownError()
    check_reach(person_of(request), P.PACK_CARDS, row.issuing_centre)
    return row


def _is_card(row: Box, card: BoxCard, asked: str) -> bool:
    codes = (card.order.number, carrier_code(row, card.position))
    return any(asked.casefold() in code.casefold() for code in codes)


def _page(request: HttpRequest, row: Box, *, error: BitaqaError | None = None) -> HttpResponse:
    held = list(BoxCard.objects.filter(box=row).select_related("order").order_by("position", "id"))
    done = sum(card.matched_at is not None for card in held)
    place = places.places_by_code([row.place]).get(row.place)
    context = {
        "box": row,
        "place": place_name(place, row.place),
        "error": in_words(error) if error else None,
        "figures": [
            Figure(_("Cards in the box"), len(held), icon="credit-card-2-front"),
            Figure(_("On their carriers"), done, icon="check2-square", tone="ok" if done == len(held) else ""),
            Figure(_("Left"), len(held) - done, icon="hourglass"),
        ],
        "all_done": bool(held) and done == len(held),
        "match_form": MatchForm(),
        "bag_form": BagForm(),
        "table": build_table(
            request,
            id="list",
            caption=_("In the order of the list"),
            rows=held,
            columns=[
                Column("position", _("Place in the list"), "num"),
                Column("number", _("Document number"), "latin", value=lambda card: card.order.number),
                Column("carrier", _("Carrier"), "latin", value=lambda card: carrier_code(row, card.position)),
                Column("matched_at", _("On its carrier"), "instant"),
            ],
            filters=[
                Filter(
                    "done",
                    _("State"),
                    [("yes", _("On their carriers")), ("no", _("Left"))],
                    apply=lambda cards, chosen: [c for c in cards if (c.matched_at is not None) == (chosen == "yes")],
                )
            ],
            search=lambda cards, asked: [card for card in cards if _is_card(row, card, asked)],
            search_label=_("Document number or carrier"),
            page_size=50,
            empty_title=_("The box is empty"),
        ),
        "crumbs": [Crumb(_("Packing"), "/production/packing/"), Crumb(row.code)],
    }
    return render(request, "production/box.html", context, status=error.status if error else 200)


@require_POST
@requires(P.PACK_CARDS)
def match(request: HttpRequest, box: UUID) -> HttpResponse:
    """A wrong carrier is named at once, above the fields that wait for the next scan."""
    row, form = _box(request, box), MatchForm(request.POST)
    form.is_valid()
    given = {name: form.cleaned_data.get(name, "") for name in ("card", "carrier")}
    try:
        found = match_carrier(box, **given, by=actor_of(person_of(request)), at=now())
    except BitaqaError as error:
        return _page(request, row, error=error)
    told = text("Card %(number)s: %(done)s of %(total)s on their carriers.")
    messages.success(request, told % {"number": found.number, "done": found.done, "total": found.total})
    return redirect("production:box", box=box)


@require_POST
@requires(P.PACK_CARDS)
def bag(request: HttpRequest, box: UUID) -> HttpResponse:
    row, form = _box(request, box), BagForm(request.POST)
    form.is_valid()
    must, by = policy.floor_policy().match_carriers, actor_of(person_of(request))
    try:
        bag_box(box, bag=form.cleaned_data.get("bag", ""), must_match=must, by=by, at=now())
    except BitaqaError as error:
        return _page(request, row, error=error)
    messages.success(request, text("The box has its bag."))
    return redirect("production:box", box=box)


@require_GET
@requires(P.PACK_CARDS)
def carriers(request: HttpRequest, box: UUID) -> HttpResponse:
    row = _box(request, box)
    return pdf(carriers_pdf(row, at=now()), f"{row.code}-carriers.pdf")
