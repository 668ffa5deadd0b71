"""Simulated devices: an invented person stands before them, named by a seed. Never in production.

The seed is the person's body: the same seed at another visit gives the same fingers and face, in other takes
(`take` 1 and more are other days).
"""

from __future__ import annotations

import hashlib
from datetime import date

from django.conf import settings

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.specimens.papers import paper_scan, signature_png
from bitaqa.foundation.specimens.people import AgeGroup, SpecimenPerson

from . import drawing
from .captured import FingerRead, Shot
from .errors import NoSimulatedDeviceError
from .workroom import apart


def check_simulated() -> None:
    """Raises NoSimulatedDeviceError."""
    if not settings.BITAQA_SIMULATED_DEVICES:
        raise NoSimulatedDeviceError()


def body_of(seed: str) -> int:
    """The number behind a seed: decimal digits as they are, any other text by its hash."""
    text = seed.strip()
    if text.isascii() and text.isdigit() and len(text) < 19:
        return int(text)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


def stand_in(seed: str, *, identity: Identity | None, on: date) -> SpecimenPerson:
    """The invented person with that body, and the names and age that the form gives."""
    age = identity.birth.age_range(on)[0] if identity else 30
    names = identity.names if identity else None
    arabic, latin = (names.arabic, names.latin) if names else (None, None)
    return SpecimenPerson(
        index=0,
        body=body_of(seed),
        group=AgeGroup.ADULT,
        given=(arabic.given if arabic else "عينة", latin.given if latin else "SPECIMEN"),
        family=(arabic.family if arabic else "", latin.family if latin else ""),
        sex=identity.sex.value if identity else "X",
        drawn_female=bool(identity and identity.sex.value == "F"),
        birth=identity.birth if identity else PartialDate(on.year - 30),
        age=max(age, 0),
        birth_place=(identity.birth_place_ar, identity.birth_place_latin) if identity else ("", ""),
        father=(identity.parents.father_ar, identity.parents.father_latin) if identity else ("", ""),
        mother=(identity.parents.mother_ar, identity.parents.mother_latin) if identity else ("", ""),
        douar=("", ""),
        commune=("", ""),
        caidat=("", ""),
        national_number="",
        civil_status_number=identity.civil_status_number if identity else "",
        special_needs=False,
        representative=None,
    )


def simulated_portrait(who: SpecimenPerson, *, take: int = 0) -> Shot:
    """Raises NoSimulatedDeviceError."""
    check_simulated()
    return apart(drawing.portrait_shot, who, take)


def simulated_fingers(
    who: SpecimenPerson, *, images: bool = False, day: int = 0, positions: tuple[int, ...] = tuple(range(1, 11))
) -> tuple[FingerRead, ...]:
    """Three tries a finger, the best kept; fingers that cannot be taken with their reason."""
    check_simulated()
    return apart(drawing.ten_fingers, who, images=images, day=day, positions=positions)


def simulated_try(who: SpecimenPerson, position: int, *, attempt: int, images: bool = False) -> FingerRead:
    """One try at one finger, as an operator asks for it; `attempt` 1 to 3. Raises NoSimulatedDeviceError."""
    check_simulated()
    return apart(drawing.finger_try, who, position, attempt=attempt, images=images)


def simulated_paper(who: SpecimenPerson, code: str) -> bytes:
    check_simulated()
    return apart(paper_scan, code, who)


def simulated_signature(who: SpecimenPerson) -> bytes:
    check_simulated()
    return apart(signature_png, who.body)
