"""Ending the files whose papers never came, from the campaign's page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.records.campaigns import door as campaigns

from ..lapsing import lapse_files
from ..reach import check_campaign


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def lapse(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Ends them and says how many; a second press finds none. Raises CampaignUnknownError, NotPermittedError."""
    user, value = person_of(request), campaigns.get_campaign(campaign)
    check_campaign(user, Permission.PLAN_CAMPAIGNS, campaign)
    ended = len(lapse_files(campaign=value.id, by=actor_of(user), at=now()))
    if ended:
        told = ngettext("%(count)s file has ended.", "%(count)s files have ended.", ended)
        messages.success(request, told % {"count": ended})
    else:
        messages.info(request, gettext("No file is to be ended: none waits for a visit that is over."))
    return HttpResponseRedirect(reverse("planning:campaign", args=[campaign]))
