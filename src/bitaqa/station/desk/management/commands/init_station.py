"""`bitaqa station-manage init_station`: keys of a new station, its TLS authority, and the request for the centre."""

from __future__ import annotations

import os
from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.station import keys
from bitaqa.station.desk.identity import station_request
from bitaqa.station.durable import write_durably
from bitaqa.station.tls import make_certificates


class Command(BaseCommand):
    help = "Makes the keys of this station and the request file that the centre provisions."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="the code of the station, e.g. settat-1")
        parser.add_argument("--head", default="head", help="operator code of the head of station")
        parser.add_argument("--output", type=Path, help="where the request goes (default: <home>/request.json)")
        parser.add_argument("--host", action="append", default=[], help="name or address of the station on its network")
        parser.add_argument("--again", action="store_true", help="write the request of existing keys once more")

    def handle(self, *args: Any, **options: Any) -> None:
        home = Path(settings.BITAQA_HOME)
        try:
            if not (options["again"] and keys.keys_exist()):
                keys.create_keys(head=options["head"], secret=_secret(options["head"]))
            authority = make_certificates(options["code"], options["host"])
            request = station_request(code=options["code"], desk_tls=authority)
        except BitaqaError as refused:
            raise CommandError(f"{refused} {refused.next_step}") from None
        path = options["output"] or home / "request.json"
        write_durably(path, request.encode(), mode=0o644)
        self.stdout.write(f"Request for the centre: {path}")


def _secret(head: str) -> str:
    """From BITAQA_STATION_UNLOCK outside production (`head:secret`), else asked for twice."""
    given = "" if settings.BITAQA_PRODUCTION else os.environ.get("BITAQA_STATION_UNLOCK", "")
    if given:
        return given.rpartition(":")[2]
    first = getpass(f"Unlock secret of {head}: ")
    if first != getpass("Again: "):
        raise CommandError("The two secrets differ; nothing was made.")
    return first
