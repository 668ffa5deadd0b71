"""The floor as it stands today: what was promised, what was made since midnight, what runs out, in tables that live."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.journey.production import door
from bitaqa.journey.production.acts.check_cards import pass_cards
from bitaqa.journey.production.floor import floor_figures
from bitaqa.journey.production.models import Order
from bitaqa.journey.production.supplies import count_supply
from bitaqa.records.applications import door as applications

from ..people import account, browser_of
from .conftest import ACTOR, AT, Floor
from .looking import orders

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "promised", "file_word", "day"),
    [("ar", "موعد الإنجاز", "موعد إنجاز البطاقة", "2026"), ("fr", "Promise pour le", "Carte promise pour le", "2026")],
)
def test_the_ready_day_stands_on_floor_batch_and_file(
    floor: Floor, language: str, promised: str, file_word: str, day: str
) -> None:
    floor.blanks(3)
    (application,) = floor.approve(1)
    run_until_still(["order"])
    order = Order.objects.get()
    assert order.promised_on is not None
    assert applications.get_application(application).ready_on == order.promised_on
    operator = browser_of(account("operator", "production"), language)
    assert promised in operator.get("/production/").content.decode()
    batch = floor.make_batch()
    assert promised in operator.get(f"/production/batches/{batch}/").content.decode()
    clerk = browser_of(account("clerk", "adjudicator"), language)
    page = clerk.get(f"/screening/applications/{application}/?purpose=applicant_asks").content.decode()
    assert file_word in page and day in page


def test_today_begins_at_midnight(floor: Floor, clock: Callable[[datetime], None]) -> None:
    floor.blanks(3)
    one, two = orders(floor.made(2))
    pass_cards([one.id], by=ACTOR, at=AT)
    Order.objects.filter(pk=two.id).update(state="packed", state_at=AT, passed_at=AT - timedelta(days=1))
    (rabat,) = floor_figures(["rabat"])
    assert (rabat.passed_today, rabat.packed_today) == (1, 1)
    clock(AT + timedelta(days=1))
    (rabat,) = floor_figures(["rabat"])
    assert (rabat.passed_today, rabat.packed_today, rabat.by_state["packed"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("language", "title", "ribbon"),
    [
        ("ar", "مستهلكات توشك على النفاد", "شريط الطباعة"),
        ("fr", "Consommables bientôt épuisés", "Ruban d&#x27;impression"),
    ],
)
def test_what_runs_out_stands_on_the_floor_and_at_home(floor: Floor, language: str, title: str, ribbon: str) -> None:
    person = account("operator", "production")
    operator = browser_of(person, language)
    for code in ("ribbon", "laminate", "head"):
        count_supply("rabat", code, Decimal(50), by=ACTOR, at=AT)
        count_supply("marrakech", code, Decimal(50), by=ACTOR, at=AT)
    assert title not in operator.get("/production/").content.decode()
    assert [item for item in door.home(person).wrong if item.icon == "tools"] == []
    count_supply("rabat", "ribbon", Decimal(0), by=ACTOR, at=AT + timedelta(minutes=1))
    page = operator.get("/production/").content.decode()
    assert title in page and ribbon in page
    (item,) = (item for item in door.home(person).wrong if item.icon == "tools")
    assert (item.count, item.href) == (0, "/production/vault/rabat/")


def test_queue_and_batches_are_asked_for_again_by_themselves(floor: Floor) -> None:
    """One question every five seconds at the address as it stands, filters included; the parts it swaps are there."""
    page = browser_of(account("operator", "production"), "fr").get("/production/").content.decode()
    assert 'hx-get="" hx-trigger="every 5s" hx-select="#floor"' in page
    for part in ("floor", "held", "queue-results", "queue-count", "batches-results", "batches-count"):
        assert page.count(f'id="{part}"') == 1
