"""`bitaqa import-register FILE --by NAME`: previews a register file, then loads it with a progress bar; resumes after a
crash. Every entry names the account, which must hold the permission; outside production it may be left out."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bitaqa.backbone.accounts.door import Permission, User, actor_of, check_can
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError

from ...import_models import RegisterImport
from ...imports.loading import Preview, load_file, preview_file
from ...imports.problems import problems_csv

ACTOR = "worker:import-register"


class Command(BaseCommand):
    help = "Loads people who already hold cards, from CSV or Parquet (docs/how-to/import-a-register.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--preview", action="store_true", help="count and show, load nothing")
        parser.add_argument("--dates", choices=["iso", "dmy"], default="iso", help="iso: 1972-05-04 · dmy: 04/05/1972")
        parser.add_argument(
            "--by", metavar="NAME", help="sign-in name of the account that loads (needed in production)"
        )
        parser.add_argument("--errors", type=Path, help="where rows set aside are written (default: FILE.errors.csv)")

    def handle(
        self, *args: Any, file: Path, preview: bool, dates: Any, errors: Path | None, by: str | None, **options: Any
    ) -> None:
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            with override("en"):
                actor = self._actor(by)
                found, counts = preview_file(file, name=file.name, dates=dates, by=actor, at=now())
                self._show(found, counts)
                if preview:
                    return
                self._load(file, found, errors or file.with_name(f"{file.name}.errors.csv"), by=actor)
        except BitaqaError as error:
            raise CommandError(f"{error} {error.next_step}".strip()) from error

    def _actor(self, name: str | None) -> str:
        """Who the journal names. Raises CommandError for nobody or nobody known, NotPermittedError."""
        if name is None:
            if settings.BITAQA_PRODUCTION:
                raise CommandError("Say who loads the register: --by NAME.")
            return ACTOR
        user = User.objects.filter(name=name, is_active=True).first()
        if user is None:
            raise CommandError(f"No account in use is called {name}.")
        check_can(user, Permission.IMPORT_REGISTER)
        return actor_of(user)

    def _show(self, found: RegisterImport, counts: Preview) -> None:
        self.stdout.write(
            f"{counts.rows} rows: {counts.new} to load, {counts.known} known already, {counts.aside} to correct."
        )
        if counts.ignored:
            self.stdout.write(f"Columns not used: {', '.join(counts.ignored)}.")
        for row in counts.first[:3]:
            names = row.identity.names
            self.stdout.write(
                f"  row {row.number}: {names.arabic.whole()} · {names.latin.whole()} · {row.document_number}"
            )
        for number, problems in counts.problems:
            self.stdout.write(f"  row {number}: {' '.join(str(problem) for problem in problems)}")
        if found.state == "loading":
            self.stdout.write(f"An earlier load stopped before row {found.next_row}; it goes on from there.")

    def _load(self, file: Path, found: RegisterImport, errors: Path, *, by: str) -> None:
        began, before = time.monotonic(), found.loaded
        columns = (
            TextColumn("[progress.description]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task("Loading", total=found.rows)
            done = load_file(
                file,
                found,
                by=by,
                at=now(),
                progress=lambda value, total: bar.update(task, completed=value, total=total),
            )
        rate = (done.loaded - before) / max(time.monotonic() - began, 1e-6)
        self.stdout.write(
            f"{done.loaded} people loaded, {done.known} known already, "
            f"{done.aside} rows set aside ({rate:.0f} people/s)."
        )
        if done.aside:
            with errors.open("w", encoding="utf-8", newline="") as opened:
                opened.writelines(problems_csv(done))
            self.stdout.write(f"Correct the rows in {errors} and load that file.")
