"""`bitaqa states`: draws every state table into docs/reference/states.md; `--check` fails when the page is stale."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from bitaqa.foundation.kernel.states import StateTable
from bitaqa.foundation.rules.applications import APPLICATION
from bitaqa.foundation.rules.documents import CAMPAIGN, CARD, CONSIGNMENT, DOCUMENT, ORDER, VISIT

TABLES: tuple[StateTable[Any], ...] = (APPLICATION, DOCUMENT, CARD, ORDER, CONSIGNMENT, CAMPAIGN, VISIT)
PAGE = Path(__file__).resolve().parents[5] / "docs" / "reference" / "states.md"


def page() -> str:
    """The whole page: a diagram and a table of moves per aggregate."""
    about = "Drawn from the state tables in `foundation/rules` by `make states`; a test fails when it is stale."
    parts = [f"# States\n\n{about}\n"]
    for table in TABLES:
        parts.append(f"## {table.aggregate.capitalize()}\n\n```mermaid\n{table.mermaid()}\n```\n")
        parts.append("| move | from | to | by | event | needs |\n| --- | --- | --- | --- | --- | --- |")
        parts += [
            f"| {m.name} | {', '.join(sorted(m.sources))} | {m.target} | {', '.join(sorted(m.roles))} | "
            f"`{m.event}` | {', '.join(m.needs)} |"
            for m in table.moves
        ]
        parts.append("")
    return "\n".join(parts)


class Command(BaseCommand):
    help = "Draws the state diagrams of the documentation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = page()
        if options["check"]:
            if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != wanted:
                self.stderr.write("docs/reference/states.md is stale: run `make states`.")
                sys.exit(1)
            return
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(wanted, encoding="utf-8")
        self.stdout.write(f"wrote {PAGE.name}")
