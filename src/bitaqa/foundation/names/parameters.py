"""What was learnt about spellings, read from `channels.txt`; `train-names` writes that file.

A text file, so that a change of a chance is seen in a review: comment lines say where the values come from, then
sections `[kind name …]` of lines `key TAB piece TAB value`. Read once in a process, in about 50 ms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from .channel import Channel, Letters
from .written import ARABIC_LETTERS, LATIN_LETTERS

FILE: Final = "channels.txt"
ARABIC_SKELETON: Final = "بتثجحخدرسشغفقكلمن"
ALPHABETS: Final = {"arabic": ARABIC_LETTERS, "latin": LATIN_LETTERS, "arabic-skeleton": ARABIC_SKELETON}
_EMPTY: Final = "-"

Knots = tuple[tuple[float, float], ...]
"""Points of a rising line from a likelihood ratio to calibrated log-odds."""


@dataclass(frozen=True)
class Parameters:
    """Channels and curves by name."""

    channels: Mapping[str, Channel]
    letters: Mapping[str, Letters]
    curves: Mapping[str, Knots]


@cache
def parameters() -> Parameters:
    """The values this release carries."""
    return read_parameters(files(__package__).joinpath(FILE).read_text("utf-8").splitlines())


def read_parameters(lines: Iterable[str]) -> Parameters:
    """Raises KeyError, ValueError on a file that `written_parameters` did not make."""
    channels: dict[str, Channel] = {}
    letters: dict[str, Letters] = {}
    curves: dict[str, Knots] = {}
    for head, rows in _sections(lines):
        kind, name = head[:2]
        if kind == "channel":
            chances: dict[str, dict[str, float]] = {}
            for key, piece, value in rows:
                chances.setdefault(key, {})["" if piece == _EMPTY else piece] = float(value)
            channels[name] = Channel(ALPHABETS[head[2]], ALPHABETS[head[3]], chances)
        elif kind == "letters":
            letters[name] = Letters(ALPHABETS[name], {key + piece: float(value) for key, piece, value in rows})
        elif kind == "curve":
            curves[name] = tuple((float(key), float(value)) for key, _piece, value in rows)
        else:
            raise ValueError(kind)
    return Parameters(channels, letters, curves)


def written_parameters(
    channels: Mapping[str, tuple[str, str, Channel]], letters: Mapping[str, Mapping[str, float]],
    curves: Mapping[str, Knots], *, said: Iterable[str],
) -> str:  # fmt: skip
    """The text of `channels.txt`. `channels` gives for each name the alphabets' names and the channel."""
    lines = [f"# {line}" for line in said]
    for name, (source, target, channel) in channels.items():
        lines.append(f"[channel {name} {source} {target}]")
        for letter, pieces in channel.chances.items():
            ranked = sorted(pieces.items(), key=lambda entry: (-entry[1], entry[0]))
            lines += [f"{letter}\t{piece or _EMPTY}\t{chance:.3g}" for piece, chance in ranked]
    for name, chances in letters.items():
        lines.append(f"[letters {name}]")
        lines += [f"{pair[0]}\t{pair[1]}\t{chance:.3g}" for pair, chance in chances.items()]
    for name, knots in curves.items():
        lines.append(f"[curve {name}]")
        lines += [f"{ratio:.3f}\t{_EMPTY}\t{odds:.3f}" for ratio, odds in knots]
    return "\n".join(lines) + "\n"


def _sections(lines: Iterable[str]) -> Iterator[tuple[list[str], list[list[str]]]]:
    head: list[str] = []
    rows: list[list[str]] = []
    for line in lines:
        if line.startswith("#") or not line:
            continue
        if line.startswith("["):
            if head:
                yield head, rows
            head, rows = line.strip("[]").split(), []
        else:
            rows.append(line.split("\t"))
    if head:
        yield head, rows
