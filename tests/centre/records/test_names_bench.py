"""The measurement measures: a small register is filled, asked and told in figures that a table and a file carry."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bitaqa.foundation.names.learning import own_pairs
from bitaqa.records.persons.management.commands import bench_names
from bitaqa.records.persons.names_bench import register_figures

pytestmark = pytest.mark.django_db


def test_a_small_register_is_asked_in_both_scripts() -> None:
    lines: list[str] = []
    figures = register_figures(own_pairs()[:120], persons=400, searches=12, told=lines.append)
    assert figures["persons entered"]["value"] == 424 and len(lines) == 3
    for asked in ("arabic", "latin"):
        assert figures[f"person found by the other script, {asked} asked"]["value"] >= 0.9
        assert figures[f"among the ten best, {asked} asked"]["value"] >= 0.8
    assert figures["search among persons, p95"]["value"] > 0
    words = {"recall at false-positive rate 1e-3"}
    words |= {f"keys met by the other script, {asked} asked" for asked in ("arabic", "latin")}
    assert set(bench_names.REACHED) == words | (set(bench_names.REACHED) & set(figures))


def test_words_alone_make_a_table_and_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_names, "PROJECT", tmp_path)
    monkeypatch.setattr("bitaqa.foundation.names.measuring.STRANGERS", 100)
    pairs = tmp_path / "pairs"
    pairs.write_text("".join(f"{p.latin}\t{' '.join(p.arabic)}\t1\n" for p in own_pairs()[:60]), encoding="utf-8")
    seen = tmp_path / "seen"
    seen.write_text(f"{own_pairs()[0].latin}\t{own_pairs()[0].arabic}\n", encoding="utf-8")
    said = StringIO()
    call_command("bench_names", str(pairs), "--without", str(seen), "--persons", "0", stdout=said)
    told: dict[str, Any] = json.loads((tmp_path / "build" / "bench" / "names.json").read_text(encoding="utf-8"))
    recall = told["figures"]["recall at false-positive rate 1e-3"]
    assert set(recall) == {"value", "unit", "n"} and 0 < recall["n"] < 60
    assert "recall at false-positive rate 1e-3" in said.getvalue() and "reached" in said.getvalue()
