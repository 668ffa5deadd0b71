"""`bitaqa bench-faces`: how many card faces one core prints; also in build/bench/faces.json.

Invented people, each with names, address and portrait file of their own, in batches of fifty: full artwork, both sides,
code, zone, one PDF per batch. Times are processor seconds of this process, of the batch in the middle; the clock on
the wall is given beside them. Nothing is written but the table.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from statistics import median
from typing import Final, Literal

from bitaqa.foundation.icao.mrz import build_td1
from bitaqa.foundation.specimens.people import SpecimenPerson, person
from bitaqa.foundation.specimens.portraits import portrait

from .data import CardFaceData, NameParts
from .printing import BATCH_SIZE, render_faces

PROJECT: Final = Path(__file__).resolve().parents[5]
WANTED: Final = 1000.0
"""Faces per second and core."""
_SEX: Final[dict[str, Literal["M", "F", "<"]]] = {"M": "M", "F": "F", "X": "<"}
_ISSUED, _EXPIRES = date(2026, 2, 3), date(2036, 2, 2)


def main(arguments: list[str]) -> int:
    """0 when the figure is reached, else 1."""
    parser = ArgumentParser(prog="bitaqa bench-faces", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--batches", type=int, default=40, help="batches of fifty cards")
    parser.add_argument("--to", type=Path, default=PROJECT / "build" / "bench" / "faces.json")
    asked = parser.parse_args(arguments)
    drawn = [portrait(seed, female=bool(seed % 2), age=18 + seed) for seed in range(BATCH_SIZE)]
    render_faces(batch_of(0, drawn), layout="cnie/v1", specimen=True)  # artwork, fonts
    before, spent, passed, size = _held(), [], [], 0
    for number in range(1, asked.batches + 1):
        cards = batch_of(number, drawn)
        begun, wall = time.process_time(), time.perf_counter()
        size = len(render_faces(cards, layout="cnie/v1", specimen=True))
        spent.append(time.process_time() - begun)
        passed.append(time.perf_counter() - wall)
    rate = 2 * BATCH_SIZE / median(spent)
    figures = {
        "faces_per_second_and_core": {"value": round(rate, 1), "unit": "faces/s", "n": asked.batches},
        "faces_per_second_on_the_wall": {
            "value": round(2 * BATCH_SIZE / median(passed), 1), "unit": "faces/s", "n": asked.batches,
        },
        "bytes_per_batch": {"value": size, "unit": "bytes", "n": 1},
        "memory_grew": {"value": _held() - before, "unit": "KiB", "n": asked.batches},
    }  # fmt: skip
    for name, figure in figures.items():
        sys.stdout.write(f"{name:<40}{figure['value']:>12,} {figure['unit']}\n")
    asked.to.parent.mkdir(parents=True, exist_ok=True)
    asked.to.write_text(json.dumps({"figures": figures}, indent=1), encoding="utf-8")
    if rate < WANTED:
        sys.stdout.write(f"NOT REACHED: {WANTED:,.0f} faces a second and core\n")
    return 0 if rate >= WANTED else 1


def batch_of(number: int, portraits: list[bytes]) -> list[CardFaceData]:
    """Fifty invented people; a portrait comes back with every batch, as another file."""
    first = number * BATCH_SIZE
    return [face_of(person(7, first + place), portraits[place], first + place) for place in range(BATCH_SIZE)]


def face_of(who: SpecimenPerson, picture: bytes, number: int) -> CardFaceData:
    sex, document = _SEX[who.sex], f"SP{number % 10_000_000:07d}"
    zone = build_td1(
        document_code="ID",
        issuing_state="UTO",
        document_number=document,
        birth=who.birth,
        sex=sex,
        expiry=_EXPIRES,
        nationality="UTO",
        family_name=who.family[1],
        given_names=who.given[1],
        optional_1=who.national_number,
    )
    return CardFaceData(
        document_number=document,
        national_number=who.national_number,
        names_ar=NameParts(who.given[0], who.family[0]),
        names_latin=NameParts(who.given[1], who.family[1]),
        birth=who.birth,
        birth_place_ar=who.birth_place[0],
        birth_place_latin=who.birth_place[1],
        sex=sex,
        nationality="UTO",
        issued_on=_ISSUED,
        expires_on=_EXPIRES,
        can=f"{number % 1_000_000:06d}",
        mrz=zone,
        portrait=picture[:-2] + b"\xff\xfe\x00\x06" + number.to_bytes(4, "big") + b"\xff\xd9",
        authority_ar="جهة تجريبية",
        authority_fr="Autorité spécimen",
        address_ar="، ".join(who.address_lines(0)),
        address_latin=", ".join(who.address_lines(1)),
        parents_ar=f"{who.father[0]} · {who.mother[0]}",
        parents_latin=f"{who.father[1]} · {who.mother[1]}",
        civil_status_number=who.civil_status_number,
    )


def _held() -> int:
    """The most this process ever held, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
