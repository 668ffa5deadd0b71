"""A place, and register files of invented people."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bitaqa.foundation.specimens.people import person

PLACE = "el-borouj"


def row_of(index: int, **changes: str) -> dict[str, str]:
    """One good row of an invented person."""
    someone = person(3, index)
    identity = someone.identity_map(PLACE)
    names = identity["names"]
    return {
        "national_number": f"W{index:06d}",
        "given_ar": names["arabic"]["given"],
        "family_ar": names["arabic"].get("family", ""),
        "given_latin": names["latin"]["given"],
        "family_latin": names["latin"].get("family", ""),
        "sex": identity["sex"],
        "birth": "1972",
        "birth_place_ar": identity["birth_place_ar"],
        "birth_place_latin": identity["birth_place_latin"],
        "place": PLACE,
        "document_number": f"SP{index:07d}",
        "issued_on": "2021-03-01",
        "expires_on": "2031-03-01",
        **changes,
    }


def make_places() -> None:
    from bitaqa.records.places.door import PlaceValue, save_places

    save_places([PlaceValue(PLACE, "cercle", "البروج", "El Borouj", None)], provenance="test")


@pytest.fixture
def place(db: None) -> None:
    make_places()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_file(
        rows: list[dict[str, str]], *, name: str = "register.csv", encoding: str = "utf-8", **how: Any
    ) -> Path:
        path = tmp_path / name
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with path.open("w", encoding=encoding, newline="") as opened:
            writer = csv.DictWriter(opened, columns, **how)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write_file
