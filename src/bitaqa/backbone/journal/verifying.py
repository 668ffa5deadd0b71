"""Recomputing the whole journal from its entries: what differs is named, the first bad leaf first.

Reads leaves in order, computes each from its entry, and rebuilds the tree beside the stored one. Finds an entry
changed, missing or slipped in, a personal value changed (an erased one is fine), a stored hash changed, a checkpoint
whose signature or root is wrong, and, against checkpoints kept elsewhere, a journal shortened or rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection

from .checkpoints import Checkpoint, checkpoint_of
from .leaf import entry_leaf_hash
from .merkle import Frontier, Place
from .models import JournalCheckpoint, JournalEntry, JournalLeaf, JournalPersonal
from .queries import position
from .writing import personal_digest

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong; `leaf` and `entry` where it can be pinned down."""

    what: str
    leaf: int | None = None
    entry: UUID | None = None

    def __str__(self) -> str:
        place = [f"leaf {self.leaf}"] if self.leaf is not None else []
        place += [f"entry {self.entry}"] if self.entry is not None else []
        return f"{', '.join(place)}: {self.what}" if place else self.what


@dataclass(slots=True)
class Verification:
    """What was read and what was found; `sound` when nothing was."""

    leaves: int = 0
    checkpoints: int = 0
    root: bytes = b""
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not self.findings

    @property
    def first_bad_leaf(self) -> int | None:
        return min((finding.leaf for finding in self.findings if finding.leaf is not None), default=None)


def verify_journal(*, against: Sequence[Checkpoint] = (), most_findings: int = 20) -> Verification:
    """Recomputes everything up to the present size. `against`: checkpoints kept elsewhere, which count like our own."""
    result = Verification()
    size = position() + 1
    kept = [checkpoint_of(row) for row in JournalCheckpoint.objects.filter(size__lte=size).order_by("size")]
    said: dict[int, list[Checkpoint]] = {}
    for checkpoint in [*kept, *against]:
        result.checkpoints += 1
        if not checkpoint.signature_holds():
            result.findings.append(Finding(f"the checkpoint at {checkpoint.size} leaves is not signed by this journal"))
        elif checkpoint.size > size:
            result.findings.append(Finding(f"the journal had {checkpoint.size} leaves and now has {size}: it was cut"))
        else:
            said.setdefault(checkpoint.size, []).append(checkpoint)
    frontier = Frontier()
    last_sound = 0
    for start in range(0, size, CHUNK):
        completed: list[tuple[Place, bytes, int]] = []
        for index, leaf in _leaves(start, min(start + CHUNK, size), result):
            completed += [(place, node, index) for place, node in frontier.append(leaf)]
            for checkpoint in said.get(index + 1, ()):
                if checkpoint.root == frontier.root():
                    last_sound = index + 1
                else:
                    told = f"the journal was rewritten between leaves {last_sound} and {index}: the signed root differs"
                    result.findings.append(Finding(told))
        _compare_nodes(completed, result)
        if len(result.findings) >= most_findings:
            break
    result.leaves, result.root = frontier.size, frontier.root()
    result.findings += [Finding("the entry is neither in the tree nor waiting for it", None, id_) for id_ in _slipped()]
    del result.findings[most_findings:]
    return result


def _leaves(start: int, end: int, result: Verification) -> Iterator[tuple[int, bytes]]:
    """(index, hash recomputed from the entry) for [start, end); the stored hash where no entry is."""
    rows = {row.index: row for row in JournalLeaf.objects.filter(index__gte=start, index__lt=end)}
    entries = JournalEntry.objects.in_bulk([row.entry for row in rows.values()])
    _compare_personal(rows, entries, result)
    for index in range(start, end):
        row = rows.get(index)
        entry = entries.get(row.entry) if row else None
        if row is None:
            result.findings.append(Finding("the leaf is missing", index))
            yield index, b""
        elif entry is None:
            result.findings.append(Finding("the entry is missing", index, row.entry))
            yield index, bytes(row.hash)
        else:
            computed = entry_leaf_hash(entry)
            if computed != bytes(row.hash):
                result.findings.append(Finding("the entry is not what was recorded", index, entry.id))
            yield index, computed


def _compare_personal(rows: dict[int, JournalLeaf], entries: dict[UUID, JournalEntry], result: Verification) -> None:
    index_of = {row.entry: index for index, row in rows.items()}
    wanted = [entry.id for entry in entries.values() if entry.personal_digests]
    for value in JournalPersonal.objects.filter(entry__in=wanted) if wanted else ():
        digests = entries[value.entry_id].personal_digests
        if personal_digest(bytes(value.salt), value.value).hex() != digests.get(value.name):
            told = f"the personal value “{value.name}” is not what was recorded"
            result.findings.append(Finding(told, index_of[value.entry_id], value.entry_id))


def _compare_nodes(completed: Sequence[tuple[Place, bytes, int]], result: Verification) -> None:
    if not completed:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT given.level, given.position, node.hash "
            "FROM unnest(%s::smallint[], %s::bigint[]) AS given(level, position) "
            "LEFT JOIN journal_node AS node USING (level, position)",
            [[place[0] for place, _, _ in completed], [place[1] for place, _, _ in completed]],
        )
        stored = {(level, place): found for level, place, found in cursor.fetchall()}
    bad_leaves = {finding.leaf for finding in result.findings}
    for place, computed, index in completed:
        found = stored[place]
        first, last = place[1] << place[0], (place[1] + 1 << place[0]) - 1
        explained = any(leaf is not None and first <= leaf <= last for leaf in bad_leaves)
        if not explained and (found is None or bytes(found) != computed):
            result.findings.append(Finding(f"the stored hash of leaves {first} to {last} is not theirs", index))
            return  # every hash above it differs too


def _slipped() -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM journal_entry AS entry "
            "WHERE NOT EXISTS (SELECT FROM journal_leaf AS leaf WHERE leaf.entry = entry.id) "
            "AND NOT EXISTS (SELECT FROM journal_awaiting_leaf AS waiting WHERE waiting.entry = entry.id) LIMIT 5"
        )
        return [row[0] for row in cursor.fetchall()]
