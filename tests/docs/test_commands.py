"""The page of commands says what the program says."""

from __future__ import annotations

from pathlib import Path

from bitaqa.backbone.localpg.command import VERBS
from bitaqa.cli import COMMANDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "commands.md").read_text()


def test_every_command_has_its_row() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `bitaqa ")]
    assert rows == [
        f"| `bitaqa {name}` | {command.settings.split('.')[1] if command.settings else '–'} | {command.summary} |"
        for name, command in COMMANDS.items()
    ]


def test_every_verb_of_the_local_postgresql_has_its_row() -> None:
    assert all(f"| `{verb}` |" in PAGE for verb in VERBS)
