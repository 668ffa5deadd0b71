"""`bitaqa bench-places`: a generated registry of Morocco's size is loaded and searched, and nothing of it is kept.

1,538 communes and 33,000 douars with invented names. Everything happens in one transaction that is undone. Writes
`build/bench/places.json`: time of loading, and the time of a search by Arabic, French, misspelt and half-typed names.
"""

from __future__ import annotations

import random
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from bitaqa.foundation.matching.measuring.table import Figures

from ...door import PlaceValue, find_places, save_places

HEADS = [("أولاد", "Oulad"), ("آيت", "Aït"), ("بني", "Beni"), ("دوار", "Douar"), ("سيدي", "Sidi"), ("تيزي", "Tizi")]
PARTS = [
    ("سعيد", "Saïd"), ("علي", "Ali"), ("عياد", "Ayad"), ("موسى", "Moussa"), ("زروال", "Zeroual"), ("وليد", "Oulid"),
    ("مخفي", "Mokhfi"), ("يحيى", "Yahia"), ("بوزيد", "Bouzid"), ("عمران", "Amrane"), ("حساين", "Hsain"),
    ("إبراهيم", "Brahim"), ("الحاج", "El Haj"), ("منصور", "Mansour"), ("الغازي", "El Ghazi"), ("رحو", "Rahou"),
]  # fmt: skip
SIDES = [("", ""), ("الفوقاني", "El Fouqani"), ("التحتاني", "Et-Tahtani"), ("الواد", "El Oued"), ("الجبل", "Jbel")]


class Command(BaseCommand):
    help = "Measures the registry of places at the size of a country."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--communes", type=int, default=1538)
        parser.add_argument("--douars", type=int, default=33_000)
        parser.add_argument("--searches", type=int, default=200)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--out", type=Path, default=Path("build/bench"))

    def handle(
        self, *args: Any, communes: int, douars: int, searches: int, seed: int, out: Path, **options: Any
    ) -> None:
        draw = random.Random(seed)  # noqa: S311 - invented names
        places = generated(draw, communes=communes, douars=douars)
        figures = Figures("registry of places, generated")
        with transaction.atomic():
            took = _timed(lambda: save_places(places, provenance="generated"))
            figures.add("loading", took, "s", len(places))
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE place")
            for kind, text_of in ASKED.items():
                asked = [(place, text_of(place)) for place in draw.sample(places, searches)]
                times, found = [], 0
                for place, text in asked:
                    began = time.perf_counter()
                    answer = find_places(text)
                    times.append(1000 * (time.perf_counter() - began))
                    found += any(place.name_ar == one.name_ar for one in answer)
                times.sort()
                figures.add(f"search, {kind}: median", times[len(times) // 2], "ms", len(times))
                figures.add(f"search, {kind}: 95 in 100 within", times[int(len(times) * 0.95)], "ms", len(times))
                figures.add(f"search, {kind}: found among twenty", 100 * found / len(times), "%", len(times))
            transaction.set_rollback(True)
        self.stdout.write("\n".join(figures.lines()))
        figures.write(out / "places.json")


ASKED: dict[str, Callable[[PlaceValue], str]] = {
    "Arabic": lambda place: place.name_ar,
    "French": lambda place: place.name_fr,
    "without accents, other vowels": lambda place: (
        place.name_fr.replace("ï", "i").replace("Ou", "U").replace("ou", "o")
    ),
    "half typed": lambda place: place.name_fr[: max(4, len(place.name_fr) // 2)],
}


def generated(draw: random.Random, *, communes: int, douars: int) -> list[PlaceValue]:
    """Parents first; names repeat, as they do."""
    made = [_place(draw, f"bench-c-{n}", "commune", None) for n in range(communes)]
    return made + [
        _place(draw, f"bench-d-{n}", "douar", made[n % communes].code if communes else None) for n in range(douars)
    ]


def _place(draw: random.Random, code: str, kind: str, within: str | None) -> PlaceValue:
    parts = [draw.choice(HEADS), draw.choice(PARTS), draw.choice(PARTS), draw.choice(SIDES)]
    arabic, french = (" ".join(part[at] for part in parts if part[at]) for at in (0, 1))
    where = (draw.uniform(28, 35.5), draw.uniform(-11, -1.5))
    return PlaceValue(code, kind, arabic, french, within, (), *where, "imported")


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
