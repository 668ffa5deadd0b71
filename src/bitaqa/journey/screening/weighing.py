"""How much speaks for two records being one person: Fellegi-Sunter weights, in natural log-odds. Pure.

Each part is log(how often it agrees so for one person / how often for two strangers). Names come from the calibrated
likeness of `foundation.names`, and an equal name weighs no more than its rarity in the register allows (term
frequency): two people called like three thousand others are not thereby one.

Parts are not independent in three known ways, which is why sums alone are not believed:
- **twins and siblings** share birth day or year, family name, parents and place: without a given name that agrees,
  nothing else counts;
- **father and son** (or grandfather) may share the whole name: born ten years apart or more, nothing else counts;
- **namesakes** agree in a frequent name and a year: the rarity of the name bounds what it says.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.names.normal import arabic_key
from bitaqa.foundation.rules.persons import Identity

SAME_DAY: Final = 9.5
"""Of 25,000 birth days of the living one agrees by chance; one paper in a hundred is wrong."""
SAME_MONTH: Final = 4.0
DAY_FOR_MONTH: Final = 4.5
NEXT_YEAR: Final = 3.0
COMPATIBLE: Final = 3.5
OTHER_BIRTH: Final = -5.0
SAME_SEX: Final = 0.7
OTHER_SEX: Final = -4.0
SAME_PARENT: Final = 3.5
OTHER_PARENT: Final = -2.5
SAME_PLACE: Final = 1.8
OTHER_PLACE: Final = -0.9
SAME_CIVIL_STATUS: Final = 8.0
GIVEN_AGREES: Final = 2.0
GENERATION_YEARS: Final = 10
_SMALLEST_REGISTER: Final = 20_000
"""Rarity is not read off a register smaller than that: everybody would be rare in it."""


@dataclass(frozen=True, slots=True)
class Weight:
    """The sum, and its parts by name. `held_back`: why other parts were not believed (`siblings`, `generation`)."""

    total: float
    parts: Mapping[str, float]
    held_back: str = ""


def weigh(applicant: Identity, known: Identity, *, name: float, weakest: float, bearers: int, register: int) -> Weight:
    """`name` and `weakest`: log-odds of the whole names and of their least alike words; `bearers`: people of the
    register called like `known`, of `register` in all."""
    rarity = math.log(max(register, _SMALLEST_REGISTER) / max(1, bearers))
    parts = {
        "name": min(name, rarity),
        "birth": birth_weight(applicant.birth, known.birth),
        "sex": SAME_SEX if applicant.sex == known.sex else 0.0 if "X" in (applicant.sex, known.sex) else OTHER_SEX,
        "mother": _text(applicant.parents.mother_ar, known.parents.mother_ar, SAME_PARENT, OTHER_PARENT),
        "father": _text(applicant.parents.father_ar, known.parents.father_ar, SAME_PARENT, OTHER_PARENT),
        "birth_place": _text(applicant.birth_place_ar, known.birth_place_ar, SAME_PLACE, OTHER_PLACE),
        "civil_status": SAME_CIVIL_STATUS
        if applicant.civil_status_number and applicant.civil_status_number == known.civil_status_number
        else 0.0,
    }
    total = sum(parts.values())
    if weakest < GIVEN_AGREES:
        return Weight(min(total, weakest), parts, "siblings")
    if years_apart(applicant.birth, known.birth) >= GENERATION_YEARS:
        return Weight(min(total, OTHER_BIRTH), parts, "generation")
    return Weight(total, parts)


def birth_weight(one: PartialDate, other: PartialDate) -> float:
    """Equal days, slips of the pen (another day, day for month, the year beside), unknown parts, another birth."""
    if one.complete and other.complete:
        a, b = one.earliest(), other.earliest()
        if a == b:
            return SAME_DAY
        if (a.year, a.month) == (b.year, b.month):
            return SAME_MONTH
        if a.year == b.year and (a.month, a.day) == (b.day, b.month):
            return DAY_FOR_MONTH
        if (a.month, a.day) == (b.month, b.day) and abs(a.year - b.year) == 1:
            return NEXT_YEAR
        return OTHER_BIRTH
    return COMPATIBLE if one.may_equal(other) else OTHER_BIRTH


def years_apart(one: PartialDate, other: PartialDate) -> int:
    return abs(one.earliest().year - other.earliest().year)


def _text(one: str, other: str, same: float, different: float) -> float:
    """What is unknown on either side says nothing."""
    if not one or not other:
        return 0.0
    return same if arabic_key(one) == arabic_key(other) else different
