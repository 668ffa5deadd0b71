"""A programme: for whom, with what waiver, between which days; opened or changed by a planner."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from bitaqa.backbone.accounts.door import EVERYWHERE, NotPermittedError, Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import ProgrammeValue
from bitaqa.ui.shapes import Crumb

from ..forms import ProgrammeForm
from ..reach import covers


@requires(Permission.PLAN_CAMPAIGNS)
@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, code: str = "") -> HttpResponse:
    """A new programme, or the words and dates of one that stands."""
    user = person_of(request)
    if not covers(user, Permission.PLAN_CAMPAIGNS, EVERYWHERE):
        raise NotPermittedError(permission=str(Permission.PLAN_CAMPAIGNS))
    known = {each.code: each for each in campaigns.all_programmes()}
    if code and code not in known:
        raise campaigns.CampaignUnknownError(campaign=code)
    initial = {name: getattr(known[code], name) for name in ProgrammeForm.base_fields} if code else None
    form = ProgrammeForm(request.POST if request.method == "POST" else None, initial=initial, types=_types())
    if code:
        form.fields["code"].disabled = True
    if form.is_valid():
        given = form.cleaned_data
        if not code and given["code"] in known:
            form.add_error("code", gettext("A programme has this code already."))
        else:
            value = ProgrammeValue(**{**given, "document_types": tuple(given["document_types"])})
            campaigns.save_programme(value, by=actor_of(user), at=now())
            messages.success(request, gettext("The programme is entered."))
            return HttpResponseRedirect(reverse("planning:campaigns"))
    crumbs = [Crumb(_("Campaigns"), reverse("planning:campaigns")), Crumb(_("Programme"))]
    status = 422 if form.is_bound else 200
    context = {"form": form, "crumbs": crumbs, "code": code, "name": _name(known[code]) if code else ""}
    return render(request, "planning/programme.html", context, status=status)


def _types() -> list[tuple[str, str]]:
    """The kinds of documents of the country pack, by their newest name."""
    language = (get_language() or "ar")[:2]
    kinds = load_country_pack(settings.BITAQA_COUNTRY_PACK).document_types
    return list({kind.code: kind.names.get(language, kind.names["en"]) for kind in kinds}.items())


def _name(of: ProgrammeValue) -> str:
    return of.name_ar if (get_language() or "ar").startswith("ar") else of.name_fr
