"""A seeded register is filled, files come, screening runs as in production, and what became of each is held against
the truth. Everything is real but the station: templates in the vault, the index, PostgreSQL, the policy in force.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.vault.door import blob_store, ensure_keys
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.chain import ChainHead
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner
from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.rules.packet_bodies import ApplicationBody
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.specimens.packets import SpecimenStation
from bitaqa.foundation.specimens.people import person
from bitaqa.records.applications import door as applications
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from ..models import Case
from .seeding import FINGERS_FROM_AGE, WITHOUT_FINGERS, Coming, Trick, honest, twice

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
BY = "user:00000000-0000-7000-8000-00000000000b"
BATCH = 50
STEPS = ("fingers", "finger-answers", "screening")


@dataclass(frozen=True, slots=True)
class Became:
    """What became of one file: `candidates` are ids of persons and files shown with it."""

    coming: Coming
    state: ApplicationState
    person: UUID | None
    level: str
    reasons: tuple[str, ...]
    candidates: frozenset[UUID]

    @property
    def at_the_bench(self) -> bool:
        return self.state is ApplicationState.ADJUDICATION


@dataclass
class Truth:
    """Who each body is in the register, as it was entered or approved."""

    persons: dict[int, UUID] = field(default_factory=dict)
    files: dict[int, UUID] = field(default_factory=dict)


@dataclass
class Measured:
    honest: list[Became]
    seeded: list[Became]
    wrong_merges: int
    missed: list[Became]
    seconds_a_file: float
    truth: Truth


def measure(*, seed: int, register: int, count: int, seeded: int, told: Callable[[str], object] = print) -> Measured:
    """Fills the register with `register` people known by name and card, lets `count` honest files come, then `seeded`
    people who come again by a trick."""
    ensure_keys(by=BY)
    station, truth = _station(), Truth()
    told(f"a register of {register} people …")
    _fill(seed, register, truth)
    told(f"{count} files of an ordinary campaign …")
    began = time.process_time()
    ordinary = list(honest(seed, register, count))
    became = _come(station, ordinary)
    seconds = (time.process_time() - began) / max(1, count)
    for each in became:
        if each.person is not None:
            truth.persons[each.coming.body] = each.person
    told(f"{seeded} people who come again …")
    again = list(islice(_again(seed, became), seeded))
    caught = _come(station, again)
    wrong = sum(
        each.person is not None and each.person != truth.persons.get(each.coming.body, each.person)
        for each in became
        if each.coming.kind is not ApplicationKind.FIRST
    ) + sum(each.state is ApplicationState.APPROVED and each.person in truth.persons.values() for each in caught)
    missed = [
        each for each in caught if not each.at_the_bench or truth.persons[each.coming.body] not in each.candidates
    ]  # fmt: skip
    return Measured(became, caught, wrong, missed, seconds, truth)


def _again(seed: int, became: Sequence[Became]) -> Iterator[Coming]:
    """Approved people come again, the tricks in turn; who has no fingers tries those that need none."""
    tricks, others = list(Trick), list(WITHOUT_FINGERS)
    for number, each in enumerate(one for one in became if one.state is ApplicationState.APPROVED):
        ways = tricks if each.coming.who.age >= FINGERS_FROM_AGE else others
        yield twice(seed, each.coming, ways[number % len(ways)])


def _station() -> SpecimenStation:
    signer, opening = SoftwareSigner.generate(), OpeningKey.generate(os.urandom)
    return SpecimenStation(
        head=ChainHead(new_id(), 1, 0, bytes(32)), signer=signer, recipient=opening.sealing_key, visit=new_id(),
        campaign=new_id(), place="bench", day=AT.date(), at=AT, randbytes=os.urandom,
    )  # fmt: skip


def _fill(seed: int, register: int, truth: Truth) -> None:
    """People imported from an older register: names, births, numbers and a card each; no fingers."""
    for start in range(0, register, 2000):
        people = [person(seed, index) for index in range(start, min(start + 2000, register))]
        ids = {who.index: new_id() for who in people}
        with transaction.atomic():
            persons.create_persons(
                [
                    persons.NewPerson(
                        Identity.model_validate(who.identity_map("bench")), who.national_number, ids[who.index]
                    )
                    for who in people
                ],
                by=BY, at=AT, act=new_id(), event="person.imported", origin="import",
            )  # fmt: skip
            documents.add_documents(
                [
                    documents.DocumentValue(
                        id=new_id(), number=f"B{who.index:09d}", person=ids[who.index], application=None,
                        document_type="cnie", type_version="cnie-1", issued_on=date(2016, 1, 1),
                        expires_on=date(2026, 1, 1), state=DocumentState.ACTIVE,
                    )
                    for who in people
                ],
                by=BY, at=AT, act=new_id(), event="document.imported",
            )  # fmt: skip
        truth.persons.update({who.body: ids[who.index] for who in people})


def _come(station: SpecimenStation, comings: Sequence[Coming]) -> list[Became]:
    """Files arrive in batches and are screened until nothing waits."""
    ids: dict[UUID, Coming] = {}
    for start in range(0, len(comings), BATCH):
        batch = comings[start : start + BATCH]
        bodies = [_body(station, coming) for coming in batch]
        ids |= {body.application: coming for body, coming in zip(bodies, batch, strict=True)}
        with transaction.atomic():
            containers = _sealed(zip(bodies, batch, strict=True))
            arrivals = []
            for body in bodies:
                station.head = ChainHead(station.head.station, 1, station.head.sequence + 1, bytes(32))
                arrivals.append(
                    (
                        body,
                        applications.Arrival(
                            station=station.head.station,
                            epoch=1,
                            sequence=station.head.sequence,
                            packet_hash=bytes(32),
                            container=containers[body.application],
                        ),
                    )
                )
            applications.add_applications(arrivals, at=AT, act=new_id())
        run_until_still(list(STEPS))
    return list(_became(ids))


def _body(station: SpecimenStation, coming: Coming) -> ApplicationBody:
    files = {f"finger/{at}": data for at, data in coming.fingers.items()}
    changes = {} if files else {"fingers": [], "fingers_rule": "under_age"}
    body, _ = station.application(coming.who, kind=coming.kind, files={"portrait": b"", **files}, **changes)
    return body


def _sealed(given: Iterable[tuple[ApplicationBody, Coming]]) -> dict[UUID, dict[str, str]]:
    contents, made = [], {}
    for body, coming in given:
        owner = applications.fingers_owner(body.application) if coming.fingers else body.application
        contents.append((owner, {f"finger/{at}": data for at, data in coming.fingers.items()}))
        made[owner] = body.application
    references = blob_store().put_many(contents)
    return {made[one.owner]: {"fingers" if one.owner != made[one.owner] else "id": str(one.id)} for one in references}


def _became(ids: Mapping[UUID, Coming]) -> Iterator[Became]:
    files = applications.applications_by_id(ids)
    cases = {case.application: case for case in Case.objects.filter(application__in=list(ids))}
    for id_, coming in ids.items():
        case = cases.get(id_)
        shown = frozenset(UUID(one["id"]) for one in case.candidates) if case else frozenset()
        reasons = tuple(case.reasons) if case else ()
        yield Became(coming, files[id_].state, files[id_].person, case.level if case else "", reasons, shown)
