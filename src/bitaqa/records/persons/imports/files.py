"""Reading a register file as rows of text: CSV as spreadsheets write it, or Parquet.

A byte-order mark, semicolons or tabs are taken in stride; an encoding other than UTF-8 is refused, since a wrong guess
would spoil Arabic names silently. On the way out a cell that a spreadsheet would run as a formula is written behind
an apostrophe, and read back without it.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from .errors import ColumnsMissingError, FileUnreadableError

REQUIRED = (
    "national_number",
    "given_ar",
    "given_latin",
    "sex",
    "birth",
    "birth_place_ar",
    "birth_place_latin",
    "place",
    "document_number",
    "issued_on",
    "expires_on",
)
OPTIONAL = (
    "family_ar",
    "family_latin",
    "father_ar",
    "father_latin",
    "mother_ar",
    "mother_latin",
    "civil_status_number",
    "nationality",
    "address_ar_1",
    "address_ar_2",
    "address_latin_1",
    "address_latin_2",
    "address_since",
    "document_type",
)
COLUMNS = (*REQUIRED, *OPTIONAL)
_REASONS = frozenset({"row", "reasons"})
"""Columns that our own list of rows set aside adds; they are ignored when it is loaded again."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 4000

Row = dict[str, str]


def file_hash(path: Path) -> str:
    """SHA-256 of the file: the same file is known again whatever its name."""
    digest = hashlib.sha256()
    with path.open("rb") as opened:
        while chunk := opened.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def read_rows(path: Path) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    """(columns that are ignored, rows with their number in the file from 1). Raises as this room's errors."""
    with path.open("rb") as opened:
        head = opened.read(4)
    return _parquet(path) if head == b"PAR1" else _csv(path, head)


def _csv(path: Path, head: bytes) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        with path.open(encoding=encoding, newline="") as opened:
            first = opened.readline(100_000)
    except UnicodeError:
        raise FileUnreadableError(problem="not UTF-8") from None
    if "\0" in first or not first.strip():
        raise FileUnreadableError(problem="no first line of column names")
    delimiter = max((",", ";", "\t"), key=first.count)
    columns = _check_columns(next(csv.reader([first], delimiter=delimiter)))

    def rows() -> Iterator[tuple[int, Row]]:
        try:
            with path.open(encoding=encoding, newline="") as opened:
                reader = csv.reader(opened, delimiter=delimiter, strict=True)
                next(reader)
                for number, cells in enumerate(reader, start=1):
                    if any(cell.strip() for cell in cells):
                        yield number, _row(columns, cells)
        except UnicodeError:
            raise FileUnreadableError(problem="not UTF-8") from None
        except csv.Error:
            raise FileUnreadableError(problem="a quoted cell does not end") from None

    return [name for name in columns if name not in COLUMNS and name not in _REASONS], rows()


def _parquet(path: Path) -> tuple[list[str], Iterator[tuple[int, Row]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        opened = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise FileUnreadableError(problem="not a whole Parquet file") from None
    columns = _check_columns(list(opened.schema_arrow.names))

    def rows() -> Iterator[tuple[int, Row]]:
        number = 0
        try:
            for batch in opened.iter_batches(batch_size=2000):
                held = [["" if v is None else str(v) for v in column.to_pylist()] for column in batch.columns]
                for cells in zip(*held, strict=True):
                    number += 1
                    yield number, _row(columns, cells)
        except (pa.ArrowException, OSError):
            raise FileUnreadableError(problem="not a whole Parquet file") from None

    return [name for name in columns if name not in COLUMNS and name not in _REASONS], rows()


def _check_columns(names: Sequence[str]) -> list[str]:
    columns = [name.strip().lower().replace(" ", "_") for name in names]
    missing = [name for name in REQUIRED if name not in columns]
    if missing:
        raise ColumnsMissingError(columns=", ".join(missing))
    if len(set(columns) & set(COLUMNS)) != sum(name in COLUMNS for name in columns):
        raise FileUnreadableError(problem="a column stands twice")
    return columns


def _row(columns: Sequence[str], cells: Sequence[str]) -> Row:
    """Known columns only, spaces around removed; a row cut short has empty cells at its end."""
    row = dict.fromkeys(COLUMNS, "")
    for name, cell in zip(columns, cells, strict=False):
        if name in row:
            row[name] = _plain(cell[:LONGEST_CELL])
    return row


def _plain(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from running it."""
    cell = cell.strip(" \u00a0")
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def write_rows(rows: Iterator[tuple[int, Row, str]]) -> Iterator[str]:
    """Rows set aside as CSV text with their reasons first, to be corrected and loaded again."""
    yield "\ufeff"
    for cells in [
        ["row", "reasons", *COLUMNS],
        *([str(n), why, *(row.get(c, "") for c in COLUMNS)] for n, row, why in rows),
    ]:
        line = io.StringIO()
        csv.writer(line).writerow([_guarded(cell) for cell in cells])
        yield line.getvalue()
