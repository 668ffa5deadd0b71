"""Keys under which a name is stored and looked for, so that a register of millions gives a few dozen rows to compare.

Stored are, for every word, its consonants in the script it is written in (what all hands agree on) and its phonetic
class. Looked for are the same, and the likeliest consonants it would have in the *other* script, by the channels
`latin-keys` and `arabic-keys`. Keys are 32-bit numbers: two different ones meet once in four thousand million.
With a birth date, keys of one word and the date are enough, so that a name misheard in one word is found by the other.
Refuses nothing; a name without letters has no keys and finds nobody.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bitaqa.foundation.kernel.partial_dates import PartialDate

from .parameters import parameters
from .written import WrittenName

SPELLINGS: Final = 40
"""At most so many skeletons in the other script are looked for."""
ENOUGH: Final = 0.99
_FEW: Final = 5

_ARABIC: Final = str.maketrans(
    {
        "پ": "ب", **dict.fromkeys("ط", "ت"), **dict.fromkeys("چژ", "ج"), **dict.fromkeys("ضذظ", "د"),
        **dict.fromkeys("زص", "س"), "ڤ": "ف", "گ": "ك", **dict.fromkeys("ءآأؤإئاةعهويى", None),
    }
)  # fmt: skip
_LATIN_SOUNDS: Final = (
    (re.compile("tsch|tch|sch|ch|sh|cz"), "1"), (re.compile("ph"), "f"), (re.compile("ck|q"), "k"),
    (re.compile("kh"), "2"), (re.compile("gh"), "g"), (re.compile("dj"), "j"), (re.compile("x"), "ks"),
    (re.compile("tz|ts|sz"), "s"), (re.compile("c(?=[eiy])"), "s"), (re.compile("c"), "k"), (re.compile("1"), "c"),
    (re.compile("2"), "x"),
)  # fmt: skip
_LATIN: Final = str.maketrans({"p": "b", "v": "f", "z": "s", **dict.fromkeys("aeiouywh", None)})
_TWICE: Final = re.compile(r"(.)\1+")
_PHONETIC: Final = str.maketrans(
    {
        **dict.fromkeys("بb", "b"), **dict.fromkeys("تثدdt", "t"), **dict.fromkeys("سs", "s"),
        **dict.fromkeys("جشcj", "j"), **dict.fromkeys("كقغخkgx", "k"), **dict.fromkeys("فf", "f"), "ر": "r", "ل": "l",
        "م": "m", "ن": "n", "ح": None,
    }
)  # fmt: skip


def arabic_skeleton(word: str) -> str:
    """The consonants of an Arabic word, those that hands confuse made one; may be empty."""
    return _TWICE.sub(r"\1", word.translate(_ARABIC))


def latin_skeleton(word: str) -> str:
    """The consonants of a Latin word, digraphs made one letter (`c` is ch and sh, `x` is kh); may be empty."""
    for sound, letter in _LATIN_SOUNDS:
        word = sound.sub(letter, word)
    return _TWICE.sub(r"\1", word.translate(_LATIN))


def phonetic_class(skeleton: str) -> str:
    """The class of a skeleton of either script: eleven sounds that both scripts tell apart."""
    return _TWICE.sub(r"\1", skeleton.translate(_PHONETIC))


@dataclass(frozen=True, slots=True)
class KeyedName:
    """A person's given and family names as words. Without a family name the last given word serves as one."""

    given: WrittenName
    family: WrittenName


@dataclass(frozen=True, slots=True)
class StoredKeys:
    """What stands in the register's indexed columns."""

    name_keys: tuple[int, ...]
    birth_keys: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SearchedKeys:
    """A row is a candidate when its name keys meet every one of `words`, or its birth keys meet `birth_keys`.

    With a birth date `words` are the name's own consonants alone, for the date that was written wrongly.
    """

    words: tuple[tuple[int, ...], ...]
    birth_keys: tuple[int, ...]


