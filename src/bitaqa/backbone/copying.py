"""Many rows into one table by COPY: about twice as fast as INSERT, since nothing is bound value by value.

For tables loaded by the thousand (a register, the journal). The caller owns the table and stands in a transaction;
columns are named by code, never by a user. Refuses nothing itself: the database's constraints speak as Django's errors.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Enters rows: text, UUIDs, whole numbers, days, aware instants, bytes, None; maps and lists go as JSON.

    One round trip. Raises IntegrityError, DataError as an INSERT would.
    """
    text = "".join("\t".join([_cell(value) for value in row]) + "\n" for row in rows)
    if not text:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    statement = f'COPY "{table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.write(text)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return str(value.translate(_ESCAPES)) if _needs_escape(value) else str(value)
    if value is None:
        return "\\N"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (dict, list)):
        return json.dumps(value).translate(_ESCAPES)
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    return str(value)


def _needs_escape(text: str) -> bool:
    return "\\" in text or "\t" in text or "\n" in text or "\r" in text
