"""What engines found, as people: references become persons of the register or pending files, each once.

Reads only. The claimed person is compared one to one even when no engine brought them up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.persons import door as persons

from ..domain import Keys
from ..models import Identification
from .keeping import templates_of


@dataclass(frozen=True, slots=True)
class Alike:
    """Someone whose fingers an engine found alike: a person, or an application that has none yet.

    `pending`: the application may still become a person.
    """

    kind: str
    id: UUID
    keys: Keys
    document_type: str
    fingers: Mapping[int, float]
    hands_exchanged: bool
    pending: bool


def alike_of(ids: Sequence[UUID]) -> dict[UUID, list[Alike]]:
    """For each application whom the engines found, the best score of each finger. Three round trips."""
    rows = Identification.objects.filter(application__in=ids, answered_at__isnull=False).values_list(
        "application", "found"
    )
    told = [(id_, each) for id_, found in rows for each in found]
    files = applications.applications_by_id(UUID(each["reference"]) for _, each in told)
    people = persons.persons_by_id(file.person for file in files.values() if file.person)
    leading = persons.persons_by_id(person.merged_into for person in people.values() if person.merged_into)
    found: dict[UUID, dict[UUID, Alike]] = {}
    for id_, each in told:
        file = files.get(UUID(each["reference"]))
        if file is None or file.id == id_:
            continue
        one = _alike(file, people, leading, each)
        known = found.setdefault(id_, {}).get(one.id)
        found[id_][one.id] = one if known is None else _together(known, one)
    return {id_: list(each.values()) for id_, each in found.items()}


def _alike(
    file: ApplicationValue,
    people: Mapping[UUID, persons.PersonValue],
    leading: Mapping[UUID, persons.PersonValue],
    told: Mapping[str, object],
) -> Alike:
    fingers = {int(at): float(score) for at, score in dict(told["fingers"]).items()}  # type: ignore[call-overload]
    exchanged = bool(told.get("exchanged"))
    person = people.get(file.person) if file.person else None
    if person is not None and person.merged_into:
        person = leading.get(person.merged_into, person)
    identity = person.identity if person is not None else file.identity
    id_ = person.id if person is not None else file.id
    keys = persons.search_keys(identity)
    return Alike(
        "person" if person is not None else "application", id_,
        Keys(id_, keys.arabic_key, keys.latin_key, identity.birth, identity.sex.value),
        file.document_type, fingers, exchanged, file.state in applications.PENDING,
    )  # fmt: skip


def _together(one: Alike, other: Alike) -> Alike:
    """Two captures, or two engines' words, of one person: the best of each finger."""
    best = dict(one.fingers)
    for at, score in other.fingers.items():
        best[at] = max(score, best.get(at, 0.0))
    return Alike(
        one.kind, one.id, one.keys, one.document_type, best, one.hands_exchanged and other.hands_exchanged,
        one.pending or other.pending,
    )  # fmt: skip


def one_to_one(claimed: Mapping[UUID, UUID], alike: Mapping[UUID, Sequence[Alike]]) -> dict[UUID, Mapping[int, float]]:
    """For each application the scores against the person it claims to be about; without fingers on either side, none.

    An engine's finding is taken; only who was not found is compared here. Four round trips, fewer when all were found.
    """
    found: dict[UUID, Mapping[int, float]] = {
        id_: one.fingers for id_, person in claimed.items() for one in alike.get(id_, ()) if one.id == person
    }
    left = {id_: person for id_, person in claimed.items() if id_ not in found}
    if not left:
        return found
    from bitaqa.foundation.matching.comparer import finger_score
    from bitaqa.foundation.matching.engine import indexed_fingers

    on_file = {person: file.id for person, file in applications.captured_of_persons(left.values()).items()}
    pairs = {id_: on_file[person] for id_, person in left.items() if person in on_file and on_file[person] != id_}
    templates = templates_of([*pairs.keys(), *pairs.values()]) if pairs else {}
    for id_, other in pairs.items():
        if id_ in templates and other in templates:
            mine, theirs = indexed_fingers(templates[id_]), indexed_fingers(templates[other])
            found[id_] = {int(at): finger_score(mine[at], theirs[at]) for at in mine if at in theirs}
    return found
