"""Boxes received by scan, and cards that go back: uncollected, withheld, missing, destroyed by two."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.packet_bodies import CustodyAct
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, record_look, requires, signed_in
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.shapes import Crumb

from ..boxes import box_view, boxes_due
from ..custody import scan_cards
from ..domain import HereState
from ..finding import cards_here
from ..forms import BoxForm, BoxScanForm, KeepForm
from ..receiving import receive_box, scan_into_box
from ..words import BOXES

KEPT = (HereState.AT_STATION, HereState.WITHHELD, HereState.RETURNED)


@requires(Permission.HAND_OVER)
def boxes_page(request: HttpRequest) -> HttpResponse:
    """Boxes of the field pack, received and awaited."""
    return render(request, "handover/boxes.html", {"boxes": boxes_due(), "crumbs": _crumbs(_("Boxes"))})


@requires(Permission.HAND_OVER)
def box_page(request: HttpRequest, consignment: UUID) -> HttpResponse:
    """Each card of the box is scanned; then the box is closed: whole, short or damaged."""
    scan, state, error = BoxScanForm(), BoxForm(initial={"box": "whole"}), None
    by = signed_in(request)
    if request.method == "POST" and "box" in request.POST:
        state = BoxForm(request.POST)
        if state.is_valid():
            try:
                told = receive_box(
                    consignment=consignment, document_numbers=(), box=state.cleaned_data["box"], by=by, at=now()
                )
            except BitaqaError as refused:
                error = in_words(refused)
            else:
                text = _("Box received: %(state)s.") % {"state": BOXES[told.box]}
                (messages.success if told.box == "whole" else messages.warning)(request, text)
                return HttpResponseRedirect(reverse("handover:box", args=[consignment]))
    elif request.method == "POST":
        scan = BoxScanForm(request.POST)
        if scan.is_valid():
            scan_into_box(consignment=consignment, document_number=scan.cleaned_data["text"], by=by, at=now())
            return HttpResponseRedirect(reverse("handover:box", args=[consignment]))
    view = box_view(consignment)
    _note_look(request, [one.card for one in view.left], purpose="box")
    context = {"box": view, "scan": scan, "state": state, "error": error, "crumbs": _crumbs(_("Box"))}
    return render(request, "handover/box.html", context, status=409 if error else 200)


@requires(Permission.HAND_OVER)
def returns_page(request: HttpRequest) -> HttpResponse:
    """Cards that were not collected, chosen one by one or all, under one act and one packet."""
    form, error = KeepForm(request.POST or None), None
    chosen = request.POST.getlist("card")
    if request.method == "POST" and not chosen:
        form.add_error(None, _("Choose at least one card."))
    if request.method == "POST" and form.is_valid():
        error = _keep(request, form, chosen)
        if error is None:
            return HttpResponseRedirect(reverse("handover:returns"))
    cards = cards_here(states=KEPT)
    _note_look(request, [one.card for one in cards if one.due is not None], purpose="cards_kept")
    context = {
        "form": form,
        "error": error,
        "cards": cards,
        "chosen": chosen,
        "crumbs": _crumbs(_("Uncollected cards")),
    }
    return render(request, "handover/returns.html", context, status=409 if error else 200)


def _keep(request: HttpRequest, form: KeepForm, chosen: list[str]) -> ErrorInWords | None:
    d = form.cleaned_data
    try:
        done = scan_cards(
            document_numbers=chosen,
            act=CustodyAct(d["act"]),
            because=d["because"],
            witness=d["second"],
            witness_pin=d["pin"],
            keeper=d["keeper"],
            by=signed_in(request),
            at=now(),
        )
    except BitaqaError as refused:
        return in_words(refused)
    count = sum(one.changed for one in done)
    messages.success(request, ngettext("%(n)s card done.", "%(n)s cards done.", count) % {"n": count})
    return None


def _note_look(request: HttpRequest, cards: list[UUID], *, purpose: str) -> None:
    record_look(of="card", subjects=cards, purpose=purpose, by=signed_in(request).code, at=now())


def _crumbs(here: str) -> list[Crumb]:
    return [Crumb(_("Hand-over"), reverse("handover:list")), Crumb(here)]
