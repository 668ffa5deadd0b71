"""`bitaqa station`: bring the database up to date, tidy what a crash left, serve the desks and talk to the centre.

One process with a few threads: SQLite has one writer, and one unlocking opens everything. The sync loop is a thread of
that process. A station whose keys are locked starts all the same and shows the unlock page; its database is brought
up to date at that moment. SIGTERM ends it cleanly; kill -9 loses nothing (docs/how-to/unlock-a-station.md).
"""

from __future__ import annotations

import argparse
import os
import sys

from bitaqa.station import keys


def main(arguments: list[str]) -> int:
    """Serves until it is told to stop. Exit code 3 when the station has no keys."""
    asked = _arguments(arguments)
    if not keys.keys_exist():
        print("This station has no keys yet: run `bitaqa station-manage init_station CODE`.", file=sys.stderr)
        return 3
    prepare()
    return _serve(asked)


def prepare() -> None:
    """Migrations and tidying, when the keys are unlocked (else they wait for the unlock page)."""
    if keys.is_locked():
        return
    from django.core.management import call_command

    from bitaqa.station.loop import tidy_after_start

    call_command("migrate", verbosity=0, interactive=False)
    tidy_after_start()
    _close()


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bitaqa station")
    parser.add_argument(
        "--host", default="127.0.0.1", help="0.0.0.0 serves the desks of the local network (with --tls)"
    )
    parser.add_argument("--port", type=int, default=8100)
    parser.add_argument("--threads", type=int, default=8, help="requests served at once")
    parser.add_argument("--tls", action="store_true", help="serve over TLS with the station's own certificate")
    parser.add_argument("--no-sync", action="store_true", help="do not talk to the centre by itself")
    return parser.parse_args(arguments)


def _serve(asked: argparse.Namespace) -> int:
    from granian import Granian
    from granian.constants import Interfaces

    from bitaqa.station.tls import tls_folder

    if asked.tls:
        os.environ["BITAQA_TLS"] = "1"
    if not asked.no_sync:
        os.environ["BITAQA_STATION_LOOP"] = "1"
    server = Granian(
        "bitaqa.station.wsgi:application",
        address=asked.host,
        port=asked.port,
        interface=Interfaces.WSGI,
        websockets=False,
        workers=1,
        blocking_threads=asked.threads,
        backpressure=64,
        log_enabled=True,
        ssl_cert=tls_folder() / "server.pem" if asked.tls else None,
        ssl_key=tls_folder() / "server.key" if asked.tls else None,
    )
    server.serve()
    return 0
