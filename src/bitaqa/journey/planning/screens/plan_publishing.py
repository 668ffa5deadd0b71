"""A plan announced from its page: published, put before the head of campaigns, approved or sent back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError

from .. import publishing
from ..plan_forms import DeclineForm
from ..reach import check_campaign
from .plan_page import draft_of, plan_page


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def publish_plan(request: HttpRequest, draft: UUID) -> HttpResponse:
    row = draft_of(request, draft)
    try:
        new = publishing.publish_plan(draft, by=actor_of(person_of(request)), at=now())
    except BitaqaError as refusal:
        return plan_page(request, row, error=refusal)
    _tell_entered(request, new)
    return HttpResponseRedirect(reverse("planning:campaign", args=[row.campaign_id]))


def _tell_entered(request: HttpRequest, new: int) -> None:
    told = ngettext("%(n)s visit was entered.", "%(n)s visits were entered.", new)
    messages.success(request, told % {"n": new})


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def propose_plan(request: HttpRequest, draft: UUID) -> HttpResponse:
    row = draft_of(request, draft)
    try:
        publishing.propose_plan(draft, by=actor_of(person_of(request)), at=now())
    except BitaqaError as refusal:
        return plan_page(request, row, error=refusal)
    messages.success(request, gettext("The change is put before the head of campaigns."))
    return HttpResponseRedirect(reverse("planning:plan", args=[draft]))


@requires(Permission.APPROVE_PLANS)
@require_POST
def approve_plan(request: HttpRequest, draft: UUID) -> HttpResponse:
    row = draft_of(request, draft)
    check_campaign(person_of(request), Permission.APPROVE_PLANS, row.campaign_id)
    try:
        new = publishing.approve_plan(draft, by=actor_of(person_of(request)), at=now())
    except BitaqaError as refusal:
        return plan_page(request, row, error=refusal)
    _tell_entered(request, new)
    return HttpResponseRedirect(reverse("planning:plan", args=[draft]))


@requires(Permission.APPROVE_PLANS)
@require_POST
def decline_plan(request: HttpRequest, draft: UUID) -> HttpResponse:
    row = draft_of(request, draft)
    check_campaign(person_of(request), Permission.APPROVE_PLANS, row.campaign_id)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return plan_page(request, row, decline_form=form)
    try:
        publishing.decline_plan(draft, by=actor_of(person_of(request)), at=now(), because=form.cleaned_data["because"])
    except BitaqaError as refusal:
        return plan_page(request, row, error=refusal)
    messages.info(request, gettext("The change is sent back to those who plan."))
    return HttpResponseRedirect(reverse("planning:plan", args=[draft]))
