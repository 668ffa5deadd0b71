"""A run opened again ends with what its comparisons had said, and with no better."""

from __future__ import annotations

import contextlib
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from bitaqa.scenarios import play as playing
from bitaqa.scenarios.run_folder import Home

FIGURES = [
    ({"compared": 120, "differing": 0}, 0, "every figure reconciled (120 comparisons)"),
    ({"compared": 120, "differing": 2}, 4, "2 of 120 comparisons differed"),
    ({}, 4, "was not kept"),
]


@pytest.mark.parametrize(("kept", "code", "said"), FIGURES)
def test_a_run_opened_again_ends_with_its_checks_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: dict[str, Any], code: int, said: str
) -> None:
    Home(tmp_path).new_run(scenario="el-borouj", people=40, campaign="c").write(finished=True, **kept)
    centre = SimpleNamespace(as_=lambda _who: SimpleNamespace(get=lambda *_path, **_query: {}))
    monkeypatch.setattr(playing, "Programs", lambda _logs: contextlib.nullcontext())
    monkeypatch.setattr(playing, "open_again", lambda *_a, **_k: SimpleNamespace(centre=centre))
    monkeypatch.setattr(playing, "check_ports", lambda _ports: None)
    monkeypatch.setattr(playing.shown, "bulletin", lambda *_shown: None)
    out = StringIO()
    asked = playing.parse(["--home", str(tmp_path), "--continue", "--exit"])
    assert playing.play(asked, Console(file=out, width=110)) == code
    assert said in out.getvalue()
