"""How well names are recognised and found, on pairs never learnt from: what `bench-names` prints.

Same names are the file's pairs; strangers are each Arabic spelling with Latin spellings of other lines, drawn from a
fixed seed. The threshold for a false-positive rate is the strangers' quantile; recall is the share of pairs above it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np

from .blocking import KeyedName, name_keys, text_keys
from .channel import Floats
from .pairs import NamePair
from .similarity import word_log_odds
from .written import WrittenName

STRANGERS: Final = 200_000
"""So many strangers at least: 200 of them stand above the threshold of one in a thousand."""
_CHUNK: Final = 20_000


@dataclass(frozen=True, slots=True)
class Recognition:
    """Scores of same names and of strangers, as log-odds."""

    same: Floats
    strangers: Floats

    def recall(self, false_positive_rate: float) -> float:
        return float((self.same > self.threshold(false_positive_rate)).mean())

    def threshold(self, false_positive_rate: float) -> float:
        return float(np.quantile(self.strangers, 1 - false_positive_rate))

    def interval(self, false_positive_rate: float) -> tuple[float, float]:
        """Wilson's 95 % interval of the recall, for the number of pairs there are."""
        n, p, z = len(self.same), self.recall(false_positive_rate), 1.96
        centre, half = p + z * z / (2 * n), z * float(np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)))
        return (centre - half) / (1 + z * z / n), (centre + half) / (1 + z * z / n)


@dataclass(frozen=True, slots=True)
class Found:
    """Share of names found by the other script's spelling, and other names met on the way, per million names."""

    recall: float
    per_million: float


def recognition(pairs: Sequence[NamePair], *, seed: int = 0, most: int = STRANGERS) -> Recognition:
    """Scores every pair, and `most` strangers drawn from `seed`; 200,000 comparisons take about twenty seconds."""
    same = [(pair.arabic, pair.latin) for pair in pairs]
    return Recognition(_scored(same), _scored(list(strangers(pairs, seed=seed, most=most))))


def strangers(pairs: Sequence[NamePair], *, seed: int = 0, most: int = STRANGERS) -> Iterable[tuple[str, str]]:
    """Arabic and Latin spellings of different names: neither is ever the other's spelling in the file."""
    r = Random(seed)  # noqa: S311 - a repeatable drawing, nothing secret
    known = {(pair.arabic, pair.latin) for pair in pairs}
    latin = [pair.latin for pair in pairs]
    for _ in range(max(1, -(-most // len(pairs)))):
        for pair in pairs:
            other = r.choice(latin)
            if (pair.arabic, other) not in known and other != pair.latin:
                yield pair.arabic, other


def finding(pairs: Sequence[NamePair]) -> dict[str, Found]:
    """Each pair's one spelling looked for among all the other spellings, by single words, in both directions."""
    return {
        "arabic to latin": _finding([(_arabic(p), _latin(p)) for p in pairs]),
        "latin to arabic": _finding([(_latin(p), _arabic(p)) for p in pairs]),
    }


def _finding(looked_for: Sequence[tuple[WrittenName, WrittenName]]) -> Found:
    shelves: dict[int, set[WrittenName]] = defaultdict(set)
    stored = {other for _one, other in looked_for}
    for name in stored:
        for key in stored_word(name):
            shelves[key].add(name)
    hits = met = 0
    for one, other in looked_for:
        found = set().union(*(shelves.get(key, ()) for key in text_keys(one).words[0]))
        hits += other in found
        met += len(found - {other})
    return Found(hits / len(looked_for), met / len(looked_for) / len(stored) * 1e6)


def stored_word(name: WrittenName) -> tuple[int, ...]:
    """The name keys a person of this one word would be stored under."""
    return name_keys(KeyedName(name, WrittenName()))


def _scored(pairs: Sequence[tuple[str, str]], score: Callable[..., Floats] = word_log_odds) -> Floats:
    parts = [score(pairs[at : at + _CHUNK], "arabic-latin") for at in range(0, len(pairs), _CHUNK)]
    return np.concatenate(parts)


def _arabic(pair: NamePair) -> WrittenName:
    return WrittenName(arabic=(pair.arabic,))


def _latin(pair: NamePair) -> WrittenName:
    return WrittenName(latin=(pair.latin,))
