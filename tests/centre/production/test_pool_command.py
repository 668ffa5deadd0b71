"""`bitaqa pool` from its input to the register, and a register that does not answer in time."""

from __future__ import annotations

import io
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from bitaqa.journey.production.acts.lease_batches import fail_over
from bitaqa.journey.production.errors import StaleLeaseError
from bitaqa.journey.production.models import Batch, Blank
from bitaqa.journey.production.pools import register as asked
from bitaqa.journey.production.pools.errors import RegisterSilentError
from bitaqa.journey.production.pools.register import Register

from .conftest import ACTOR, AT, Floor


@pytest.fixture(autouse=True)
def as_before(committed_db: dict[str, str]) -> Iterator[None]:
    """What a pool sets for its own process is taken back: sessions' options, the handler of SIGTERM."""
    options, handler = dict(connection.settings_dict["OPTIONS"]), signal.getsignal(signal.SIGTERM)
    yield
    connection.settings_dict["OPTIONS"] = options
    connection.close()
    signal.signal(signal.SIGTERM, handler)


def run(monkeypatch: pytest.MonkeyPatch, spool: Path, fed: str, **more: Any) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(fed))
    out = io.StringIO()
    call_command("pool", "rabat", spool=spool, turn=0.1, stdout=out, **more)
    return out.getvalue()


def test_what_is_fed_is_made_printed_and_confirmed(
    floor: Floor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    floor.blanks(4)
    batch = floor.made(2)
    first, second = Blank.objects.filter(batch=batch).order_by("order__page").values_list("serial", flat=True)
    queue = tmp_path / "bin" / "lp"
    queue.parent.mkdir()
    queue.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/printed\n')
    queue.chmod(0o755)
    monkeypatch.setenv("PATH", f"{queue.parent}:/usr/bin:/bin")
    told = run(monkeypatch, tmp_path / "spool", f"{second.lower()}\n\nXX1\n{first}\n", printer="cards")
    assert f"made {second}" in told and "refused XX1" in told and "done RAB-000001" in told
    printed = (tmp_path / "printed").read_text().splitlines()
    assert [line.split()[4] for line in printed] == ["3-4", "1-2"] and all("-d cards" in line for line in printed)
    assert Blank.objects.filter(batch=batch, consumed_at__isnull=False).count() == 2
    queue.write_text("#!/bin/sh\nexit 1\n")
    again = floor.made(1)
    serial = Blank.objects.get(batch=again).serial
    with pytest.raises(CommandError):
        run(monkeypatch, tmp_path / "spool", f"{serial}\n", printer="cards")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert f"doubtful {serial}" in run(monkeypatch, tmp_path / "spool", "")
    third = floor.made(1)
    with pytest.raises(CommandError):
        run(monkeypatch, tmp_path / "other", f"{Blank.objects.get(batch=third).serial}\n", printer="cards", name="2")


def test_an_answer_that_does_not_come_ends_the_session_and_the_next_question_is_asked_anew(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor.blanks(3)
    batch = floor.made(2)
    register = Register("rabat", "1", patience=60)
    found = register.take(at=AT)
    assert found is not None and found[1].startswith(b"%PDF") and register.take(at=AT) is not None
    taken, _faces = register.take(at=AT) or found
    assert register.renew(taken, at=AT) > AT

    def slow(*_given: Any, **_more: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(600)")

    hasty = Register("rabat", "1", patience=0.5)
    with monkeypatch.context() as patch, pytest.raises(RegisterSilentError):
        patch.setattr(asked, "confirm_consumed", slow)
        hasty.confirm(taken, list(taken.pages), at=AT)
    register.confirm(taken, list(taken.pages)[:1], at=AT)
    assert Blank.objects.filter(batch=batch, consumed_token=taken.token).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("15s",)
    fail_over(batch, to="marrakech", by=ACTOR, at=taken.until)
    with pytest.raises(StaleLeaseError):
        register.renew(taken, at=AT)
    assert Batch.objects.get(pk=batch).pool == "" and register.take(at=AT) is None
