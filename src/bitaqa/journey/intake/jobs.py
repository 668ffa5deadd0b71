"""Intake's step: a batch of stored packets is opened, entered and answered; what fails goes to quarantine, whole."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step, work_batch
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.answers import Answer, Outcome

from . import spool
from .answering import answer
from .entering import ACTOR, enter
from .models import IntakeItem, Packet
from .opening import Opened, open_batch

BATCH = 64


@step("intake", every_seconds=5)
def take_in() -> int:
    """Opens and enters up to one batch; returns how many packets it settled."""
    return work_batch(IntakeItem, BATCH, settle)


def settle(ids: Sequence[UUID]) -> None:
    """Settles stored packets: accepted or quarantined. Every packet gets its outcome; none is left without one."""
    at, act = now(), new_id()
    good, bad, rows = open_batch(ids)
    bad |= enter(good, at=at, act=act)
    accepted = [each for each in good if each.packet not in bad]
    _settle_rows(accepted, bad, at=at)
    answers: list[Answer] = [_outcome(each.row, at, None) for each in accepted]
    answers += [_outcome(rows[id_], at, error.code) for id_, error in bad.items()]
    record([_told(each.row, "packet.accepted", at, act) for each in accepted])
    record([_told(rows[id_], "packet.quarantined", at, act, because=error.code) for id_, error in bad.items()])
    answer(answers)
    hashes = [bytes(each.row.hash) for each in accepted]
    transaction.on_commit(lambda: _forget(hashes))


def _forget(hashes: Sequence[bytes]) -> None:
    """The blobs are durable and committed: the sealed bytes may go. A crash before leaves them for the sweep."""
    for digest in hashes:
        spool.drop(digest)


def _outcome(row: Packet, at: datetime, reason: str | None) -> Outcome:
    return Outcome(row.station, row.epoch, int(row.sequence or 0), bytes(row.hash), at, reason is None, reason, at)


def _told(row: Packet, event: str, at: datetime, act: UUID, *, because: str = "") -> Entry:
    return Entry(
        event=event,
        subject_kind="packet",
        subject=row.id,
        acted_at=at,
        actor=ACTOR,
        act=act,
        because=because,
        station=row.station,
        kind=row.kind,
        facts={"epoch": row.epoch, "sequence": row.sequence},
    )


def _facts(error: BitaqaError) -> str:
    """The facts of the reason as JSON text; what JSON does not know becomes its words. A release counts once."""
    return json.dumps(error.facts, default=str, ensure_ascii=False)


def _settle_rows(accepted: Sequence[Opened], bad: Mapping[UUID, BitaqaError], *, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE intake_packet SET state = 'accepted', settled_at = %s, reason_code = '' WHERE id = ANY(%s)",
            [at, [each.packet for each in accepted]],
        )
        if bad:
            cursor.execute(
                "UPDATE intake_packet SET state = 'quarantined', settled_at = %s, reason_code = "
                "given.code, reason_facts = given.facts::jsonb FROM unnest(%s::uuid[], %s::text[], %s::text[]) "
                "AS given(id, code, facts) WHERE intake_packet.id = given.id",
                [at, list(bad), [e.code for e in bad.values()], [_facts(e) for e in bad.values()]],
            )


@step("intake-sweep", every_seconds=3600, alone=True)
def sweep() -> int:
    """Drops sealed bytes of packets that are settled for good (a crash came between commit and removal), and what
    was begun and never finished: uploads given up, files a crash left half written.

    A whole file without a row is kept: its sender was never told `stored` and will send it again under the same name.
    """
    # Files bear the machine's time, whatever date a played campaign shows.
    settled = spool.sweep_unfinished(before=datetime.now(UTC) - timedelta(days=settings.BITAQA_UPLOAD_DAYS))
    for digest in list(spool.waiting_hashes()):
        if Packet.objects.filter(hash=digest, state__in=["accepted", "dismissed"]).exists():
            spool.drop(digest)
            settled += 1
    return settled
