"""Any card by scan: where it is, who keeps it, and everything that happened to it; packets that wait for a person."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import items_set_aside, retry_set_aside
from bitaqa.backbone.journal.door import looks
from bitaqa.backbone.naming import names_of
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.cards import door as register
from bitaqa.ui.errors import in_words
from bitaqa.ui.fields import ScanField
from bitaqa.ui.shapes import Fact, Figure, TimelineEntry
from bitaqa.ui.statuses import status_of
from bitaqa.ui.tables import Column, build_table

from ..acts.replace_cards import order_cards_again
from ..models import DeliveryItem
from ..queries import CardTrail, find_trail
from .words import Names, event_words, place_names, reason_words

TONES = {
    "card.handed_over": "ok",
    "card.to_be_replaced": "wait",
    "card.missing": "stop",
    "card.withheld": "stop",
    "card.destroyed": "calm",
}


class FindCard(forms.Form):
    number = ScanField(
        label=_("Card number"), help_text=_("Scan the card, or type the number printed on it."), max_length=40
    )


@requires(Permission.MOVE_CONSIGNMENTS)
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("number", "").strip()
    form = FindCard(request.GET if "number" in request.GET else None)
    trail = find_trail(asked) if asked and form.is_valid() else None
    context: dict[str, Any] = {"form": form, "asked": asked, "trail": trail}
    if trail is not None:
        by = actor_of(person_of(request))
        looks("person.looked_at", subject_kind="person", subjects=[trail.card.person], by=by, purpose="find-card")
        context |= _found(trail)
    else:
        counts = register.count_by_state()
        context["figures"] = [
            Figure(status.word, n, icon=status.icon, tone=status.tone)
            for state, n in counts.items()
            if n and (status := status_of(f"card.{state.value}"))
        ]
    return render(request, "delivery/cards.html", context)


def _found(trail: CardTrail) -> dict[str, Any]:
    card = trail.card
    names = Names(
        [
            card.keeper,
            *(e.actor for e in trail.entries),
            *(s.took for s in trail.custody),
            *(s.gave for s in trail.custody),
        ]
    )
    there = place_names([card.place, *(e.place for e in trail.entries), *(s.where for s in trail.custody)])
    acts = [
        TimelineEntry(
            e.acted_at,
            event_words(e.event),
            names.of(e.actor),
            there.get(e.place, e.place),
            _("Nobody told the centre at the time; it follows from what came later.")
            if e.facts.get("implied")
            else reason_words(e.because),
            TONES.get(e.event, ""),
        )
        for e in trail.entries
    ]
    hands = [
        TimelineEntry(
            s.at,
            _("The box changed hands."),
            names.of(s.gave),
            there.get(s.where, s.where),
            names.of(s.took),
            icon="truck",
        )
        for s in trail.custody
        if s.gave != s.took
    ]
    facts = [
        Fact(_("Card number"), card.number, "latin"),
        Fact(_("Kept by"), names.of(card.keeper)),
        Fact(_("Place"), there.get(card.place or "", card.place or "")),
    ]
    if trail.consignment:
        facts.append(Fact(_("Consignment"), trail.consignment.code, "latin"))
    if card.stopped:
        facts.append(Fact(_("Must not be handed over"), reason_words(card.stopped)))
    if trail.called_back:
        facts.append(Fact(_("Called back"), trail.called_back.at, "instant"))
    if trail.replacement:
        facts.append(Fact(_("Ordered again"), trail.replacement.at, "instant"))
    return {
        "facts": facts,
        "status": f"card.{card.state.value}",
        "timeline": sorted(
            [*acts, *hands], key=lambda entry: entry.at.timestamp() if hasattr(entry.at, "timestamp") else 0
        ),
    }


@requires(Permission.MOVE_CONSIGNMENTS)
@require_POST
def order_again(request: HttpRequest) -> HttpResponse:
    """Another card for a holder whose card is lost or damaged; pressing twice orders once."""
    number = request.POST.get("number", "").strip()
    try:
        ordered = order_cards_again([number], by=actor_of(person_of(request)), at=now())
        if ordered:
            messages.success(request, _("Another card is ordered under a new number; this one will never be valid."))
        else:
            messages.info(request, _("This card was ordered again already: there is nothing more to do."))
    except BitaqaError as error:
        words = in_words(error)
        messages.error(request, f"{words.sentence} {words.next_step}")
    return HttpResponseRedirect(f"{reverse('delivery:cards')}?{urlencode({'number': number})}")


@requires(Permission.MOVE_CONSIGNMENTS)
@require_http_methods(["GET", "POST"])
def set_aside(request: HttpRequest) -> HttpResponse:
    """Packets about cards that could not be applied, with their reason; tried again with one press."""
    items = items_set_aside(DeliveryItem)
    called = names_of("packet", [item.subject for item in items])
    if request.method == "POST":
        count = retry_set_aside(DeliveryItem, [item.subject for item in items], by=actor_of(person_of(request)))
        told = ngettext("%(count)s packet is tried again.", "%(count)s packets are tried again.", count)
        messages.success(request, told % {"count": count})
        return HttpResponseRedirect(reverse("delivery:set-aside"))
    table = build_table(
        request,
        id="aside",
        caption=_("Packets about cards set aside"),
        rows=items,
        columns=[
            Column("reason", _("Reason")),
            Column(
                "subject",
                _("Packet"),
                "latin",
                value=lambda item: called[item.subject],
                href=lambda item: reverse("intake:packet", args=[item.subject]),
            ),
            Column("enqueued_at", _("Since"), "instant"),
        ],
        search=["reason", "subject"],
        empty_title=_("Nothing is set aside"),
        empty_text=_("Every report of a station could be applied."),
    )
    return render(request, "delivery/set_aside.html", {"table": table, "count": len(items)})
