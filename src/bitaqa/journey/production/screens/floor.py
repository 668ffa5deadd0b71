"""The floor: figures of each issuing centre, the queue by rank and deadline, batches, orders set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from django.contrib import messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, User, actor_of, can, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.naming import names_of
from bitaqa.foundation.packet.errors import PacketError
from bitaqa.foundation.packet.receipt_number import check_receipt_number
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.records.applications import door as applications
from bitaqa.records.places import door as places
from bitaqa.ui.formats import number_text
from bitaqa.ui.shapes import Figure
from bitaqa.ui.tables import Column, Filter, build_table

from .. import policy
from ..acts.form_batches import form_batches
from ..acts.order_documents import try_again
from ..domain import issuing_centres
from ..floor import WAITING, CentreFigures, floor_figures
from ..forecast import chart_of
from ..models import Batch, Order
from ..queries import get_order
from ..reach import centres_of, check_reach
from ..supplies import supply_states
from ..words import HOLDS, RANKS, centre_name, place_name, problem_sentence
from .vault import supply_figure

P = Permission


@require_GET
@requires(P.RUN_PRODUCTION)
def floor(request: HttpRequest) -> HttpResponse:
    reach = centres_of(person_of(request), P.RUN_PRODUCTION)
    names = {centre.code: centre_name(centre) for centre in issuing_centres(policy.country_pack())}
    queue = Order.objects.filter(state__in=WAITING, problem="", issuing_centre__in=reach)
    known = places.places_by_code(queue.values_list("place", flat=True).distinct())
    choices = [(code, names[code]) for code in reach]
    receipts = _Receipts()
    table = build_table(
        request,
        id="queue",
        caption=_("The queue, first to be made first"),
        rows=queue.order_by("rank", F("needed_by").asc(nulls_last=True), "ordered_at", "id"),
        columns=[
            Column("receipt", _("Receipt number"), "latin", value=receipts.later, href=_file_of(request)),
            Column("rank", _("Rank"), value=lambda row: RANKS.get(row.rank, row.rank)),
            Column("needed_by", _("Needed by"), "day"),
            Column("place", _("Place"), value=lambda row: place_name(known.get(row.place), row.place)),
            Column("issuing_centre", _("Issuing centre"), value=lambda row: names.get(row.issuing_centre, "")),
            Column("promised_on", _("Promised for"), "day"),
            Column("attempt", _("Attempt"), "num"),
            Column("ordered_at", _("Ordered"), "instant"),
        ],
        filters=[
            Filter("centre", _("Issuing centre"), choices, lookup="issuing_centre"),
            Filter("rank", _("Rank"), [(str(int(rank)), word) for rank, word in RANKS.items()]),
        ],
        search=_with_receipt,
        search_label=_("Receipt number"),
        page_size=15,
        empty_title=_("No card waits for a batch"),
        empty_text=_("Approved applications appear here by themselves."),
        prefix="q-",
    )
    receipts.read(table.rows)
    batches = build_table(
        request,
        id="batches",
        caption=_("Batches"),
        rows=Batch.objects.filter(issuing_centre__in=reach),
        columns=[
            Column(
                "code", _("Batch"), "latin", sort="code", href=lambda row: reverse("production:batch", args=[row.id])
            ),
            Column("issuing_centre", _("Issuing centre"), value=lambda row: names.get(row.issuing_centre, "")),
            Column("formed_at", _("Formed"), "instant", sort="formed_at"),
            Column("personalised_at", _("Personalised"), "instant"),
            Column("held_because", _("Why it is held"), value=lambda row: HOLDS.get(row.held_because, "")),
            Column("closed_at", _p("batch", "Closed on"), "instant", sort="closed_at"),
        ],
        filters=[
            Filter(
                "closed", _("State"), [("no", _p("batch", "Not closed")), ("yes", _p("batch", "Closed"))], apply=_closed
            ),
        ],
        search=["code__icontains"],
        default_sort="-formed_at",
        page_size=10,
        empty_title=_("No batch yet"),
        empty_text=_("Batches are formed by themselves, or at once by the button above."),
    )
    figures = [_centre(each, person_of(request)) for each in floor_figures(reach)]
    held = list(Order.objects.exclude(problem="").filter(state=OrderState.ASSIGNED, issuing_centre__in=reach)[:50])
    set_aside = [{"order": row, "reason": problem_sentence(row.problem, row.problem_facts)} for row in held]
    context = {"centres": figures, "table": table, "batches": batches, "held": set_aside}
    return render(request, "production/floor.html", context)


class _Receipts:
    """Receipt numbers of the rows that a page shows, read at once when it is drawn."""

    def __init__(self) -> None:
        self._numbers: dict[UUID, str] = {}

    def read(self, rows: Iterable[Order]) -> None:
        self._numbers.update(names_of("application", {row.application for row in rows}))

    def later(self, row: Order) -> object:
        return SimpleLazyObject(lambda: self._numbers[row.application])


def _file_of(request: HttpRequest) -> Callable[[Order], str]:
    """The way to the order's file, for those who may see files."""
    if not can(person_of(request), P.SEE_APPLICATIONS):
        return lambda _row: ""
    return lambda row: reverse("screening:application", args=[row.application])


