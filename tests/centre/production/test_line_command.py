"""`bitaqa line`: cards are written or go to a bureau; no simulated reader answers for those of a real line."""

from __future__ import annotations

import io
import random
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner, Verifier
from bitaqa.journey.production import errors, queries
from bitaqa.journey.production.acts.check_cards import pass_cards
from bitaqa.journey.production.acts.work_with_bureau import export_batch
from bitaqa.journey.production.chips.machine_file import LineResult, line_report, read_report
from bitaqa.journey.production.models import ChipRecord

from .conftest import ACTOR, AT, Floor

pytestmark = pytest.mark.django_db


def test_the_command_at_the_line(floor: Floor, line: Callable[..., None], tmp_path: Path) -> None:
    line(line="simulated", sample_share=0, sample_least=0)
    floor.blanks(5)
    batch = queries.get_batch(floor.made(2))
    call_command("line", "write", batch.code, reader="simulated", stdout=(shown := io.StringIO()))
    assert shown.getvalue().count("read_back") == 2
    with pytest.raises(CommandError, match="No batch is known"):
        call_command("line", "write", "X", stdout=io.StringIO())
    with pytest.raises(CommandError, match="does not hold a key"):
        call_command("line", "export", batch.code, bureau=tmp_path / "none", file=tmp_path / "f")
    sealing = OpeningKey.generate(secrets.token_bytes).sealing_key
    (tmp_path / "key").write_text(sealing.public.hex())
    line(line="export")
    other = queries.get_batch(floor.made(2))
    call_command("line", "export", other.code, bureau=tmp_path / "key", file=tmp_path / "f", stdout=io.StringIO())
    assert (tmp_path / "f").stat().st_size > 1000


@pytest.mark.parametrize("production", [False, True])
@pytest.mark.parametrize(("named", "verb"), [("pcsc", "write"), ("export", "read")])
def test_no_simulated_reader_answers_for_cards_of_a_real_line(
    floor: Floor, line: Callable[..., None], settings: Any, named: str, verb: str, production: bool
) -> None:
    line(line=named)
    floor.blanks(5)
    batch = queries.get_batch(floor.made(2))
    if verb == "read":
        export_batch(batch.id, bureau=OpeningKey.generate(secrets.token_bytes).sealing_key, by=ACTOR, at=AT)
    before = list(ChipRecord.objects.values_list("state", flat=True))
    settings.BITAQA_PRODUCTION = production
    with pytest.raises(CommandError, match="not simulated in production"):
        call_command("line", verb, batch.code, reader="simulated", stdout=io.StringIO())
    assert list(ChipRecord.objects.values_list("state", flat=True)) == before
    orders = [order.id for order in queries.orders_of_batch(batch.id)]
    with pytest.raises(errors.ChipNotMadeError):
        pass_cards(orders, by=ACTOR, at=AT)


HUGE = 10**15


@pytest.mark.parametrize("outer", [{"body": HUGE, "signature": b""}, {"body": b"", "signature": HUGE}, {"body": []}, 7])
def test_a_report_of_numbers_is_refused_by_name_before_it_takes_any_memory(outer: Any) -> None:
    signer = SoftwareSigner.generate()
    with pytest.raises(errors.MachineFileRefusedError, match="it can be read"):
        read_report(encode(outer), batch=UUID(int=1), blanks=[], bureau=Verifier(signer.public))


def test_damaged_reports_are_refused_by_name() -> None:
    signer, draw = SoftwareSigner.generate(), random.Random(1)
    verifier = Verifier(signer.public)
    sound = line_report(UUID(int=1), [LineResult("B1", "c0", "")], signer=signer, at=AT)
    assert read_report(sound, batch=UUID(int=1), blanks=["B1"], bureau=verifier)[0].chip == "c0"
    for _ in range(300):
        changed = bytearray(sound)
        changed[draw.randrange(24)] = draw.randrange(256)
        changed[draw.randrange(len(sound))] ^= 1 << draw.randrange(8)
        with suppress(errors.MachineFileRefusedError):
            read_report(bytes(changed), batch=UUID(int=1), blanks=["B1"], bureau=verifier)
