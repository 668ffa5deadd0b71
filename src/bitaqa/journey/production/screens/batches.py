"""One batch: its cards, the faces to print, its closure with every blank accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, fresh_sign_in, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb, Fact
from bitaqa.ui.statuses import state_words
from bitaqa.ui.tables import Column, Filter, build_table

from .. import policy
from ..acts.account_for_blanks import close_batch, issue_blanks, reckoning_of
from ..acts.lease_batches import fail_over
from ..acts.make_chips import release_batch
from ..domain import get_centre
from ..errors import BlanksUnaccountedError, ProductionError
from ..models import Batch, ChipRecord, Order
from ..queries import document_type_names, faces_pdf, get_batch, orders_of_batch
from ..reach import centres_of, check_reach
from ..words import BLANK_WORDS, CHIP_WORDS, HOLDS, REASONS, centre_name, shift_name
from .forms import CloseForm, SerialsForm
from .holding import HoldForm, SplitForm

P = Permission


@require_GET
@requires(P.RUN_PRODUCTION)
def batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    row = get_batch(batch)
    check_reach(person_of(request), P.RUN_PRODUCTION, row.issuing_centre)
    return _page(request, row, CloseForm())


def _type_name(code: str) -> str:
    return document_type_names(code)[(get_language() or "ar")[:2]]


def _page(
    request: HttpRequest,
    row: Batch,
    form: CloseForm,
    *,
    extra: SerialsForm | None = None,
    error: ProductionError | None = None,
    status: int = 200,
) -> HttpResponse:
    orders = orders_of_batch(row.id)
    serials = dict(row.blanks.exclude(order=None).values_list("order_id", "serial"))
    chips = dict(ChipRecord.objects.filter(batch=row, order__in=orders).values_list("order_id", "state"))
    rejections = list(row.rejections.order_by("at"))
    count = reckoning_of(row, spoiled=(), sample=(), returned=())
    unjudged = sum(o.state in (OrderState.IN_BATCH, OrderState.PERSONALISED) for o in orders)
    context = {
        "batch": row,
        "error": in_words(error) if error is not None else None,
        "facts": [
            Fact(_("Issuing centre"), centre_name(get_centre(row.issuing_centre, policy.country_pack()))),
            Fact(_("Document type"), _type_name(row.document_type)),
            Fact(_("Shift"), shift_name(row.shift)),
            Fact(_("Formed"), row.formed_at, "instant"),
            Fact(_("Released"), row.released_at, "instant"),
            Fact(_("Leased until"), row.lease_until if row.closed_at is None else None, "instant"),
            Fact(_("Personalised"), row.personalised_at, "instant"),
            Fact(_p("batch", "Closed on"), row.closed_at, "instant"),
        ],
        "table": build_table(
            request,
            id="cards",
            caption=_("Cards"),
            rows=orders,
            columns=[
                Column("page", _("Place in the batch"), "num"),
                Column("number", _("Document number"), "latin"),
                Column("serial", _("Blank"), "latin", value=lambda o: serials.get(o.id, "")),
                Column("chip", _("Chip"), value=lambda o: CHIP_WORDS[chips[o.id]][0] if o.id in chips else ""),
                Column("promised_on", _("Promised for"), "day"),
                Column("state", _("State"), "status", value=lambda o: f"order.{o.state}"),
            ],
            filters=[Filter("state", _("State"), order_states(orders))],
            search=lambda cards, asked: [card for card in cards if _is_card(card, serials.get(card.id, ""), asked)],
            search_label=_("Document number or blank"),
            page_size=50,
            empty_title=_("No card is left in this batch."),
        ),
        "rejections": [{"row": r, "reason": REASONS.get(r.reason, r.reason)} for r in rejections],
        "blanks": [
            {
                "serial": serial,
                "word": BLANK_WORDS[state][0],
                "icon": BLANK_WORDS[state][1],
                "tone": BLANK_WORDS[state][2],
            }
            for serial, state in row.blanks.exclude(state="good").order_by("serial").values_list("serial", "state")
        ],
        "count": count,
        "unjudged": unjudged,
        "form": form,
        "hold_form": HoldForm(),
        "split_form": SplitForm(),
        "held_why": HOLDS.get(row.held_because, ""),
        "elsewhere": _elsewhere(request, row),
        "extra": extra or SerialsForm(),
        "crumbs": [Crumb(_("Production"), "/production/"), Crumb(row.code)],
    }
    return render(request, "production/batch.html", context, status=status)


def _is_card(order: Order, serial: str, asked: str) -> bool:
    return any(asked.casefold() in number.casefold() for number in (order.number, serial))


def order_states(orders: Sequence[Order]) -> list[tuple[str, Any]]:
    """The states these orders are in, in words, for a filter."""
    words = state_words("order")
    return [(state, words.get(state, state)) for state in sorted({str(order.state) for order in orders})]


@require_POST
@requires(P.RUN_PRODUCTION)
def close(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Closes the batch, or shows the page again with the serials that are missing."""
    row = get_batch(batch)
    check_reach(person_of(request), P.RUN_PRODUCTION, row.issuing_centre)
    form = CloseForm(request.POST)
    form.is_valid()
    piles = {name: form.cleaned_data.get(name, []) for name in ("spoiled", "sample", "returned")}
    try:
        close_batch(batch, **piles, by=actor_of(person_of(request)), at=now())
    except BlanksUnaccountedError as error:
        return _page(request, row, form, error=error, status=error.status)
    messages.success(request, text("The batch is closed: every blank is accounted for."))
    return redirect("production:batch", batch=batch)


