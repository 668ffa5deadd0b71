"""The register before the campaign, as the CSV a real authority would bring: people who already hold cards.

Columns are those of docs/how-to/import-a-register.md. Everyone in it is an invented specimen.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from bitaqa.scenarios.story import CardHolder


def row_of(holder: CardHolder) -> dict[str, str]:
    who = holder.person
    arabic, latin = who.address_lines(0), who.address_lines(1)
    return {
        "national_number": who.national_number,
        "given_ar": who.given[0],
        "given_latin": who.given[1],
        "family_ar": who.family[0],
        "family_latin": who.family[1],
        "sex": who.sex,
        "birth": str(who.birth),
        "birth_place_ar": who.birth_place[0],
        "birth_place_latin": who.birth_place[1],
        "father_ar": who.father[0],
        "father_latin": who.father[1],
        "mother_ar": who.mother[0],
        "mother_latin": who.mother[1],
        "civil_status_number": who.civil_status_number,
        "nationality": "MAR",
        "place": holder.place,
        "address_ar_1": arabic[0],
        "address_ar_2": arabic[1],
        "address_latin_1": latin[0],
        "address_latin_2": latin[1],
        "document_number": holder.document,
        "document_type": "cnie",
        "issued_on": holder.issued.isoformat(),
        "expires_on": holder.expires.isoformat(),
    }


def write_register(path: Path, holders: Iterable[CardHolder]) -> int:
    """Writes the file; answers how many people it holds."""
    rows = [row_of(holder) for holder in holders]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)
