"""Planning in a browser: a day dragged or carried by keyboard, a plan published, its papers, a change proposed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from bitaqa.journey.planning import plans
from bitaqa.journey.planning.plan_models import PlanDraft
from bitaqa.records.places.door import PlaceValue, save_places
from centre_env.browser import picture, serious, too_wide

from ..intake.conftest import ACTOR, AT, make_world
from ..people import browser_of
from .test_plans import PLACES, coordinator, found
from .test_plans import page as address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 390)])
def test_a_day_is_carried_and_dropped(
    transactional_db: None, live_server: Any, open_page: Callable[..., Any], language: str, width: int
) -> None:
    world = make_world()
    save_places(
        [PlaceValue("el-borouj", "cercle", "البروج", "El Borouj", "settat", (), 32.55, -7.15)]
        + [
            PlaceValue(code, "commune", f"أولاد {code[-1]}", f"Ouled {code[-1]}", "settat", (), a, b)
            for code, (a, b, _) in PLACES.items()
        ],
        provenance="test",
    )
    draft = found(world, exam="2026-05-20")
    before = draft.plan
    page = open_page(language=language, width=width)
    session = browser_of(coordinator(), language).session.session_key
    for name, value in ((settings.SESSION_COOKIE_NAME, session), ("django_language", language)):
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
    page.goto(live_server.url + address("plans", world.campaign))
    assert [*serious(page), *filter(None, [too_wide(page)])] == []
    picture(page, f"plan-1-list-{language}-{width}")
    page.goto(live_server.url + address("plan", draft.id))
    assert [*serious(page), *filter(None, [too_wide(page)])] == []
    picture(page, f"plan-2-calendar-{language}-{width}")
    page.locator("#map").scroll_into_view_if_needed()
    page.locator("[data-map][data-ready]").wait_for(state="attached")
    page.locator("[data-map-tour='0']").uncheck()
    drawn = "document.querySelector('[data-map]').map.getLayoutProperty('tour-0', 'visibility')"
    assert page.evaluate(drawn) == "none"
    page.locator("[data-map-tour='0']").check()
    assert page.evaluate(drawn) == "visible"
    picture(page, f"plan-2-map-{language}-{width}")
    day = next(d for d in range(1, 6) if before[0][d] != before[0][0])
    page.locator('[data-day="0"]').focus()
    page.keyboard.press("Enter")
    for _ in range(day):
        page.keyboard.press("ArrowLeft" if language == "ar" else "ArrowRight")
    page.locator("[data-move-cost]:not(:empty)").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_selector("[action$='undo/']")
    assert PlanDraft.objects.get().plan[0][day] == before[0][0]
    page.locator(f'[data-day="{day - 1}"]').drag_to(page.locator(f'[data-day="{day}"]'))
    page.wait_for_load_state()
    picture(page, f"plan-3-dragged-{language}-{width}")
    assert PlanDraft.objects.get().state == "ready"
    page.locator("[data-opens='publish']").click()
    page.locator("#publish button[type='submit'], #publish .bq-button").first.click()
    page.wait_for_url("**" + address("campaign", world.campaign))
    assert PlanDraft.objects.get().state == "published"
    replanned = plans.ask_again(draft.id, by=ACTOR, at=AT, today=AT.date())
    PlanDraft.objects.filter(pk=replanned).update(
        state="ready", plan=[[len(draft.asked["places"])] * len(before[0])] * len(before)
    )
    seen = {
        "4-change": address("plan", replanned),
        "5-companions": address("companions", world.campaign),
        "6-papers": reverse("papers:papers", args=[world.campaign]),
        "7-days": address("day-notes", world.campaign),
        "8-places": reverse("places:registry"),
        "9-departures": reverse("planning:departures") + "?day=2026-05-04",
    }
    for name, where in seen.items():
        page.goto(live_server.url + where)
        assert [*serious(page), *filter(None, [too_wide(page)])] == [], where
        picture(page, f"plan-{name}-{language}-{width}")
    page.goto(live_server.url + seen["4-change"])
    page.locator("[data-opens='propose']").click()
    page.locator("#propose .bq-button").first.click()
    page.wait_for_selector("#approval")
    assert PlanDraft.objects.get(pk=replanned).state == "proposed"
