"""A station on a delivery day: a box of cards due with real templates and portraits, made from invented people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bitaqa.foundation.packet.payload import Attachment
from bitaqa.foundation.packet.receipt import Receipt, sign_receipt
from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.foundation.rules.packet_bodies import PacketBody
from bitaqa.foundation.specimens.people import AgeGroup, SpecimenPerson

from .centre import AT, CAMPAIGN, PINS, VISIT, Centre, named, pack_body
from .place import Place, adult, provisioned, someone

BOX = named("box")
DELIVERY_TODAY = named("delivery today")


REPRESENTATIVE = {
    "capacity": "mother",
    "names": {
        "arabic": {"given": "فاطمة", "family": "العينة"},
        "latin": {"given": "FATIMA", "family": "SPECIMEN"},
    },
    "number": "SPC900001",
}


@dataclass
class Counter:
    """What a test at the counter holds: the place, the people by name, and their cards."""

    place: Place
    people: dict[str, SpecimenPerson] = field(default_factory=dict)
    due: dict[str, CardDue] = field(default_factory=dict)

    def card(self, who: str) -> UUID:
        return self.due[who].card

    def number(self, who: str) -> str:
        return self.due[who].document_number

    @property
    def amina(self) -> Any:
        return self.place.operator("op.amina")

    @property
    def head(self) -> Any:
        return self.place.operator("head.salma")

    @property
    def now(self) -> Any:
        return self.place.now

    def open_day(self, visit: UUID = DELIVERY_TODAY) -> Any:
        from bitaqa.station.day.opening import open_day

        return open_day(visit=visit, by=self.head, at=self.now)

    def receive(self, *who: str, box: Any = "whole") -> Any:
        from bitaqa.station.handover.receiving import receive_box

        names = who or tuple(self.due)
        numbers = [self.number(name) for name in names]
        return receive_box(consignment=BOX, document_numbers=numbers, box=box, by=self.amina, at=self.now)

    def fingers(self, who: str, *, take: int = 1, of: str = "") -> tuple[Any, ...]:
        """The listed fingers of `of` (another's, to be refused), laid on the scanner today."""
        from bitaqa.foundation.matching.templates import decode_template
        from bitaqa.station.devices.door import simulated_fingers

        reads = simulated_fingers(self.people[of or who], day=take, positions=self.due[who].fingers)
        return tuple(decode_template(read.template) for read in reads if read.template)

    def portrait(self, who: str, *, take: int = 3) -> bytes:
        from bitaqa.station.devices.door import simulated_portrait

        return simulated_portrait(self.people[who], take=take).picture

    def hand_over(self, who: str, *, by: Any = None, **told: Any) -> Any:
        from bitaqa.station.handover.handing import AtCounter, hand_over_card

        told.setdefault("fingers", self.fingers(who))
        counter = AtCounter(**{"receipt_shown": True, "holder_checked": True, "signed": True, **told})
        return hand_over_card(card=self.card(who), counter=counter, by=by or self.amina, at=self.now)

    def relist(self) -> None:
        """A newer pack with the cards as they are due now."""
        attachments = [p for name, card in self.due.items() for p in card_attachments(card, self.people[name])]
        pack = delivery_pack(self.place.centre, 3, tuple(self.due.values()))
        self.place.install(3, attachments=tuple(attachments), **pack)

    def bodies(self) -> list[PacketBody]:
        """Every sealed packet, opened with the centre's key, in the order of the chain."""
        return [self.place.centre.body(data) for data in self.place.packets()]

    def receipt(self, who: str) -> str:
        """The QR text of the receipt, as this station signed it at enrolment."""
        from bitaqa.station import keys
        from bitaqa.station.desk.door import identity

        due, here = self.due[who], identity()
        receipt = Receipt(
            due.receipt_number, due.application, here.station, here.epoch, due.kind.value, date(2026, 2, 2), None
        )
        return sign_receipt(receipt, signer=keys.unlocked().signer)


def due_card(
    name: str, who: SpecimenPerson, position: int, *, fingers: Sequence[int] = (2, 7), **changes: Any
) -> CardDue:
    from bitaqa.foundation.packet.receipt import new_receipt_number

    seed = named(name).bytes
    fields: dict[str, Any] = {
        "card": named(f"card {name}"),
        "document_number": f"SPC{position:06d}",
        "national_number": "",
        "application": named(f"application {name}"),
        "receipt_number": new_receipt_number(lambda size: (seed * 2)[:size]),
        "document_type": "cnie",
        "kind": "first",
        "visit": DELIVERY_TODAY,
        "consignment": BOX,
        "box": "RAB-B000012",
        "position": position,
        "names": who.identity_map("test-douar")["names"],
        "birth": str(who.birth),
        "comparer": "cylinders 2",
        "fingers": tuple(fingers),
    }
    return CardDue.model_validate({**fields, **changes})


def card_attachments(due: CardDue, who: SpecimenPerson) -> list[Attachment]:
    from bitaqa.station.devices.door import simulated_fingers, simulated_portrait

    reads = simulated_fingers(who, positions=due.fingers) if due.fingers else ()
    found = [
        Attachment(f"card.{due.card}.finger.{read.position}", "application/x-iso19794-2", read.template)
        for read in reads
        if read.template
    ]
    return [*found, Attachment(f"card.{due.card}.portrait", "image/jpeg", simulated_portrait(who).picture)]


def delivery_pack(centre: Centre, serial: int, cards: Sequence[CardDue], **changes: Any) -> dict[str, Any]:
    visit = {"place": "test-douar", "campaign": CAMPAIGN, "programme": "test-campaign"}
    usual = pack_body(centre, serial)
    today = {**visit, "visit": DELIVERY_TODAY, "kind": "delivery", "day": AT.date()}
    return {"visits": (*usual["visits"], today), "cards_due": tuple(cards), **changes}


def set_up_counter(settings: Any, **changes: Any) -> Counter:
    place = provisioned(settings)
    chosen = (adult(0), adult(1), adult(2), someone(AgeGroup.CHILD_UNDER_12))
    # bodies short enough to be typed as they are at a simulated device
    ana, sami, lina, child = (replace(who, body=who.body % 10**12) for who in chosen)
    people = {"ana": ana, "sami": sami, "lina": lina, "child": child}
    due = {
        "ana": due_card("ana", ana, 1),
        "sami": due_card("sami", sami, 2, old_document_number="OLD000002", old_card_fate="with_holder", kind="renewal"),
        "lina": due_card(
            "lina", lina, 3, needed_by=AT.date(), authorised="Rachid Specimen", authorised_number="SPC800003"
        ),
        "child": due_card("child", child, 4, fingers=(), minor=True, representative=REPRESENTATIVE),
    }
    attachments = [part for name, card in due.items() for part in card_attachments(card, people[name])]
    pack = delivery_pack(place.centre, 2, tuple(due.values()), **changes)
    place.install(2, attachments=tuple(attachments), **pack)
    return Counter(place, people, due)


def stop(counter: Counter, who: str) -> None:
    """A newer pack in which the card of `who` is stopped."""
    counter.due[who] = counter.due[who].model_copy(update={"stopped": "death"})
    counter.relist()


@pytest.fixture
def box_station(db: None, settings: Any) -> Counter:
    return set_up_counter(settings)


__all__ = ["BOX", "DELIVERY_TODAY", "PINS", "VISIT", "Counter", "box_station", "set_up_counter", "stop"]
