"""Who accompanies each visit: without all of them it is announced as renewals only."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.ui.shapes import Crumb

from ..companions import confirm_companions, confirmed_companions, enrolment_spots, needed_companions
from ..plan_forms import CompanionsForm
from ..reach import check_campaign
from ..words import COMPANIONS
from .campaigns import shown


@requires(Permission.PLAN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def companions(request: HttpRequest, campaign: UUID) -> HttpResponse:
    value = campaigns.get_campaign(campaign)
    user = person_of(request)
    check_campaign(user, Permission.PLAN_CAMPAIGNS, campaign)
    spots, kinds = sorted(enrolment_spots(campaign), key=lambda s: (s[1], s[0])), needed_companions(campaign)
    form = CompanionsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        changed = confirm_companions(
            campaign, form.ticked(spots, kinds), confirmed_by=form.cleaned_data["confirmed_by"],
            by=actor_of(user), at=now(),
        )  # fmt: skip
        told = ngettext("%(n)s visit changed.", "%(n)s visits changed.", changed) if changed else gettext("No change.")
        messages.success(request, told % {"n": changed} if changed else told)
        return HttpResponseRedirect(reverse("planning:companions", args=[campaign]))
    confirmed, known = confirmed_companions(campaign), places.places_by_code(place for place, _day in spots)
    rows = [
        {
            "place": shown(known[place]),
            "day": day,
            "boxes": [
                {
                    "value": f"{place}|{day.isoformat()}|{kind}",
                    "label": COMPANIONS[kind],
                    "on": kind in confirmed.get((place, day), ()),
                }
                for kind in kinds
            ],
            "whole": set(kinds) <= confirmed.get((place, day), frozenset()),
        }
        for place, day in spots
    ]
    context = {
        "campaign": value,
        "name": shown(value),
        "rows": rows,
        "form": form,
        "crumbs": [
            Crumb(_("Campaigns"), reverse("planning:campaigns")),
            Crumb(shown(value), reverse("planning:campaign", args=[campaign])),
            Crumb(_("Companions")),
        ],
    }
    return render(request, "planning/companions.html", context, status=422 if form.is_bound else 200)
