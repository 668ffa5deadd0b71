"""Erasing what is personal of one file: words and pictures are gone for ever, the account of the acts stands."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.journal.models import JournalPersonal
from bitaqa.backbone.journal.tree import sequence_committed
from bitaqa.backbone.journal.verifying import verify_journal
from bitaqa.backbone.vault.door import blob_store, destroy_owner_keys
from bitaqa.backbone.vault.errors import BlobDestroyedError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.records.applications.door import get_application

from ..intake.conftest import ACTOR, AT, make_world


def taken_in(world: object, index: int) -> UUID:
    station = world.station  # type: ignore[attr-defined]
    body, files = station.application(person(31, index))
    packet = station.seal(PacketKind.APPLICATION, body.to_map(), files)
    receive_packet(packet.data, sender=Sender(station.head.station, 1))
    run_until_still(["intake"])
    return body.application


def container(application: UUID) -> UUID:
    held = get_application(application).container
    assert held is not None
    return UUID(held["id"])


@pytest.mark.django_db(transaction=True)
def test_an_erased_person_leaves_a_journal_that_verifies(transactional_db: None) -> None:
    world = make_world()
    erased, kept = taken_in(world, 1), taken_in(world, 2)
    with transaction.atomic():
        journal.record(
            [
                journal.Entry(
                    event="application.doubted",
                    subject_kind="application",
                    subject=id_,
                    acted_at=AT,
                    actor=ACTOR,
                    act=new_id(),
                    personal={"remark": "SPECIMEN says the name was misspelt"},
                )
                for id_ in (erased, kept)
            ]
        )
    sequence_committed()
    counted = journal.count_subjects(event="application.registered")
    assert verify_journal().sound and blob_store().read(container(erased), "portrait")

    with transaction.atomic():
        assert journal.erase_personal([erased]) == 1
        assert destroy_owner_keys([erased], by=ACTOR, because="erased_by_law") == 1
    sequence_committed()

    with pytest.raises(BlobDestroyedError):
        blob_store().read(container(erased), "portrait")
    assert blob_store().read(container(kept), "portrait")
    assert [row.entry.subject for row in JournalPersonal.objects.select_related("entry")] == [kept]
    [entry] = [e for e in journal.entries(subject=erased) if e.event == "application.doubted"]
    assert entry.erased == {"remark"} and entry.personal == {}
    assert journal.count_subjects(event="application.registered") == counted == {(): 2}
    verified = verify_journal()
    assert verified.findings == [] and verified.leaves == journal.position() + 1
