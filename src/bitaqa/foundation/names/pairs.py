"""Files of name pairs: `Latin TAB Arabic letters TAB count` a line, the letters spaced or not, the count optional.

The Arabic may stand first as well: the script decides. Refuses a file without one usable pair.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .checks import script_of
from .errors import PairsUnreadableError
from .written import arabic_words, latin_words


@dataclass(frozen=True, slots=True)
class NamePair:
    """One name in both scripts as words joined into one (`written`), and how often it was met."""

    latin: str
    arabic: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class PairFile:
    """The pairs of a file in its order, how many lines were of no use, and the file's SHA-256."""

    pairs: tuple[NamePair, ...]
    unusable: int
    sha256: str


def read_pairs(path: Path) -> PairFile:
    """Raises PairsUnreadableError when there is no such file, it is not UTF-8, or no line gives a pair."""
    try:
        raw = path.read_bytes()
        lines = raw.decode("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as cause:
        raise PairsUnreadableError(file=path.name) from cause
    pairs, unusable = [], 0
    for line in lines:
        pair = _pair(line)
        if pair is None:
            unusable += 1
        else:
            pairs.append(pair)
    if not pairs:
        raise PairsUnreadableError(file=path.name)
    return PairFile(tuple(pairs), unusable, hashlib.sha256(raw).hexdigest())


def unseen(pairs: Iterable[NamePair], seen: Iterable[NamePair]) -> tuple[NamePair, ...]:
    """The pairs of which neither spelling stands in `seen`: held out by name, not by line."""
    latin, arabic = set(), set()
    for pair in seen:
        latin.add(pair.latin)
        arabic.add(pair.arabic)
    return tuple(pair for pair in pairs if pair.latin not in latin and pair.arabic not in arabic)


def _pair(line: str) -> NamePair | None:
    cells = [cell for cell in line.split("\t") if cell]
    latin = next((cell for cell in cells if _script(cell) == "latin"), "")
    arabic = next((cell for cell in cells if _script(cell) == "arabic"), "")
    pieces = arabic.split()
    if pieces and max(map(len, pieces)) == 1:
        arabic = "".join(pieces)
    one, other = "".join(latin_words(latin)), "".join(arabic_words(arabic))
    if not one or not other:
        return None
    count = next((int(cell) for cell in cells if cell.isdecimal() and cell.isascii()), 1)
    return NamePair(one, other, max(1, count))


def _script(cell: str) -> str:
    return next((script_of(char) for char in cell if char.isalpha()), "")
