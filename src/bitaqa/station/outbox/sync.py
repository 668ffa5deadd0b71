"""One round with the centre: hello, packets (small first, under the budget), answers, field pack, deletions.

Everything is idempotent: a round that dies anywhere is simply done again. One bad packet pauses and the next goes on;
a broken line ends the round. Only one round runs at a time on this machine.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import httpx
from django.conf import settings
from django.db import transaction
from django.db.models import F

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.answers import Answer
from bitaqa.foundation.packet.bundle import MAX_BUNDLE_SIZE, bundled
from bitaqa.station.desk.door import hear_centre_time, now, real_now
from bitaqa.station.fieldpack.door import find_pack, install_field_pack

from .answers import apply_answers, delete_accepted, verified_answers
from .client import Centre
from .domain import PacketState, SyncResult, Waiting, next_to_leave, pause_after
from .errors import CentreAnswerError, CentreRefusedError, CentreUnreachableError, SyncRunningError
from .journal_packets import FULL_BATCH, seal_journal
from .models import DataUse, Link, Packet
from .sealing import packet_bytes

ANSWERS_AT_ONCE = 25
ROUND_LIMIT = 400
"""Packets of one round: answers and field packs are not kept waiting behind a full outbox."""


@dataclass(frozen=True, slots=True)
class _Row(Waiting):
    id: UUID
    hash: bytes
    attempts: int


def run_round(*, transport: httpx.BaseTransport | None = None, journal_at_least: int = FULL_BATCH // 2) -> SyncResult:
    """Does one round. Raises SyncRunningError, NotProvisionedError, StationLockedError; line trouble is a result."""
    with _one_round():
        started = real_now()
        try:
            with Centre(transport) as centre:
                try:
                    result = _round(centre, journal_at_least)
                finally:
                    _count(local_day(started), centre.moved)
        except BitaqaError as fault:
            if not isinstance(fault, (CentreUnreachableError, CentreRefusedError, CentreAnswerError)):
                raise
            result = SyncResult(trouble=fault.code)
        trouble = result.trouble
        Link.objects.update_or_create(
            pk=1, defaults={"last_try_at": started, "trouble": trouble, **({} if trouble else {"last_ok_at": started})}
        )
        return replace(result, waiting=Packet.objects.filter(state=PacketState.SEALED.value).count())


@contextmanager
def _one_round() -> Iterator[None]:
    path = Path(settings.BITAQA_HOME) / "sync.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SyncRunningError() from None
        yield


def _round(centre: Centre, journal_at_least: int) -> SyncResult:
    hello = centre.hello()
    hear_centre_time(hello.centre_time)
    if find_pack() is not None:
        seal_journal(at_least=journal_at_least)
    sent, moved, trouble = _send_waiting(centre)
    heard = _hear(centre)
    try:
        pack = _fetch_pack(centre, hello.field_pack)
    except (CentreUnreachableError, CentreRefusedError):
        raise
    except BitaqaError as refused:  # the pack in use stays, and packets have left all the same
        pack, trouble = None, refused.code
    return SyncResult(
        sent=sent,
        stored=moved[PacketState.STORED] + heard[PacketState.STORED],
        accepted=moved[PacketState.ACCEPTED] + heard[PacketState.ACCEPTED],
        quarantined=moved[PacketState.QUARANTINED] + heard[PacketState.QUARANTINED],
        deleted=delete_accepted(),
        field_pack=pack,
        trouble=trouble,
    )


def _send_waiting(centre: Centre) -> tuple[int, dict[PacketState, int], str]:
    at, today = real_now(), local_day(real_now())
    used = DataUse.objects.filter(day=today).values_list("sent", flat=True).first() or 0
    rows = [
        _Row(epoch, sequence, size, not_before, packet, bytes(digest), attempts)
        for packet, epoch, sequence, size, not_before, digest, attempts in Packet.objects.filter(
            state=PacketState.SEALED.value
        ).values_list("id", "epoch", "sequence", "size", "not_before", "hash", "attempts")
    ]
    leaving = next_to_leave(rows, at=at, left=settings.BITAQA_DATA_BUDGET - used)[:ROUND_LIMIT]
    line = _Leaving(centre, at)
    try:
        for bundle in bundled(leaving, size=lambda row: row.size if row.attempts == 0 else MAX_BUNDLE_SIZE):
            line.send(bundle)
    finally:
        line.keep()
    moved = line.moved
    return sum(moved.values()), moved, line.trouble


class _Leaving:
    """Packets on their way within one round: what was sent, what the centre said, what went wrong."""

    def __init__(self, centre: Centre, at: datetime) -> None:
        self._centre, self._at = centre, at
        self._answers: list[Answer] = []
        self.moved, self.trouble = dict.fromkeys(PacketState, 0), ""

    def send(self, rows: list[_Row]) -> None:
        """Together when they are several; what the centre does not answer of them goes alone, and hears why."""
        alone = rows if len(rows) == 1 else self._send_together(rows)
        for row in alone:
            self._send_alone(row)
        if len(self._answers) >= ANSWERS_AT_ONCE:
            self.keep()

    def keep(self) -> None:
        if self._answers:
            for state, count in apply_answers(self._answers).items():
                self.moved[state] += count
            self._answers.clear()

    def _send_together(self, rows: list[_Row]) -> list[_Row]:
        """Those that were not answered: bytes the centre cannot read, or a centre that takes no bundles."""
        try:
            packets = [packet_bytes(row.epoch, row.sequence, row.hash) for row in rows]
            heard = _read(self._centre, self._centre.send_bundle(packets))
        except CentreUnreachableError:
            for row in rows:
                _set_aside(row, CentreUnreachableError.code, None)
            raise
        except BitaqaError:
            return rows
        answered = {answer.packet_hash for answer in heard}
        self._answers.extend(heard)
        return [row for row in rows if row.hash not in answered]

    def _send_alone(self, row: _Row) -> None:
        try:
            data = packet_bytes(row.epoch, row.sequence, row.hash)
            self._answers.extend(_read(self._centre, self._centre.send(data, row.hash, resume=row.attempts > 0)))
        except CentreUnreachableError:
            _set_aside(row, CentreUnreachableError.code, None)
            raise
        except BitaqaError as fault:  # refused, damaged here, or an answer that is not the centre's word
            self.trouble = fault.code
            _set_aside(row, fault.code, self._at + pause_after(row.attempts + 1))


def _read(centre: Centre, data: bytes) -> tuple[Answer, ...]:
    return verified_answers(data, trusted=centre.trusted)


def _set_aside(row: _Row, trouble: str, not_before: datetime | None) -> None:
    Packet.objects.filter(id=row.id).update(attempts=F("attempts") + 1, trouble=trouble, not_before=not_before)


@transaction.atomic
def _count(today: date, sent: int) -> None:
    """What a round cost the day's data budget, also when the line broke: retries and field packs are paid too."""
    DataUse.objects.get_or_create(day=today)
    DataUse.objects.filter(day=today).update(sent=F("sent") + sent)


def _hear(centre: Centre) -> dict[PacketState, int]:
    link, _made = Link.objects.get_or_create(pk=1)
    moved = dict.fromkeys(PacketState, 0)
    for _page in range(20):
        data, cursor = centre.answers(link.cursor)
        if not data or cursor == link.cursor:
            break
        with transaction.atomic():
            for state, count in apply_answers(_read(centre, data)).items():
                moved[state] += count
            link.cursor = cursor
            link.save(update_fields=["cursor"])
    return moved


def _fetch_pack(centre: Centre, newest: int) -> int | None:
    pack = find_pack()
    have = pack.serial if pack else 0
    if newest and newest <= have:
        return None
    data = centre.field_pack(have)
    if data is None:
        return None
    return install_field_pack(data=data, by="sync", at=now()).serial
