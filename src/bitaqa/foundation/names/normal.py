"""One form per name, whatever hand wrote it: search keys and sort keys, computed here and never by the database.

Two clerks write عبد الله and عبدالله, أمينة and امينه, El-Alaoui and Alaoui. The keys make these equal so that a
register is searched by equality first; how alike two different keys are is a question for screening.
Refuses nothing: a key is made of whatever letters there are, and may be empty.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final

from .checks import tidy

_ARABIC_LETTERS: Final = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳٵ", "ا"), "ؤ": "و", "ٶ": "و", "ئ": "ي", "ء": None, "ى": "ي", "ی": "ي", "ې": "ي",
        "ة": "ه", "ۃ": "ه", "ھ": "ه", "ہ": "ه", "ک": "ك", "ڪ": "ك", "گ": "ك", "ڭ": "ك", "ݣ": "ك",
        "ڤ": "ف", "ڥ": "ف", "ڨ": "ق", "ڧ": "ق", "ڢ": "ف", "پ": "ب", "چ": "ش", "ژ": "ج", "ـ": None,
    }
)  # fmt: skip
"""Moroccan hands write g as ك with three dots, ڭ or گ; registers keep whichever the clerk had."""

_ARABIC_PREFIXES: Final = ("عبد", "بن", "بو", "ابو", "ايت", "ولد", "اولاد", "ام", "بل")
"""Written apart or together with the next word, they make one name with it; بل is بن with the article."""

_LATIN_LETTERS: Final = str.maketrans(
    {
        "œ": "oe",
        "æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ħ": "h",
    }
)
_APOSTROPHES: Final = re.compile(r"['’‘ʼʿʾ`´]")
_LATIN_PREFIXES: Final = {
    "abd": "abd", "abdel": "abdel", "abdal": "abdel", "abdul": "abdel", "abdou": "abdou", "ben": "ben", "bin": "ben",
    "ibn": "ben", "bent": "bent", "bou": "bou", "abou": "abou", "abu": "abou", "ait": "ait", "ayt": "ait", "at": "ait",
    "ould": "ould", "oueld": "ould", "oulad": "oulad", "ouled": "oulad", "oum": "oum", "om": "oum",
}  # fmt: skip
_LATIN_ARTICLES: Final = frozenset(
    {
        "el",
        "al",
        "er",
        "ar",
        "es",
        "as",
        "ez",
        "az",
        "en",
        "an",
        "et",
        "ed",
        "ech",
        "ess",
        "l",
    }
)
_SUN: Final = re.compile(r"^(abde|bene)l(?=[rsznltd])")


def arabic_normal(text: str) -> str:
    """Arabic letters only, one per sound family, words separated by one space, no vowel signs."""
    # NFKC turns the presentation forms of old systems into letters; format characters vanish with the signs.
    composed = unicodedata.normalize("NFKC", text).translate(_ARABIC_LETTERS)
    kept = (" " if c.isspace() or c in "-‐–" else c for c in composed)
    letters = "".join(c for c in kept if c == " " or (c.isalpha() and "\u0620" <= c <= "\u06ff"))
    return " ".join(letters.split())


def arabic_key(text: str) -> str:
    """The search key of an Arabic name: normal form, compound names joined, article dropped."""
    return " ".join(joined_arabic_words(arabic_normal(text).split()))


def joined_arabic_words(parts: Sequence[str], seen_as: Callable[[str], str] = str) -> list[str]:
    """The words of a name: عبد, بن, آيت … joined with what follows, article dropped.

    `seen_as` gives the normal form of a part whose letters are richer.
    """
    words: list[str] = []
    pending = ""
    for raw in parts:
        plain = seen_as(raw)
        if plain == "ابن":
            raw = plain = "بن"
        if plain in _ARABIC_PREFIXES and plain != "بل":
            pending += raw
            continue
        words.append(pending + _without_article(raw) if pending else _detached(raw, plain))
        pending = ""
    if pending:
        words.append(pending)  # a lone "عبد" at the end is a name by itself
    return words


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 3 else word


def _detached(word: str, plain: str) -> str:
    """The key of a word written in one piece: `عبدالله` as `عبد الله`."""
    if len(word) == len(plain):  # else a lone hamza fell out, and no prefix has one
        for prefix in _ARABIC_PREFIXES:
            place = len(prefix)
            if plain.startswith(prefix + "ال") and len(plain) > place + 3:
                return word[:place] + word[place + 2 :]
    return _without_article(word)


def latin_normal(text: str) -> str:
    """Lower-case a–z words separated by one space; signs and apostrophes gone, hyphens are spaces."""
    lowered = _APOSTROPHES.sub("", text.lower()).translate(_LATIN_LETTERS)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z]+", bare))


def latin_key(text: str) -> str:
    """The search key of a Latin name: normal form, compounds joined, article dropped, double letters single."""
    words: list[str] = []
    pending = ""
    parts = latin_normal(text).split()
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        if part in _LATIN_PREFIXES and not last:
            pending += _LATIN_PREFIXES[part]
        elif part in _LATIN_ARTICLES and not last:
            # "Abd er Rahman" keeps its article, which the joined form always writes.
            pending += "e" + part[1:] if pending.endswith("abd") else ""
        else:
            words.append(pending + part)
            pending = ""
    singles = (re.sub(r"(.)\1+", r"\1", _SUN.sub(r"\1", word)) for word in words)
    return " ".join(singles)


def arabic_sort_key(text: str) -> str:
    """Sorts by code point in dictionary order, article ignored; equal names then by what was written."""
    return f"{arabic_key(text)}\t{tidy(text)}"


def latin_sort_key(text: str) -> str:
    """Sorts by code point in dictionary order, capitals, signs and articles ignored."""
    return f"{latin_key(text)}\t{tidy(text)}"
