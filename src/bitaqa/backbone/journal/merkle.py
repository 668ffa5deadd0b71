"""The tree of hashes of RFC 6962 §2.1, as arithmetic over perfect subtrees. Pure: no database, no clock.

A tree of n leaves is stored as its perfect subtrees: (level l, position p) covers the leaves [p·2^l, (p+1)·2^l).
Such a node never changes once complete, so every root, inclusion proof and consistency proof, of the present tree or
of any earlier size, needs O(log n) of them. Verification follows RFC 9162 §2.1.3.2 and §2.1.4.2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

Place = tuple[int, int]
"""(level, position) of a perfect subtree; level 0 is a leaf."""
Range = tuple[int, int]
"""Leaves [start, end) whose subtree hash a proof quotes."""

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def perfect_subtrees(start: int, end: int) -> list[Place]:
    """The fewest perfect subtrees that cover the leaves [start, end), left to right."""
    places: list[Place] = []
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        places.append((level, start >> level))
        start += 1 << level
    return places


def fold(hashes: Sequence[bytes]) -> bytes:
    """The hash of neighbouring perfect subtrees, largest first: joined from the right. Of none, the empty root."""
    if not hashes:
        return EMPTY_ROOT
    result = hashes[-1]
    for left in reversed(hashes[:-1]):
        result = node_hash(left, result)
    return result


def range_hash(span: Range, get: Callable[[Place], bytes]) -> bytes:
    """The subtree hash of a range that a root or a proof names."""
    return fold([get(place) for place in perfect_subtrees(*span)])


def places_of(spans: Iterable[Range]) -> list[Place]:
    """Every perfect subtree needed to hash these ranges."""
    return [place for span in spans for place in perfect_subtrees(*span)]


class Frontier:
    """The right edge of a growing tree: what must be known to append, and nothing more."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        """`peaks`: the hashes of `perfect_subtrees(0, size)`."""
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(peaks)}")
        self.size = size
        self._peaks = list(peaks)

    def append(self, leaf: bytes) -> list[tuple[Place, bytes]]:
        """Adds a leaf hash; returns the subtrees above level 0 that it completes."""
        completed: list[tuple[Place, bytes]] = []
        index, level, current = self.size, 0, leaf
        while index >> level & 1:
            current = node_hash(self._peaks.pop(), current)
            level += 1
            completed.append(((level, index >> level), current))
        self._peaks.append(current)
        self.size += 1
        return completed

    def root(self) -> bytes:
        return fold(self._peaks)


def _split(size: int) -> int:
    """The largest power of two smaller than `size` (> 1)."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that leaf `index` is in the tree of `size` leaves, in the order of RFC 6962 §2.1.1.

    Raises ValueError unless 0 ≤ index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    spans: list[Range] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_ranges(old: int, new: int) -> list[Range]:
    """The ranges that prove that the first `old` leaves of the tree of `new` are unchanged (RFC 6962 §2.1.2).

    Raises ValueError unless 0 < old ≤ new.
    """
    if not 0 < old <= new:
        raise ValueError(f"a tree of {old} leaves is no beginning of one of {new}")
    spans: list[Range] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start, whole = middle, False
    if not whole:
        spans.append((start, end))
    return spans[::-1]


def inclusion_holds(*, leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` proves that `leaf` (a leaf hash) is number `index` of the tree with this root."""
    if not 0 <= index < size:
        return False
    first, second, result = index, size - 1, leaf
    for part in path:
        if second == 0:
            return False
        if first & 1 or first == second:
            result = node_hash(part, result)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            result = node_hash(result, part)
        first, second = first >> 1, second >> 1
    return second == 0 and result == root


def consistency_holds(*, old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` proves that the tree of `old` leaves is the beginning of the tree of `new`."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    parts = list(path) if old & (old - 1) else [old_root, *path]
    if not parts:
        return False
    first, second = old - 1, new - 1
    while first & 1:
        first, second = first >> 1, second >> 1
    left = right = parts[0]
    for part in parts[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            left, right = node_hash(part, left), node_hash(part, right)
            while not first & 1 and first:
                first, second = first >> 1, second >> 1
        else:
            right = node_hash(right, part)
        first, second = first >> 1, second >> 1
    return second == 0 and left == old_root and right == new_root
