"""Captures made anew of a file that people sent back: portrait, ten fingers, or both, kept until they are sealed.

The captures themselves are those of an enrolment (`captures.py`): the same devices, remarks, tries and check of the
order of fingers. Nothing stays of a person who leaves before the file is sealed: what was begun is forgotten when the
day is closed. Refuses: a capture nobody asked for, and to go on without one that was.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.applications import Recapture
from bitaqa.foundation.rules.packet_bodies import FingerCapture, PortraitCapture
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_may
from bitaqa.station.durable import remove_files
from bitaqa.station.outbox.door import Attachment

from .errors import CaptureMissingError, CaptureNotAskedError
from .models import CaptureAgain
from .reading import again_folder
from .sealing import captured_fingers, finger_files, portrait_file
from .waiting import WaitingFile, completions_of, waiting_file

TEN = frozenset(range(1, 11))


@dataclass(frozen=True, slots=True)
class CapturedAgain:
    """What is captured so far: the portrait and its remarks, the fingers' positions and doubts, as a draft keeps
    them. Empty before the first capture."""

    day: date
    portrait: dict[str, object]
    fingers: dict[str, object]

    def lacks(self, what: Recapture) -> bool:
        if what is Recapture.PORTRAIT:
            return not self.portrait.get("file")
        positions = self.fingers.get("positions")
        return not isinstance(positions, dict) or {int(position) for position in positions} != TEN


@transaction.atomic
def begin_again(*, application: UUID, what: Recapture, by: Operator, at: datetime) -> CaptureAgain:
    """Where the captures are kept; a second beginning answers the same.

    Raises IncompleteFileUnknownError, CaptureNotAskedError (also once the file is sealed), PermissionMissingError.
    """
    check_may(by, Permission.ENROL)
    file = waiting_file(application)
    if what not in file.recapture or application in completions_of():
        raise CaptureNotAskedError()
    row, _made = CaptureAgain.objects.get_or_create(
        id=application,
        defaults={
            "day": local_day(at),
            "file_key": secrets.token_bytes(32),
            "started_at": at,
            "changed_at": at,
            "changed_by": by.code,
        },
    )
    return row


def captured_again(application: UUID, *, on: date) -> CapturedAgain:
    row = CaptureAgain.objects.filter(id=application).first()
    return CapturedAgain(on, {}, {}) if row is None else CapturedAgain(row.day, row.portrait, row.fingers)


def made_again(
    file: WaitingFile, *, on: date
) -> tuple[PortraitCapture | None, tuple[FingerCapture, ...], list[Attachment]]:
    """What the completion carries, with its files. Raises CaptureMissingError, FileDamagedError."""
    if not file.recapture:
        return None, (), []
    so_far = captured_again(file.application, on=on)
    for what in file.recapture:
        if so_far.lacks(what):
            raise CaptureMissingError(what=what.value)
    row = CaptureAgain.objects.get(id=file.application)
    portrait: PortraitCapture | None = None
    fingers: tuple[FingerCapture, ...] = ()
    attachments: list[Attachment] = []
    if Recapture.PORTRAIT in file.recapture:
        portrait = PortraitCapture(remarks=tuple(row.portrait["remarks"]))
        attachments.append(portrait_file(row))
    if Recapture.FINGERS in file.recapture:
        fingers = captured_fingers(row)
        attachments += finger_files(row)
    return portrait, fingers, attachments


def forget_captures(application: UUID | None = None) -> int:
    """Of one file once it is sealed; of all when a day is closed. Answers how many."""
    rows = CaptureAgain.objects.all() if application is None else CaptureAgain.objects.filter(id=application)
    folders = [again_folder(row.id) for row in rows]
    rows.delete()
    for folder in folders:
        transaction.on_commit(partial(remove_files, folder))
    return len(folders)
