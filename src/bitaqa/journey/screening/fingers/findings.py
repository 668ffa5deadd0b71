"""What engines found, as people: references become persons of the register or pending files, each once.

Reads only. The claimed person is compared one to one even when no engine brought them up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
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
    left = {(id_, "person", person) for id_, person in claimed.items() if id_ not in found}
    return found | {id_: scores for (id_, _kind, _person), scores in confronted(left).items()}


def confronted(pairs: Set[tuple[UUID, str, UUID]]) -> dict[tuple[UUID, str, UUID], Mapping[int, float]]:
    """Scores by finger of each pair (application, kind and id of the other) whose fingers both are kept.

    Four round trips whatever the number; none without pairs.
    """
    if not pairs:
        return {}
    from bitaqa.foundation.matching.comparer import finger_score
    from bitaqa.foundation.matching.engine import indexed_fingers

    captured = applications.captured_of_persons({other for _, kind, other in pairs if kind == "person"})
    on_file = {
        pair: captured[pair[2]].id if pair[1] == "person" else pair[2]
        for pair in pairs
        if pair[1] != "person" or pair[2] in captured
    }
    compared = {pair: file for pair, file in on_file.items() if file != pair[0]}
    templates = templates_of(sorted({pair[0] for pair in compared} | set(compared.values()))) if compared else {}
    prepared = {id_: indexed_fingers(held) for id_, held in templates.items()}
    return {
        pair: {
            int(at): finger_score(mine, prepared[file][at])
            for at, mine in prepared[pair[0]].items()
            if at in prepared[file]
        }
        for pair, file in compared.items()
        if pair[0] in prepared and file in prepared
    }
