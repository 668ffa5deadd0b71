"""Blanks of one issuing centre: the stock, a delivery received, spoiled ones destroyed by two."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, can, fresh_sign_in, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.ui.shapes import Crumb, Figure
from bitaqa.ui.tables import Column, Filter, build_table

from .. import policy
from ..acts.account_for_blanks import receive_blanks
from ..acts.destroy_blanks import confirm_destruction, propose_destruction, withdraw_destruction
from ..domain import BlankState, get_centre
from ..errors import DestructionUnknownError
from ..models import Blank, Destruction
from ..reach import check_reach
from ..sheets import destruction_pdf
from ..words import BLANK_WORDS, IN_HAND, centre_name
from .batches import pdf
from .by_two import settled, waiting_for_two, who
from .forms import ReceiveForm, SerialsForm

P = Permission


@require_GET
@requires(P.RUN_PRODUCTION, P.DESTROY_CARDS)
def blanks(request: HttpRequest, centre: str) -> HttpResponse:
    chosen = get_centre(centre, policy.country_pack())
    return _page(request, chosen.code, ReceiveForm(), SerialsForm())


def _page(
    request: HttpRequest, centre: str, receive: ReceiveForm, destroy: SerialsForm, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    may_receive = can(person, P.RUN_PRODUCTION, scope=policy.scope_of(centre))
    may_destroy = can(person, P.DESTROY_CARDS, scope=policy.scope_of(centre))
    if not may_receive:
        check_reach(person, P.DESTROY_CARDS, centre)
    rows = Blank.objects.filter(issuing_centre=centre)
    counts = dict(rows.values_list("state").annotate(n=Count("id")).order_by("state"))
    in_hand = rows.filter(state=BlankState.RECEIVED, batch__isnull=False).count()
    counts["received"] = counts.get("received", 0) - in_hand
    table = build_table(
        request,
        id="blanks",
        caption=_("Blanks"),
        rows=rows.select_related("batch"),
        columns=[
            Column("serial", _("Serial"), "latin", sort="serial"),
            Column("state", _("State"), value=_state),
            Column("batch.code", _("Batch"), "latin", value=lambda row: row.batch.code if row.batch else ""),
            Column("received_at", _("Received"), "instant", sort="received_at"),
        ],
        filters=[Filter("state", _("State"), [(state, words[0]) for state, words in BLANK_WORDS.items()])],
        search=["serial__icontains"],
        default_sort="serial",
        page_size=15,
        empty_title=_("No blank was received yet"),
        empty_text=_("Enter the first serial of the delivery and how many there are."),
    )
    waiting = list(Destruction.objects.filter(issuing_centre=centre, confirmed_at=None).order_by("proposed_at"))
    done = list(
        Destruction.objects.filter(issuing_centre=centre, confirmed_at__isnull=False).order_by("-confirmed_at")[:10]
    )
    context = {
        "centre": centre,
        "name": centre_name(get_centre(centre, policy.country_pack())),
        "figures": [
            Figure(word, counts.get(state, 0), icon=icon, tone=tone if tone == "wait" and counts.get(state) else "")
            for state, (word, icon, tone) in BLANK_WORDS.items()
        ]
        + [Figure(IN_HAND, in_hand, icon="collection")],
        "table": table,
        "may_receive": may_receive,
        "may_destroy": may_destroy,
        "receive_form": receive,
        "destroy_form": destroy,
        "spoiled": list(
            rows.filter(state=BlankState.SPOILED, destruction=None).order_by("serial").values_list("serial", flat=True)
        ),
        "waiting": waiting_for_two(request, waiting),
        "done": done,
        "crumbs": [Crumb(_("Production"), "/production/"), Crumb(_("Blanks"))],
    }
    return render(request, "production/blanks.html", context, status=status)


def _state(row: Blank) -> object:
    """A blank given to a batch is in hand until its card is checked."""
    if row.state == BlankState.RECEIVED and row.batch_id is not None:
        return IN_HAND
    return BLANK_WORDS[row.state][0]


@require_POST
@requires(P.RUN_PRODUCTION)
def receive(request: HttpRequest, centre: str) -> HttpResponse:
    check_reach(person_of(request), P.RUN_PRODUCTION, centre)
    form = ReceiveForm(request.POST)
    if not form.is_valid():
        return _page(request, centre, form, SerialsForm(), 422)
    by = actor_of(person_of(request))
    got = receive_blanks(
        centre=centre, first=form.cleaned_data["first"], count=form.cleaned_data["count"], by=by, at=now()
    )
    told = ngettext("%(count)s blank was received.", "%(count)s blanks were received.", len(got)) % {"count": len(got)}
    messages.success(request, told)
    return redirect("production:blanks", centre=centre)


@require_POST
@requires(P.DESTROY_CARDS)
def propose(request: HttpRequest, centre: str) -> HttpResponse:
    check_reach(person_of(request), P.DESTROY_CARDS, centre)
    form = SerialsForm(request.POST)
    if not form.is_valid():
        return _page(request, centre, ReceiveForm(), form, 422)
    by = actor_of(person_of(request))
    propose_destruction(centre=centre, serials=form.cleaned_data["serials"], by=by, at=now())
    messages.success(request, text("A second person confirms the destruction now."))
    return redirect("production:blanks", centre=centre)


@require_POST
@requires(P.DESTROY_CARDS)
@fresh_sign_in
def confirm(request: HttpRequest, destruction: UUID) -> HttpResponse:
    row = _destruction(destruction)
    check_reach(person_of(request), P.DESTROY_CARDS, row.issuing_centre)
    told = text("The blanks are destroyed; print the record and sign it.")
    return settled(
        request, destruction, confirm_destruction, told=told, to="production:blanks", centre=row.issuing_centre
    )


@require_POST
@requires(P.DESTROY_CARDS)
def withdraw(request: HttpRequest, destruction: UUID) -> HttpResponse:
    row = _destruction(destruction)
    check_reach(person_of(request), P.DESTROY_CARDS, row.issuing_centre)
    told, to = text("The proposal was taken back; nothing was destroyed."), "production:blanks"
    act = withdraw_destruction
    return settled(request, destruction, act, told=told, to=to, centre=row.issuing_centre, tell=messages.info)


@require_GET
@requires(P.DESTROY_CARDS)
def record(request: HttpRequest, destruction: UUID) -> HttpResponse:
    """The record that two people sign."""
    row = _destruction(destruction)
    check_reach(person_of(request), P.DESTROY_CARDS, row.issuing_centre)
    people = (who(row.proposed_by), who(row.confirmed_by)) if row.confirmed_by else ("", "")
    return pdf(destruction_pdf(row, people=people, at=now()), "destruction.pdf")


def _destruction(destruction: UUID) -> Destruction:
    row = Destruction.objects.filter(pk=destruction).first()
    if row is None:
        raise DestructionUnknownError()
    return row
