"""Spellings one name is given by different hands, made from the rules that cause them, to train and to measure with.

Moroccan offices spell by French ears; other registers, airlines and emigrants' papers by English or Spanish ones, and
scholars by sign. Each rule below is one such difference. A variant applies a few of them, drawn from a seeded stream.
Invents no name: it respells the ones it is given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Final

_LATIN_RULES: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("ou", "u"), ("ou", "o"), ("ou", "oo"), ("ou(?=[aeiy])", "w"), ("(?<!o)u", "ou"), ("o(?!u)", "ou"),
        ("ch", "sh"), ("sh", "ch"), ("ch", "tch"), ("kh", "j"), ("kh", "h"), ("kh", "k"), ("gh", "g"), ("gh", "r"),
        ("dj", "j"), ("j", "dj"), ("j", "g"), ("g", "gu"), ("k", "q"), ("k", "c"), ("c(?=[aou])", "k"), ("q", "k"),
        ("ph", "f"), ("f", "ph"), ("th", "t"), ("t", "th"), ("dh", "d"), ("d", "dh"), ("d", "z"), ("z", "s"),
        ("s", "z"), ("a", "e"), ("e", "a"), ("e", "i"), ("i", "e"), ("i", "ee"), ("i(?=[aeou])", "y"), ("y", "i"),
        ("i$", "y"), ("a$", "ah"), ("ah$", "a"), ("e$", ""), ("(?<=[^aeiou])e(?=[^aeiou])", ""), ("ai", "ei"),
        ("ei", "ay"), ("a", "aa"), ("w", "ou"), ("v", "w"), ("b", "p"), ("h", ""), ("^a", "ha"), ("^a", "o"),
        ("^i", "e"), ("in$", "ine"), ("an$", "ane"), ("ane$", "an"), ("ine$", "in"), ("ae$", "a"),
    )
)  # fmt: skip
_ARABIC_RULES: Final = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        ("^[أإآ]", "ا"), ("^ا", "أ"), ("ة$", "ه"), ("ه$", "ة"), ("ى$", "ي"), ("ي$", "ى"), ("ى$", "ا"), ("اء$", "ا"),
        ("ئ", "ي"), ("ؤ", "و"), ("گ", "ك"), ("ڤ", "ف"), ("ظ", "ض"), ("ض", "ظ"), ("ذ", "د"),
        ("ث", "ت"), ("ص", "س"), ("ط", "ت"), ("(?<=.)ا(?=.)", ""), ("ء", ""), ("غ", "گ"),
    )
)  # fmt: skip


def latin_variants(word: str, r: Random, count: int) -> Iterator[str]:
    """`count` other spellings of a word of a-z, each by one to three rules; fewer when the rules find no hold."""
    yield from _variants(word, _LATIN_RULES, r, count)


def arabic_variants(word: str, r: Random, count: int) -> Iterator[str]:
    """`count` other spellings of an Arabic word, by hamza seats, endings, dropped long vowels and near sounds."""
    yield from _variants(word, _ARABIC_RULES, r, count)


def _variants(word: str, rules: tuple[tuple[re.Pattern[str], str], ...], r: Random, count: int) -> Iterator[str]:
    for _ in range(count):
        text = word
        for _change in range(r.choice((1, 1, 2, 2, 3))):
            fitting = [(rule, by) for rule, by in rules if rule.search(text)]
            if not fitting:
                break
            rule, by = r.choice(fitting)
            places = list(rule.finditer(text))
            hit = r.choice(places)
            text = text[: hit.start()] + hit.expand(by) + text[hit.end() :]
        if text != word and len(text) > 1:
            yield text
