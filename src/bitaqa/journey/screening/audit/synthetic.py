"""A synthetic register of any size with people it holds twice, made in columns: for `bench-audit`. Pure but for numpy.

Names are drawn from the specimens' own, with the long tail registers have; families share a name, parents and a place,
twins a day, fathers and sons a name. One in a hundred is entered twice by a slip: another spelling, an unknown day, day
for month, another day of the month, the year beside, a place or a parent left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from bitaqa.foundation.names.variants import arabic_variants, latin_variants
from bitaqa.foundation.specimens.naming import family_name, given_name
from bitaqa.foundation.specimens.word_lists import BIRTHPLACES, FEMALE, MALE

from .describing import arabic_form, latin_form, skeleton

if TYPE_CHECKING:
    import pyarrow

SLIPS: Final = (
    "same_data", "respelled_latin", "respelled_arabic", "respelled_both", "year_only", "day_for_month", "another_day",
    "year_beside", "respelled_and_year_only", "parents_unknown",
)  # fmt: skip
SIBLINGS: Final = 0.25
TWINS: Final = 0.02
SONS: Final = 0.02
_POOL: Final = 30_000


@dataclass(frozen=True, slots=True)
class Synthetic:
    """The table, and by the id of each second entry the first one's and the slip."""

    table: pyarrow.Table
    truth: dict[str, tuple[str, str]]


def synthetic_register(seed: int, records: int, *, doubles: float = 0.01) -> Synthetic:
    """`records` rows, a share `doubles` of them second entries of somebody."""
    r, rng = Random(seed), np.random.default_rng(seed)  # noqa: S311 - a benchmark repeats itself
    second = int(records * doubles)
    first = records - second
    columns = _first_entries(r, rng, first)
    again = rng.choice(first, second, replace=False)
    slips = [SLIPS[n % len(SLIPS)] for n in range(second)]
    copies = {name: column[again].copy() for name, column in columns.items()}
    for row, slip in enumerate(slips):
        _slipped(r, copies, row, slip)
    every = {name: np.concatenate([column, copies[name]]) for name, column in columns.items()}
    truth = {f"d{n}": (f"p{int(again[n])}", slips[n]) for n in range(second)}
    ids = [*(f"p{n}" for n in range(first)), *truth]
    return Synthetic(_table(ids, every), truth)


def _first_entries(r: Random, rng: np.random.Generator, count: int) -> dict[str, Any]:
    families = _column([family_name(r) for _ in range(_POOL)])
    givens = [_column([given_name(r, female, MALE[0], bare=False) for _ in range(_POOL)]) for female in (False, True)]
    mothers, fathers, places = (_column(list(each)) for each in (FEMALE, MALE, BIRTHPLACES))
    female = rng.random(count) < 0.5
    chosen = np.where(female[:, None], givens[1][rng.integers(_POOL, size=count)],
                      givens[0][rng.integers(_POOL, size=count)])  # fmt: skip
    family = families[rng.integers(_POOL, size=count)]
    father, mother = fathers[rng.integers(len(fathers), size=count)], mothers[rng.integers(len(mothers), size=count)]
    place = places[rng.integers(len(places), size=count)]
    year, month, dom = rng.integers(1935, 2020, count), rng.integers(1, 13, count), rng.integers(1, 29, count)
    lot = rng.random(count)
    for row in np.nonzero(lot[1:] < SIBLINGS)[0] + 1:  # a sibling of the row before; some of them twins
        family[row], father[row], mother[row], place[row] = (c[row - 1] for c in (family, father, mother, place))
        while chosen[row][0] == chosen[row - 1][0]:  # nobody calls two children alike
            chosen[row] = givens[int(female[row])][rng.integers(_POOL)]
        if lot[row] < TWINS:
            year[row], month[row], dom[row] = year[row - 1], month[row - 1], dom[row - 1]
    for row in np.nonzero(lot[1:] > 1 - SONS)[0] + 1:  # a son called like his father
        family[row], chosen[row], place[row], female[row] = (
            family[row - 1],
            chosen[row - 1],
            place[row - 1],
            female[row - 1],
        )
        year[row] = min(2019, year[row - 1] + 25)
    unknown = rng.random(count) < np.where(year < 1960, 0.3, 0.02)
    return {
        "given": chosen, "family": family, "father": father[:, 0], "mother": mother[:, 0], "place": place[:, 0],
        "year": year, "month": np.where(unknown, 0, month), "dom": np.where(unknown, 0, dom),
        "sex": np.where(female, "F", "M"),
        "civil": np.array([f"{n}/{y}" for n, y in zip(rng.integers(1, 1900, count), year, strict=True)], object),
    }  # fmt: skip


def _column(pairs: list[tuple[str, str]]) -> Any:
    """n x 2 objects: Arabic and Latin."""
    made = np.empty((len(pairs), 2), object)
    made[:] = pairs
    return made


def _slipped(r: Random, rows: dict[str, Any], row: int, slip: str) -> None:
    for name in ("given", "family"):
        arabic, latin = rows[name][row]
        if slip in ("respelled_latin", "respelled_both", "respelled_and_year_only"):
            latin = " ".join(next(latin_variants(word.lower(), r, 1), word) for word in latin.split())
        if slip in ("respelled_arabic", "respelled_both"):
            arabic = " ".join(next(arabic_variants(word, r, 1), word) for word in arabic.split())
        rows[name][row] = (arabic, latin)
    if slip in ("year_only", "respelled_and_year_only"):
        rows["month"][row] = rows["dom"][row] = 0
    elif slip == "day_for_month" and rows["month"][row] and rows["dom"][row] <= 12:
        rows["month"][row], rows["dom"][row] = rows["dom"][row], rows["month"][row]
    elif slip == "another_day" and rows["month"][row]:
        rows["dom"][row] = r.randint(1, 28)
    elif slip == "year_beside":
        rows["year"][row] += r.choice((-1, 1))
    elif slip == "parents_unknown":
        rows["father"][row] = rows["mother"][row] = ""
    if r.random() < 0.5:
        rows["civil"][row] = ""


def _table(ids: list[str], rows: dict[str, Any]) -> pyarrow.Table:
    import pyarrow as pa

    def text(values: Any, form: Any = lambda value: value or None) -> pa.Array:
        known: dict[str, str | None] = {}
        return pa.array([known[v] if v in known else known.setdefault(v, form(v)) for v in values], pa.string())

    def number(values: Any) -> pa.Array:
        return pa.array(values.astype(np.int32), pa.int32(), mask=values == 0)

    given_lat, family_lat = (text(rows[name][:, 1], latin_form) for name in ("given", "family"))
    days = [
        f"{y:04d}-{m:02d}-{d:02d}" if d else None
        for y, m, d in zip(rows["year"], rows["month"], rows["dom"], strict=True)
    ]
    return pa.table(
        {
            "unique_id": ids,
            "given": text(rows["given"][:, 0], arabic_form), "family": text(rows["family"][:, 0], arabic_form),
            "given_lat": given_lat, "family_lat": family_lat,
            "given_sk": text(rows["given"][:, 1], lambda v: skeleton(latin_form(v) or "") or None),
            "family_sk": text(rows["family"][:, 1], lambda v: skeleton(latin_form(v) or "") or None),
            "day": pa.array(days, pa.string()),
            "year": number(rows["year"]), "month": number(rows["month"]), "dom": number(rows["dom"]),
            "sex": text(rows["sex"]), "mother": text(rows["mother"], arabic_form),
            "father": text(rows["father"], arabic_form), "place": text(rows["place"], arabic_form),
            "civil": text(rows["civil"]),
        }
    )  # fmt: skip
