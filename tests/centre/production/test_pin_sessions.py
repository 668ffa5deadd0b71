"""A counter asks for a session with a holder's chip: over the signed line, sealed, journalled, for that chip alone."""

from __future__ import annotations

import io
import json
import os
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.backbone.vault.door import chip_keys, signer
from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.image import decode_chip
from bitaqa.foundation.icao.chip.issuer_session import ask_chip, put_pin
from bitaqa.foundation.icao.chip.scp03 import SessionKeys
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.errors import PacketError
from bitaqa.foundation.packet.keys import OpeningKey, Verifier
from bitaqa.foundation.packet.register_look import open_register_answer
from bitaqa.foundation.packet.wire import sign_request
from bitaqa.foundation.rules.pin_session import PinAnswer, PinRefusal
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.journey.planning.provisioning import save_crew_member
from bitaqa.journey.production.acts.allow_pins import PER_DAY
from bitaqa.journey.production.models import ChipRecord, Order
from bitaqa.records.documents import door as documents
from bitaqa.records.stations.models import StationEpoch

from ..intake.test_register_look import give_pack
from .conftest import ACTOR, AT, Floor
from .looking import orders

pytestmark = pytest.mark.django_db
MACHINE = {"method": "finger", "engine": "cylinders 2", "score": "0.61", "finger": 2}
TWO = {"method": "two_people", "because": "finger_unclear", "second_person": "head.salma"}


class Desk:
    """A counter of the world's station, with one card of its list on the reader."""

    def __init__(self, floor: Floor, order: Order) -> None:
        self.floor, self.card = floor, order.card
        self.place = floor.world.station.head
        self.opening = OpeningKey.generate(os.urandom)
        StationEpoch.objects.filter(station=self.place.station).update(opening_public=self.opening.sealing_key.public)
        serial = bytes.fromhex(ChipRecord.objects.get(order=order).chip)
        self.chip = self.blank(serial)
        give_pack(self.place.station)
        for operator in ("op.amina", "head.salma"):
            save_crew_member(
                station=self.place.station, operator=operator, role=RoleCode.FIELD_OPERATOR, name_ar="عينة",
                name_latin="SPECIMEN", pin="123456", at=AT,
            )  # fmt: skip

    def blank(self, serial: bytes) -> SimulatedChip:
        chip = SimulatedChip(serial=serial, transport=chip_keys("issuer").of(serial), randbytes=secrets.token_bytes)
        chip.memory.locked, chip.memory.pin_tries = True, 0
        return chip

    def question(self, chip: SimulatedChip | None = None, **changes: Any) -> dict[str, Any]:
        self.half = ask_chip(chip or self.chip, randbytes=secrets.token_bytes)
        return {
            "ask": str(new_id()), "card": str(self.card), "operator": "op.amina", "because": "blocked",
            "verification": MACHINE, "recognised_at": (AT - timedelta(minutes=1)).isoformat(),
            "serial": self.half.serial.hex(), "host_challenge": self.half.host_challenge.hex(),
            "card_challenge": self.half.card_challenge.hex(), "proof": self.half.proof.hex(), **changes,
        }  # fmt: skip

    def send(self, told: dict[str, Any] | bytes) -> Any:
        body = told if isinstance(told, bytes) else encode(told)
        headers = sign_request(
            method="POST", path="/sync/v1/pin", body=body, station=self.place.station, epoch=self.place.epoch,
            at=datetime.now(UTC), nonce=os.urandom(16), signer=self.floor.world.station.signer,
        )  # fmt: skip
        return Client().generic("POST", "/sync/v1/pin", body, content_type="application/octet-stream", headers=headers)

    def ask(self, told: dict[str, Any]) -> PinAnswer:
        answer = self.send(told)
        assert answer.status_code == 200, answer.content
        return PinAnswer.model_validate(self.opened(answer.content, UUID(told["ask"])))

    def opened(self, data: bytes, ask: UUID, purpose: Any = "pin-session") -> dict[str, Any]:
        return open_register_answer(
            data, verifier=Verifier(signer("centre").public), opening_key=self.opening, station=self.place.station,
            epoch=self.place.epoch, look=ask, purpose=purpose,
        )  # fmt: skip


@pytest.fixture
def desk(floor: Floor) -> Desk:
    floor.blanks(1)
    (order,) = orders(floor.made(1))  # the sample of a batch of one: its chip was written and read back
    return Desk(floor, order)


