"""The journal's tree as it is stored: its only writer, its roots and its proofs.

Entries get their leaf after their commit, from one sequencer at a time (docs/adr/0003-journal.md says why).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from .errors import EntryNotFoundError, NoSuchLeafError, TreeNotAtSizeError
from .leaf import entry_leaf_hash
from .merkle import Frontier, Place, consistency_ranges, inclusion_ranges, perfect_subtrees, places_of, range_hash
from .models import AwaitingLeaf, JournalEntry, JournalLeaf
from .queries import position

SEQUENCER_LOCK: Final = 0x6269746171615F6A  # "bitaqa_j"
BATCH: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionProof:
    """That an entry is leaf `index` of the tree of `size` leaves whose root is `root`."""

    entry: UUID
    index: int
    size: int
    leaf: bytes
    path: tuple[bytes, ...]
    root: bytes


def sequence_committed(limit: int = BATCH, *, patiently: bool = False) -> int:
    """Gives up to `limit` committed entries their leaf; returns how many. 0 when another sequencer is at it.

    `patiently` waits for that other one to end first: 0 then means that nothing waits. A transaction of its own:
    inside an act's it would see entries that may yet be undone (Django then raises RuntimeError). A fixed number of
    round trips whatever `limit`.
    """
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        if patiently:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        else:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
            if not cursor.fetchone()[0]:
                return 0
        awaiting = AwaitingLeaf.objects.order_by("entry").values("entry")[:limit]
        waiting = list(JournalEntry.objects.filter(id__in=awaiting).order_by("id"))
        if not waiting:
            return 0
        size = position() + 1
        known = _hashes(perfect_subtrees(0, size))
        frontier = Frontier(size, [known[place] for place in perfect_subtrees(0, size)])
        leaves = [entry_leaf_hash(entry) for entry in waiting]
        nodes = [node for leaf in leaves for node in frontier.append(leaf)]
        ids = [entry.id for entry in waiting]
        cursor.execute(
            "INSERT INTO journal_leaf (index, entry, hash) SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::bytea[])",
            [list(range(size, size + len(leaves))), ids, leaves],
        )
        cursor.execute(
            "INSERT INTO journal_node (level, position, hash) "
            "SELECT * FROM unnest(%s::smallint[], %s::bigint[], %s::bytea[])",
            [[place[0] for place, _ in nodes], [place[1] for place, _ in nodes], [node for _, node in nodes]],
        )
        cursor.execute("DELETE FROM journal_awaiting_leaf WHERE entry = ANY(%s)", [ids])
        return len(leaves)


def root_at(size: int) -> bytes:
    """The root of the first `size` leaves. Raises TreeNotAtSizeError."""
    _check_size(size)
    known = _hashes(perfect_subtrees(0, size))
    return range_hash((0, size), known.__getitem__)


def inclusion_proof(entry: UUID, *, size: int) -> InclusionProof:
    """That the entry is in the tree of `size` leaves.

    Raises EntryNotFoundError (also while it waits for its leaf), NoSuchLeafError, TreeNotAtSizeError.
    """
    leaf = JournalLeaf.objects.filter(entry=entry).first()
    if leaf is None:
        raise EntryNotFoundError(entry=entry)
    if leaf.index >= size:
        raise NoSuchLeafError(index=leaf.index, size=size)
    _check_size(size)
    spans = inclusion_ranges(leaf.index, size)
    known = _hashes([*places_of(spans), *perfect_subtrees(0, size)])
    return InclusionProof(
        entry=entry,
        index=leaf.index,
        size=size,
        leaf=bytes(leaf.hash),
        path=tuple(range_hash(span, known.__getitem__) for span in spans),
        root=range_hash((0, size), known.__getitem__),
    )


def consistency_proof(old: int, new: int) -> tuple[bytes, ...]:
    """That the tree of `old` leaves is the beginning of the tree of `new`. Raises TreeNotAtSizeError."""
    _check_size(new)
    if not 0 < old <= new:
        raise TreeNotAtSizeError(size=new, wanted=old)
    spans = consistency_ranges(old, new)
    known = _hashes(places_of(spans))
    return tuple(range_hash(span, known.__getitem__) for span in spans)


def _check_size(size: int) -> None:
    has = position() + 1
    if not 0 <= size <= has:
        raise TreeNotAtSizeError(size=has, wanted=size)


def _hashes(places: Iterable[Place]) -> dict[Place, bytes]:
    """The stored hashes at these places: one round trip, O(log n) rows."""
    wanted = set(places)
    leaves = [place for level, place in wanted if level == 0]
    nodes = [place for place in wanted if place[0]]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 0, index, hash FROM journal_leaf WHERE index = ANY(%s) UNION ALL "
            "SELECT node.level, node.position, hash FROM journal_node AS node "
            "JOIN unnest(%s::smallint[], %s::bigint[]) AS given(level, position) USING (level, position)",
            [leaves, [level for level, _ in nodes], [place for _, place in nodes]],
        )
        return {(level, place): bytes(found) for level, place, found in cursor.fetchall()}
