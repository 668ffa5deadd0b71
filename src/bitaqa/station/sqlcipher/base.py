"""SQLite encrypted with SQLCipher, as a subclass of Django's own backend.

The key is asked from `bitaqa.station.keys` at each connection and never stands in settings or in the file's folder.
Threads of one process take turns to write: SQLite has one writer, and makes those who wait sleep up to a tenth of a
second between looks; a lock hands over at once. Other processes still meet SQLite's own lock.
Refuses a file that the key does not open, with one clear error, instead of "file is not a database" somewhere later.
"""

from __future__ import annotations

import datetime
import decimal
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import tee
from typing import Any

from django.db.backends.sqlite3 import base as stock
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]
    register as register_functions,
)
from django.utils.asyncio import async_unsafe
from sqlcipher3 import dbapi2 as Database  # noqa: N812 - the name Django looks for

from bitaqa.station import keys

_DECODED = (
    ("bool", b"1".__eq__),
    ("date", stock.decoder(stock.parse_date)),  # type: ignore[attr-defined]
    ("time", stock.decoder(stock.parse_time)),  # type: ignore[attr-defined]
    ("datetime", stock.decoder(stock.parse_datetime)),  # type: ignore[attr-defined]
    ("timestamp", stock.decoder(stock.parse_datetime)),  # type: ignore[attr-defined]
)
for _name, _read in _DECODED:
    Database.register_converter(_name, _read)
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, lambda day: day.isoformat())
Database.register_adapter(datetime.datetime, lambda at: at.isoformat(" "))


_TURNS: dict[str, threading.Lock] = {}
LONGEST_TURN_SECONDS = 20.0
"""After that a thread asks SQLite itself, which says "database is locked" in its own time."""


class SQLCipherCursor(Database.Cursor):  # type: ignore[misc]
    """Turns Django's `%s` placeholders into SQLite's own."""

    convert_query = stock.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, Mapping) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        peekable, param_list = tee(iter(param_list))
        first = next(peekable, None)
        names = list(first) if isinstance(first, Mapping) else None
        return super().executemany(self.convert_query(query, param_names=names), param_list)


class DatabaseWrapper(stock.DatabaseWrapper):
    """Opens the file with the station's key. Raises StationLockedError, DatabaseKeyRefusedError."""

    display_name = "SQLCipher"
    init_commands: list[str]
    Database = Database
    _turn: threading.Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if self._turn is None:
            turn = _TURNS.setdefault(str(self.settings_dict["NAME"]), threading.Lock())
            if turn.acquire(timeout=LONGEST_TURN_SECONDS):
                self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._end_turn()
            raise

    def _set_autocommit(self, autocommit: bool) -> None:
        """Called with True after each commit or rollback of an outermost block."""
        super()._set_autocommit(autocommit)  # type: ignore[misc]  # the stubs leave it out
        if autocommit:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            with suppress(RuntimeError):
                turn.release()

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        key = keys.database_key()
        connection = Database.connect(**conn_params)
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except Database.DatabaseError as refused:
            connection.close()
            if "locked" in str(refused) or "busy" in str(refused):
                raise
            raise keys.DatabaseKeyRefusedError() from None
        register_functions(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA legacy_alter_table = OFF")
        for command in self.init_commands:
            if command := command.strip():
                connection.execute(command)
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=SQLCipherCursor)
