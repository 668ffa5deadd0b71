"""Invented people of a rural area, any number of them, one at a time, the same for the same seed.

They have what makes registration hard: names with particles and apostrophes, no family name, sixty letters; births
of which only the year is known; addresses that are a douar, its commune and caïdat; minors with a representative;
twins and namesakes at will. Nobody has a telephone. `identity_map` gives the shape of `foundation/rules/persons.py`.

Each person is drawn from their own stream, so that person 5 000 needs no walk through the others. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Any, Final

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.specimens import word_lists as w
from bitaqa.foundation.specimens.naming import family_name, given_name
from bitaqa.foundation.specimens.streams import stream
from bitaqa.foundation.specimens.word_lists import Pair

_NUMBERS: Final = 10_000_000


class AgeGroup(StrEnum):
    """Groups with their own rules: no fingers under 12, a representative under 18, priority for the first two."""

    ELDERLY = "elderly"  # 60 and over
    PUPIL = "pupil"  # 16 to 19
    ADULT = "adult"  # 20 to 59
    CHILD_12_15 = "child_12_15"
    CHILD_UNDER_12 = "child_under_12"


_AGES: Final[Mapping[AgeGroup, tuple[int, int]]] = {
    AgeGroup.ELDERLY: (60, 94),
    AgeGroup.PUPIL: (16, 19),
    AgeGroup.ADULT: (20, 59),
    AgeGroup.CHILD_12_15: (12, 15),
    AgeGroup.CHILD_UNDER_12: (3, 11),
}
RURAL_MIX: Final[Mapping[AgeGroup, float]] = {
    AgeGroup.ELDERLY: 0.22,
    AgeGroup.PUPIL: 0.24,
    AgeGroup.ADULT: 0.42,
    AgeGroup.CHILD_12_15: 0.07,
    AgeGroup.CHILD_UNDER_12: 0.05,
}


@dataclass(frozen=True, slots=True)
class SpecimenRepresentative:
    """The adult who acts for a minor; `capacity` is a code of `rules.persons.Capacity`."""

    capacity: str
    given: Pair
    family: Pair
    national_number: str


@dataclass(frozen=True, slots=True)
class SpecimenPerson:
    """One invented person. Pairs are (Arabic, Latin); `body` is the seed of face, fingers and signature."""

    index: int
    body: int
    group: AgeGroup
    given: Pair
    family: Pair  # ("", "") when there is none
    sex: str  # F, M or X, as rules.persons.Sex
    drawn_female: bool  # what the portrait shows
    birth: PartialDate
    age: int
    birth_place: Pair
    father: Pair
    mother: Pair
    douar: Pair
    commune: Pair
    caidat: Pair
    national_number: str
    civil_status_number: str
    special_needs: bool
    representative: SpecimenRepresentative | None
    like: int | None = None  # index of the twin or namesake

    def whole_name(self, script: int) -> str:
        """Given and family name; `script` 0 Arabic, 1 Latin."""
        return f"{self.given[script]} {self.family[script]}".strip()

    def address_lines(self, script: int) -> tuple[str, str]:
        """A complete rural address: the douar, then commune and caïdat."""
        if script == 0:
            return f"دوار {self.douar[0]}", f"جماعة {self.commune[0]}، قيادة {self.caidat[0]}"
        return f"Douar {self.douar[1]}", f"Commune {self.commune[1]}, caïdat {self.caidat[1]}"

    def identity_map(self, place: str) -> dict[str, Any]:
        """Plain map of `rules.persons.Identity`; `place` is the code of the place the address lies in."""
        return {
            "names": {
                "arabic": {"given": self.given[0], "family": self.family[0]},
                "latin": {"given": self.given[1], "family": self.family[1]},
                "latin_from": "civil_status",
            },
            "sex": self.sex,
            "birth": str(self.birth),
            "birth_place_ar": self.birth_place[0],
            "birth_place_latin": self.birth_place[1],
            "nationality": "MAR",
            "parents": {
                "father_ar": self.father[0],
                "father_latin": self.father[1],
                "mother_ar": self.mother[0],
                "mother_latin": self.mother[1],
            },
            "civil_status_number": self.civil_status_number,
            "address": {
                "place": place,
                "lines_ar": list(self.address_lines(0)),
                "lines_latin": list(self.address_lines(1)),
            },
        }

    def representative_map(self) -> dict[str, Any] | None:
        """Plain map of `rules.persons.LegalRepresentative`, None for adults."""
        who = self.representative
        if who is None:
            return None
        return {
            "capacity": who.capacity,
            "names": {
                "arabic": {"given": who.given[0], "family": who.family[0]},
                "latin": {"given": who.given[1], "family": who.family[1]},
                "latin_from": "civil_status",
            },
            "national_number": who.national_number,
            "paper": "guardianship_act" if who.capacity in ("guardian", "kafala") else "guardian_card",
            "paper_number": who.national_number,
            "signed": True,
        }


def people(
    seed: int,
    n: int,
    *,
    as_of: date = date(2026, 1, 1),
    mix: Mapping[AgeGroup, float] = RURAL_MIX,
    twins: float = 0.004,
    namesakes: float = 0.01,
) -> Iterator[SpecimenPerson]:
    """`n` people, streaming. `twins` and `namesakes` are the shares of people who resemble the one before them."""
    return (person(seed, i, as_of=as_of, mix=mix, twins=twins, namesakes=namesakes) for i in range(n))


def person(
    seed: int,
    index: int,
    *,
    as_of: date = date(2026, 1, 1),
    mix: Mapping[AgeGroup, float] = RURAL_MIX,
    twins: float = 0.004,
    namesakes: float = 0.01,
) -> SpecimenPerson:
    """Person `index` of `seed`, without drawing the others. Twins and namesakes have odd indices."""
    if index % 2:
        lot = stream(seed, "likeness", index).random() / 2  # only odd indices draw, so half the lots
        if lot < twins + namesakes:
            other = _drawn(seed, index - 1, as_of, mix)
            return _twin(seed, index, other) if lot < twins else _namesake(seed, index, other, as_of)
    return _drawn(seed, index, as_of, mix)


def national_number(seed: int, index: int) -> str:
    """A number no real range uses (`SP` for specimen), different for the first ten million people of a seed."""
    start = stream(seed, "numbers").randrange(_NUMBERS)
    return f"SP{(start + index * 7_368_787) % _NUMBERS:07d}"  # the factor shares no divisor with ten million


def _drawn(seed: int, index: int, as_of: date, mix: Mapping[AgeGroup, float]) -> SpecimenPerson:
    r = stream(seed, "person", index)
    group = r.choices(list(mix), list(mix.values()))[0]
    female = r.random() < 0.52
    low, high = _AGES[group]
    born = _birth_day(r, as_of, r.randint(low, high))
    family = family_name(r)
    father, mother = r.choice(w.MALE), r.choice(w.FEMALE)
    commune, caidat = r.choice(w.COMMUNES)
    age = _age(born, as_of)
    number = national_number(seed, index)
    given = given_name(r, female, father, bare=not family[0])
    return SpecimenPerson(
        index=index,
        body=r.getrandbits(62),
        group=group,
        given=given,
        family=family,
        sex="X" if r.random() < 0.004 else "F" if female else "M",
        drawn_female=female,
        birth=_known_part(r, born, group),
        age=age,
        birth_place=r.choice(w.BIRTHPLACES),
        father=father,
        mother=mother,
        douar=r.choice(w.DOUARS),
        commune=commune,
        caidat=caidat,
        national_number=number,
        civil_status_number=f"{r.randint(1, 1900)}/{born.year}",
        special_needs=r.random() < 0.03,
        representative=_representative(r, seed, index, family, father, mother) if age < 18 else None,
    )


def _birth_day(r: Random, as_of: date, age: int) -> date:
    first = _years_before(as_of, age + 1) + timedelta(days=1)
    return first + timedelta(days=r.randrange((_years_before(as_of, age) - first).days + 1))


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _age(born: date, as_of: date) -> int:
    return as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))


def _known_part(r: Random, born: date, group: AgeGroup) -> PartialDate:
    """The older the paper, the less it says: a third of the elderly have a year only."""
    lot = r.random()
    unknown = {AgeGroup.ELDERLY: 0.34, AgeGroup.ADULT: 0.05}.get(group, 0.004)
    if lot < unknown * 0.8:
        return PartialDate(born.year)
    if lot < unknown:
        return PartialDate(born.year, born.month)
    return PartialDate.of(born)


def _representative(
    r: Random, seed: int, index: int, family: Pair, father: Pair, mother: Pair
) -> SpecimenRepresentative:
    capacity = r.choices(("father", "mother", "guardian", "kafala"), (0.62, 0.28, 0.07, 0.03))[0]
    number = national_number(seed, index + _NUMBERS // 2)
    if capacity == "father":
        return SpecimenRepresentative(capacity, father, family, number)
    given = mother if capacity == "mother" else r.choice(w.MALE)
    own = family_name(r)
    return SpecimenRepresentative(capacity, given, own, number)


def _twin(seed: int, index: int, other: SpecimenPerson) -> SpecimenPerson:
    """Same parents, day, place and house; another given name, another body, another number."""
    r = stream(seed, "twin", index)
    names = [n for n in (w.FEMALE if other.drawn_female else w.MALE) if n[1] not in other.given[1]]
    given = r.choice(names)
    if not other.family[0]:
        given = f"{given[0]} {other.given[0].split(' ', 1)[1]}", f"{given[1]} {other.given[1].split(' ', 1)[1]}"
    return replace(
        other, index=index, body=r.getrandbits(62), given=given, like=other.index,
        national_number=national_number(seed, index), special_needs=False,
    )  # fmt: skip


def _namesake(seed: int, index: int, other: SpecimenPerson, as_of: date) -> SpecimenPerson:
    """The same names in both scripts and the same year of birth; everything else is someone else's."""
    r = stream(seed, "namesake", index)
    day = date(other.birth.year, r.randint(1, 12), r.randint(1, 28))
    day = other.birth.earliest() if _age(day, as_of) != other.age else day
    commune, caidat = r.choice(w.COMMUNES)
    return replace(
        other, index=index, body=r.getrandbits(62), like=other.index, birth=PartialDate.of(day), age=other.age,
        birth_place=r.choice(w.BIRTHPLACES), father=r.choice(w.MALE), mother=r.choice(w.FEMALE),
        douar=r.choice(w.DOUARS), commune=commune, caidat=caidat, national_number=national_number(seed, index),
        civil_status_number=f"{r.randint(1, 1900)}/{day.year}",
    )  # fmt: skip
