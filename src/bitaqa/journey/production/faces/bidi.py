"""In which order the parts of one line stand when it mixes Arabic with Latin letters or digits (Unicode UAX #9).

One line without explicit direction marks is what a face holds, so that the rules for embeddings, overrides and
isolates are left out, and so is the pairing of brackets (N0): a bracket takes the direction around it. Direction marks
are dropped, since a name must not be able to turn its neighbours round. Refuses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from unicodedata import bidirectional

_MARKS: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_RIGHT: Final = frozenset({"R", "AL", "AN"})
_LEFT: Final = frozenset({"L", "EN"})


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one direction, in reading order."""

    text: str
    rtl: bool


def visual_runs(text: str, *, rtl: bool) -> list[Run]:
    """From left to right as they stand on paper; `rtl` is the direction of the whole line."""
    text = "".join(each for each in text if each not in _MARKS)
    kinds = [bidirectional(each) or "L" for each in text]
    if not rtl and _RIGHT.isdisjoint(kinds):
        return [Run(text, False)] if text else []
    if rtl and _LEFT.isdisjoint(kinds) and "AN" not in kinds:
        return [Run(text, True)] if text else []
    levels = _levels(kinds, 1 if rtl else 0)
    runs: list[tuple[int, int, int]] = []
    for place, level in enumerate(levels):
        if runs and runs[-1][2] == level:
            runs[-1] = (runs[-1][0], place + 1, level)
        else:
            runs.append((place, place + 1, level))
    for lowest in range(max(levels, default=0), 0, -1):  # L2: from the highest level down
        at = 0
        while at < len(runs):
            end = at
            while end < len(runs) and runs[end][2] >= lowest:
                end += 1
            runs[at:end] = reversed(runs[at:end])
            at = max(end, at + 1)
    return [Run(text[start:end], bool(level % 2)) for start, end, level in runs]


def _levels(given: Sequence[str], base: int) -> list[int]:
    around = "R" if base else "L"
    kinds = _neutrals(_weak(list(given), around), around)
    levels = [
        base + (1 if kind == "R" else 2 if kind in ("AN", "EN") else 0) if base == 0 else base + (kind != "R")
        for kind in kinds
    ]
    for place in range(len(given) - 1, -1, -1):  # L1: blanks at the end belong to the line
        if given[place] not in ("WS", "BN"):
            break
        levels[place] = base
    return levels


def _weak(kinds: list[str], around: str) -> list[str]:
    """W1 to W7."""
    strong, before = around, around
    for place, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        kinds[place] = before = "AN" if kind == "EN" and strong == "AL" else kind
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for place in range(1, len(kinds) - 1):
        one, kind, other = kinds[place - 1 : place + 2]
        if one == other and ((kind == "ES" and one == "EN") or (kind == "CS" and one in ("EN", "AN"))):
            kinds[place] = one
    for order in (range(len(kinds)), range(len(kinds) - 1, -1, -1)):
        near = ""
        for place in order:
            if kinds[place] == "ET" and near == "EN":
                kinds[place] = "EN"
            near = kinds[place]
    strong = around
    for place, kind in enumerate(kinds):
        if kind in ("ES", "ET", "CS"):
            kinds[place] = "ON"
        if kind in ("L", "R"):
            strong = kind
        if kind == "EN" and strong == "L":
            kinds[place] = "L"
    return kinds


def _neutrals(kinds: list[str], around: str) -> list[str]:
    """N1 and N2; numbers count as written from the right here."""
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] not in ("L", "R", "EN", "AN"):
            end += 1
        if end > at:
            before = _side(kinds[at - 1]) if at else around
            after = _side(kinds[end]) if end < len(kinds) else around
            kinds[at:end] = [before if before == after else around] * (end - at)
        at = end + 1
    return kinds


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"
