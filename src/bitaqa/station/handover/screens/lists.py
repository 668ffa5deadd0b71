"""The list of cards in the order of service, found by scan, name or number; and the portrait of a holder."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import now, operator_name, record_look, requires, signed_in
from bitaqa.station.fieldpack.door import get_card
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.tables import Column, Filter, build_table

from ..domain import HereState
from ..finding import CardFound, cards_here, read_scan
from ..forms import ScanForm
from ..verifying import body_on_list
from ..words import COLLECTORS, HERE
from .scanned import keep_reading


@requires(Permission.HAND_OVER)
def list_page(request: HttpRequest) -> HttpResponse:
    """Cards due or at hand. A scan that names one card opens it; anything else is looked for as a name."""
    form, error = ScanForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            found = read_scan(text)
        except BitaqaError as refused:
            keep_reading(request, None)
            several = cards_here(q=text) if len(text) < 80 else ()
            if len(several) == 1:
                return HttpResponseRedirect(f"{_card_href(several[0].card)}?found=name")
            if several:  # shown at once: a name has no place in an address, which desks keep and pass on
                return _list(request, form, None, q=text)
            error = in_words(refused)
        else:
            keep_reading(request, found)
            return HttpResponseRedirect(f"{_card_href(found.card.card)}?found={found.found_by}")
    return _list(request, form, error)


def _list(request: HttpRequest, form: ScanForm, error: ErrorInWords | None, *, q: str = "") -> HttpResponse:
    q = q or request.GET.get("q", "")
    table = build_table(
        request,
        id="cards",
        caption=_("Cards"),
        rows=list(cards_here(q=q)),
        columns=[
            Column("document_number", _("Card"), "latin", sort="x", href=lambda card: _card_href(card.card)),
            Column("name_ar", _("Holder"), "arabic", value=_name_ar),
            Column("name_latin", _("In Latin letters"), "latin", value=_name_latin),
            Column("needed_by", _("Needed by"), "day", sort="x", value=lambda card: card.needed_by),
            Column("state", _("State"), "status", value=lambda card: f"here.{card.state.value}"),
            Column("keeper", _("Keeper"), value=lambda card: COLLECTORS.get(card.keeper) or operator_name(card.keeper)),
        ],
        filters=[Filter("state", _("State"), [(state.value, HERE[f"here.{state.value}"].word) for state in HereState])],
        search=lambda rows, text: rows,  # the list was searched by its own keys already
        empty_title=_("No card fits."),
        empty_text=_("Look by another part of the name; a lost receipt never blocks."),
    )
    named = [one.card for one in table.rows if one.due is not None]
    record_look(of="card", subjects=named, purpose="hand_over_list", by=signed_in(request).code, at=now())
    context = {"form": form, "error": error, "table": table, "day": find_open_day()}
    return render(request, "handover/list.html", context, status=404 if error else 200)


@requires(Permission.HAND_OVER)
def portrait(request: HttpRequest, card: UUID) -> HttpResponse:
    """The holder's portrait of the field pack."""
    picture = body_on_list(get_card(card=card)).portrait
    if picture is None:
        raise Http404
    record_look(of="card", subjects=[card], purpose="hand_over_portrait", by=signed_in(request).code, at=now())
    return HttpResponse(picture, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def _card_href(card: UUID) -> str:
    return reverse("handover:card", args=[card])


def _name_ar(card: CardFound) -> str:
    return card.due.names.arabic.whole() if card.due else ""


def _name_latin(card: CardFound) -> str:
    return card.due.names.latin.whole() if card.due else ""


__all__ = ["list_page", "portrait"]
