"""`bitaqa bench-intake`, small: what it seals is taken in whole, every stage is timed, the figures are written."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from bitaqa.journey.intake import jobs, spool
from bitaqa.journey.intake.management.commands import bench_intake
from bitaqa.journey.intake.models import Packet
from bitaqa.records.applications.models import Application

pytestmark = pytest.mark.django_db
STAGES = {
    "make durable",
    "read, verify, open, check",
    "blobs, applications, journal",
    "receive (durable + stored)",
    "take in (claim to commit)",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three packets sealed as the command seals them. What it wraps to time is unwrapped again afterwards."""
    for owner, name in ((spool, "keep"), (jobs, "open_batch"), (jobs, "enter")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    monkeypatch.setattr(bench_intake, "PROJECT", tmp_path)
    made = tmp_path / "p0"
    call_command("bench_intake", seal=str(made), packets=3)
    return made


def test_every_packet_of_the_bench_becomes_an_application(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [path.stat().st_size for path in folder.glob("*.btq")]
    assert len(sizes) == 3 and all(200_000 < size < 400_000 for size in sizes)
    told = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.StringIO("go\n"))
    monkeypatch.setattr(sys, "stdout", told)
    call_command("bench_intake", share=str(folder), batch=2)
    ready, measured = told.getvalue().splitlines()
    figures = json.loads(measured)
    assert ready == "ready" and figures["packets"] == 3 and len(figures["batches"]) == 2
    assert set(figures["stages"]) == STAGES
    assert list(Packet.objects.exclude(state="accepted").values_list("reason_code", flat=True)) == []
    assert Application.objects.count() == 3


def test_its_figures_are_written_where_the_others_are(folder: Path, tmp_path: Path) -> None:
    figures = {"packets per second": {"value": 1.0, "unit": "packets/s", "n": 3}}
    bench_intake.Command(stdout=io.StringIO()).report(figures, {"processes": 1})  # type: ignore[arg-type]
    assert json.loads((tmp_path / "build" / "bench" / "intake.json").read_text(encoding="utf-8")) == {
        "figures": figures
    }
