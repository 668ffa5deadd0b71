"""Tests of the centre: its settings, its own local PostgreSQL, connected as the restricted role.

- `db` or `@pytest.mark.django_db`: the test's transaction is rolled back (the usual choice, quickest).
- `committed_db`, `transactional_db`, `live_server`, `@pytest.mark.django_db(transaction=True)`: real commits in a
  fresh copy of the migrated template, dropped afterwards. `committed_db` answers its `BITAQA_DB_*` variables.
- `owner_connection`: a psycopg connection as `bitaqa_owner` to the test's database.
- `page`, `open_page(language=..., width=...)`: Chromium; with `live_server` for the address.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from centre_env.browser import browser, chromium, open_page, page
from centre_env.presses import PRESSED
from centre_env.pressing import second_presses
from centre_env.program import choose_program

choose_program("bitaqa.centre.settings", home_variable="BITAQA_HOME")

from bitaqa.backbone.localpg import OWNER, LocalCluster, cluster_root  # noqa: E402
from centre_env.databases import TestDatabases  # noqa: E402 - settings first

__all__ = ["browser", "chromium", "open_page", "page"]


@pytest.fixture(scope="session")
def test_databases(request: pytest.FixtureRequest) -> Iterator[TestDatabases]:
    """This process's databases; a PostgreSQL that cannot start fails the run."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    databases = TestDatabases(LocalCluster(cluster_root("test")), process_name=worker)
    yield databases
    databases.finish()


@pytest.fixture(scope="session")
def django_db_setup(
    test_databases: TestDatabases, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's own: it would create and flush databases itself."""
    from django.test import TransactionTestCase

    copies = ExitStack()

    def begin(case: type[TransactionTestCase]) -> None:
        copies.enter_context(test_databases.fresh_copy())

    def end(case: TransactionTestCase) -> None:
        copies.close()

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        test_databases.prepare()
        # What a committing test case does instead of loading fixtures and TRUNCATE.
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(begin))
        patch.setattr(TransactionTestCase, "_fixture_teardown", end)
        yield


@pytest.fixture
def committed_db(transactional_db: None, test_databases: TestDatabases) -> dict[str, str]:
    """A fresh copy of the template in which commits are real; the `BITAQA_DB_*` variables that reach it."""
    from django.db import connections

    return test_databases.address.environment(name=str(connections["default"].settings_dict["NAME"]))


@pytest.fixture
def owner_connection(db: None, test_databases: TestDatabases) -> Iterator[psycopg.Connection[Any]]:
    """As the owner of the schema, outside the test's transaction: for looking at what the database itself refuses."""
    from django.db import connections

    name = str(connections["default"].settings_dict["NAME"])
    with psycopg.connect(test_databases.address.dsn(name=name, user=OWNER)) as connection:
        yield connection


@pytest.fixture(autouse=True)
def _second_presses(request: pytest.FixtureRequest) -> Iterator[None]:
    """Buttons that this test is named for (`centre_env.presses`) are pressed twice."""
    with second_presses(request.node.nodeid, PRESSED):
        yield


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    """A folder of the test's own for keys and blobs."""
    settings.BITAQA_HOME = tmp_path / "var"
    settings.BITAQA_HOME.mkdir()
    return tmp_path / "var"
