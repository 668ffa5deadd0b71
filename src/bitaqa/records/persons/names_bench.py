"""The figures of `bench-names`: words alone, then a register of invented people in PostgreSQL.

A register's names come from the file's pairs and from this project's word lists in the shares of a real register (few
given names for many, many family names for few). The people looked for bear two names of the file; the register holds
them in one script only and they are asked for in the other: harder than practice, where both scripts are registered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
from django.db import connection

from bitaqa.backbone.copying import copy_rows
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.names.blocking import KeyedName, SearchedKeys, searched_keys, stored_keys
from bitaqa.foundation.names.learning import own_pairs
from bitaqa.foundation.names.measuring import finding, recognition
from bitaqa.foundation.names.pairs import NamePair
from bitaqa.foundation.names.written import WrittenName

from .likeness import asked_by_keys, persons_alike

Figures = dict[str, dict[str, Any]]
BATCH = 20_000
_DAY = date(2026, 1, 1)


def word_figures(pairs: Sequence[NamePair]) -> Figures:
    """Single words: recognition at three false-positive rates, and finding by keys."""
    told = recognition(pairs)
    figures: Figures = {}
    for rate in ("1e-2", "1e-3", "1e-4"):
        figures[f"recall at false-positive rate {rate}"] = _figure(told.recall(float(rate)), "share", len(pairs))
    low, high = told.interval(1e-3)
    figures["its 95 % interval, low"] = _figure(low, "share", len(pairs))
    figures["its 95 % interval, high"] = _figure(high, "share", len(pairs))
    figures["strangers compared"] = _figure(len(told.strangers), "pairs", len(told.strangers))
    often = [pair for pair in pairs if pair.count > 1]
    if 100 <= len(often) < len(pairs):
        figures["recall at 1e-3, pairs met twice or more"] = _figure(
            recognition(often).recall(1e-3), "share", len(often)
        )
    for way, found in finding(pairs).items():
        figures[f"one word found, {way}"] = _figure(found.recall, "share", len(pairs))
        figures[f"words met per million words, {way}"] = _figure(found.per_million, "words", len(pairs))
    return figures


def key_figures(pairs: Sequence[NamePair], *, people: int = 10_000) -> Figures:
    """How many people's keys are met by the other script's spelling; no database, so as many as make the share sure."""
    figures: Figures = {}
    sought = list(_sought(pairs, people))
    for asked, stored in (("arabic", "latin"), ("latin", "arabic")):
        met = 0
        for person in sought:
            held = set(stored_keys(_keyed(person, stored), person.birth).birth_keys)
            met += not held.isdisjoint(searched_keys(_keyed(person, asked), person.birth).birth_keys)
        figures[f"keys met by the other script, {asked} asked"] = _figure(met / people, "share", people)
    return figures


@dataclass(frozen=True, slots=True)
class _Invented:
    id: UUID
    given: NamePair
    family: NamePair
    birth: PartialDate


def register_figures(
    pairs: Sequence[NamePair], *, persons: int, searches: int, told: Callable[[str], object], bare: bool = False
) -> Figures:
    """Fills the empty table `person`, asks, and answers the figures. The database is given up afterwards.

    `bare` builds the indices once the table is full, which only the tables' owner may: a register is entered once, and
    how fast it is asked is what is measured.
    """
    figures: Figures = {}
    sought = list(_sought(pairs, searches))
    began = time.perf_counter()
    told(f"entering {persons} persons …")
    with connection.cursor() as cursor:
        if bare:
            cursor.execute("DROP INDEX person_name_keys, person_birth_keys")
        _enter(_crowd(pairs, persons), script="both")
        for script in ("arabic", "latin"):
            _enter(iter(_numbered(sought, script)), script=script)
        for column in ("name_keys", "birth_keys") if bare else ():
            cursor.execute(f"CREATE INDEX person_{column} ON person USING gin ({column}) WITH (fastupdate = off)")
        if bare:
            cursor.execute("ANALYZE person")
        cursor.execute("SELECT pg_relation_size('person_name_keys') + pg_relation_size('person_birth_keys')")
        size = cursor.fetchone()[0]
        cursor.execute("SELECT count(*) FROM person")
        count = cursor.fetchone()[0]
    figures["persons entered"] = _figure(count, "persons", count)
    figures["entering them with their keys"] = _figure(time.perf_counter() - began, "s", count)
    figures["size of the two indices per person"] = _figure(size / count, "bytes", count)
    waits: list[float] = []
    work: list[float] = []
    busy = _Busy()
    for asked, stored in (("arabic", "latin"), ("latin", "arabic")):
        told(f"asking {len(sought)} names in {asked} letters …")
        targets = _numbered(sought, stored)
        keyed = [(_keyed(p, asked), p.birth) for p in sought]
        # The channel's first use reads its file and its spellings are kept: a served program is warm.
        persons_alike(*keyed[0])
        hits = by_name = met = met_by_name = best = 0
        for (name, birth), target in zip(keyed, targets, strict=True):
            keys = searched_keys(name, birth)
            candidates = _ids(keys)
            hits += target.id in candidates
            met += len(candidates)
            alone = _ids(searched_keys(name))
            by_name += target.id in alone
            met_by_name += len(alone)
            start, before = time.perf_counter(), busy.seconds()
            answers = persons_alike(name, birth, most=10)
            waits.append(1000 * (time.perf_counter() - start))
            work.append(1000 * (busy.seconds() - before))
            best += any(each.id == target.id for each in answers)
        n, scale = len(sought), 1e6 / count
        figures[f"person found by the other script, {asked} asked"] = _figure(hits / n, "share", n)
        figures[f"candidates per million, {asked} asked"] = _figure(met / n * scale, "persons", n)
        figures[f"found without the birth date, {asked} asked"] = _figure(by_name / n, "share", n)
        figures[f"candidates without the birth date, {asked} asked"] = _figure(met_by_name / n * scale, "persons", n)
        figures[f"among the ten best, {asked} asked"] = _figure(best / n, "share", n)
    for share in (50, 95, 99):
        figures[f"search among persons, p{share}"] = _figure(float(np.percentile(waits, share)), "ms", len(waits))
    for share in (50, 95):
        # What a search costs whatever else the machine does.
        figures[f"work of a search, p{share}"] = _figure(float(np.percentile(work, share)), "ms CPU", len(work))
    figures["work of a search, mean"] = _figure(float(np.mean(work)), "ms CPU", len(work))
    return figures


class _Busy:
    """Processor time of this process and of its PostgreSQL backend, where the system tells it."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._told = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")

    def seconds(self) -> float:
        own = time.process_time()
        try:
            return own + int(self._told.read_text(encoding="ascii").split()[0]) / 1e9
        except OSError:
            return own


