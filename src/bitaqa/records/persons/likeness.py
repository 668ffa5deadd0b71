"""Who in the register has a name like this one: candidates by indexed keys, ranked by how alike the names are.

Two steps. The keys of `foundation.names.blocking` stand in two indexed columns and give a few dozen rows out of a
million in one round trip; the few are compared letter by letter. Answers carry log-odds: evidence for people and for
screening, never an identification. Entries joined to another are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.names.blocking import (
    KeyedName,
    SearchedKeys,
    same_day_keys,
    searched_keys,
    stored_keys,
    text_keys,
)
from bitaqa.foundation.names.similarity import Likeness, likenesses
from bitaqa.foundation.names.written import WrittenName, arabic_words, latin_words, written_name
from bitaqa.foundation.rules.persons import Identity, PersonNames

COMPARED = 2000
"""At most so many rows are compared for one question; a question that meets more is too wide to rank."""
WORTH_SHOWING = 2.0
"""Log-odds of the least alike words from which a person is shown to someone who searches."""


@dataclass(frozen=True, slots=True)
class AlikePerson:
    """A person of the register whose name is like the one asked for."""

    id: UUID
    birth: PartialDate
    sex: str
    died: bool
    likeness: Likeness


def keyed_name(names: PersonNames) -> KeyedName:
    """Given and family names in both scripts (and Tifinagh, as Latin) as words."""
    arabic, latin, tifinagh = names.arabic, names.latin, names.tifinagh
    given = written_name(arabic.given, latin.given, tifinagh.given if tifinagh else "")
    return KeyedName(given, written_name(arabic.family, latin.family, tifinagh.family if tifinagh else ""))


def key_columns(identity: Identity) -> tuple[list[int], list[int]]:
    """What stands in `name_keys` and `birth_keys`."""
    keys = stored_keys(keyed_name(identity.names), identity.birth)
    return list(keys.name_keys), list(keys.birth_keys)


def whole(name: KeyedName) -> WrittenName:
    return WrittenName(name.given.arabic + name.family.arabic, name.given.latin + name.family.latin)


def persons_alike(name: KeyedName, birth: PartialDate | None = None, *, most: int = 50) -> list[AlikePerson]:
    """The persons whose names are most like this one, best first. One round trip.

    With a birth date, a name misheard in one word is found by the other and the date.
    """
    return _ranked(whole(name), searched_keys(name, birth), most)


def persons_named(text: str, *, most: int = 50, weakest: float = WORTH_SHOWING) -> list[AlikePerson]:
    """The persons whose names are most like the words of a text in any script, best first. One round trip."""
    name = written_name(text)
    if not name:
        return []
    found = _ranked(name, text_keys(name), COMPARED)
    return [person for person in found if person.likeness.weakest >= weakest][:most]


def _ranked(name: WrittenName, keys: SearchedKeys, most: int) -> list[AlikePerson]:
    rows = _candidates(keys)
    words = [(arabic_words(row[1]), latin_words(row[2])) for row in rows]
    # Namesakes are compared once: a frequent name has thousands of bearers and a dozen spellings.
    spelled = list(dict.fromkeys(words))
    told = likenesses(name, [WrittenName(arabic, latin) for arabic, latin in spelled])
    likeness = dict(zip(spelled, told, strict=True))
    found = [
        AlikePerson(row[0], PartialDate.parse(row[3]), row[4], row[5], likeness[spelling])
        for row, spelling in zip(rows, words, strict=True)
    ]
    return sorted(found, key=lambda person: (-person.likeness.log_odds, person.id))[:most]


def _candidates(keys: SearchedKeys) -> Sequence[tuple[UUID, str, str, str, str, bool]]:
    """Rows whose name keys meet every half of the name, or whose birth keys meet the date's."""
    meets = " AND ".join("name_keys && %s::integer[]" for _half in keys.words)
    values: list[list[int]] = [list(half) for half in keys.words]
    if keys.birth_keys:
        meets = f"({meets}) OR birth_keys && %s::integer[]" if meets else "birth_keys && %s::integer[]"
        values.append(list(keys.birth_keys))
    if not meets:
        return []
    return asked_by_keys(
        # The inner question has no limit: with one, reading the whole table would look cheap.
        "SELECT * FROM (SELECT id, name_ar, name_latin, birth, sex, died_on IS NOT NULL FROM person "  # noqa: S608
        f"WHERE merged_into_id IS NULL AND ({meets}) OFFSET 0) AS met ORDER BY id LIMIT %s",
        [*values, COMPARED],
    )


def asked_by_keys(question: str, values: Sequence[Any]) -> list[Any]:
    """The answer of a question over `name_keys` or `birth_keys`, by their indices.

    PostgreSQL guesses far too many rows for fifty rare keys, and then reads the whole table (ten seconds for a
    million). It is told not to for this question alone; statistics cannot help before the first ANALYZE of an import.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL jit = off")
        cursor.execute(question, values)
        found = list(cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL jit = on")
    return found


def persons_alike_each(
    names: Mapping[UUID, tuple[KeyedName, PartialDate]],
) -> dict[UUID, list[AlikePerson]]:
    """For each of a batch of names, the persons born the same day of whose name a word is met, with their likeness.

    One round trip for the whole batch: what screening asks of newcomers. Without a full birth date, nobody.
    """
    asked = {id_: frozenset(same_day_keys(name, birth)) for id_, (name, birth) in names.items()}
    wanted = sorted(set().union(*asked.values()))
    if not wanted:
        return {}
    rows = asked_by_keys(
        "SELECT id, name_ar, name_latin, birth, sex, died_on IS NOT NULL, birth_keys FROM person "
        "WHERE merged_into_id IS NULL AND birth_keys && %s::integer[]",
        [wanted],
    )
    by_key: dict[int, list[int]] = {}
    for place, row in enumerate(rows):
        for key in row[6]:
            by_key.setdefault(key, []).append(place)
    found: dict[UUID, list[AlikePerson]] = {}
    for id_, keys in asked.items():
        places = sorted({place for key in keys for place in by_key.get(key, ())})
        others = [WrittenName(arabic_words(rows[place][1]), latin_words(rows[place][2])) for place in places]
        told = likenesses(whole(names[id_][0]), others)
        found[id_] = [
            AlikePerson(rows[p][0], PartialDate.parse(rows[p][3]), rows[p][4], rows[p][5], likeness)
            for p, likeness in zip(places, told, strict=True)
        ]
    return found
