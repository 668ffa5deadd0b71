"""Files completed at a later visit: papers that were missing, and captures that people asked for anew.

What is captured again replaces what the file held: its files are sealed together once more, so that whoever reads
the file afterwards, the bench as well as the printer, reads the newest. New finger templates have a container of
their own, as those of every file, and are searched anew. A file that lapsed meanwhile is taken up again when it was
completed before that, or at the visit that was named for it: a vehicle without network brings its packets days later.
Refuses: a file that waits for nothing, papers brought after the file had lapsed, and a completion without all that
was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from bitaqa.backbone.vault.door import blob_store
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.applications import APPLICATION, ApplicationState, Recapture
from bitaqa.foundation.rules.packet_bodies import CompletionBody
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import FINGERS, ApplicationValue

from .errors import ApplicationMissingError, ApplicationNotWaitingError, CompletedTooLateError, CompletionShortError
from .opening import Opened
from .suspending import suspend_reported

CAPTURES = ("portrait", *FINGERS)
COMPLETE = APPLICATION.get_move("complete")


@dataclass(frozen=True, slots=True)
class _Ready:
    each: Opened
    body: CompletionBody
    file: ApplicationValue


def enter_completions(batch: Sequence[Opened], *, at: datetime, act: UUID) -> dict[UUID, BitaqaError]:
    """Enters what came later; returns the packets refused. Files are few and come singly; one fsync for papers and
    one for captures."""
    refused: dict[UUID, BitaqaError] = {}
    bodies = [(each, each.body) for each in batch if isinstance(each.body, CompletionBody)]
    known = applications.applications_by_id(body.application for _, body in bodies)
    ready: list[_Ready] = []
    for each, body in bodies:
        application = known.get(body.application)
        if application is None:
            refused[each.packet] = ApplicationMissingError(sequence=each.row.sequence)
        elif application.state not in COMPLETE.sources or application.erased:
            refused[each.packet] = ApplicationNotWaitingError(sequence=each.row.sequence, state=application.state.value)
        elif application.state is ApplicationState.LAPSED and not _in_time(application, body):
            refused[each.packet] = CompletedTooLateError(sequence=each.row.sequence)
        elif _lacking(application, body):
            refused[each.packet] = CompletionShortError(sequence=each.row.sequence)
        else:
            ready.append(_Ready(each, body, application))
    if not ready:
        return refused
    papers = blob_store().put_many(
        [(one.file.id, {n: d for n, d in one.each.files.items() if not n.startswith(CAPTURES)}) for one in ready]
    )
    containers = _recaptured(ready)
    for one, reference in zip(ready, papers, strict=True):
        actor = f"station:{one.each.row.station}/{one.body.operator}"
        applications.add_papers(
            one.file.id, [paper.to_map() for paper in one.body.papers], container={"id": str(reference.id)}
        )
        if one.file.id in containers:
            applications.replace_captures(one.file.id, _captures(one.body), container=containers[one.file.id])
            what = {"what": "+".join(_again(one.body))}
            applications.tell(
                [one.file.id], "application.recaptured", by=actor, at=one.body.at, act=act, facts={one.file.id: what}
            )
        applications.move([one.file.id], COMPLETE.name, by=actor, at=one.body.at, act=act, strict=False)
        if one.file.state is ApplicationState.LAPSED:  # the loss it reported may have ended with it: it stands again
            suspend_reported([one.file.as_enrolled], by=actor, at=at, act=act)
    return refused


def _in_time(file: ApplicationValue, body: CompletionBody) -> bool:
    """Completed before the file lapsed; or, whatever the station's clock said, at the visit named for it."""
    return body.visit == file.complete_at or body.at <= file.state_at


def _lacking(file: ApplicationValue, body: CompletionBody) -> list[str]:
    """What the file waits for and the packet does not bring: it was asked for after the station had its pack."""
    brought = {*(paper.code.value for paper in body.papers), *_again(body)}
    return [what for what in (*file.missing, *file.recapture) if what not in brought]


def _again(body: CompletionBody) -> list[str]:
    """What was captured again."""
    taken = ((Recapture.PORTRAIT, body.portrait is not None), (Recapture.FINGERS, bool(body.fingers)))
    return [what.value for what, there in taken if there]


def _captures(body: CompletionBody) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if body.portrait is not None:
        told["portrait"] = body.portrait.to_map()
    if body.fingers:
        told["fingers"] = [finger.to_map() for finger in body.fingers]
    return told


def _recaptured(ready: Sequence[_Ready]) -> Mapping[UUID, dict[str, str]]:
    """The new containers of files with something captured again."""
    again = [one for one in ready if _again(one.body)]
    if not again:
        return {}
    contents: list[tuple[UUID, dict[str, bytes]]] = []
    for one in again:
        held = (one.file.container or {}).get("id")
        before = dict(blob_store().read_all(UUID(held))) if held else {}
        given = {n: d for n, d in one.each.files.items() if n.startswith("portrait")}
        contents.append((one.file.id, before | given))
        if one.body.fingers:
            taken = {n: d for n, d in one.each.files.items() if n.startswith(FINGERS)}
            contents.append((applications.fingers_owner(one.file.id), taken))
    sealed = {reference.owner: str(reference.id) for reference in blob_store().put_many(contents)}
    made = {}
    for one in again:
        kept = {name: id_ for name, id_ in (one.file.container or {}).items() if name == "fingers"}
        fresh = sealed.get(applications.fingers_owner(one.file.id))
        made[one.file.id] = kept | {"id": sealed[one.file.id]} | ({"fingers": fresh} if fresh else {})
    return made
