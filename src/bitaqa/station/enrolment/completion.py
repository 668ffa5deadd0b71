"""What an incomplete file waits for comes at the named later visit, papers and captures: a correction packet, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.names.checks import tidy
from bitaqa.foundation.packet.sealed import PacketKind
from bitaqa.foundation.rules.packet_bodies import CompletionBody, Paper
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, check_may, record
from bitaqa.station.devices.door import safe_paper
from bitaqa.station.fieldpack.door import get_visit
from bitaqa.station.outbox.door import Attachment, seal_body

from .again import forget_captures, made_again
from .captures import paper_code
from .errors import NotMissingError, PaperPictureMissingError
from .models import Completion
from .waiting import CompletedFile, completions_of, waiting_file


@dataclass(frozen=True, slots=True)
class PaperBrought:
    code: str
    picture: bytes
    number: str = ""
    issued_by: str = ""
    issued_on: date | None = None


@transaction.atomic
def complete_file(
    *, application: UUID, papers: Sequence[PaperBrought], by: Operator, at: datetime, visit: UUID | None = None
) -> CompletedFile:
    """Seals the papers that the file was waiting for, with what was captured again; other papers are refused.

    Raises IncompleteFileUnknownError, NotMissingError, PaperPictureMissingError, CaptureMissingError,
    PictureRefusedError, DiskFullError.
    """
    check_may(by, Permission.SEAL)
    done = completions_of().get(application)
    if done is not None:
        return done
    waiting = waiting_file(application)
    codes = [paper_code(paper.code) for paper in papers]
    for code in codes:
        if code not in waiting.missing:
            raise NotMissingError(paper=code.value)
    for code in waiting.missing:
        if code not in codes:
            raise PaperPictureMissingError(paper=code.value)
    portrait, fingers, captures = made_again(waiting, on=local_day(at))
    place = get_visit(visit or waiting.visit)
    body = CompletionBody(
        application=application,
        visit=place.visit,
        place=place.place,
        day=local_day(at),
        operator=by.code,
        papers=tuple(
            Paper(
                code=code,
                number=tidy(paper.number)[:120],
                issued_by=tidy(paper.issued_by)[:120],
                issued_on=paper.issued_on,
                attachment=f"paper/{code.value}",
            )
            for code, paper in zip(codes, papers, strict=True)
        ),
        portrait=portrait,
        fingers=fingers,
        at=at,
    )
    attachments = [
        Attachment(f"paper/{code.value}", "image/jpeg", safe_paper(paper.picture))
        for code, paper in zip(codes, papers, strict=True)
    ]
    sealed = seal_body(
        kind=PacketKind.CORRECTION, body=body, attachments=attachments + captures, subject=application, by=by.code
    )
    forget_captures(application)
    Completion.objects.create(
        application=application,
        visit=place.visit,
        day=body.day,
        at=at,
        by=by.code,
        epoch=sealed.epoch,
        sequence=sealed.sequence,
        packet=sealed.packet,
    )
    facts = {"sequence": sealed.sequence, "again": "+".join(what.value for what in waiting.recapture)}
    record("completion.sealed", at=at, by=by.code, subject=application, facts=facts)
    return CompletedFile(application, sealed.epoch, sealed.sequence)
