"""The split of 2022 at one thousandth (F4.1): 3,163 cards of Rabat and 1,152 of Marrakech, Rabat silent in the middle.

In the suite at a hundredth of that; `make two-centres` plays all 4,315. Orders are sent by the routing of the country
pack, batches are leased; after the outage Rabat comes back with what it believes. Every blank is accounted for, every
application has one living document and one good card.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import Count

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.production import errors, policy, queries
from bitaqa.journey.production.acts.account_for_blanks import close_batch
from bitaqa.journey.production.acts.check_cards import pass_cards
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.lease_batches import confirm_consumed, fail_over
from bitaqa.journey.production.floor import promises_kept
from bitaqa.journey.production.models import Batch, Blank, ChipRecord, Order

from .conftest import ACTOR, AT, Floor
from .looking import issued_by_application, made_by_application

pytestmark = pytest.mark.django_db
FULL = os.environ.get("SPLIT_2022") == "full"
RABAT, MARRAKECH = (3163, 1152) if FULL else (32, 12)
SIZE = 50 if RABAT > 1000 else 8
LATER = AT + timedelta(hours=13)


def test_both_centres_make_the_year_and_rabat_is_silent_in_the_middle(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = load_country_pack("ma")
    sized = {**pack.raw, "production": {**pack.raw["production"], "batch_size": SIZE}}
    monkeypatch.setattr(policy, "country_pack", lambda: replace(pack, raw=sized))
    floor.blanks(RABAT + 500)
    floor.blanks(MARRAKECH + RABAT // 2 + 500, centre="marrakech", first="MK000001")
    floor.approve(RABAT)
    run_until_still(["order"])
    south = {**sized, "routing": {**pack.raw["routing"], "default": "marrakech"}}
    monkeypatch.setattr(policy, "country_pack", lambda: replace(pack, raw=south))
    floor.approve(MARRAKECH)
    run_until_still(["order"])
    sent = dict.fromkeys(("rabat", "marrakech"), 0)
    for centre in Order.objects.values_list("issuing_centre", flat=True):
        sent[centre] += 1
    assert sent == {"rabat": RABAT, "marrakech": MARRAKECH}
    form_batches(by=ACTOR, at=AT, now=True)
    run_until_still(["personalise"])

    # Rabat makes the first half and is then cut off: of the next batch it prints half, and half of that is heard
    mine = list(Batch.objects.filter(issuing_centre="rabat").order_by("formed_at", "code"))
    half = len(mine) // 2
    for batch in mine[:half]:
        confirm_consumed(batch.id, batch.lease_token, serials_of(batch), by=ACTOR, at=AT)
    caught = mine[half]
    heard, unheard = serials_of(caught)[: SIZE // 4], serials_of(caught)[SIZE // 4 : SIZE // 2]
    confirm_consumed(caught.id, caught.lease_token, heard, by=ACTOR, at=AT)
    all_of = {batch.id: serials_of(batch) for batch in mine}
    moved = [order for batch in mine[half:] for order in fail_over(batch.id, to="marrakech", by=ACTOR, at=LATER)]
    assert len(moved) == RABAT - half * SIZE - len(heard)

    # Marrakech takes over while Rabat, back again, is told that its leases are stale
    form_batches(by=ACTOR, at=LATER, now=True)
    run_until_still(["personalise"])
    with pytest.raises(errors.StaleLeaseError):
        confirm_consumed(caught.id, caught.lease_token, unheard, by=ACTOR, at=LATER)
    received = left = 0
    for batch in Batch.objects.order_by("formed_at", "code"):
        pass_cards([o.id for o in queries.orders_of_batch(batch.id) if o.state == "personalised"], by=ACTOR, at=LATER)
        spoiled = unheard if batch.id == caught.id else []
        good = set(Blank.objects.filter(batch=batch, state="good").values_list("serial", flat=True))
        kept = sorted(set(all_of.get(batch.id, good)) - good - set(spoiled))
        count = close_batch(batch.id, spoiled=spoiled, returned=kept, by=ACTOR, at=LATER)
        assert count.reconciles and count.received == count.good + count.spoiled + count.returned
        received += count.good
        left += count.received - count.good - count.spoiled - count.sample - count.returned
    assert received == RABAT + MARRAKECH
    orders = list(Order.objects.all())
    assert len({order.application for order in orders}) == len(orders) == RABAT + MARRAKECH
    assert {order.state for order in orders} == {"passed"}
    living, bodies = issued_by_application(), made_by_application()
    assert living == bodies == dict.fromkeys((order.application for order in orders), 1)
    assert Blank.objects.filter(state="good").count() == RABAT + MARRAKECH
    assert Blank.objects.filter(state="spoiled").count() == len(unheard)
    assert ChipRecord.objects.count() == RABAT + MARRAKECH + len(moved)
    promises = promises_kept(local_day(LATER)).values()
    kept, due = sum(each[0] for each in promises), sum(each[1] for each in promises)
    assert due == RABAT + MARRAKECH and kept >= 0.98 * due  # an outage of thirteen hours breaks no promise
    tell(moved=len(moved), again=len(unheard), kept=kept, due=due, left=left)


def tell(*, moved: int, again: int, kept: int, due: int, left: int) -> None:
    """The account of the year, as `make two-centres` prints it (`-s`) and keeps it in build/bench/two-centres.json."""
    blanks = dict(Blank.objects.values_list("state").annotate(n=Count("id")).order_by("state"))
    made = Blank.objects.filter(state="good").values_list("issuing_centre").annotate(n=Count("id"))
    stood = dict(made.order_by("issuing_centre"))
    figures = {
        "ordered": (RABAT + MARRAKECH, "cards"),
        "good": (blanks.get("good", 0), "cards"),
        "good_rabat": (stood["rabat"], "cards"),
        "good_marrakech": (stood["marrakech"], "cards"),
        "spoiled": (blanks.get("spoiled", 0), "blanks"),
        "blanks_unaccounted_for": (left, "blanks"),
        "cards_made_twice": (sum(many - 1 for many in made_by_application().values()), "cards"),
        "orders_made_elsewhere": (moved, "orders"),
        "printed_unheard_and_spoiled": (again, "cards"),
        "promised_days_kept": (round(100 * kept / due, 2), "%"),
    }
    told = {name: {"value": value, "unit": unit, "n": due} for name, (value, unit) in figures.items()}
    for name, (value, unit) in figures.items():
        sys.stdout.write(f"{name:<32}{value:>10,} {unit}\n")
    if FULL:
        target = Path(__file__).parents[3] / "build" / "bench" / "two-centres.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(json.dumps({"figures": told}, indent=1), encoding="utf-8")


def serials_of(batch: Batch) -> list[str]:
    rows = Blank.objects.filter(batch=batch, order__isnull=False).order_by("serial")
    return list(rows.values_list("serial", flat=True))