@pytest.mark.parametrize("verification", [MACHINE, TWO])
def test_a_recognised_holder_sets_a_pin_that_the_centre_never_sees(
    desk: Desk, told: Callable[[str], list[UUID]], verification: dict[str, Any]
) -> None:
    question = desk.question(verification=verification)
    answer = desk.ask(question)
    session = SessionKeys(bytes.fromhex(answer.encryption), bytes.fromhex(answer.authentication))
    put_pin(desk.chip, desk.half, session, "271828")
    assert desk.chip.memory.pin == b"271828\xff\xff" and desk.chip.memory.pin_tries == 3
    assert told("card.pin_allowed") == [desk.card] and told("card.pin_refused") == []
    entry = JournalEntry.objects.get(event="card.pin_allowed")
    assert entry.facts["method"] == verification["method"] and entry.because == "blocked"
    assert "op.amina" in entry.actor and str(entry.act) == question["ask"]
    whole = json.dumps(list(JournalEntry.objects.values()), default=str)
    assert answer.encryption not in whole and answer.authentication not in whole
    assert answer.encryption not in repr(answer)


def test_a_question_sent_again_is_one_act_and_another_under_its_id_is_refused(
    desk: Desk, told: Callable[[str], list[UUID]]
) -> None:
    question = desk.question()
    assert desk.ask(question).encryption == desk.ask(question).encryption
    assert len(told("card.pin_allowed")) == 1
    assert desk.send(desk.question(ask=question["ask"])).status_code == 403


def test_the_answer_opens_for_its_question_and_purpose_alone(desk: Desk) -> None:
    question = desk.question()
    data = desk.send(question).content
    for ask, purpose in ((uuid4(), "pin-session"), (UUID(question["ask"]), "register-look")):
        with pytest.raises(PacketError):
            desk.opened(data, ask, purpose)


def test_a_card_on_the_reader_that_is_not_the_holders_is_refused(desk: Desk, told: Callable[[str], list[UUID]]) -> None:
    another = desk.blank(bytes(10))
    copy = desk.blank(desk.chip.memory.serial)
    copy.memory.issuer_keys = chip_keys("transport").of(copy.memory.serial)
    assert desk.ask(desk.question(another)).because is PinRefusal.CHIP_OF_ANOTHER
    assert desk.ask(desk.question(copy)).because is PinRefusal.CHIP_NOT_PROVEN
    assert desk.ask(desk.question(card=str(uuid4()))).because is PinRefusal.CARD_UNKNOWN
    ChipRecord.objects.update(chip="")
    assert desk.ask(desk.question()).because is PinRefusal.CHIP_UNKNOWN
    assert told("card.pin_allowed") == [] and len(told("card.pin_refused")) == 4


def test_a_recognition_grows_old_and_a_card_not_in_force_is_refused(desk: Desk) -> None:
    for at in (AT - timedelta(minutes=16), AT + timedelta(minutes=6)):
        assert desk.ask(desk.question(recognised_at=at.isoformat())).because is PinRefusal.TOO_LATE
    order = Order.objects.get(card=desk.card)
    assert order.document is not None
    documents.move([order.document], "activate", by=ACTOR, at=AT)
    assert desk.ask(desk.question()).because is None
    documents.move([order.document], "report_stolen", by=ACTOR, at=AT)
    assert desk.ask(desk.question()).because is PinRefusal.CARD_NOT_IN_FORCE


def test_a_card_is_opened_a_few_times_a_day(desk: Desk, clock: Callable[[datetime], None]) -> None:
    for _ in range(PER_DAY):
        assert desk.ask(desk.question()).because is None
    assert desk.ask(desk.question()).because is PinRefusal.TOO_OFTEN
    later = AT + timedelta(hours=23, minutes=59)
    clock(later)
    assert desk.ask(desk.question(recognised_at=later.isoformat())).because is PinRefusal.TOO_OFTEN


def test_only_a_crew_with_a_field_pack_in_force_asks(desk: Desk) -> None:
    wrong: list[dict[str, Any] | bytes] = [
        desk.question(operator="op.nobody"),
        desk.question(verification={**TWO, "second_person": "head.nobody"}),
        desk.question(verification={**TWO, "second_person": "op.amina"}),
        desk.question(serial="00"),
        b"\xff",
    ]
    for told in wrong:
        answer = desk.send(told)
        assert (answer.status_code, answer.json()["code"]) == (403, "production.pin_question")
    from bitaqa.journey.planning.models import FieldPackIssue

    FieldPackIssue.objects.all().delete()
    assert desk.send(desk.question()).status_code == 403


def test_the_chip_of_a_demonstrations_card_is_laid_into_a_file(desk: Desk, tmp_path: Path, settings: Any) -> None:
    order, file = Order.objects.get(card=desk.card), tmp_path / "card.chip"
    call_command("line", "specimen", order.number, file=file, stdout=io.StringIO())
    chip = decode_chip(file.read_bytes(), randbytes=secrets.token_bytes)
    assert desk.ask(desk.question(chip)).because is None and chip.memory.pin_tries == 0
    with pytest.raises(CommandError):
        call_command("line", "specimen", "NOBODY", file=file)
    ChipRecord.objects.update(state="signed", zone_agrees=None, read_at=None)
    with pytest.raises(CommandError):
        call_command("line", "specimen", order.number, file=file)
    settings.BITAQA_PRODUCTION = True
    with pytest.raises(CommandError, match="not simulated in production"):
        call_command("line", "specimen", order.number, file=file)
