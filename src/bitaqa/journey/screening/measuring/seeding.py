"""Invented people who come to the register, and the ways in which one of them comes twice. Pure: seeds in, files out.

The ways are those that registers meet: another spelling in one script or both, a birth day that is not known any more,
another name altogether, worn fingers, hands exchanged, one finger of somebody else, a child without fingers. Each is a
`Trick`; a trick that fingers alone can uncover is tried on people who have them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import Final

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.matching.templates import FingerPosition, encode_template
from bitaqa.foundation.names.variants import arabic_variants, latin_variants
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.people import SpecimenPerson, person

FOUR: Final = (
    FingerPosition.RIGHT_THUMB,
    FingerPosition.LEFT_THUMB,
    FingerPosition.RIGHT_INDEX,
    FingerPosition.LEFT_INDEX,
)
"""The index holds four fingers of each; taking the other six would cost time and change nothing here."""
FINGERS_FROM_AGE: Final = 12
WORN_FROM_AGE: Final = 60
ALIEN_SEED: Final = 1 << 60


class Trick(StrEnum):
    """How somebody comes a second time as if for the first."""

    SAME_DATA = "same_data"
    RESPELLED = "respelled"
    BIRTH_YEAR_ONLY = "birth_year_only"
    ANOTHER_NAME = "another_name"
    WORN_FINGERS = "worn_fingers"
    VERY_WORN_FINGERS = "very_worn_fingers"
    EXCHANGED_HANDS = "exchanged_hands"
    ONE_ALIEN_FINGER = "one_alien_finger"
    TWO_ALIEN_FINGERS = "two_alien_fingers"


WITHOUT_FINGERS: Final = (Trick.SAME_DATA, Trick.RESPELLED)
"""What a child under twelve, or anybody without fingers, can be known by."""
KINDS: Final = {ApplicationKind.RENEWAL: 0.70, ApplicationKind.DUPLICATE: 0.05, ApplicationKind.FIRST: 0.25}
"""The shares of F0.2, rounded."""
AGE_BANDS: Final = (("under 12", 0, 11), ("12 to 17", 12, 17), ("18 to 59", 18, 59), ("60 and over", 60, 200))


@dataclass(frozen=True, slots=True)
class Coming:
    """One file as it comes: who it says, which templates, and who it is in truth."""

    who: SpecimenPerson
    kind: ApplicationKind
    fingers: Mapping[int, bytes]
    body: int
    trick: Trick | None = None


def age_band(age: int) -> str:
    return next(name for name, low, high in AGE_BANDS if low <= age <= high)


def honest(seed: int, register: int, count: int) -> Iterator[Coming]:
    """`count` files of an ordinary campaign: renewals, duplicates and newcomers in the shares of `KINDS`.

    People `0` to `register - 1` are held already, by name; who follows is new. Nobody comes twice.
    """
    r = Random(seed)  # noqa: S311 - a benchmark repeats itself
    held, fresh = r.sample(range(register), count), register
    for one in held:
        (kind,) = r.choices(list(KINDS), list(KINDS.values()))
        who = person(seed, one if kind is not ApplicationKind.FIRST else fresh)
        fresh += kind is ApplicationKind.FIRST
        yield Coming(who, kind, fingers_of(who, take=1), who.body)


def twice(seed: int, came: Coming, trick: Trick) -> Coming:
    """The same body again, under first issue, by a trick."""
    r, who = Random(f"{seed}/{came.who.index}/{trick}"), came.who  # noqa: S311
    fingers = fingers_of(who, take=2, wear={Trick.WORN_FINGERS: 0.4, Trick.VERY_WORN_FINGERS: 0.6}.get(trick, 0.0))
    if trick is Trick.RESPELLED:
        who = respelled(who, r)
    elif trick is Trick.BIRTH_YEAR_ONLY:
        who = replace(respelled(who, r), birth=PartialDate(who.birth.year))
    elif trick is not Trick.SAME_DATA:
        other = person(seed + 1, who.index)
        who = replace(other, birth=PartialDate(who.birth.year, *_another_day(r)), sex=who.sex, age=who.age)
    if trick is Trick.EXCHANGED_HANDS:
        fingers = exchanged(fingers)
    alien = {Trick.ONE_ALIEN_FINGER: 1, Trick.TWO_ALIEN_FINGERS: 2}.get(trick, 0)
    for position in FOUR[:alien]:
        fingers = {**fingers, int(position): _template(ALIEN_SEED + who.index, position, 1, 0.0)}
    return Coming(who, ApplicationKind.FIRST, fingers, came.body, trick)


def respelled(who: SpecimenPerson, r: Random) -> SpecimenPerson:
    """Each name once more as another office may have written it, in both scripts."""
    return replace(who, given=_respelled(who.given, r), family=_respelled(who.family, r))


def _respelled(pair: tuple[str, str], r: Random) -> tuple[str, str]:
    arabic = " ".join(next(arabic_variants(word, r, 1), word) for word in pair[0].split())
    latin = " ".join(next(latin_variants(word.lower(), r, 1), word).title() for word in pair[1].split())
    return arabic, latin


def _another_day(r: Random) -> tuple[int, int]:
    return r.randint(1, 12), r.randint(1, 28)


def fingers_of(who: SpecimenPerson, *, take: int, wear: float = 0.0) -> dict[int, bytes]:
    """Templates by position; children have none. The elderly are a little worn whatever is asked."""
    if who.age < FINGERS_FROM_AGE:
        return {}
    worn = max(wear, 0.15 if who.age >= WORN_FROM_AGE else 0.0)
    return {int(at): _template(who.body, at, take, worn) for at in FOUR}


def exchanged(fingers: Mapping[int, bytes]) -> dict[int, bytes]:
    """The left hand given for the right."""
    from bitaqa.foundation.matching.templates import decode_template

    made = {}
    for at, data in fingers.items():
        other = FingerPosition((at + 4) % 10 + 1)
        made[int(other)] = encode_template(replace(decode_template(data), position=other))
    return made


def _template(body: int, position: FingerPosition, take: int, wear: float) -> bytes:
    return encode_template(impression(specimen_finger(body, position), take, wear=wear))
