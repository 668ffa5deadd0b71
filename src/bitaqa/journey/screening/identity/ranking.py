"""Whom somebody without papers may be: persons of the register ranked by fingers and facts. Reads only.

What the engines found alike comes first, then what names, birth, parents and place weigh together (`weighing.py`, with
the rarity of the name). Fingers that were compared and are nowhere near alike put a person last. A rank is not
evidence: it says about whom to ask. Dead people are shown, and said to be dead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from bitaqa.foundation.names.normal import arabic_key
from bitaqa.foundation.names.similarity import likenesses
from bitaqa.foundation.rules.persons import Identity
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue

from ..approving import keys_of, people_like
from ..domain import RESPELLED
from ..fingers.findings import alike_of, confronted
from ..gathering import name_words
from ..policy import policies_of
from ..rules import Pair, ScreeningPolicy, mean_of_best
from ..weighing import weigh
from .proof import Fingers

WEIGHED = 60
"""So many people of like names are weighed, and at most so many of them compared finger by finger."""
LEAST_WEIGHT = 2.0
"""Below it nothing speaks for a person whose fingers say nothing."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One person; `agrees` names what the file and the register say alike, never what they say."""

    person: UUID
    weight: float
    parts: Mapping[str, float]
    held_back: str
    fingers: Mapping[int, float]
    said: Fingers
    agrees: tuple[str, ...]
    died: bool

    def to_map(self) -> dict[str, Any]:
        """As the search keeps it."""
        return {
            "person": str(self.person),
            "weight": round(self.weight, 1),
            "parts": {name: round(value, 1) for name, value in self.parts.items() if value},
            "held_back": self.held_back,
            "fingers": {str(at): round(score, 2) for at, score in sorted(self.fingers.items())},
            "said": self.said.value,
            "agrees": list(self.agrees),
            "died": self.died,
        }


def ranked_persons(file: ApplicationValue, *, most: int) -> list[Ranked]:
    """The likeliest first, at most `most`. A fixed number of round trips."""
    rules, names = policies_of([file])[file.id], file.identity.names
    alike = {one.id: one.fingers for one in alike_of([file.id]).get(file.id, ()) if one.kind == "person"}
    met = {person.id for person in people_like([keys_of(file)])} | set(alike)
    met |= {person.id for person in persons.persons_alike(persons.keyed_name(names), file.birth, most=WEIGHED)}
    people = persons.persons_by_id(met)
    bearers = persons.bearers_of({arabic_key(one.name_ar) for one in people.values()})
    register = persons.register_size()
    weighed = {id_: _weighed(file.identity, one, bearers, register) for id_, one in people.items()}
    asked = sorted(set(people) - set(alike), key=lambda id_: (-weighed[id_][0], id_))[:WEIGHED]
    compared = {pair[2]: scores for pair, scores in confronted({(file.id, "person", id_) for id_ in asked}).items()}
    found = []
    for id_, person in people.items():
        weight, parts, held_back = weighed[id_]
        fingers = alike.get(id_) or compared.get(id_, {})
        said = said_by(fingers, rules)
        if said is not Fingers.ALIKE and weight < LEAST_WEIGHT:
            continue
        agrees = tuple(name for name, value in parts.items() if value > 0)
        found.append(Ranked(id_, weight, parts, held_back, fingers, said, agrees, person.died_on is not None))
    return sorted(found, key=_order)[:most]


_TURN = {Fingers.ALIKE: 0, Fingers.UNKNOWN: 1, Fingers.AGAINST: 2}


def _order(one: Ranked) -> tuple[Any, ...]:
    alike = -mean_of_best(one.fingers) if one.said is Fingers.ALIKE else 0
    return (_TURN[one.said], alike, -one.weight, one.person)


def said_by(fingers: Mapping[int, float], rules: ScreeningPolicy) -> Fingers:
    """What the policy's own lines about fingers say of these scores."""
    if rules.said_of(Pair(fingers=fingers)) is not None:
        return Fingers.ALIKE
    return Fingers.AGAINST if rules.speak_against(fingers) else Fingers.UNKNOWN


def _weighed(
    mine: Identity, known: PersonValue, bearers: Mapping[str, int], register: int
) -> tuple[float, Mapping[str, float], str]:
    own = name_words(mine.names.arabic.whole(), mine.names.latin.whole())
    likeness = likenesses(own, [name_words(known.name_ar, known.name_latin)])[0]
    weight = weigh(
        mine, known.identity, name=likeness.log_odds, weakest=likeness.weakest,
        bearers=bearers.get(arabic_key(known.name_ar), 1), register=register,
    )  # fmt: skip
    parts = weight.parts if likeness.weakest >= RESPELLED else {**weight.parts, "name": min(0.0, weight.parts["name"])}
    return weight.total, parts, weight.held_back
