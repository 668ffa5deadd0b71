"""Cards due travel in the field pack of their hand-over visit: names, a small portrait, two fingers, no more."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from PIL import Image

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.vault.door import verifiers
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.matching.templates import decode_template
from bitaqa.foundation.packet.fieldpack import open_field_pack
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.rules.field_pack import FieldPack
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.journey.planning.due_cards import PORTRAIT_SIZE, cards_due
from bitaqa.journey.planning.packing import issue_field_pack
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

from ..intake.conftest import ACTOR, AT, World
from .test_field_packs import world

__all__ = ["world"]

pytestmark = pytest.mark.django_db


def packed_card(world: World, index: int, visit: Any, **changes: Any) -> Any:
    """Someone enrolled at the station, approved, whose card lies packed for `visit`."""
    body, attached = world.station.application(person(7, index), **changes)
    packet = world.station.seal(PacketKind.APPLICATION, body.to_map(), attached)
    receive_packet(packet.data, sender=Sender(world.station.head.station, world.station.head.epoch))
    run_until_still(["intake"])
    act, owner, document = new_id(), new_id(), new_id()
    persons.create_persons([persons.NewPerson(body.identity, f"W{index:06d}", owner)], by=ACTOR, at=AT, act=act)
    applications.set_persons({body.application: owner})
    applications.move([body.application], "clear", by=ACTOR, at=AT, act=act)
    made = documents.DocumentValue(
        id=document, number=f"SP{index:07d}", person=owner, application=body.application, document_type="cnie",
        type_version="cnie-2", issued_on=date(2026, 5, 4), expires_on=date(2036, 5, 4), issued_by="rabat",
    )  # fmt: skip
    documents.add_documents([made], by=ACTOR, at=AT, act=act)
    card = cards.CardValue(
        id=new_id(), document=document, number=made.number, person=owner, application=body.application, kind="first",
        campaign=world.campaign, blank=f"B{index:06d}", place="el-borouj", keeper="centre:rabat",
        state=cards.CardState.MADE, made_at=AT,
    )  # fmt: skip
    cards.add_cards([card], by=ACTOR, at=AT, act=act)
    cards.move([card.id], "pack", by=ACTOR, at=AT, act=act, visit=visit)
    return card


def test_an_expired_old_card_is_still_with_its_holder(world: Any) -> None:
    station = world.station.head.station
    delivery = campaigns.VisitValue(
        id=new_id(), campaign=world.campaign, station=station, kind="delivery", place="el-borouj", day=date(2026, 5, 6)
    )
    campaigns.add_visits([delivery], by=ACTOR, at=AT)
    card = packed_card(world, 6, delivery.id)
    old = documents.DocumentValue(
        id=new_id(), number="OLD0000006", person=card.person, application=None, document_type="cnie",
        type_version="cnie-1", issued_on=date(2016, 5, 3), expires_on=date(2026, 5, 3),
        state=documents.DocumentState.ACTIVE,
    )  # fmt: skip
    documents.add_documents([old], by=ACTOR, at=AT, act=new_id(), event="document.imported")
    assert documents.expire_documents(by=ACTOR, at=AT, limit=10) == [old.id]
    [due], _attachments = cards_due([delivery])
    assert (due.old_document_number, due.old_card_fate) == (old.number, "with_holder")


def test_a_minor_s_card_names_who_answers_for_them(world: Any) -> None:
    delivery = campaigns.VisitValue(
        id=new_id(), campaign=world.campaign, station=world.station.head.station, kind="delivery", place="el-borouj",
        day=date(2026, 5, 6),
    )  # fmt: skip
    campaigns.add_visits([delivery], by=ACTOR, at=AT)
    index = next(index for index in range(200) if person(7, index).representative is not None)
    named = person(7, index).representative_map()
    packed_card(world, index, delivery.id, representative=named)
    [due], _attachments = cards_due([delivery])
    assert due.minor and named is not None and due.representative is not None
    assert (due.representative.capacity, due.representative.number) == (named["capacity"], named["national_number"])
    assert due.representative.names.latin.given == named["names"]["latin"]["given"]


def test_a_card_due_travels_with_a_small_portrait_and_two_fingers(world: Any) -> None:
    station = world.station.head.station
    delivery = campaigns.VisitValue(
        id=new_id(), campaign=world.campaign, station=station, kind="delivery", place="el-borouj", day=date(2026, 5, 6)
    )
    campaigns.add_visits([delivery], by=ACTOR, at=AT)
    card = packed_card(world, 5, delivery.id)
    issue = issue_field_pack(station=station, by=ACTOR, at=AT)
    assert (issue.visits, issue.cards) == (2, 1)
    [verifier] = verifiers("centre").values()
    opened = open_field_pack(bytes(issue.data), verifier=verifier, station=station, opening_key=world.opening)
    pack = FieldPack.model_validate(opened.body)
    assert all(key.station and key.name_ar and key.name_fr for key in pack.station_keys) and pack.station_keys
    [due] = pack.cards_due
    assert (due.card, due.document_number, due.visit, due.old_card_fate) == (card.id, card.number, delivery.id, "none")
    files = {a.name: a.content for a in opened.attachments}
    assert len(due.fingers) == 2 and set(files) == {
        f"card/{card.id}/portrait", *(f"card/{card.id}/finger/{finger}" for finger in due.fingers),
    }  # fmt: skip
    with Image.open(io.BytesIO(files[f"card/{card.id}/portrait"])) as portrait:
        assert portrait.width <= PORTRAIT_SIZE[0] and portrait.height <= PORTRAIT_SIZE[1]
    for finger in due.fingers:
        assert decode_template(files[f"card/{card.id}/finger/{finger}"]).minutiae

    cards.stop_cards([card.id], because="death")
    again = issue_field_pack(station=station, by=ACTOR, at=AT)
    stopped = open_field_pack(bytes(again.data), verifier=verifier, station=station, opening_key=world.opening)
    assert FieldPack.model_validate(stopped.body).cards_due[0].stopped == "death", "it travels, to be withheld"
