"""Packets may travel on a removable disk: the same bytes, and the centre's answers back the same way."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.station.desk.door import centre_verifiers, identity, record
from bitaqa.station.durable import DiskFaultError, FileDamagedError, write_durably

from .answers import apply_answers, verified_answers
from .domain import PacketState
from .errors import NoDiskError
from .models import Packet
from .sealing import packet_bytes


def removable_disks() -> tuple[Path, ...]:
    """Folders that removable disks are mounted at, by name; nobody writes anywhere else from a screen."""
    found = []
    for root in settings.BITAQA_REMOVABLE_ROOTS:
        try:
            found += [folder for folder in sorted(Path(root).iterdir()) if folder.is_dir()]
        except OSError:
            continue
    return tuple(found)


def get_disk(name: str) -> Path:
    """The disk chosen in a list. Raises NoDiskError when it was unplugged meanwhile."""
    for folder in removable_disks():
        if str(folder) == name:
            return folder
    raise NoDiskError()


@transaction.atomic
def export_packets(*, folder: Path, by: str, at: datetime) -> int:
    """Writes every packet the centre has not accepted as `<station>-<epoch>-<sequence>.btq`; answers how many.

    Exporting changes nothing here: packets are deleted on the centre's word only. Raises NoDiskError, DiskFullError.
    """
    if not folder.is_dir():
        raise NoDiskError()
    code, written = identity().code, 0
    for packet in Packet.objects.filter(state__in=[PacketState.SEALED.value, PacketState.QUARANTINED.value]):
        try:
            data = packet_bytes(packet.epoch, packet.sequence, bytes(packet.hash))
        except FileDamagedError:
            continue  # shown in the outbox; it must not keep the others here
        try:
            write_durably(folder / f"{code}-{packet.epoch}-{packet.sequence}.btq", data)
        except DiskFaultError:
            raise NoDiskError() from None
        Packet.objects.filter(id=packet.id).update(exported_at=at)
        written += 1
    if written:
        record("packet.exported", at=at, by=by, facts={"count": written})
    return written


def import_answers(*, folder: Path) -> dict[PacketState, int]:
    """Applies every `<station>-answers-*.bta` of `folder`; a file that is not the centre's word is passed over.

    Raises NoDiskError.
    """
    moved = dict.fromkeys(PacketState, 0)
    try:
        files = sorted(folder.glob(f"{identity().code}-answers-*.bta"))
        contents = [file.read_bytes() for file in files]
    except OSError:
        raise NoDiskError() from None
    if not folder.is_dir():
        raise NoDiskError()
    trusted = centre_verifiers()
    for data in contents:
        try:
            answers = verified_answers(data, trusted=trusted)
        except BitaqaError:
            continue
        for state, count in apply_answers(answers).items():
            moved[state] += count
    return moved
