"""`bitaqa station-manage install_genesis FILE`: begins the epoch that the centre answered to the request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.keys import key_id
from bitaqa.station import keys
from bitaqa.station.desk.clock import now
from bitaqa.station.desk.identity import install_genesis, read_provision


class Command(BaseCommand):
    help = "Installs the signed genesis and the centre's key from the centre's answer."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the centre's answer")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            genesis, centre_keys = read_provision(options["file"].read_text())
            keys.unlocked()
            call_command("migrate", verbosity=0, interactive=False)
            found = install_genesis(genesis=genesis, centre_keys=centre_keys, by="head", at=now())
        except OSError as fault:
            raise CommandError(f"The file cannot be read: {fault.strerror}.") from None
        except BitaqaError as refused:
            raise CommandError(f"{refused} {refused.next_step}") from None
        shown = ", ".join(key_id(key).hex() for key in found.centre_keys)
        self.stdout.write(f"Station {found.code}, epoch {found.epoch}. Centre key {shown}: compare it with the centre.")