def _with_receipt(rows: QuerySet[Order], asked: str) -> QuerySet[Order]:
    """The order of a receipt, typed as it is printed or without its dashes."""
    try:
        found = applications.find_application(check_receipt_number(asked))
    except PacketError:
        return rows.none()
    return rows.filter(application=found.id) if found else rows.none()


def _closed(rows: object, value: str) -> object:
    return rows.filter(closed_at__isnull=value == "no")  # type: ignore[attr-defined]


def _centre(f: CentreFigures, user: User) -> dict[str, object]:
    quality = reverse("production:quality") if can(user, P.CHECK_QUALITY) else ""
    packing = reverse("production:packing")
    blanks = reverse("production:blanks", args=[f.centre.code])
    return {
        "code": f.centre.code,
        "name": centre_name(f.centre),
        "waiting": f.waiting - f.held,
        "ready_on": f.ready_on,
        "chart": chart_of(f.ahead, rtl=(get_language() or "ar").startswith("ar")),
        "beyond": f.beyond,
        "kept": "" if f.kept_share is None else f"{number_text(round(100 * f.kept_share, 1))}\u00a0%",
        "figures": [
            Figure(_("Waiting for a batch"), f.waiting - f.held, icon="hourglass"),
            Figure(_("In a batch"), f.by_state["in_batch"], icon="collection"),
            Figure(_("To check"), f.by_state["personalised"], href=quality, icon="check2-square"),
            Figure(_("To pack"), f.by_state["passed"], href=packing, icon="box-seam"),
            Figure(_("Passed today"), f.passed_today, tone="ok", icon="patch-check"),
            Figure(_("Packed today"), f.packed_today, tone="ok", icon="box-seam"),
            Figure(_("Blanks in stock"), f.blanks, href=blanks, tone="wait" if f.few_blanks else "", icon="box"),
        ],
        "supplies": [supply_figure(each) for each in supply_states(f.centre.code, at=now()) if each.short],
    }


@require_POST
@requires(P.RUN_PRODUCTION)
def form_now(request: HttpRequest, centre: str) -> HttpResponse:
    """Forms what waits into batches at once; clicking twice forms nothing more."""
    check_reach(person_of(request), P.RUN_PRODUCTION, centre)
    formed = form_batches(by=actor_of(person_of(request)), at=now(), centre=centre, now=True)
    if formed:
        told = ngettext("%(count)s batch was formed.", "%(count)s batches were formed.", len(formed))
        messages.success(request, told % {"count": len(formed)})
    else:
        messages.info(request, text("No card waits for a batch."))
    return redirect("production:floor")


@require_POST
@requires(P.RUN_PRODUCTION)
def retry(request: HttpRequest, order: UUID) -> HttpResponse:
    check_reach(person_of(request), P.RUN_PRODUCTION, get_order(order).issuing_centre)
    try_again([order], by=actor_of(person_of(request)), at=now())
    messages.success(request, text("The order waits for a batch again."))
    return redirect("production:floor")
