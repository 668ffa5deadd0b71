"""How likely two written names are one name: calibrated log-odds, within a script or across.

A positive value of 2.3 says: this much likeness is ten times as frequent among spellings of one name as between two
names drawn at random. It is evidence to be added to other evidence (birth, sex, place), never a decision: brothers
bear alike names, and strangers equal ones. Frequent names are not discounted here; that needs a register's counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from .channel import Floats
from .parameters import Knots, Parameters, parameters
from .written import WrittenName

Pair = tuple[str, str]
_MISSING_WORD: Final = -1.0
"""A word that only one of the names has (a second given name, a grandfather): common, so it costs little."""
_BEYOND: Final = 0.02
"""Slope outside the measured range, so that ranks stay apart where odds do not."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Log-odds that two names are one, and of their least alike pair of words."""

    log_odds: float
    weakest: float


def word_log_odds(pairs: Sequence[Pair], kind: str, values: Parameters | None = None) -> Floats:
    """Calibrated log-odds of pairs of words. `kind`: `arabic-latin`, `latin-latin` or `arabic-arabic`."""
    values = values or parameters()
    return on_curve(likelihood_ratios(pairs, kind, values), values.curves[kind])


def likelihood_ratios(pairs: Sequence[Pair], kind: str, values: Parameters | None = None) -> Floats:
    """log P(second | first is its name) - log P(second is any name); across scripts averaged with the way back."""
    values = values or parameters()
    first, second = kind.split("-")
    forth = _one_way(pairs, kind, second, values)
    if first == second:
        return forth
    back = [(b, a) for a, b in pairs]
    return np.asarray((forth + _one_way(back, f"{second}-{first}", first, values)) / 2)


def _one_way(pairs: Sequence[Pair], kind: str, script: str, values: Parameters) -> Floats:
    channel, letters = values.channels[kind], values.letters[script]
    seconds = [second for _first, second in pairs]
    usual = {word: letters.log_chance(word) for word in set(seconds)}
    found = channel.log_chances([first for first, _second in pairs], seconds)
    found = found - np.array([usual[word] for word in seconds])
    if script == "latin":
        # "Elalaoui" in one piece: no rule tells an article from a beginning, so both readings are tried.
        glued = [place for place, word in enumerate(seconds) if word[:2] in ("el", "al") and len(word) > 4]
        if glued:
            bare = [seconds[place][2:] for place in glued]
            again = channel.log_chances([pairs[place][0] for place in glued], bare)
            found[glued] = np.maximum(found[glued], again - letters.log_chances(bare) - 1.0)
    return np.asarray(found)


def on_curve(ratios: Floats, knots: Knots) -> Floats:
    """Log-odds from likelihood ratios; beyond the last knot nearly flat, for want of evidence."""
    xs, ys = (np.array(axis) for axis in zip(*knots, strict=True))
    inside = np.interp(ratios, xs, ys)
    outside = np.maximum(ratios - xs[-1], 0) + np.minimum(ratios - xs[0], 0)
    return np.asarray(inside + _BEYOND * np.clip(outside, -50, 50))


def likenesses(one: WrittenName, others: Sequence[WrittenName], values: Parameters | None = None) -> list[Likeness]:
    """For each of `others` how alike it is to `one`, by the scripts both are written in, averaged.

    One script alone would take twins for one person: حسن and حسين are a letter apart, Hassan and Hussein are not.

    Two hundred candidates take about 15 ms. A name without words is alike to nothing (log-odds 0).
    """
    values = values or parameters()
    kinds: dict[str, dict[Pair, float]] = {"arabic-arabic": {}, "latin-latin": {}, "arabic-latin": {}}
    for other in others:
        for kind, first, second in _script_pairs(one, other):
            kinds[kind].update(dict.fromkeys(_compared(first, second), 0.0))
    for kind, wanted in kinds.items():
        pairs = list(wanted)
        for pair, odds in zip(pairs, word_log_odds(pairs, kind, values) if pairs else (), strict=True):
            wanted[pair] = float(odds)
    answers = []
    for other in others:
        found = [_aligned(first, second, kinds[kind]) for kind, first, second in _script_pairs(one, other)]
        answers.append(_together(found))
    return answers


def _together(found: Sequence[Likeness]) -> Likeness:
    if not found:
        return Likeness(0.0, 0.0)
    count = len(found)
    return Likeness(sum(each.log_odds for each in found) / count, sum(each.weakest for each in found) / count)


def _script_pairs(one: WrittenName, other: WrittenName) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Across scripts only where a name has no script in common with the other; Arabic always stands first."""
    found = []
    if one.arabic and other.arabic:
        found.append(("arabic-arabic", one.arabic, other.arabic))
    if one.latin and other.latin:
        found.append(("latin-latin", one.latin, other.latin))
    if not found:
        if one.arabic and other.latin:
            found.append(("arabic-latin", one.arabic, other.latin))
        elif one.latin and other.arabic:
            found.append(("arabic-latin", other.arabic, one.latin))
    return found


def _compared(first: tuple[str, ...], second: tuple[str, ...]) -> list[Pair]:
    """Every word with every word; and all together, for names that one hand joins and another does not."""
    pairs = [(a, b) for a in first for b in second]
    if len(first) != len(second):
        pairs.append(("".join(first), "".join(second)))
    return pairs


def _aligned(first: tuple[str, ...], second: tuple[str, ...], odds: Mapping[Pair, float]) -> Likeness:
    """The best words first, each once; words left over cost a little. Order is free: families may stand first."""
    ranked = sorted(((odds[a, b], i, j) for i, a in enumerate(first) for j, b in enumerate(second)), reverse=True)
    left, right = set(range(len(first))), set(range(len(second)))
    total, weakest = 0.0, float("inf")
    for value, i, j in ranked:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            total += value
            weakest = min(weakest, value)
    total += _MISSING_WORD * (len(left) + len(right))
    found = Likeness(total, weakest)
    if len(first) != len(second):
        whole = odds["".join(first), "".join(second)]
        if whole > total:
            found = Likeness(whole, whole)
    return found
