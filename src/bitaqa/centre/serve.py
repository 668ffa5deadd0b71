"""`bitaqa centre`: brings the database up to date, then serves the centre with granian.

In production the schema is migrated by its owner beforehand (`bitaqa centre-manage migrate`); elsewhere this command
starts the machine's local PostgreSQL and migrates as `bitaqa_owner` before it serves as `bitaqa_app`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from django.conf import settings


def main(arguments: list[str]) -> int:
    """Serves until it is told to stop. `--port`, `--host` (loopback unless told otherwise), `--threads`."""
    parser = argparse.ArgumentParser(prog="bitaqa centre", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--no-migrate", action="store_true", help="the schema is known to be up to date")
    options = parser.parse_args(arguments)
    if not options.no_migrate and not settings.BITAQA_PRODUCTION:
        migrate()
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "bitaqa.centre.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=options.threads,
        websockets=False,
        log_access=False,
    ).serve()
    return 0


def migrate() -> None:
    """Migrates as the owner of the schema. Needs BITAQA_DB_OWNER (default bitaqa_owner) to be able to connect."""
    environment = {**os.environ, "BITAQA_DB_USER": os.environ.get("BITAQA_DB_OWNER", "bitaqa_owner")}
    subprocess.run(
        [sys.executable, "-m", "bitaqa", "centre-manage", "migrate", "--no-input", "-v0"], env=environment, check=True
    )
