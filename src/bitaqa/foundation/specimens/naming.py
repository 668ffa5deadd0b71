"""Puts invented names together, in both scripts at once: particles, apostrophes, no family name, sixty letters."""

from __future__ import annotations

from random import Random
from typing import Final

from bitaqa.foundation.specimens import word_lists as w
from bitaqa.foundation.specimens.word_lists import Pair

LONGEST: Final = 60


def given_name(r: Random, female: bool, father: Pair, *, bare: bool) -> Pair:
    """A common given name; `bare` says that no family name follows, so that the father's name does."""
    one = r.choice(w.FEMALE if female else w.MALE)
    if bare:  # no family name: the paper says whose child this is
        link = ("بنت", "Bent") if female else ("بن", "Ben")
        return f"{one[0]} {link[0]} {father[0]}", f"{one[1]} {link[1]} {father[1]}"
    return one


def family_name(r: Random) -> Pair:
    """(Arabic, Latin), both empty for one person in fifty, near sixty letters for one in seventy."""
    lot = r.random()
    if lot < 0.02:
        return "", ""
    stem, ending = r.choice(w.STEMS), r.choice(w.ENDINGS)
    if lot < 0.58:
        article = r.random() < 0.5
        arabic = stem[0] if article else stem[0].removeprefix("ال")
        return arabic + ending[0], ("El " if article else "") + stem[1] + ending[1]
    link, ancestor = r.choice(w.CHILDREN_OF), r.choice(w.ANCESTORS)
    if lot < 0.90:
        return f"{link[0]} {ancestor[0]}", f"{link[1]} {ancestor[1]}"
    if lot < 0.95:
        return r.choice(w.SERVANT_OF)
    if lot < 0.985:
        short = stem[1][0].lower()
        return stem[0] + ending[0], f"L'{stem[1]}{ending[1]}" if short not in "aeiou" else f"{stem[1]}{ending[1]}"
    return _long_family(r, link, ancestor)


def _long_family(r: Random, link: Pair, ancestor: Pair) -> Pair:
    """As near to sixty letters as whole words allow."""
    parts = [f"{link[0]} {ancestor[0]}"], [f"{link[1]} {ancestor[1]}"]
    while True:
        more, stem, ending = r.choice(w.CHILDREN_OF), r.choice(w.ANCESTORS), r.choice(w.STEMS)
        added = f"{more[0]} {stem[0]} {ending[0]}ي", f"{more[1]} {stem[1]} {ending[1]}i"
        if any(len(" ".join([*held, text])) > LONGEST for held, text in zip(parts, added, strict=True)):
            return " ".join(parts[0]), " ".join(parts[1])
        for held, text in zip(parts, added, strict=True):
            held.append(text)
