"""`bitaqa import-places FILE --source WORDS`: shows what a file of places would do, then loads it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from bitaqa.foundation.kernel.errors import BitaqaError

from ...importing import aside_csv, load_places, preview_places, rows_of_file


class Command(BaseCommand):
    help = "Loads places from CSV or GeoJSON (docs/how-to/plan-a-campaign.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="where the file comes from, with its licence")
        parser.add_argument("--preview", action="store_true", help="count and show, load nothing")
        parser.add_argument("--errors", type=Path, help="where rows set aside are written (default: FILE.errors.csv)")

    def handle(self, *args: Any, file: Path, source: str, preview: bool, errors: Path | None, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            found = preview_places(rows_of_file(file.read_bytes()))
        except BitaqaError as error:
            raise CommandError(f"{error} {error.next_step}") from error
        self.stdout.write(
            f"{len(found.new)} new, {len(found.changed)} changed, {found.same} as they are, "
            f"{len(found.aside)} to correct."
        )
        for one in found.aside[:10]:
            self.stdout.write(f"  row {one.number}: {' '.join(str(problem) for problem in one.problems)}")
        if preview:
            return
        with transaction.atomic():
            loaded = load_places(found, provenance=source[:120])
        self.stdout.write(f"{loaded} places loaded.")
        if found.aside:
            target = errors or file.with_name(f"{file.name}.errors.csv")
            target.write_text(aside_csv(found.aside), encoding="utf-8")
            self.stdout.write(f"Rows to correct: {target}")
