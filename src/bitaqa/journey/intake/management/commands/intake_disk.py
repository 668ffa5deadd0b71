"""`bitaqa intake-disk FOLDER`: takes in the packets a disk brought, and writes the answers to carry back."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bitaqa.backbone.jobs.door import run_step
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.journey.intake.disk import answers_file, take_files


class Command(BaseCommand):
    help = "Takes in every .btq file of a folder, opens them, and writes a file of signed answers for each station."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--store-only", action="store_true", help="leave opening to the workers")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(f"{folder.name} is not a folder: give the one on the disk.")
        files = ((path.name, path.read_bytes()) for path in sorted(folder.glob("*.btq")))
        try:
            taken = take_files(files, brought_by="worker:disk")
        except BitaqaError as error:
            raise CommandError(f"{error} {error.next_step % error.facts}") from error
        for each in taken:
            self.stdout.write(f"{each.name}: {each.refused or 'stored'}")
        while not options["store_only"] and run_step("intake"):
            pass
        for station in sorted({each.station for each in taken if each.station}, key=str):
            name, data = answers_file(station)
            (folder / name).write_bytes(data)
            self.stdout.write(f"wrote {name}")
