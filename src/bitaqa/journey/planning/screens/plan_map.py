"""A plan's places and tours as GeoJSON, for the map on its page."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, requires
from bitaqa.ui.formats import number_text

from .. import plans as acts
from ..instances import days_of
from ..plan_models import PlanDraft
from ..plan_picture import plan_map
from .plan_page import codes_of, day_short, draft_of, names_of


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def map_plan(request: HttpRequest, draft: UUID) -> HttpResponse:
    """404 while nothing is found yet."""
    found = draft_of(request, draft)
    if not found.plan:
        raise Http404
    instance, table, _account = acts.judged(found)
    asked = [*found.asked["places"], found.asked["depot"]]
    people = [int(n) for n in instance.people.sum(1)]
    drawn = plan_map(
        [(place["latitude"], place["longitude"]) for place in asked],
        people,
        names_of(found),
        table,
        said=[_said(found, node, count) for node, count in enumerate(people)],
        codes=codes_of(found),
    )
    return HttpResponse(json.dumps(drawn, ensure_ascii=False), content_type="application/geo+json")


def _said(draft: PlanDraft, node: int, people: int) -> str:
    days = [day for at, day in enumerate(days_of(draft.asked)) if any(row[at] == node for row in draft.plan)]
    expected = gettext("People expected: %(n)s.") % {"n": number_text(people)}
    if not days:
        return expected + " " + gettext("No visit in this plan.")
    return expected + " " + gettext("Visits: %(days)s.") % {"days": ", ".join(day_short(day) for day in days)}
