"""`bitaqa station-manage sync`: one round with the centre; `--export DIR` and `--import DIR` use a removable disk."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.station.desk.door import now
from bitaqa.station.fieldpack.door import install_field_pack
from bitaqa.station.outbox.disk import export_packets, import_answers
from bitaqa.station.outbox.sync import run_round


class Command(BaseCommand):
    help = "Sends and hears: over the line, or by a removable disk."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--export", type=Path, help="write the waiting packets into this folder")
        parser.add_argument("--import", type=Path, dest="hear", help="apply the centre's answers of this folder")
        parser.add_argument("--field-pack", type=Path, help="install a field pack from this file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["export"]:
                written = export_packets(folder=options["export"], by="head", at=now())
                self.stdout.write(f"{written} packets written")
            if options["hear"]:
                moved = import_answers(folder=options["hear"])
                self.stdout.write(", ".join(f"{state.value} {count}" for state, count in moved.items() if count))
            if options["field_pack"]:
                pack = install_field_pack(data=options["field_pack"].read_bytes(), by="head", at=now())
                self.stdout.write(f"field pack {pack.serial}")
            if not (options["export"] or options["hear"] or options["field_pack"]):
                self.stdout.write(str(asdict(run_round(journal_at_least=1))))
        except OSError as fault:
            raise CommandError(f"The file cannot be read: {fault.strerror}.") from None
        except BitaqaError as refused:
            raise CommandError(f"{refused} {refused.next_step}") from None
