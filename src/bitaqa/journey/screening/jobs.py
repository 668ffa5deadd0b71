"""Screening's step: a batch of applications is compared with the register; clear ones are approved, doubts become
cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import step, work_batch
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState, Ground
from bitaqa.foundation.rules.documents import HELD
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from .approving import approve, keys_of, makes_person, people_like
from .domain import Claim, Finding, Keys, judge_claim, judge_first, may_be_respelled
from .models import Case, ScreeningItem

BATCH = 200
ACTOR = "worker:screening"


@step("screening", every_seconds=5)
def screen() -> int:
    """Screens up to one batch; returns how many applications it settled."""
    return work_batch(ScreeningItem, BATCH, screen_applications)


def screen_applications(ids: Sequence[UUID]) -> None:
    """Compares applications with persons and pending applications; approves the clear ones, opens cases for the
    rest."""
    at, act = now(), new_id()
    files = {
        id_: file
        for id_, file in applications.applications_by_id(ids).items()
        if file.state is ApplicationState.RECEIVED
    }
    findings = find(list(files.values()))
    clear = {finding.application: finding.person for finding in findings if finding.clear}
    doubts = [finding for finding in findings if not finding.clear]
    doubts += approve(clear, files, move="clear", by=ACTOR, at=at, act=act)
    open_cases(doubts, files, at=at, act=act)


def find(files: Sequence[ApplicationValue]) -> list[Finding]:
    """What screening says of each application; reads only, a fixed number of round trips."""
    mine = {file.id: keys_of(file) for file in files}
    claimed = persons.persons_by_number(file.claimed_number for file in files if file.claimed_number)
    held = documents.documents_of_persons([person.id for person in claimed.values()], states=HELD)
    corrected = applications.applications_by_id(file.corrects for file in files if file.corrects)
    known = [Keys(p.id, p.arabic_key, p.latin_key, p.birth, p.sex) for p in people_like(list(mine.values()))]
    pending = {
        other.id: other
        for other in applications.pending_by_keys(
            arabic=[k.arabic_key for k in mine.values() if k.arabic_key],
            latin=[k.latin_key for k in mine.values() if k.latin_key],
            years=[k.birth.year for k in mine.values()],
        )
    }
    waiting_keys = [Keys(o.id, o.arabic_key, o.latin_key, o.birth, o.sex) for o in pending.values()]
    people_by_key, pending_by_key = _by_key(known), _by_key(waiting_keys)
    respelled = _respelled([file for file in files if makes_person(file)], mine)
    findings = []
    for file in files:
        keys = mine[file.id]
        near = _near(keys, people_by_key)
        # Two files for two kinds of document are no double.
        waiting = [
            other
            for other in _near(keys, pending_by_key)
            if other.id != file.id and pending[other.id].document_type == file.document_type
        ]
        if file.kind is ApplicationKind.CORRECTION and file.corrects:
            findings.append(Finding(file.id, person=corrected[file.corrects].person))
        elif makes_person(file):
            findings.append(judge_first(keys, near, waiting, respelled.get(file.id, ())))
        else:
            findings.append(_judge_claimed(file, keys, claimed.get(file.claimed_number), held, waiting, near))
    return findings


def _respelled(files: Sequence[ApplicationValue], mine: Mapping[UUID, Keys]) -> dict[UUID, list[UUID]]:
    """For each newcomer the persons who may be them under another spelling. One round trip."""
    asked = {file.id: (persons.keyed_name(file.identity.names), file.birth) for file in files}
    return {
        id_: [
            person.id
            for person in alike
            if may_be_respelled(mine[id_], Keys(person.id, "", "", person.birth, person.sex), person.likeness.weakest)
        ]
        for id_, alike in persons.persons_alike_each(asked).items()
    }


def _judge_claimed(
    file: ApplicationValue,
    keys: Keys,
    person: persons.PersonValue | None,
    held: Mapping[UUID, list[documents.DocumentValue]],
    waiting: Sequence[Keys],
    near: Sequence[Keys],
) -> Finding:
    claim = Claim(None, died=False, holds_document=False)
    if person is not None:
        known = persons.search_keys(person.identity)
        claim = Claim(
            Keys(person.id, known.arabic_key, known.latin_key, person.birth, person.sex),
            died=person.died_on is not None,
            holds_document=_holds_what_it_needs(file, held.get(person.id, ())),
        )
    return judge_claim(keys, file.kind, Ground(file.ground), bool(file.claimed_number), claim, waiting, near)


def _holds_what_it_needs(file: ApplicationValue, held: Sequence[documents.DocumentValue]) -> bool:
    """A renewal or a duplicate follows a document of its own kind, expired ones included; others follow any."""
    follows = file.kind in (ApplicationKind.RENEWAL, ApplicationKind.DUPLICATE)
    return any(not follows or document.document_type == file.document_type for document in held)


def _by_key(keys: Sequence[Keys]) -> dict[tuple[int, str], list[Keys]]:
    found: dict[tuple[int, str], list[Keys]] = {}
    for each in keys:
        for name in {f"a{each.arabic_key}", f"l{each.latin_key}"}:
            if len(name) > 1:
                found.setdefault((each.birth.year, name), []).append(each)
    return found


def _near(keys: Keys, by_key: dict[tuple[int, str], list[Keys]]) -> list[Keys]:
    found = {}
    for name in (f"a{keys.arabic_key}", f"l{keys.latin_key}"):
        for other in by_key.get((keys.birth.year, name), ()):
            found[other.id] = other
    return list(found.values())


def open_cases(findings: Sequence[Finding], files: dict[UUID, ApplicationValue], *, at: datetime, act: UUID) -> None:
    """Hands doubts to people: one open case per application."""
    if not findings:
        return
    Case.objects.bulk_create(
        [
            Case(
                application=finding.application,
                opened_at=at,
                needed_by=files[finding.application].needed_by,
                reasons=[why.value for why in finding.reasons],
                candidates=[
                    {"kind": c.kind, "id": str(c.id), "why": [w.value for w in c.why]} for c in finding.candidates
                ],
            )
            for finding in findings
        ]
    )
    applications.move([finding.application for finding in findings], "doubt", by=ACTOR, at=at, act=act)
