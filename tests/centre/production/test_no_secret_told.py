"""No key and no access number of a card in any log line, journal entry, error or table but the one that keeps it."""

from __future__ import annotations

import logging
import re

import pytest
from django.db import connection

from bitaqa.backbone.vault.door import chip_keys
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.journey.production.acts.check_cards import pass_cards, reject_card
from bitaqa.journey.production.acts.make_chips import loads_of, write_chip
from bitaqa.journey.production.chips.drivers import SimulatedLine
from bitaqa.journey.production.models import Batch, ChipRecord, Order

from .conftest import ACTOR, AT, Floor
from .looking import orders

pytestmark = pytest.mark.django_db


def tables() -> dict[str, str]:
    """Every row of every table as text, the access numbers of orders and prepared prints left out."""
    told = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
        for (name,) in cursor.fetchall():
            shown = "row_to_json(t)::jsonb - 'can'" if name == "production_order" else "row_to_json(t)::jsonb"
            cursor.execute(f'SELECT string_agg(({shown})::text, chr(10)) FROM "{name}" t')
            told[name] = cursor.fetchone()[0] or ""
    return told


def test_no_key_or_access_number_is_told_anywhere(floor: Floor, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    floor.blanks(10)
    batch = floor.made(3)
    row, made = Batch.objects.get(pk=batch), orders(batch)
    loads = loads_of(row)
    for order in made:
        if not ChipRecord.objects.filter(order=order, state="read_back").exists():
            write_chip(order.id, SimulatedLine(), by=ACTOR, at=AT)
    said = []
    for act in (
        lambda: write_chip(made[0].id, SimulatedLine(), by=ACTOR, at=AT),
        lambda: pass_cards([made[0].id, made[0].id, row.id], by=ACTOR, at=AT),
    ):
        with pytest.raises(BitaqaError) as fact:
            act()
        said += [repr(fact.value), str(fact.value), repr(fact.value.facts)]
    reject_card(made[0].id, attempt=made[0].attempt, reason="chip", by=ACTOR, at=AT)
    pass_cards([order.id for order in made[1:]], by=ACTOR, at=AT)
    assert Order.objects.filter(state=OrderState.PASSED).count() == 2
    said += [repr(record.args) + record.getMessage() for record in caplog.records]
    whole = {**tables(), "logs and errors": "\n".join(said)}
    assert whole["journal_entry"] and whole["production_chip"] and len(whole) > 20
    numbers = [load.can.value.decode() for load in loads.values()]
    assert len(numbers) == 3 and all(re.fullmatch(r"\d{6}", number) for number in numbers)
    keys = [each for load in loads.values() for each in load.keys.scalars()]
    for serial in ChipRecord.objects.filter(order__in=made).values_list("chip", flat=True):
        for role in ("issuer", "transport"):
            own = chip_keys(role).of(bytes.fromhex(serial))  # type: ignore[arg-type]
            keys += [own.encryption, own.authentication, own.data]
    secrets = [form for key in keys for form in (key.hex(), str(int.from_bytes(key, "big")), repr(key)[2:-1])]
    for place, text in whole.items():
        assert [each for each in secrets if each in text] == [], place
        assert not any(re.search(rf"(?<![0-9a-f.]){number}(?![0-9a-f])", text) for number in numbers), place
