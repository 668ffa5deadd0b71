"""The vault of an issuing centre: blanks handed to the line and back by two, the shift's closure, other supplies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, fresh_sign_in, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words
from bitaqa.ui.formats import number_text
from bitaqa.ui.shapes import Crumb, Figure

from .. import policy
from ..acts.form_batches import STOCK
from ..acts.move_blanks import BACK, OUT, close_shift, confirm_move, propose_move, shift_count, withdraw_move
from ..domain import get_centre, shift_of
from ..errors import VaultMoveUnknownError
from ..models import Blank, ShiftClosure, VaultMove
from ..reach import check_reach
from ..supplies import SupplyState, count_supply, supplies_of, supply_states
from ..words import centre_name, shift_name, supply_name
from .by_two import settled, waiting_for_two
from .forms import SerialsField

P = Permission
MOST_DAYS = 365
"""Beyond a year the pace of today says nothing."""


class MoveForm(forms.Form):
    serials = SerialsField(label=_("Serials"), help_text=_("Scan one after the other."))


class CloseShiftForm(forms.Form):
    returned = SerialsField(
        label=_("Going back to the vault"), required=False, help_text=_("Scan every blank the line still has.")
    )


class CountForm(forms.Form):
    supply = forms.ChoiceField(label=_("Supply"))
    units = forms.DecimalField(label=_("Units counted"), min_value=Decimal(0), max_digits=8, decimal_places=2)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        rows = supplies_of(policy.country_pack())
        self.fields["supply"].choices = [  # type: ignore[attr-defined]
            (each.code, supply_name(each)) for each in rows
        ]


@require_GET
@requires(P.RUN_PRODUCTION, P.CHECK_QUALITY)
def vault(request: HttpRequest, centre: str) -> HttpResponse:
    return _page(request, get_centre(centre, policy.country_pack()).code)


def _page(
    request: HttpRequest,
    centre: str,
    *,
    move: MoveForm | None = None,
    back: MoveForm | None = None,
    close: Mapping[str, CloseShiftForm] | None = None,
    error: BitaqaError | None = None,
    status: int = 200,
) -> HttpResponse:
    person = person_of(request)
    check_reach(person, P.RUN_PRODUCTION if person.is_authenticated and _runs(request) else P.CHECK_QUALITY, centre)
    shift = shift_of(now())
    rows = Blank.objects.filter(issuing_centre=centre)
    line = list(rows.filter(line_shift=shift))
    older = sorted(set(rows.exclude(line_shift__in=["", shift]).values_list("line_shift", flat=True)))
    closed = set(ShiftClosure.objects.filter(issuing_centre=centre, shift__in=older).values_list("shift", flat=True))
    count = shift_count(line, [])
    at_line = rows.exclude(line_shift="").filter(state__in=STOCK, batch=None).order_by("serial")
    left: dict[str, list[str]] = {}
    for serial, of in at_line.values_list("serial", "line_shift"):
        left.setdefault(of, []).append(serial)
    free, given = left.get(shift, []), close or {}
    waiting = VaultMove.objects.filter(issuing_centre=centre, confirmed_at=None).order_by("proposed_at")
    context = {
        "centre": centre,
        "name": centre_name(get_centre(centre, policy.country_pack())),
        "shift": shift,
        "shift_name": shift_name(shift),
        "figures": [
            Figure(_("In the vault"), rows.filter(line_shift="", state__in=STOCK, batch=None).count(), icon="safe"),
            Figure(_("Brought to the line in this shift"), len(line), icon="box-arrow-right"),
            Figure(_p("blank", "Good card"), count.good, icon="check-circle"),
            Figure(_p("blank", "Spoiled"), count.spoiled, icon="x-octagon", tone="wait" if count.spoiled else ""),
            Figure(_("Free at the line"), len(free), icon="box"),
        ],
        "free": free,
        "waiting": waiting_for_two(request, waiting),
        "late": [
            {
                "code": each,
                "name": shift_name(each),
                "free": left.get(each, []),
                "form": given.get(each) or CloseShiftForm(auto_id=f"id_{each}_%s"),
            }
            for each in older
            if each not in closed
        ],
        "at_line": [serial for serials in left.values() for serial in serials],
        "move": move or MoveForm(),
        "back": back or MoveForm(auto_id="back_%s"),
        "close": given.get(shift) or CloseShiftForm(),
        "error": in_words(error) if error else None,
        "supplies": [supply_figure(each) for each in supply_states(centre, at=now())],
        "count": CountForm() if supplies_of(policy.country_pack()) else None,
        "closures": [
            {"row": row, "shift": shift_name(row.shift)}
            for row in ShiftClosure.objects.filter(issuing_centre=centre).order_by("-closed_at")[:10]
        ],
        "crumbs": [Crumb(_("Production"), "/production/"), Crumb(_("Vault"))],
    }
    return render(request, "production/vault.html", context, status=status)


def _runs(request: HttpRequest) -> bool:
    from bitaqa.backbone.accounts.door import can

    return can(person_of(request), P.RUN_PRODUCTION)


def supply_figure(state: SupplyState) -> Figure:
    """How many cards a supply still makes, and for how long."""
    name = supply_name(state.supply)
    tone = "wait" if state.short else "ok"
    if state.counted_at is None:
        return Figure(name, None, tone=tone, icon="tools")
    note = ""
    if state.days is not None:
        days = number_text(min(state.days, MOST_DAYS))
        more = text("More than %(days)s days at today's pace") if state.days > MOST_DAYS else ""
        note = (more or text("%(days)s days at today's pace")) % {"days": days}
    return Figure(name, state.cards, unit=_("cards"), note=note, tone=tone, icon="tools")


@require_POST
@requires(P.RUN_PRODUCTION)
def propose(request: HttpRequest, centre: str, way: str) -> HttpResponse:
    check_reach(person_of(request), P.RUN_PRODUCTION, centre)
    form = MoveForm(request.POST, auto_id="back_%s" if way == BACK else "id_%s")
    move, back = (None, form) if way == BACK else (form, None)
    if not form.is_valid():
        return _page(request, centre, move=move, back=back, status=422)
    try:
        by = actor_of(person_of(request))
        propose_move(centre=centre, serials=form.cleaned_data["serials"], way=way, by=by, at=now())
    except BitaqaError as error:
        return _page(request, centre, move=move, back=back, error=error, status=error.status)
    messages.success(request, text("Another person counts the blanks and confirms now."))
    return redirect("production:vault", centre=centre)


@require_POST
@requires(P.RUN_PRODUCTION, P.CHECK_QUALITY)
@fresh_sign_in
def confirm(request: HttpRequest, move: UUID) -> HttpResponse:
    row = _move(move)
    check_reach(person_of(request), P.RUN_PRODUCTION if _runs(request) else P.CHECK_QUALITY, row.issuing_centre)
    told = text("The blanks changed hands.")
    return settled(request, move, confirm_move, told=told, to="production:vault", centre=row.issuing_centre)


@require_POST
@requires(P.RUN_PRODUCTION)
def withdraw(request: HttpRequest, move: UUID) -> HttpResponse:
    row = _move(move)
    check_reach(person_of(request), P.RUN_PRODUCTION, row.issuing_centre)
    told, to = text("The proposal was taken back; the blanks stay where they are."), "production:vault"
    return settled(request, move, withdraw_move, told=told, to=to, centre=row.issuing_centre, tell=messages.info)


@require_POST
@requires(P.RUN_PRODUCTION)
def close(request: HttpRequest, centre: str, shift: str) -> HttpResponse:
    """Closes a shift; what is missing is named on the page, beside what was scanned."""
    check_reach(person_of(request), P.RUN_PRODUCTION, centre)
    form = CloseShiftForm(request.POST, auto_id="id_%s" if shift == shift_of(now()) else f"id_{shift}_%s")
    if not form.is_valid():
        return _page(request, centre, close={shift: form}, status=422)
    try:
        by = actor_of(person_of(request))
        close_shift(centre, shift, returned=form.cleaned_data["returned"], by=by, at=now())
    except BitaqaError as error:
        return _page(request, centre, close={shift: form}, error=error, status=error.status)
    messages.success(request, text("The shift is closed: every blank is accounted for."))
    return redirect("production:vault", centre=centre)


@require_POST
@requires(P.RUN_PRODUCTION)
def count(request: HttpRequest, centre: str) -> HttpResponse:
    check_reach(person_of(request), P.RUN_PRODUCTION, centre)
    form = CountForm(request.POST)
    if not form.is_valid():
        return _page(request, centre, status=422)
    by = actor_of(person_of(request))
    count_supply(centre, form.cleaned_data["supply"], form.cleaned_data["units"], by=by, at=now())
    messages.success(request, text("The count is kept."))
    return redirect("production:vault", centre=centre)


def _move(move: UUID) -> VaultMove:
    row = VaultMove.objects.filter(pk=move).first()
    if row is None:
        raise VaultMoveUnknownError()
    return row


__all__ = ["BACK", "OUT", "close", "confirm", "count", "propose", "supply_figure", "vault", "withdraw"]
