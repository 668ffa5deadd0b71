"""The holder found an error on the card: what is wrong, which two destroy it, and the receipt of the correction."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, record_look, requires, signed_in
from bitaqa.station.fieldpack.door import get_card
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.printing import qr_svg
from bitaqa.ui.shapes import Crumb

from ..attempting import find_attempt
from ..finding import get_card_here
from ..wrong import WrongData, find_corrected, needs_representative, report_wrong_card
from ..wrong_form import WrongForm
from .counter import person_face


@requires(Permission.HAND_OVER)
def wrong(request: HttpRequest, card: UUID) -> HttpResponse:
    """The holder found wrong data: the card is destroyed by two, its correction is sealed, a receipt is given."""
    due, told = get_card(card=card), find_corrected(card)
    names, attempt, at = due.names, find_attempt(card), now()
    form = WrongForm(
        request.POST or None,
        minor_of=lambda birth: needs_representative(due, birth, at),
        birth=due.birth,
        initial={
            "fault": "ours",
            "given_ar": names.arabic.given,
            "given_latin": names.latin.given,
            "family_ar": names.arabic.family,
            "family_latin": names.latin.family,
            "birth": due.birth,
        },
    )
    error: ErrorInWords | None = None
    if request.method == "POST" and form.is_valid():
        d = form.cleaned_data
        data = WrongData(
            fields=[{"field": d["field"], "printed": d["printed"], "right": d["right"]}],
            fault=d["fault"],
            identity=form.identity(),
            representative=form.representative(),
            stamp_number=d["stamp_number"],
            notice_language=d["notice_language"],
            notice_read=d["notice_read"],
            receipt_shown=attempt.receipt_shown if attempt else False,
            receipt_checked=attempt.receipt_checked if attempt else False,
            found_by=attempt.found_by if attempt else "list",
        )
        try:
            report_wrong_card(
                card=card, wrong=data, witness=d["second"], witness_pin=d["pin"], by=signed_in(request), at=at
            )
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            return HttpResponseRedirect(reverse("handover:wrong", args=[card]))
    record_look(of="card", subjects=[card], purpose="wrong_card", by=signed_in(request).code, at=at)
    context = {
        "form": form,
        "error": error,
        "told": told,
        "person": person_face(get_card_here(card)),
        "card": card,
        "crumbs": [Crumb(_("Hand-over"), reverse("handover:list")), Crumb(due.document_number)],
    }
    return render(request, "handover/wrong.html", context, status=422 if error else 200)


@requires(Permission.HAND_OVER)
def correction_qr(request: HttpRequest, card: UUID) -> HttpResponse:
    """The signed code of the correction's receipt; 404 when nothing was found wrong on this card."""
    told = find_corrected(card)
    if told is None:
        raise Http404
    return HttpResponse(qr_svg(told.receipt_qr), content_type="image/svg+xml")
