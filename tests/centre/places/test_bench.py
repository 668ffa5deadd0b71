"""The bench of places measures a small registry and keeps nothing of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from bitaqa.records.places.models import Place


@pytest.mark.django_db
def test_the_bench_loads_searches_and_keeps_nothing(tmp_path: Path) -> None:
    call_command("bench_places", communes=20, douars=80, searches=5, out=tmp_path)
    figures = json.loads((tmp_path / "places.json").read_text())["figures"]
    assert figures["loading"]["n"] == 100 and figures["search, Arabic: found among twenty"]["value"] == 100.0
    assert not Place.objects.filter(code__startswith="bench-").exists()
