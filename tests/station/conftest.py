"""Tests of the station: its settings, a fresh SQLCipher file, no PostgreSQL and no centre.

- `db` or `@pytest.mark.django_db`: rolled back after the test.
- `committed_db`, `transactional_db`, `live_server`, `@pytest.mark.django_db(transaction=True)`: real commits in a
  copy of the migrated file, deleted afterwards. `committed_db` answers the file's path.
The file's key is drawn per process and given as BITAQA_STATION_DATABASE_KEY (64 hexadecimal digits).
- `page`, `open_page(language=..., width=...)`: Chromium; with `live_server` for the address.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from centre_env.browser import browser, chromium, open_page, page
from centre_env.pressing import second_presses
from centre_env.program import choose_program
from station_env.presses import PRESSED

os.environ["BITAQA_STATION_DATABASE_KEY"] = secrets.token_hex(32)
HOME = choose_program("bitaqa.station.settings", home_variable="BITAQA_STATION_HOME")

__all__ = ["browser", "chromium", "open_page", "page"]


class StationFiles:
    """The migrated file, and the copies made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.current = folder / "session.db"
        self._copies = 0

    def connect(self, file: Path) -> None:
        """Point every later connection, of any thread, at `file`."""
        from django.db import connections

        self.close()
        connections.settings["default"]["NAME"] = file
        connections["default"].settings_dict["NAME"] = file

    def close(self) -> None:
        from django.db import connections

        for connection in connections.all(initialized_only=True):
            connection.close()

    @contextmanager
    def fresh_copy(self) -> Iterator[Path]:
        self.close()
        self._copies += 1
        copy = self.folder / f"copy-{self._copies}.db"
        for suffix in ("", "-wal"):
            if (source := self.current.with_name(self.current.name + suffix)).exists():
                shutil.copyfile(source, copy.with_name(copy.name + suffix))
        self.connect(copy)
        try:
            yield copy
        finally:
            self.connect(self.current)
            for left in self.folder.glob(copy.name + "*"):
                left.unlink(missing_ok=True)  # SQLite removes its own log when the last connection goes


@pytest.fixture(scope="session")
def station_files() -> Iterator[StationFiles]:
    yield StationFiles(HOME)
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(
    station_files: StationFiles, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's own, which would use an unencrypted database in memory."""
    from contextlib import ExitStack

    from django.core.management import call_command
    from django.test import TransactionTestCase

    copies = ExitStack()

    def begin(case: type[TransactionTestCase]) -> None:
        copies.enter_context(station_files.fresh_copy())

    def end(case: TransactionTestCase) -> None:
        copies.close()

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        station_files.connect(station_files.current)
        call_command("migrate", verbosity=0, interactive=False)
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(begin))
        patch.setattr(TransactionTestCase, "_fixture_teardown", end)
        yield
        station_files.close()


@pytest.fixture
def committed_db(transactional_db: None) -> Path:
    """The path of a fresh copy of the migrated file, in which commits are real."""
    from django.db import connections

    return Path(connections["default"].settings_dict["NAME"])


@pytest.fixture(autouse=True)
def _second_presses(request: pytest.FixtureRequest) -> Iterator[None]:
    """Buttons that this test is named for (`tests/station/presses.py`) are pressed twice."""
    with second_presses(request.node.nodeid, PRESSED):
        yield


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for packets, keys and blobs."""
    settings.BITAQA_HOME = tmp_path / "var"
    settings.BITAQA_HOME.mkdir()
    return tmp_path / "var"


@pytest.fixture
def place(db: None, home: Path, settings: Any) -> Any:
    """A provisioned station (`station_env.place.Place`); everything is rolled back after the test."""
    from station_env.place import provisioned

    return provisioned(settings)


@pytest.fixture
def committed_place(committed_db: Path, home: Path, settings: Any) -> Any:
    """A provisioned station whose commits are real."""
    from station_env.place import provisioned

    return provisioned(settings)