@require_POST
@requires(P.RUN_PRODUCTION)
def extra_blanks(request: HttpRequest, batch: UUID) -> HttpResponse:
    row = get_batch(batch)
    check_reach(person_of(request), P.RUN_PRODUCTION, row.issuing_centre)
    form = SerialsForm(request.POST)
    if not form.is_valid():
        return _page(request, row, CloseForm(), extra=form, status=422)
    issue_blanks(batch, form.cleaned_data["serials"], by=actor_of(person_of(request)), at=now())
    messages.success(request, text("The blanks belong to the batch now."))
    return redirect("production:batch", batch=batch)


@require_GET
@requires(P.RUN_PRODUCTION)
def faces(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The print file; one look for everyone on it."""
    row = get_batch(batch)
    check_reach(person_of(request), P.RUN_PRODUCTION, row.issuing_centre)
    content = faces_pdf(row)
    people = [order.person for order in orders_of_batch(batch)]
    looks(
        "person.looked_at",
        subject_kind="person",
        subjects=people,
        by=actor_of(person_of(request)),
        purpose="print-file",
    )
    return pdf(content, f"{row.code}.pdf")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A paper shown by the browser, named for those who keep it."""
    return HttpResponse(
        content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


@require_POST
@requires(P.RUN_PRODUCTION)
def release(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Somebody answers for its being signed and made; pressing twice releases once."""
    row = get_batch(batch)
    check_reach(person_of(request), P.RUN_PRODUCTION, row.issuing_centre)
    release_batch(batch, by=actor_of(person_of(request)), at=now())
    messages.success(request, text("The batch is released: it is signed and made by itself."))
    return redirect("production:batch", batch=batch)


def _elsewhere(request: HttpRequest, row: Batch) -> list[dict[str, str]]:
    """The centres that may take what a silent one has not confirmed: none while its lease is in force."""
    if row.closed_at is not None or row.lease_until is None or now() < row.lease_until:
        return []
    pack = policy.country_pack()
    reach = centres_of(person_of(request), P.RUN_PRODUCTION)
    others = [code for code in reach if code != row.issuing_centre]
    return [{"code": code, "name": centre_name(get_centre(code, pack))} for code in others]


@require_POST
@requires(P.RUN_PRODUCTION)
@fresh_sign_in
def hand_over(request: HttpRequest, batch: UUID, to: str) -> HttpResponse:
    """What was not confirmed goes elsewhere; who does it may work in both centres. Twice moves nothing more."""
    row = get_batch(batch)
    for centre in (row.issuing_centre, to):
        check_reach(person_of(request), P.RUN_PRODUCTION, centre)
    moved = fail_over(batch, to=to, by=actor_of(person_of(request)), at=now())
    told = ngettext("%(count)s order was handed over.", "%(count)s orders were handed over.", len(moved))
    messages.warning(request, told % {"count": len(moved)})
    return redirect("production:batch", batch=batch)
