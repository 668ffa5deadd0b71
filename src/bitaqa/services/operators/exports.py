"""The sheet a head of station is given: figures of their own operators for one week, as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import Final

from .domain import Share
from .queries import StationWeek

HEAD: Final = (
    "week", "operator", "files", "files_with_excused_fingers", "files_with_fingers", "median_minutes",
    "out_of_hours_or_away", "files_for_kin", "looks_without_file", "looks", "stands_out", "capture_again",
)  # fmt: skip


def csv_of(told: StationWeek) -> bytes:
    """UTF-8 with its mark, separated by semicolons; operators by code. Codes and counts only: no name stands in it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEAD)
    for one in told.operators:
        minutes = "" if one.minutes is None else f"{one.minutes:.1f}"
        writer.writerow(
            [
                told.week.isoformat(), _plain(one.operator), one.files, *_two(one.exceptions), minutes, one.away.part,
                one.kin.part, *_two(one.looks), " ".join(one.outlying), " ".join(told.samples.get(one.operator, ())),
            ]
        )  # fmt: skip
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _two(share: Share) -> tuple[int, int]:
    return share.part, share.whole


def _plain(text: str) -> str:
    """Codes of operators are typed by people: never a formula to a spreadsheet."""
    return text if text[:1].isalnum() else f"'{text}"
