"""Everything that can be checked without running the program: `check.py [style|types|directions|migrations|docs ...]`.

Runs all that was asked for and says at the end what was wrong, instead of stopping at the first.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CENTRE, STATION = "bitaqa.centre.settings", "bitaqa.station.settings"


def main(arguments: list[str]) -> int:
    unknown = [name for name in arguments if name not in CHECKS]
    if unknown:
        print(f"usage: check.py [{'|'.join(CHECKS)} ...]", file=sys.stderr)
        return 2
    wrong = []
    for name in arguments or CHECKS:
        print(f"== {name}", flush=True)
        answers = [check() for check in CHECKS[name]]  # every one, even after the first that fails
        if not all(answers):
            wrong.append(name)
    print("all is well" if not wrong else "to put right: " + ", ".join(wrong))
    return 1 if wrong else 0


def tool(*command: str, **environment: str) -> bool:
    """Whether a program of the virtual environment ends well."""
    arguments = [str(BIN / command[0]), *command[1:]]
    return subprocess.run(arguments, cwd=BASE, env=os.environ | environment, check=False).returncode == 0


def lint() -> bool:
    return tool("ruff", "check", "src", "tests", "tools")


def form() -> bool:
    return tool("ruff", "format", "--check", "--quiet", "src", "tests", "tools")


def types_of_the_centre() -> bool:
    """All but the station's rooms, whose models live under other settings."""
    command = ("mypy", "--strict", "--cache-dir", "build/mypy/centre", "--exclude", "src/bitaqa/station/")
    return tool(*command, "src/bitaqa", "tools", DJANGO_SETTINGS_MODULE=CENTRE)


def types_of_the_station() -> bool:
    return tool(
        "mypy", "--strict", "--cache-dir", "build/mypy/station", "src/bitaqa/station", DJANGO_SETTINGS_MODULE=STATION
    )


def directions() -> bool:
    return tool("lint-imports", "--no-cache", PYTHONPATH=str(BASE / "tools"))


def migrations_of_the_centre() -> bool:
    """The database is asked too, so that an inconsistent history is seen."""
    from bitaqa.backbone.localpg import OWNER, LocalCluster, cluster_root

    with LocalCluster(cluster_root("test")).in_use() as address:
        return _no_migration_missing(CENTRE, address.environment(name="postgres", user=OWNER))


def migrations_of_the_station() -> bool:
    with tempfile.TemporaryDirectory() as home:
        key = secrets.token_hex(32)
        return _no_migration_missing(STATION, {"BITAQA_STATION_HOME": home, "BITAQA_STATION_DATABASE_KEY": key})


def _no_migration_missing(settings: str, environment: dict[str, str]) -> bool:
    command = ("django-admin", "makemigrations", "--check", "--dry-run")
    return tool(*command, DJANGO_SETTINGS_MODULE=settings, **environment)


def documentation() -> bool:
    return tool("mkdocs", "build", "--strict", "--quiet", NO_MKDOCS_2_WARNING="1")


CHECKS: dict[str, list[Callable[[], bool]]] = {
    "style": [lint, form],
    "types": [types_of_the_centre, types_of_the_station],
    "directions": [directions],
    "migrations": [migrations_of_the_centre, migrations_of_the_station],
    "docs": [documentation],
}

if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