def stored_keys(name: KeyedName, birth: PartialDate) -> StoredKeys:
    """The keys of a person; deterministic, about 30 µs."""
    given, family = _halves(name)
    given_keys, family_keys = _keys(given, _stored), _keys(family, _stored)
    tags = _dated(family_keys, f"{birth.year}")
    # A given name has too many bearers for a year, unless the year is all that is known.
    tags |= _dated(given_keys | family_keys, str(birth)) if birth.complete else _dated(given_keys, f"{birth.year}?")
    return StoredKeys(_numbers(given_keys | family_keys), _numbers(tags))


def name_keys(name: KeyedName) -> tuple[int, ...]:
    """The name keys alone."""
    given, family = _halves(name)
    return _numbers(_keys(given, _stored) | _keys(family, _stored))


def searched_keys(name: KeyedName, birth: PartialDate | None = None) -> SearchedKeys:
    """What to look for. Given and family names may have been exchanged on a paper, so both are tried as either; a
    given name among the family names of a whole year only by its likeliest consonants, for there are many."""
    halves = [half for half in _halves(name) if half]
    if birth is None:
        return SearchedKeys(tuple(_numbers(_keys(half, _looked_for)) for half in halves), ())
    tags: set[str] = set()
    for half in halves:
        keys = _keys(half, _looked_for)
        in_year = keys if half is halves[-1] else _keys(half, _likeliest)
        tags |= _dated(in_year, f"{birth.year}") | _dated(keys, f"{birth.year}?")
        if birth.complete:
            tags |= _dated(keys, str(birth))
    return SearchedKeys(tuple(_numbers(_keys(half, _consonants)) for half in halves), _numbers(tags))


def same_day_keys(name: KeyedName, birth: PartialDate) -> tuple[int, ...]:
    """What to look for among those born the same day; nothing when the day is not known."""
    if not birth.complete:
        return ()
    given, family = _halves(name)
    return _numbers(_dated(_keys(given, _looked_for) | _keys(family, _looked_for), str(birth)))


def text_keys(name: WrittenName) -> SearchedKeys:
    """What to look for when all that is known is words in some order, as typed into a search field."""
    words = [WrittenName(arabic=(word,)) for word in name.arabic] + [WrittenName(latin=(word,)) for word in name.latin]
    return SearchedKeys(tuple(_numbers(_keys(word, _looked_for)) for word in words), ())


def _halves(name: KeyedName) -> tuple[WrittenName, WrittenName]:
    if name.family:
        return name.given, name.family
    given = name.given
    return WrittenName(given.arabic[:-1] or given.arabic, given.latin[:-1] or given.latin), WrittenName(
        given.arabic[-1:], given.latin[-1:]
    )


def _keys(name: WrittenName, of: object) -> set[str]:
    found: set[str] = set()
    for script, words in (("A", name.arabic), ("L", name.latin)):
        for word in words:
            found.update(of(script, word))  # type: ignore[operator]
        if len(words) > 1:  # one hand writes Fatima Zahra, another Fatimazahra
            found.update(of(script, "".join(words)))  # type: ignore[operator]
    return found


@lru_cache(maxsize=65_536)
def _stored(script: str, word: str) -> tuple[str, ...]:
    skeleton = arabic_skeleton(word) if script == "A" else latin_skeleton(word)
    return script + (skeleton or "-"), "P" + (phonetic_class(skeleton) or "-")


def _consonants(script: str, word: str) -> tuple[str, ...]:
    return _stored(script, word)[:1]


def _likeliest(script: str, word: str) -> tuple[str, ...]:
    return _looked_for(script, word)[:_FEW]


@lru_cache(maxsize=16_384)
def _looked_for(script: str, word: str) -> tuple[str, ...]:
    own = _stored(script, word)
    other, channel = ("L", "latin-keys") if script == "A" else ("A", "arabic-keys")
    likely = parameters().channels[channel].likely_targets(word, SPELLINGS, enough=ENOUGH)
    return tuple(dict.fromkeys([*own, *(other + (_TWICE.sub(r"\1", text) or "-") for text, _share in likely)]))


def _dated(keys: Iterable[str], when: str) -> set[str]:
    return {f"{when} {key}" for key in keys}


def _numbers(keys: Iterable[str]) -> tuple[int, ...]:
    """Signed 32-bit numbers, sorted: what PostgreSQL's `integer` holds."""
    return tuple(sorted({zlib.crc32(key.encode()) - (1 << 31) for key in keys}))
