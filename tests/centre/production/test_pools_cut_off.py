"""Two pools, each a process of its centre, and a network cut both ways while both believe they own a batch.

What passes between a pool and the register goes through a loopback proxy of the test, which swallows bytes both ways.
After healing nothing was made twice: counted in documents, cards and blanks.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.journey.production import errors, queries
from bitaqa.journey.production.acts.account_for_blanks import close_batch
from bitaqa.journey.production.acts.check_cards import pass_cards
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.lease_batches import confirm_consumed, fail_over
from bitaqa.journey.production.models import Batch, Blank, Order
from centre_env.cut_network import CutNetwork

from .conftest import ACTOR, AT, Floor
from .looking import issued_by_application, made_by_application
from .pool_process import PoolProcess

RABAT, MARRAKECH = 7, 2


@pytest.fixture
def networks(committed_db: dict[str, str]) -> Iterator[dict[str, CutNetwork]]:
    """One for each centre, to the same register."""
    server = Path(committed_db["BITAQA_DB_HOST"]) / f".s.PGSQL.{committed_db['BITAQA_DB_PORT']}"
    with ExitStack() as stack:
        yield {centre: stack.enter_context(CutNetwork(server)) for centre in ("rabat", "marrakech")}


def ready_batch(floor: Floor, centre: str, count: int) -> UUID:
    floor.approve(count)
    run_until_still(["order"])
    Order.objects.filter(state="assigned").update(issuing_centre=centre)
    (batch,) = form_batches(by=ACTOR, at=AT, centre=centre, now=True)
    run_until_still(["personalise"])
    return batch


def serials_of(batch: UUID) -> list[str]:
    rows = Blank.objects.filter(batch=batch, order__isnull=False).order_by("order__page")
    return list(rows.values_list("serial", flat=True))


def test_the_network_is_cut_both_ways_while_both_believe_they_own_a_batch(
    floor: Floor, committed_db: dict[str, str], networks: dict[str, CutNetwork], tmp_path: Path
) -> None:
    floor.blanks(20)
    floor.blanks(20, centre="marrakech", first="MK000001")
    first, theirs = ready_batch(floor, "rabat", RABAT), ready_batch(floor, "marrakech", MARRAKECH)
    fed, southern = serials_of(first), serials_of(theirs)
    environment = {
        **committed_db, "DJANGO_SETTINGS_MODULE": "bitaqa.centre.settings", "BITAQA_HOME": str(settings.BITAQA_HOME)
    }  # fmt: skip

    def pool(centre: str) -> PoolProcess:
        spool = tmp_path / centre
        return PoolProcess(centre, port=networks[centre].port, spool=spool, environment=environment)

    rabat, marrakech = pool("rabat"), pool("marrakech")
    killed = marrakech
    try:
        rabat.hears("holds RAB-000001 cards 7")
        marrakech.hears("holds MAR-000001 cards 2")
        rabat.feed(*fed[:2])
        rabat.hears("heard", fed[1])
        for network in networks.values():
            network.cut()
        rabat.feed(*fed[2:4])  # made, and nobody hears of it
        marrakech.feed(*southern)
        rabat.hears("silent")
        marrakech.hears("silent")
        assert all(network.swallowed[0] > 0 for network in networks.values())
        marrakech.kill()  # between the making and the saying

        # The register hears nothing of Rabat until its lease is over, by the register's clock
        later = datetime.now(UTC) + timedelta(hours=13)
        stale = Batch.objects.get(pk=first).lease_token
        moved = fail_over(first, to="marrakech", by=ACTOR, at=later)
        assert len(moved) == RABAT - 2
        rabat.feed(fed[4])  # it still believes
        networks["marrakech"].heal()
        marrakech = pool("marrakech")
        assert marrakech.hears("found") == "found MAR-000001 made 2 unsaid 2"
        marrakech.hears("done MAR-000001")
        (second,) = form_batches(by=ACTOR, at=AT, centre="marrakech", now=True)
        run_until_still(["personalise"])
        marrakech.hears("holds MAR-000002 cards 5")
        marrakech.feed(*serials_of(second))
        marrakech.hears("done MAR-000002")

        # Rabat comes back with what it believes
        networks["rabat"].heal()
        lost = rabat.hears("lost RAB-000001").split()[3:]
        assert lost == fed[2:5]
        with pytest.raises(errors.StaleLeaseError):
            confirm_consumed(first, stale, lost, by=ACTOR, at=later)
        assert (rabat.end(), marrakech.end()) == (0, 0)
    finally:
        for each in (rabat, marrakech, killed):
            each.kill()

    # Every order was consumed once, under the newest lease of its batch; nothing was made twice
    consumed = list(Blank.objects.exclude(consumed_at=None).values_list("order", "serial", "consumed_token", "batch"))
    assert len({order for order, *_ in consumed}) == len(consumed) == RABAT + MARRAKECH
    for batch in (first, theirs, second):
        made = [order.id for order in queries.orders_of_batch(batch) if order.state == "personalised"]
        pass_cards(made, by=ACTOR, at=AT)
    count = close_batch(first, spoiled=lost, returned=fed[5:], by=ACTOR, at=AT)
    assert (count.received, count.good, count.spoiled, count.returned) == (7, 2, 3, 2)
    assert close_batch(theirs, by=ACTOR, at=AT).good == 2 and close_batch(second, by=ACTOR, at=AT).good == 5
    once = dict.fromkeys(Order.objects.values_list("application", flat=True), 1)
    assert issued_by_application() == once == made_by_application() and len(once) == RABAT + MARRAKECH
    assert Blank.objects.filter(state="good").count() == RABAT + MARRAKECH
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%%'")
        assert cursor.fetchone() == (0,)
