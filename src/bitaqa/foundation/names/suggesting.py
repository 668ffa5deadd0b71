"""Spellings a person may choose from, where a paper gives a name in one script only; likeliest first.

Latin from Arabic is for Moroccan papers that are silent (the usual spelling of a common name first, then what the
channel has learnt, preferring French-style letters). Arabic from Latin is for foreign papers, which have no Arabic.
A suggestion is offered, read to the person, and chosen or not: nothing here fills a field or replaces what is written.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final

from .channel import Channel
from .checks import LONGEST_NAME, name_problems
from .normal import latin_normal
from .parameters import parameters
from .spelling import Spelling, common_names, spelled_parts, suggested_latin, with_foreign_letters
from .written import arabic_letters, arabic_words

MOST: Final = 3
_TRIED: Final = 80
_LEAST_HABIT: Final = 0.15
_TRUST: Final = 0.6
_PER_LETTER: Final = 2.6
"""The usual cost of one more letter, given back: else the shortest spelling would always win."""
_FOREIGN_HABITS: Final = (
    (re.compile("sh|ee|oo|aa|ii|uu|q|tch|x|ck|c(?!h)|o[aei]|[ae]o(?!u)|ou[ou]"), 0.05),
    (re.compile("^[^aeiouy]{2}(?!h)|[^aeiouy]{3}"), 0.1),
    (re.compile("(?<!o)u"), 0.1),
    (re.compile("w|[^aeiou]y$|v|p|[^aeiouy]{2}$"), 0.3),
)
"""How much less a Moroccan office writes such letters than the world's registers, from which the channel learnt."""


def latin_suggestions(arabic: str, *, most: int = MOST) -> tuple[Spelling, ...]:
    """The usual spelling, then others of the words that are in no list. Empty for a text without Arabic letters, or
    with letters nobody here spells: only what may be written in the field is offered."""
    parts = spelled_parts(arabic)
    if not parts:
        return ()
    found = [suggested_latin(arabic)]
    for place in range(most):
        text = " ".join(latin if known else _other(word, latin, place) for word, latin, known in parts)
        if _sound(text) not in {_sound(each.latin) for each in found}:
            found.append(Spelling(text, False))
    return tuple(each for each in found[:most] if not name_problems(each.latin[:LONGEST_NAME], "latin"))


def arabic_suggestions(latin: str, *, most: int = MOST) -> tuple[str, ...]:
    """Arabic spellings of a Latin name, likeliest first. Empty for a text without Latin letters."""
    known = _latin_table()
    choices = []
    for word in latin_normal(latin).split():
        certain = known.get(word)
        choices.append((certain,) if certain else _arabic_words(word))
    if not choices or not all(choices):
        return ()
    longest = max(map(len, choices))
    texts = (" ".join(each[min(place, len(each) - 1)] for each in choices) for place in range(longest))
    return tuple(dict.fromkeys(texts))[:most]


def _other(word: str, usual: str, place: int) -> str:
    """The spelling of a word at this place among the channel's, or the usual one when there are no more."""
    choices = [text for text in _latin_words(word) if _sound(text) != _sound(usual)]
    return choices[place] if place < len(choices) else usual


def _sound(text: str) -> str:
    return latin_normal(text).replace(" ", "")


@lru_cache(maxsize=4096)
def _latin_words(word: str) -> tuple[str, ...]:
    """Spellings of one Arabic word, capitalised, its article written apart, without those no Moroccan office writes."""
    words = arabic_words(with_foreign_letters(word))
    if len(words) != 1:
        return ()
    article = "El " if word.startswith("ال") and len(word) > 4 else ""
    ranked = _reranked(parameters().channels["arabic-latin"], words[0], "latin")
    return tuple(article + text.capitalize() for text in ranked if _habit(text) > _LEAST_HABIT)[:MOST]


@lru_cache(maxsize=4096)
def _arabic_words(word: str) -> tuple[str, ...]:
    bare = re.sub(r"(.)\1+", r"\1", word)
    ranked = _reranked(parameters().channels["latin-arabic"], bare, "arabic")
    return tuple(text for text in ranked if not re.search(r"(.)\1", text))[:MOST]


def _reranked(channel: Channel, word: str, script: str) -> list[str]:
    """Likely spellings that also look like a name: the channel does not know which letters follow each other."""
    letters = parameters().letters[script]
    scored = []
    for text, share in channel.likely_targets(word, _TRIED, enough=1.0, width=_TRIED):
        if len(text) > 1:
            usual = math.exp(_TRUST * (letters.log_chance(text) + _PER_LETTER * len(text)))
            habit = _habit(text) if script == "latin" else 1.0
            scored.append((share * usual * habit, text))
    return [text for _score, text in sorted(scored, key=lambda each: (-each[0], each[1]))]


def _habit(text: str) -> float:
    factor = 1.0
    for habit, share in _FOREIGN_HABITS:
        if habit.search(text):
            factor *= share
    return factor


@lru_cache(maxsize=1)
def _latin_table() -> dict[str, str]:
    """Common Latin form → Arabic, for one-word names of the table."""
    found: dict[str, str] = {}
    for arabic, latin in common_names().items():
        normal = latin_normal(latin)
        if " " not in normal:
            found.setdefault(normal, arabic_letters(arabic))
    return found
