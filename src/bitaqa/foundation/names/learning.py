"""`bitaqa train-names PAIRS`: learns the channels and the curves, and writes `channels.txt`.

PAIRS is any file of `pairs`; to it are added this project's own common names respelled by `variants`. One name in
eight (by a hash of its Latin spelling, so by name and not by line) is kept out of the learning and makes the curves.
The same file gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import permutations
from pathlib import Path
from random import Random
from typing import Final

from . import blocking
from .channel import Channel
from .curves import fitted_curve
from .normal import latin_normal
from .pairs import NamePair, PairFile, read_pairs
from .parameters import ALPHABETS, FILE, Knots, Parameters, read_parameters, written_parameters
from .similarity import likelihood_ratios
from .spelling import common_names
from .training import ROUNDS, Example, learnt_channel, letter_chances
from .variants import arabic_variants, latin_variants
from .written import ARABIC_LETTERS, LATIN_LETTERS, arabic_words, latin_words

Respell = Callable[[str, Random, int], Iterator[str]]
HELD_OUT: Final = 8
_MANY: Final = 12
"""Spellings taken of one name at most, so that no famous name teaches the rest how to be written."""


def main(arguments: list[str]) -> int:
    """Exit code 0; 1 when the file cannot be read."""
    parser = argparse.ArgumentParser(prog="bitaqa train-names", description="learn how names are spelled")
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--said", default="", help="source and licence of the pairs, kept in the file written")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name(FILE))
    asked = parser.parse_args(arguments)
    file = read_pairs(asked.pairs)
    asked.out.write_text(learnt_text(file, said=asked.said, name=asked.pairs.name), encoding="utf-8")
    sys.stdout.write(f"{len(file.pairs)} pairs learnt, {file.unusable} lines without a pair; wrote {asked.out.name}\n")
    return 0


def learnt_text(file: PairFile, *, said: str = "", name: str = "", rounds: int = ROUNDS) -> str:
    """The whole of `channels.txt` for these pairs."""
    held = [pair for pair in file.pairs if is_held_out(pair)]
    learnt = [pair for pair in file.pairs if not is_held_out(pair)]
    own = own_pairs()
    channels = _channels([*learnt], own, rounds)
    letters = {
        "latin": letter_chances(_weighted((p.latin for p in learnt), (p.latin for p in own)), LATIN_LETTERS),
        "arabic": letter_chances(_weighted((p.arabic for p in learnt), (p.arabic for p in own)), ARABIC_LETTERS),
    }
    text = written_parameters(channels, letters, {}, said=())
    values = read_parameters(text.splitlines())
    curves = {kind: _curve(kind, pairs, values) for kind, pairs in _held_pairs(held).items()}
    about = (
        "How names are spelled: written by `bitaqa train-names`, read by foundation/names/parameters.py.",
        f"Learnt from {name or 'a file'} (SHA-256 {file.sha256}),",
        f"{len(learnt)} pairs; {len(held)} more made the curves;",
        f"and from {len(own)} spellings of this project's own common names.",
        *([said] if said else []),
    )
    return written_parameters(channels, letters, curves, said=about)


def is_held_out(pair: NamePair) -> bool:
    return zlib.crc32(pair.latin.encode()) % HELD_OUT == 0


def own_pairs() -> list[NamePair]:
    """Our own common names and their respellings, from a fixed seed."""
    found = []
    for arabic, latin in sorted(common_names().items()):
        one, other = "".join(latin_words(latin_normal(latin))), "".join(arabic_words(arabic))
        r = Random(f"names {arabic}")  # noqa: S311 - a repeatable drawing, nothing secret
        found += [NamePair(one, other, 6)]
        found += [NamePair(text, other) for text in latin_variants(one, r, 6)]
        found += [NamePair(one, text) for text in arabic_variants(other, r, 2)]
    for letter, sound in (("گ", "g"), ("ڤ", "v"), ("پ", "p"), ("چ", "ch"), ("ژ", "j")):
        found += [NamePair(f"{a}{sound}{b}", f"{c}{letter}{d}", 4) for a, b, c, d in _AROUND]
    return found


_AROUND: Final = (("a", "adir", "ا", "ادير"), ("", "ama", "", "اما"), ("i", "li", "ي", "لي"), ("na", "", "نا", ""),
                  ("mo", "ane", "مو", "ان"), ("re", "ina", "ري", "ينا"))  # fmt: skip


def _channels(learnt: Sequence[NamePair], own: Sequence[NamePair], rounds: int) -> dict[str, tuple[str, str, Channel]]:
    across = [(p.arabic, p.latin, min(20, p.count) ** 0.5) for p in (*learnt, *own)]
    back = [(latin, arabic, weight) for arabic, latin, weight in across]
    latin = list(_respelled(((p.arabic, p.latin, p.count) for p in learnt), latin_variants))
    arabic = list(_respelled(((p.latin, p.arabic, p.count) for p in learnt), arabic_variants))
    latin += list(_respelled(((p.arabic, p.latin, 2) for p in own), latin_variants))
    arabic += list(_respelled(((p.latin, p.arabic, 2) for p in own), arabic_variants))
    to_latin = [(a, blocking.latin_skeleton(b), weight) for a, b, weight in across]
    to_arabic = [(b, blocking.arabic_skeleton(a), weight) for a, b, weight in across]
    plan: tuple[tuple[str, str, str, list[Example], int], ...] = (
        ("arabic-latin", "arabic", "latin", across, 3),
        ("latin-arabic", "latin", "arabic", back, 2),
        ("latin-latin", "latin", "latin", latin, 3),
        ("arabic-arabic", "arabic", "arabic", arabic, 2),
        ("latin-keys", "arabic", "latin", to_latin, 3),
        ("arabic-keys", "latin", "arabic-skeleton", to_arabic, 3),
    )
    found = {}
    for name, source, target, examples, piece in plan:
        _told(f"{name}: {len(examples)} examples")
        letters = ALPHABETS[source], ALPHABETS[target]
        found[name] = (source, target, learnt_channel(examples, *letters, rounds=rounds, piece=piece, told=_told))
    return found


def _respelled(triples: Iterable[tuple[str, str, int]], variants: Respell) -> Iterator[Example]:
    """Pairs of spellings of one name: those that share the other script's spelling, met twice at least; each as it
    is; and each respelled by rule."""
    groups: dict[str, dict[str, int]] = defaultdict(dict)
    for shared, word, count in triples:
        groups[shared][word] = max(count, groups[shared].get(word, 0))
    for shared, words in groups.items():
        usual = sorted((w for w, count in words.items() if count > 1), key=lambda w: (-words[w], w))[:_MANY]
        for one, other in permutations(usual, 2):
            yield one, other, 1 / len(usual)
        for word in usual or list(words)[:1]:
            yield word, word, 1.0
        first = (usual or list(words))[0]
        r = Random(f"variants {shared}")  # noqa: S311 - a repeatable drawing, nothing secret
        for text in variants(first, r, 1):
            yield first, text, 0.5
            yield text, first, 0.5


def _held_pairs(held: Sequence[NamePair]) -> dict[str, list[tuple[str, str]]]:
    latin = _respelled(((p.arabic, p.latin, p.count) for p in held), latin_variants)
    arabic = _respelled(((p.latin, p.arabic, p.count) for p in held), arabic_variants)
    return {
        "arabic-latin": [(p.arabic, p.latin) for p in held],
        "latin-latin": [(a, b) for a, b, _weight in latin],
        "arabic-arabic": [(a, b) for a, b, _weight in arabic],
    }


def _curve(kind: str, pairs: Sequence[tuple[str, str]], values: Parameters) -> Knots:
    """From held-out pairs, and forty strangers for each of them."""
    r = Random(f"strangers {kind}")  # noqa: S311 - a repeatable drawing, nothing secret
    known = set(pairs)
    seconds = [second for _first, second in pairs]
    strangers = [(first, r.choice(seconds)) for first, _second in pairs for _ in range(40)]
    strangers = [pair for pair in strangers if pair not in known and pair[0] != pair[1]]
    return fitted_curve(likelihood_ratios(pairs, kind, values), likelihood_ratios(strangers, kind, values))


def _weighted(learnt: Iterable[str], own: Iterable[str]) -> list[tuple[str, float]]:
    return [(word, 1.0) for word in learnt] + [(word, 1.0) for word in own]


def _told(line: str) -> None:
    sys.stderr.write(line + "\n")
