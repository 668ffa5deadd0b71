"""A worker killed between signing and writing: its signatures are free again, and another makes the batch once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.vault.door import signatures_left
from bitaqa.backbone.vault.models import KeyUse, SigningMandate
from bitaqa.journey.production.acts.form_batches import form_batches
from bitaqa.journey.production.acts.personalise import personalise_batches
from bitaqa.journey.production.models import ChipRecord, Order

from .conftest import ACTOR, AT, Floor
from .looking import issued_by_application

CARDS = 3
KILLED = """
import os, signal, sys
import django; django.setup()
from datetime import datetime
from uuid import UUID
from bitaqa.backbone.jobs.items import work_batch
from bitaqa.backbone.vault.door import signatures_left
from bitaqa.journey.production.acts import personalise
from bitaqa.journey.production.models import PersonaliseItem
batch, at = UUID(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
def die(*given, **more):
    print(signatures_left(batch), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)  # everything is signed, nothing of it is written
personalise.render_faces = die
if sys.argv[3] == "step":
    work_batch(PersonaliseItem, 1, lambda ids: personalise.personalise_batches(ids, by="worker:dies", at=at))
personalise.personalise_batches([batch], by="worker:dies", at=at)
"""


@pytest.mark.parametrize("how", ["step", "alone"])
def test_a_killed_worker_gives_back_what_it_took(committed_db: dict[str, str], floor: Floor, how: str) -> None:
    """By its step, and by whoever calls the act outside a transaction."""
    floor.blanks(5)
    floor.approve(CARDS)
    run_until_still(["order"])
    (batch,) = form_batches(by=ACTOR, at=AT, now=True)
    assert signatures_left(batch) == CARDS
    environment = {
        **os.environ, **committed_db, "DJANGO_SETTINGS_MODULE": "bitaqa.centre.settings",
        "BITAQA_HOME": str(settings.BITAQA_HOME),
    }  # fmt: skip
    command = [sys.executable, "-c", KILLED, str(batch), AT.isoformat(), how]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    assert ran.stdout.split() == ["0"]  # it had taken them all
    assert signatures_left(batch) == CARDS and not ChipRecord.objects.exists()
    assert sum(KeyUse.objects.values_list("made", flat=True)) == 0
    personalise_batches([batch], by=ACTOR, at=AT)
    mandate = SigningMandate.objects.get(batch=batch)
    assert (mandate.signed, mandate.cards) == (CARDS, CARDS) and mandate.closed_at is not None
    assert sum(KeyUse.objects.values_list("made", flat=True)) == CARDS == ChipRecord.objects.count()
    assert set(issued_by_application().values()) == {1} and Order.objects.filter(state="personalised").count() == CARDS


def test_the_server_is_told_to_notice_a_machine_that_vanished(committed_db: dict[str, str]) -> None:
    """Sessions over a network end after two minutes of silence; a local socket knows no silence and reads as none."""
    options = connection.settings_dict["OPTIONS"]["options"]
    wanted = dict(pair.split("=") for pair in options.split("-c ") if pair.strip())
    seconds = {name.strip(): int(value) for name, value in wanted.items()}
    idle, interval, count = (seconds[f"tcp_keepalives_{part}"] for part in ("idle", "interval", "count"))
    assert idle + interval * count <= 120
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings WHERE source = 'client' AND name LIKE 'tcp_keepalives%'")
        assert {name for (name,) in cursor.fetchall()} == set(seconds)
