"""What devices take: portrait, ten fingers, signature, papers. Files first, durable and encrypted; then the row.

A capture replaces the one before under a new file name, so that a crash in between leaves the old one whole.
`*_written` writes the file and answers what puts it into the row: a form with several captures reads its draft once
and writes its files first, outside the one writer's turn. No machine alone turns anyone away: a poor picture or
finger is kept with its remarks, and the file goes on.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.matching.quality import FaceBox, Severity
from bitaqa.foundation.matching.templates import check_template
from bitaqa.foundation.names.checks import tidy
from bitaqa.foundation.packet.codec import decode, encode
from bitaqa.foundation.rules.applications import PaperCode
from bitaqa.station.desk.door import Operator
from bitaqa.station.devices.door import FingerRead, judged_portrait, safe_paper, safe_signature
from bitaqa.station.durable import open_file, seal_file

from .editing import changing, editing
from .errors import (
    FingerNotUnderstoodError,
    FingersNotTakenByRuleError,
    FingerTriesUsedError,
    FingerWithoutReasonError,
    PaperUnknownError,
    StepShapeError,
    WitnessMissingError,
)
from .models import Draft
from .reading import Held, folder_of, get_held, get_open_row, takes_fingers
from .rules import FINGER_REASONS
from .sequence import findings_to_keep, in_doubt

MAX_TRIES = 3

Put = Callable[[Draft], None]
"""Puts what was written into the row that is being edited."""
PutHeld = Callable[[Held], None]
"""The same of what is also captured again for a file that was sent back."""


def keep_portrait(*, draft: UUID, picture: bytes, face: FaceBox | None, by: Operator, at: datetime) -> tuple[str, ...]:
    """Codes of what could be better, worst first; the picture is kept in any case.

    Raises PictureRefusedError and its kin, DraftClosedError, DiskFullError.
    """
    opened = get_held(draft)
    put, remarks = portrait_written(opened, picture=picture, face=face)
    with changing(opened, by=by, at=at) as row:
        put(row)
    return remarks


def portrait_written(opened: Held, *, picture: bytes, face: FaceBox | None) -> tuple[PutHeld, tuple[str, ...]]:
    """(what puts it into the row, the remarks). Raises what `keep_portrait` raises."""
    safe, findings = judged_portrait(picture, face)
    remarks = tuple(finding.code for finding in findings if finding.severity >= Severity.WEAK)
    name = _write(opened, "portrait", safe)

    def put(row: Held) -> None:
        before, row.portrait = row.portrait.get("file"), {"file": name, "remarks": list(remarks)}
        _forget(row, before)

    return put, remarks


def keep_fingers(*, draft: UUID, reads: Sequence[FingerRead], by: Operator, at: datetime) -> None:
    """Keeps captures and exceptions; positions that are not given stay as they were.

    Raises FingerWithoutReasonError, FingerNotUnderstoodError, FingersNotTakenByRuleError, DraftClosedError.
    """
    opened = get_held(draft)
    put = fingers_written(opened, reads=reads)
    with changing(opened, by=by, at=at) as row:
        put(row)


def fingers_written(opened: Held, *, reads: Sequence[FingerRead]) -> PutHeld:
    """Raises what `keep_fingers` raises."""
    if not takes_fingers(opened):
        raise FingersNotTakenByRuleError()
    for read in reads:
        _check_finger(read)
    before = opened.fingers.get("file")
    written = _with_fingers(opened, reads)

    def put(row: Held) -> None:
        kept = row.fingers.get("file")
        # Another desk's capture came in between: ours is laid over it.
        row.fingers = written if kept == before else _with_fingers(row, reads)
        _forget(row, kept)

    return put


def _with_fingers(row: Held, reads: Sequence[FingerRead]) -> dict[str, Any]:
    """The fingers of `row` with `reads` laid over them, their file written."""
    before = row.fingers.get("file")
    held = decode(open_file(folder_of(row) / before, key=bytes(row.file_key))) if before else {}
    positions = dict(row.fingers.get("positions", {}))
    for read in reads:
        key = str(read.position)
        held.pop(key, None)
        held.pop(f"image.{key}", None)
        if read.template is None:
            positions[key] = {"tries": read.tries, "exception": read.exception}
            continue
        held[key] = read.template
        if read.image is not None:
            held[f"image.{key}"] = read.image
        positions[key] = {"quality": read.quality, "tries": read.tries, "image": read.image is not None}
    doubts = findings_to_keep(held, row.claimed if isinstance(row, Draft) else {})
    return {**row.fingers, "file": _write(row, "fingers", encode(held)), "positions": positions, "doubts": doubts}


def tries_of(draft: UUID, position: int) -> int:
    """How many tries at that finger are kept. Raises DraftUnknownError, DraftClosedError."""
    return int(_counted(get_held(draft).fingers, position).get("tries", 0))


def _counted(fingers: dict[str, Any], position: int) -> dict[str, Any]:
    """What is kept of a finger and counts: one in doubt is taken anew."""
    if position in in_doubt(fingers.get("doubts", ())):
        return {}
    kept: dict[str, Any] = fingers.get("positions", {}).get(str(position), {})
    return kept


def keep_finger_try(*, draft: UUID, read: FingerRead, by: Operator, at: datetime) -> bool:
    """One more try at one finger: the better of the two is kept. True when it is this one.

    A finger in doubt (another one may have been laid down) is taken anew: the try replaces what is kept and counts as
    the first. Raises FingerTriesUsedError after three tries, and what `keep_fingers` raises.
    """
    _check_finger(read)
    opened = get_held(draft)
    kept = _counted(opened.fingers, read.position)
    tries = int(kept.get("tries", 0))
    if read.template is not None and tries >= MAX_TRIES and not kept.get("exception"):
        raise FingerTriesUsedError(position=read.position)
    better = kept.get("quality") is None or (read.quality or 0) > kept["quality"]
    if read.template is None or better:
        keep_fingers(draft=draft, reads=[replace(read, tries=min(tries + 1, MAX_TRIES))], by=by, at=at)
        return True
    with changing(opened, by=by, at=at) as row:
        positions = dict(row.fingers.get("positions", {}))
        positions[str(read.position)] = {**kept, "tries": min(tries + 1, MAX_TRIES)}
        row.fingers = {**row.fingers, "positions": positions}
    return False


def keep_signature(*, draft: UUID, by: Operator, at: datetime, picture: bytes | None = None, witness: str = "") -> None:
    """The signature, or the witness of someone who cannot sign. Raises WitnessMissingError, PictureRefusedError."""
    put = signature_written(get_open_row(draft), picture=picture, witness=witness)
    with editing(draft, by=by, at=at) as row:
        put(row)


def signature_written(opened: Draft, *, picture: bytes | None, witness: str) -> Put:
    """Raises what `keep_signature` raises."""
    if picture is None and not tidy(witness):
        raise WitnessMissingError()
    name = _write(opened, "signature", safe_signature(picture)) if picture is not None else None

    def put(row: Draft) -> None:
        before = row.signature.get("file")
        row.signature = {"file": name} if name else {"witness": tidy(witness)[:120]}
        _forget(row, before)

    return put


def keep_paper(
    *,
    draft: UUID,
    code: str,
    picture: bytes,
    by: Operator,
    at: datetime,
    number: str = "",
    issued_by: str = "",
    issued_on: date | None = None,
) -> None:
    """A paper's picture and what it says of itself; a paper that is here leaves the list of missing ones.

    Raises PaperUnknownError, PictureRefusedError, StepShapeError, DraftClosedError, DiskFullError.
    """
    put = paper_written(
        get_open_row(draft), code=code, picture=picture, number=number, issued_by=issued_by, issued_on=issued_on
    )
    with editing(draft, by=by, at=at) as row:
        put(row)


def paper_written(
    opened: Draft, *, code: str, picture: bytes, number: str = "", issued_by: str = "", issued_on: date | None = None
) -> Put:
    """Raises what `keep_paper` raises."""
    paper = paper_code(code)
    said = {"number": tidy(number), "issued_by": tidy(issued_by)}
    if issued_on is not None:
        if issued_on > opened.day:
            raise StepShapeError(field=f"papers.{code}.issued_on", problem="a later day than today")
        said["issued_on"] = issued_on.isoformat()
    if any(len(text) > 120 for text in said.values()):
        raise StepShapeError(field=f"papers.{code}", problem="more than 120 characters")
    name = _write(opened, f"paper.{paper.value}", safe_paper(picture))

    def put(row: Draft) -> None:
        before = row.papers.get(paper.value, {}).get("file")
        row.papers = {**row.papers, paper.value: {**said, "file": name}}
        row.missing = [entry for entry in row.missing if entry["code"] != paper.value]
        if not row.missing:
            row.complete_at = None
        _forget(row, before)

    return put


def read_capture(row: Held, name: str) -> bytes:
    """A file of the draft. Raises FileDamagedError."""
    return open_file(folder_of(row) / name, key=bytes(row.file_key))


def paper_code(code: str) -> PaperCode:
    """Raises PaperUnknownError."""
    try:
        return PaperCode(code)
    except ValueError:
        raise PaperUnknownError(paper=code[:60]) from None


def _check_finger(read: FingerRead) -> None:
    if not 1 <= read.position <= 10:
        raise FingerNotUnderstoodError(position=read.position)
    if read.template is None:
        if read.exception not in FINGER_REASONS:
            raise FingerWithoutReasonError(position=read.position)
        return
    if not 0 <= read.tries <= MAX_TRIES or read.quality is None or not 0 <= read.quality <= 100:
        raise FingerNotUnderstoodError(position=read.position)
    try:
        position = check_template(read.template)
    except BitaqaError:
        raise FingerNotUnderstoodError(position=read.position) from None
    if position != read.position:
        raise FingerNotUnderstoodError(position=read.position)


def _write(row: Held, kind: str, data: bytes) -> str:
    name = f"{kind}.{secrets.token_hex(4)}"
    seal_file(folder_of(row) / name, data, key=bytes(row.file_key))
    return name


def _forget(row: Held, name: str | None) -> None:
    if name:
        path = folder_of(row) / name
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


__all__ = [
    "MAX_TRIES",
    "keep_finger_try",
    "keep_fingers",
    "keep_paper",
    "keep_portrait",
    "keep_signature",
    "paper_code",
    "read_capture",
    "tries_of",
]
