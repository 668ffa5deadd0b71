"""What other rooms may ask of places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .errors import PlaceUnknownError as PlaceUnknownError
from .finding import found_places, search_columns
from .models import Place

NAMED = ["kind", "name_ar", "name_fr", "within", "aliases", "provenance", "search_keys", "search_text"]
LOCATED = ["latitude", "longitude", "confidence"]


@dataclass(frozen=True, slots=True)
class PlaceValue:
    code: str
    kind: str
    name_ar: str
    name_fr: str
    within: str | None
    aliases: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    confidence: str = "entered"


def _value(place: Place) -> PlaceValue:
    return PlaceValue(
        place.code,
        place.kind,
        place.name_ar,
        place.name_fr,
        place.within_id,
        tuple(place.aliases),
        place.latitude,
        place.longitude,
        place.confidence,
    )


def save_places(places: Sequence[PlaceValue], *, provenance: str) -> int:
    """Enters or changes places, parents before children. Returns how many.

    A place given without coordinates keeps those it has: field packs and campaigns carry names only.
    """
    located = [p for p in places if p.latitude is not None]
    for some, columns in (([p for p in places if p.latitude is None], NAMED), (located, NAMED + LOCATED)):
        if some:
            _save(some, columns, provenance)
    return len(places)


def _save(places: Sequence[PlaceValue], columns: list[str], provenance: str) -> None:
    searched = [search_columns([p.name_ar, p.name_fr, *p.aliases]) for p in places]
    Place.objects.bulk_create(
        [
            Place(
                code=p.code,
                kind=p.kind,
                name_ar=p.name_ar,
                name_fr=p.name_fr,
                within_id=p.within,
                aliases=list(p.aliases),
                provenance=provenance,
                latitude=p.latitude,
                longitude=p.longitude,
                confidence=p.confidence,
                search_keys=keys,
                search_text=text,
            )
            for p, (keys, text) in zip(places, searched, strict=True)
        ],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=columns,
    )


def find_places(
    text: str, *, kinds: Iterable[str] = (), within: Iterable[str] | None = None, most: int = 20
) -> list[PlaceValue]:
    """Places by any of their names in either script, the likeliest first; may be empty."""
    return [_value(place) for place in found_places(text, kinds=kinds, within=within, most=most)]


def places_by_code(codes: Iterable[str]) -> Mapping[str, PlaceValue]:
    """The known ones among `codes`."""
    return {p.code: _value(p) for p in Place.objects.filter(code__in=set(codes))}


def get_place(code: str) -> PlaceValue:
    """Raises PlaceUnknownError."""
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise PlaceUnknownError(place=code)
    return _value(place)


def all_places() -> list[PlaceValue]:
    """Every place, by code. (Tens of thousands of douars come through `places_within`.)"""
    return [_value(p) for p in Place.objects.order_by("code")]


def places_within(code: str) -> list[PlaceValue]:
    """The place, its ancestors and everything inside it, parents first: what a field pack carries."""
    everything = {p.code: p for p in all_places()}
    if code not in everything:
        raise PlaceUnknownError(place=code)

    def path(place: PlaceValue) -> list[str]:
        seen = [place.code]
        while place.within and place.within in everything and place.within not in seen:
            place = everything[place.within]
            seen.append(place.code)
        return seen

    above = set(path(everything[code]))
    chosen = [p for p in everything.values() if p.code in above or code in path(p)]
    return sorted(chosen, key=lambda p: (len(path(p)), p.code))


def ancestors_of(codes: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """For each known code, itself and the places it lies in, smallest first."""
    tree = dict(Place.objects.values_list("code", "within_id"))
    answer = {}
    for code in set(codes):
        path, here = [], code if code in tree else None
        while here is not None and here not in path:
            path.append(here)
            here = tree.get(here)
        answer[code] = tuple(path)
    return answer
