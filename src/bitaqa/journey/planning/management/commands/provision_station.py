"""`bitaqa provision-station REQUEST --unit CODE --out FILE`: gives a station its epoch and its signed genesis."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.journey.planning.provisioning import provision, read_request_file
from bitaqa.records.stations.door import save_unit


class Command(BaseCommand):
    help = "Provisions a station from its request file; writes the provision file the station installs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("request", type=Path)
        parser.add_argument("--unit", required=True, help="code of the unit the station belongs to (created when new)")
        parser.add_argument("--unit-name-ar", default="")
        parser.add_argument("--unit-name-fr", default="")
        parser.add_argument("--out", type=Path, required=True)
        parser.add_argument("--because", default="", help="why the epoch before ends: stolen, disk_failed, planned")

    def handle(self, *args: Any, **options: Any) -> None:
        code = options["unit"]
        try:
            request = read_request_file(options["request"].read_text(encoding="utf-8"))
            unit = save_unit(
                code=code, name_ar=options["unit_name_ar"] or code, name_fr=options["unit_name_fr"] or code
            )
            station, answer = provision(
                request=request, unit=unit, by="worker:provision", at=now(), because=options["because"]
            )
        except BitaqaError as error:
            raise CommandError(f"{error} {error.next_step % error.facts}") from error
        options["out"].write_text(answer, encoding="utf-8")
        self.stdout.write(f"station {station.code}, epoch {station.epoch}: wrote {options['out'].name}")
