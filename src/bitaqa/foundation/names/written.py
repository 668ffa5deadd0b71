"""A written name as words that can be compared across scripts: letters kept that spelling depends on, nothing else.

`normal` merges whatever two clerks may write differently, for equality. Here hamza seats, ta marbuta and the Moroccan
g, v and p stay apart, because the Latin spelling follows them. Compound names (عبد الله, Ben Ali) are one word and the
article is dropped, as in the search keys. Tifinagh is read as the Latin letters Moroccan offices use for it.
Refuses nothing: what is no letter is left out, and a name may have no word at all.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .checks import script_of
from .normal import arabic_normal, joined_arabic_words, latin_key

ARABIC_LETTERS: Final = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهويىپچژڤگ"
LATIN_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

_SAME_LETTER: Final = str.maketrans(
    {
        **dict.fromkeys("ٱٲٳٵ", "ا"), "ٶ": "ؤ", "ی": "ي", "ې": "ي", "ۃ": "ة", "ھ": "ه", "ہ": "ه", "ک": "ك", "ڪ": "ك",
        **dict.fromkeys("ڭݣڨ", "گ"), "ڥ": "ڤ", "ڧ": "ق", "ڢ": "ف", "ـ": None,
    }
)  # fmt: skip
_ARABIC: Final = frozenset(ARABIC_LETTERS)
_TIFINAGH: Final = {
    "ⴰ": "a", "ⴱ": "b", "ⴳ": "g", "ⴷ": "d", "ⴹ": "d", "ⴻ": "e", "ⴼ": "f", "ⴽ": "k", "ⵀ": "h", "ⵃ": "h", "ⵄ": "a",
    "ⵅ": "kh", "ⵇ": "k", "ⵉ": "i", "ⵊ": "j", "ⵍ": "l", "ⵎ": "m", "ⵏ": "n", "ⵓ": "ou", "ⵔ": "r", "ⵕ": "r", "ⵖ": "gh",
    "ⵙ": "s", "ⵚ": "s", "ⵛ": "ch", "ⵜ": "t", "ⵟ": "t", "ⵡ": "ou", "ⵢ": "y", "ⵣ": "z", "ⵥ": "z", "ⵯ": "",
}  # fmt: skip
"""Letter by letter, in the French-style spelling of Moroccan registers (the alphabet of `checks.TIFINAGH_LETTERS`)."""


@dataclass(frozen=True, slots=True)
class WrittenName:
    """The words of one name in each script it is written in; either may be empty."""

    arabic: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.arabic or self.latin)


def written_name(*texts: str) -> WrittenName:
    """The words of a name given in one script or several, each text put where its letters belong."""
    arabic: tuple[str, ...] = ()
    latin: tuple[str, ...] = ()
    for text in texts:
        scripts = {script_of(char) for char in text if char.isalpha()}
        if "arabic" in scripts:
            arabic += arabic_words(text)
        if "latin" in scripts:
            latin += latin_words(text)
        if "tifinagh" in scripts:
            latin += latin_words(tifinagh_in_latin(text))
    return WrittenName(arabic, latin)


@lru_cache(maxsize=65_536)
def arabic_words(text: str) -> tuple[str, ...]:
    """Words of `ARABIC_LETTERS`: compounds joined, article dropped."""
    words = joined_arabic_words([arabic_letters(part) for part in _apart(text).split()], seen_as=arabic_normal)
    return tuple(word for word in words if word)


@lru_cache(maxsize=65_536)
def latin_words(text: str) -> tuple[str, ...]:
    """Words of a-z: compounds joined, article dropped, double letters single."""
    return tuple(latin_key(text).split())


def arabic_letters(text: str) -> str:
    """The letters of `ARABIC_LETTERS` in a text, presentation forms and foreign keyboards' letters brought home."""
    composed = unicodedata.normalize("NFKC", text).translate(_SAME_LETTER)
    return "".join(char for char in composed if char in _ARABIC)


def tifinagh_in_latin(text: str) -> str:
    """Tifinagh letter by letter in Latin; other characters stay. Search and comparison only: not for a document."""
    return "".join(_TIFINAGH.get(char, char) for char in unicodedata.normalize("NFC", text))


def _apart(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text)
    return "".join(" " if char.isspace() or char in "-‐–" else char for char in composed)
