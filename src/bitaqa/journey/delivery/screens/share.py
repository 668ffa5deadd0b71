"""The share of a campaign's cards that reached their holders by a day (F3.5), with where the others were."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.records.campaigns import door as campaigns
from bitaqa.ui.shapes import Figure
from bitaqa.ui.tables import Column, build_table

from ..queries import handed_over_share


class Asked(forms.Form):
    campaign = forms.ChoiceField(label=_("Campaign"))
    on = forms.DateField(label=_("Up to the end of"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data)
        arabic = (get_language() or "ar").startswith("ar")
        self.fields["campaign"].choices = [  # type: ignore[attr-defined]
            (str(c.id), c.name_ar if arabic else c.name_fr) for c in campaigns.all_campaigns()
        ]


@requires(Permission.MOVE_CONSIGNMENTS, Permission.SEE_BULLETIN)
@require_GET
def share(request: HttpRequest) -> HttpResponse:
    known = campaigns.all_campaigns()
    first = str(known[0].id) if known else ""
    today = local_day(now()).isoformat()
    form = Asked({"campaign": request.GET.get("campaign") or first, "on": request.GET.get("on") or today})
    context: dict[str, Any] = {"form": form, "known": bool(known)}
    if form.is_valid():
        campaign = next(c for c in known if str(c.id) == form.cleaned_data["campaign"])
        context |= _counted(request, campaign.id, form.cleaned_data["on"])
    return render(request, "delivery/share.html", context)


def _counted(request: HttpRequest, campaign: Any, on: date) -> dict[str, Any]:
    counted = handed_over_share(campaign, on)
    percent = None if counted.percent is None else f"{counted.percent:.0f}"
    figures = [
        Figure(_("Cards packed"), counted.total, icon="box-seam"),
        Figure(_("Handed over"), counted.handed_over, icon="person-check", tone="ok"),
        Figure(_("Share handed over"), percent, unit="%", icon="pie-chart"),
    ]
    rows, running = [], 0
    for day, count in sorted(counted.by_day.items()):
        running += count
        rows.append({"day": day, "count": count, "running": running})
    days = build_table(
        request,
        id="days",
        prefix="d-",
        caption=_("Handed over, day by day"),
        rows=rows,
        columns=[
            Column("day", _("Day"), "day", sort="day"),
            Column("count", _("That day"), "num"),
            Column("running", _("So far"), "num"),
        ],
        default_sort="-day",
        empty_title=_("No card was handed over yet"),
    )
    parts = build_table(
        request,
        id="parts",
        prefix="p-",
        caption=_("Where each card was; the parts add up to the cards packed"),
        rows=[{"state": event, "count": n} for event, n in counted.parts.items() if n],
        columns=[
            Column("state", _("State"), "status", value=lambda row: row["state"]),
            Column("count", _("Cards"), "num"),
        ],
        empty_title=_("No card was packed yet"),
    )
    return {"figures": figures, "days": days, "parts": parts, "share": counted}
