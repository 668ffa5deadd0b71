"""A first Latin spelling of an Arabic given name, as Moroccan registers usually write it.

It serves only where the civil-status paper has no Latin form, is shown as a suggestion with its provenance, and
never overwrites anything: the registered form is authoritative. Common names come from a table; the rest follow
French-style letter rules, which guess the short vowels, and say so through `certain`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from .normal import arabic_normal

_LETTERS: Final[dict[str, str]] = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "t", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "d", "ر": "r", "ز": "z",
    "س": "s", "ش": "ch", "ص": "s", "ض": "d", "ط": "t", "ظ": "d", "ع": "a", "غ": "gh", "ف": "f", "ق": "k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "ou", "ي": "i",
}  # fmt: skip
_G: Final = str.maketrans({"گ": "\u0001", "ڭ": "\u0001", "ݣ": "\u0001", "ڤ": "\u0002", "پ": "\u0003"})
_ARABIC_AGAIN: Final = str.maketrans({"\u0001": "گ", "\u0002": "ڤ", "\u0003": "پ"})
_FOREIGN: Final = {"\u0001": "g", "\u0002": "v", "\u0003": "p"}
_SUN_LETTERS: Final = frozenset("تثدذرزسشصضطظن")
_VOWELS: Final = "aeiou"


@dataclass(frozen=True, slots=True)
class Spelling:
    """A suggested Latin form; `certain` when every word came from the table of common names."""

    latin: str
    certain: bool


def suggested_latin(arabic: str) -> Spelling:
    """The Latin form of an Arabic name, word by word, each capitalised. Empty for a text without Arabic letters."""
    parts = spelled_parts(arabic)
    return Spelling(" ".join(latin for _word, latin, _known in parts), bool(parts) and all(p[2] for p in parts))


def spelled_parts(arabic: str) -> list[tuple[str, str, bool]]:
    """(normal Arabic, Latin, whether from the table) of each name in a text; عبد makes one with what follows it."""
    words = arabic_normal_keeping_g(arabic).split()
    out: list[tuple[str, str, bool]] = []
    place = 0
    while place < len(words):
        word = words[place]
        pair = f"{word} {words[place + 1]}" if place + 1 < len(words) else ""
        if pair and (known := common_names().get(pair.replace(" ", ""))):
            out.append((pair, known, True))
            place += 2
            continue
        if word == "عبد" and pair:
            words[place + 1] = word + words[place + 1]  # one name, spelled in one piece
            place += 1
            continue
        known = common_names().get(word)
        out.append((word, known or _by_rule(word), known is not None))
        place += 1
    return out


def arabic_normal_keeping_g(text: str) -> str:
    """`arabic_normal`, except that the Moroccan g, v and p, which it merges, survive as private letters."""
    marked = text.translate(_G)
    return " ".join(
        "".join(arabic_normal(piece) if piece not in _FOREIGN else piece for piece in re.split(r"([\1-\3])", word))
        for word in marked.split()
    )


def with_foreign_letters(text: str) -> str:
    """Turns the private letters of `arabic_normal_keeping_g` back into Arabic ones."""
    return text.translate(_ARABIC_AGAIN)


@cache
def common_names() -> dict[str, str]:
    """Arabic normal form without spaces → usual Latin form, from `common_names.txt`."""
    table: dict[str, str] = {}
    for line in files(__package__).joinpath("common_names.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            arabic, latin = line.split("\t")
            table.setdefault(arabic_normal(arabic).replace(" ", ""), latin)
    return table


def _by_rule(word: str) -> str:
    article = ""
    if word.startswith("ال") and len(word) > 4:
        article, word = "El ", word[2:]
    elif word.startswith("عبدال") and len(word) > 6:
        rest = word[5:]
        link = _letter(rest[0])[0] if rest[0] in _SUN_LETTERS else "l"
        return ("Abde" + link + _syllables(rest)).capitalize()
    elif word.startswith("بن") and len(word) > 3 and word[2] not in "اويه":
        return "Ben" + _syllables(word[2:])
    return article + _syllables(word).capitalize()


def _letter(char: str) -> str:
    return _FOREIGN.get(char) or _LETTERS.get(char, "")


def _syllables(word: str) -> str:
    """Letters, with an `a` between two consonants at the start and an `e` later, and the usual endings."""
    out = ""
    for place, char in enumerate(word):
        last = place == len(word) - 1
        sound = _letter(char)
        before_vowel = bool(out) and out[-1] in _VOWELS
        if char == "ه" and last and place > 1:
            sound = "" if before_vowel and out[-1] == "a" else "a"  # ta marbuta
        elif char == "و" and (place == 0 or before_vowel):
            sound = "ou"
        elif char == "ي" and (place == 0 or (before_vowel and not last)):
            sound = "y"
        elif char in "عا" and before_vowel and out[-1] == "a":
            sound = ""
        elif sound[:1] not in _VOWELS and out and not before_vowel and (last or _needs_vowel(word, place)):
            sound = ("a" if place < 2 else "e") + sound
        # French reads a single s between vowels as z.
        if char in "سص" and before_vowel and not last and word[place + 1] in "اويه":
            sound = "ss"
        out += sound
    return out


def _needs_vowel(word: str, place: int) -> bool:
    """A consonant after a consonant takes a vowel before it unless it opens the next syllable by a long vowel."""
    return word[place + 1] not in "اويعه" or place == 1
