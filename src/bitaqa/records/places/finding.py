"""Places found by any of their names, in either script, by whatever hand wrote it.

Keys are those of people's names (`foundation/names`): consonants and their class, looked for in both scripts, so that
"Dhar Souk" finds طهر السوق. What is typed half is found by the beginning of a word. The nearest name comes first: the
same name, a name that begins so, then by likeness. Refuses nothing; a text without letters finds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from bitaqa.foundation.names.blocking import KeyedName, name_keys, text_keys
from bitaqa.foundation.names.normal import arabic_key, arabic_normal, latin_key, latin_normal
from bitaqa.foundation.names.similarity import likenesses
from bitaqa.foundation.names.written import WrittenName, written_name

from .models import Place

MOST_COMPARED = 60
LARGER_FIRST = ("region", "province", "prefecture", "cercle", "pachalik", "caidat", "commune")


def search_columns(names: Iterable[str]) -> tuple[list[int], str]:
    """What a place's indexed columns hold: keys of every name, and the names in normal form between bars."""
    keys: set[int] = set()
    texts: dict[str, None] = {}
    for name in names:
        keys.update(name_keys(KeyedName(WrittenName(), written_name(name))))
        for text in _normals(name):
            texts[text] = None
    return sorted(keys), "".join(f"| {text} " for text in texts)


def _normals(name: str) -> list[str]:
    """The name as it is written and without articles; each script's own."""
    forms = (latin_normal(name), latin_key(name), arabic_normal(name), arabic_key(name))
    return [form for form in dict.fromkeys(forms) if form]


def found_places(
    text: str, *, kinds: Iterable[str] = (), within: Iterable[str] | None = None, most: int = 20
) -> list[Place]:
    """The places most likely meant, at most `most`; of some kinds, or among some codes only, when given."""
    forms = _normals(text)
    if not forms:
        return []
    narrowed = Place.objects.all()
    if kinds:
        narrowed = narrowed.filter(kind__in=set(kinds))
    if within is not None:
        narrowed = narrowed.filter(code__in=set(within))
    begins = Q()
    for form in forms:
        begins |= Q(search_text__contains=f" {form}")
    found = {place.code: place for place in narrowed.filter(begins)[:MOST_COMPARED]}
    if len(found) < most:
        query = narrowed
        words = text_keys(written_name(text)).words
        for word in words:
            query = query.filter(search_keys__overlap=list(word))
        if words:
            found |= {place.code: place for place in query[:MOST_COMPARED]}
    return _ranked(text, forms, list(found.values()))[:most]


def _shares_script(one: WrittenName, other: WrittenName) -> bool:
    return bool((one.arabic and other.arabic) or (one.latin and other.latin))


def _ranked(text: str, forms: list[str], places: list[Place]) -> list[Place]:
    named = [(place, name) for place in places for name in (place.name_ar, place.name_fr, *place.aliases) if name]
    typed = written_name(text)
    # Every place has a name in each script: comparing across scripts would take twice the time and say less.
    named = [(place, name) for place, name in named if _shares_script(typed, written_name(name))]
    scores = likenesses(typed, [written_name(name) for _, name in named])
    best: dict[str, float] = {}
    for (place, _name), score in zip(named, scores, strict=True):
        best[place.code] = max(best.get(place.code, float("-inf")), score.log_odds)

    def rank(place: Place) -> tuple[int, float, int, str]:
        same = any(f"| {form} " in place.search_text for form in forms)
        begins = any(f"| {form}" in place.search_text for form in forms)
        size = LARGER_FIRST.index(place.kind) if place.kind in LARGER_FIRST else len(LARGER_FIRST)
        return (0 if same else 1 if begins else 2, -best.get(place.code, 0.0), size, place.code)

    return sorted(places, key=rank)