def _crowd(pairs: Sequence[NamePair], count: int) -> Iterator[_Invented]:
    """People with frequent given names (this project's own, by rank) and family names of the file, by rank."""
    r = np.random.default_rng(7)
    given = [pair for pair in own_pairs() if pair.count > 1]
    given += list(pairs[: len(pairs) // 4])
    family = list(pairs)
    # Zipf with a flat head: the first given name has about 3 %, the first family name about 0.1 %.
    givens = r.choice(len(given), count, p=_shares(len(given), 12.0))
    families = r.choice(len(family), count, p=_shares(len(family), 80.0))
    days = r.integers(0, 90 * 365, count)
    yearly = r.random(count) < 0.1
    for place in range(count):
        yield _Invented(
            UUID(int=place + 1), given[givens[place]], family[families[place]], _birth(days[place], yearly[place])
        )


def _sought(pairs: Sequence[NamePair], count: int) -> Iterator[_Invented]:
    """Two names of the file each, every tenth born in a year only."""
    r = Random(11)  # noqa: S311 - a repeatable drawing, nothing secret
    for place in range(count):
        given, family = r.choice(pairs), r.choice(pairs)
        yield _Invented(UUID(int=place), given, family, _birth(r.randrange(90 * 365), place % 10 == 0))


def _numbered(sought: Sequence[_Invented], script: str) -> list[_Invented]:
    start = (1 << 100) + (0 if script == "arabic" else 1 << 90)
    return [_Invented(UUID(int=start + n), p.given, p.family, p.birth) for n, p in enumerate(sought)]


def _birth(days: int, yearly: bool) -> PartialDate:
    day = _DAY - timedelta(days=int(days))
    return PartialDate(day.year) if yearly else PartialDate.of(day)


def _shares(count: int, flat: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    weights = 1.0 / (np.arange(count) + flat)
    return np.asarray(weights / weights.sum())


def _keyed(person: _Invented, script: str) -> KeyedName:
    return KeyedName(_written(person.given, script), _written(person.family, script))


def _written(pair: NamePair, script: str) -> WrittenName:
    return WrittenName(
        (pair.arabic,) if script in ("arabic", "both") else (), (pair.latin,) if script in ("latin", "both") else ()
    )


def _enter(people: Iterator[_Invented], *, script: str) -> None:
    """Into the table itself: the door would also write a million journal entries, which is another measurement."""
    columns = ("id", "identity", "name_ar", "name_latin", "arabic_key", "latin_key", "name_keys", "birth_keys", "birth",
               "birth_year", "sex", "origin", "created_at")  # fmt: skip
    rows: list[tuple[Any, ...]] = []
    for person in people:
        keys = stored_keys(_keyed(person, script), person.birth)
        arabic = f"{person.given.arabic} {person.family.arabic}" if script != "latin" else ""
        latin = f"{person.given.latin} {person.family.latin}" if script != "arabic" else ""
        numbers = ("{" + ",".join(map(str, half)) + "}" for half in (keys.name_keys, keys.birth_keys))
        rows.append((person.id, {}, arabic, latin, arabic, latin, *numbers, str(person.birth), person.birth.year, "X",
                     "bench", "2026-01-01 00:00:00+00"))  # fmt: skip
        if len(rows) >= BATCH:
            copy_rows("person", columns, rows)
            rows = []
    copy_rows("person", columns, rows)


def _ids(keys: SearchedKeys) -> set[UUID]:
    """All candidates, without a limit: what the budget is counted on."""
    meets = " AND ".join("name_keys && %s::integer[]" for _half in keys.words)
    values = [list(half) for half in keys.words]
    if keys.birth_keys:
        meets = f"({meets}) OR birth_keys && %s::integer[]"
        values.append(list(keys.birth_keys))
    return {row[0] for row in asked_by_keys(f"SELECT id FROM person WHERE {meets}", values)}  # noqa: S608 - own text


def _figure(value: float, unit: str, n: int) -> dict[str, Any]:
    return {"value": round(float(value), 4), "unit": unit, "n": n}
