"""Writing entries: one statement for the entries, their personal values and their place in the sequencer's queue; from
COPY_FROM entries on, one COPY for each of the three tables, which is quicker."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from bitaqa.backbone import clock
from bitaqa.backbone.copying import copy_rows
from bitaqa.foundation.kernel.clock import as_utc
from bitaqa.foundation.kernel.ids import new_id, new_ids

from .dispatch import check_bound, check_event, dispatch
from .entry import Entry, check_actor, is_code, plain_facts
from .errors import NotInTransactionError

_INSERT = """
WITH entry AS (
  INSERT INTO journal_entry (id, act, event, subject_kind, subject, others, actor, because, place, campaign, station,
                             kind, day, facts, personal_digests, acted_at, recorded_at)
  SELECT id, act, event, subject_kind, subject, others::uuid[], actor, because, place, campaign, station, kind, day,
         facts::jsonb, digests::jsonb, acted_at, %s
    FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::uuid[], %s::text[], %s::text[], %s::text[],
                %s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::date[], %s::text[], %s::text[], %s::timestamptz[])
      AS given(id, act, event, subject_kind, subject, others, actor, because, place, campaign, station, kind, day,
               facts, digests, acted_at)
), personal AS (
  INSERT INTO journal_personal (entry_id, name, value, salt)
  SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bytea[])
)
INSERT INTO journal_awaiting_leaf (entry) SELECT unnest(%s::uuid[])
"""
"""One round trip whatever the number of entries."""
COPY_FROM = 500
_COLUMNS = (
    "id", "act", "event", "subject_kind", "subject", "others", "actor", "because", "place", "campaign", "station",
    "kind", "day", "facts", "personal_digests", "acted_at", "recorded_at",
)  # fmt: skip


def personal_digest(salt: bytes, value: str) -> bytes:
    """The salted hash that stands in the leaf for an erasable value: HMAC-SHA-256 keyed by 16 random bytes."""
    return hmac.digest(salt, value.encode(), hashlib.sha256)


def record(entries: Sequence[Entry]) -> None:
    """Writes the entries in the caller's transaction, then hands their subjects to the next steps' doors.

    One round trip (three from COPY_FROM entries on), besides what the doors do. An act whose entry cannot be written
    does not happen: every error here must undo the caller's transaction. Raises NotInTransactionError,
    UnknownEventError, UnboundEventError, FactIsNotACodeError, ActorUnreadableError, NaiveInstantError.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError()
    if not entries:
        return
    subjects_of: dict[str, dict[UUID, None]] = {}
    for entry in entries:
        subjects_of.setdefault(entry.event, {})[entry.subject] = None
    check_bound(subjects_of)
    _insert(entries)
    dispatch({event: list(subjects) for event, subjects in subjects_of.items()})


def looks(
    event: str,
    *,
    subject_kind: str,
    subjects: Sequence[UUID],
    by: str,
    purpose: str,
    act: UUID | None = None,
    campaign: UUID | None = None,
    place: str | None = None,
) -> None:
    """One entry for one response that showed people: all their ids, who looked, and the purpose as a code.

    Looking is not followed by another step, so nothing is dispatched. A response that showed nobody leaves no
    entry. Opens its own transaction when called outside one. Raises as `record`.
    """
    shown = list(dict.fromkeys(subjects))
    if not shown:
        return
    check_event(event)
    _insert(
        [
            Entry(
                event=event,
                subject_kind=subject_kind,
                subject=shown[0],
                others=tuple(shown[1:]),
                acted_at=clock.now(),
                actor=by,
                act=act or new_id(),
                because=purpose,
                campaign=campaign,
                place=place,
                facts={"shown": len(shown)},
            )
        ]
    )


def erase_personal(subjects: Sequence[UUID]) -> int:
    """Erases every personal value told about these subjects; entries and tree stand. Returns how many values.

    The caller records the erasure itself, in the same transaction. Raises NotInTransactionError.
    """
    if not connection.in_atomic_block:
        raise NotInTransactionError()
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM journal_personal USING journal_entry AS entry "
            "WHERE entry.id = journal_personal.entry_id AND entry.subject = ANY(%s)",
            [list(subjects)],
        )
        return int(cursor.rowcount)


def _insert(entries: Sequence[Entry]) -> None:
    ids = new_ids(len(entries))
    personal: list[tuple[UUID, str, str, bytes]] = []
    rows = [_row(id_, entry, personal) for id_, entry in zip(ids, entries, strict=True)]
    if len(rows) >= COPY_FROM:
        recorded_at = clock.now()
        copy_rows("journal_entry", _COLUMNS, [(*row, recorded_at) for row in rows])
        copy_rows("journal_personal", ("entry_id", "name", "value", "salt"), personal)
        copy_rows("journal_awaiting_leaf", ("entry",), [(id_,) for id_ in ids])
        return
    columns = [list(column) for column in zip(*rows, strict=True)]
    personal_columns = [list(column) for column in zip(*personal, strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [clock.now(), *columns, *personal_columns, ids])


def _row(id_: UUID, entry: Entry, personal: list[tuple[UUID, str, str, bytes]]) -> tuple[object, ...]:
    check_actor(entry)
    told = dict(entry.personal)
    because = entry.because
    if not (is_code(because) and len(because) <= 120):
        told["because"], because = because, ""
    digests: dict[str, str] = {}
    for name, value in told.items():
        salt = os.urandom(16)
        digests[name] = personal_digest(salt, value).hex()
        personal.append((id_, name, value, salt))
    return (
        id_,
        entry.act,
        entry.event,
        entry.subject_kind,
        entry.subject,
        "{" + ",".join(map(str, entry.others)) + "}",
        entry.actor,
        because,
        entry.place or "",
        entry.campaign,
        entry.station,
        entry.kind,
        entry.day,
        json.dumps(plain_facts(entry)) if entry.facts else "{}",
        json.dumps(digests) if digests else "{}",
        as_utc(entry.acted_at),
    )
