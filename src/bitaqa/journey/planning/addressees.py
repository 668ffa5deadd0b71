"""Who hears of a visit first: the caïd or pacha of the place, the mokaddem of a douar, the head of a school.

Read from the tree of places. A place with no caïdat or pachalik above it is told through the smallest circle, province
or prefecture that is known. Refuses to guess: a place without any of them has no one above itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bitaqa.records.places import door as places
from bitaqa.records.places.door import PlaceValue

OFFICES = {"caidat": "caid", "pachalik": "pacha", "arrondissement": "caid"}
ABOVE = ("cercle", "prefecture", "province", "region")
ON_THE_SPOT = {"douar": "mokaddem", "village": "mokaddem", "quartier": "mokaddem", "school": "school_head"}


@dataclass(frozen=True, slots=True, order=True)
class Addressee:
    """`office` is a code of `words.OFFICES`; `place` is what the office is responsible for."""

    office: str
    place: str


def addressees_of(codes: Iterable[str]) -> Mapping[str, tuple[Addressee, ...]]:
    """For each known place, who is written to, the authority first. Two round trips."""
    wanted = set(codes)
    paths = places.ancestors_of(wanted)
    known = places.places_by_code({code for path in paths.values() for code in path})
    return {code: _of([known[each] for each in paths[code]]) for code in sorted(wanted) if paths.get(code)}


def _of(path: list[PlaceValue]) -> tuple[Addressee, ...]:
    """`path`: the place and those it lies in, smallest first."""
    found = [Addressee(OFFICES[p.kind], p.code) for p in path if p.kind in OFFICES][:1]
    if not found:
        found = [Addressee("authority", p.code) for p in path if p.kind in ABOVE][:1]
    here = path[0]
    if here.kind in ON_THE_SPOT:
        found.append(Addressee(ON_THE_SPOT[here.kind], here.code))
    return tuple(found)
