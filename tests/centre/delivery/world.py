"""What delivery tests stand on: cards packed in boxes of a visit, and a station that reports of them."""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from bitaqa.foundation.kernel.ids import new_id, new_ids
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.documents import CardState, DocumentState
from bitaqa.foundation.specimens.packets import SpecimenStation
from bitaqa.foundation.specimens.people import person

FIRST, SECOND = (f"user:00000000-0000-7000-8000-00000000000{n}" for n in (1, 2))
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 5, 18, 9, 0, tzinfo=UTC)
PLACE = "el-borouj"


@dataclass
class World:
    """What delivery tests stand on; `report` is a packet that intake accepted."""

    station: SpecimenStation
    campaign: UUID
    delivery: UUID
    serial: Any = field(default_factory=lambda: itertools.count(1))

    def cards(
        self, count: int, *, kind: ApplicationKind = ApplicationKind.FIRST, corrects: UUID | None = None
    ) -> list[Any]:
        """`count` approved applications with issued documents and packed cards, in a box of the delivery visit."""
        from bitaqa.records.applications import door as applications
        from bitaqa.records.cards import door as cards
        from bitaqa.records.documents import door as documents
        from bitaqa.records.persons import door as persons

        numbers = [next(self.serial) for _ in range(count)]
        people = [person(11, number) for number in numbers]
        changes = {"corrects": corrects} if corrects else {}
        arrivals = []
        for number, someone in zip(numbers, people, strict=True):
            body, _ = self.station.application(
                someone, kind=kind, files={}, portrait=None, signature={"signed": True}, **changes
            )
            arrivals.append(
                (
                    body,
                    applications.Arrival(
                        station=self.station.head.station, epoch=1, sequence=number, packet_hash=b"", container=None
                    ),
                )
            )
        act, ids = new_id(), [body.application for body, _ in arrivals]
        applications.add_applications(arrivals, at=AT, act=act)
        owners = new_ids(count)
        persons.create_persons(
            [
                persons.NewPerson(body.identity, f"W{number:06d}", id_)
                for (body, _), number, id_ in zip(arrivals, numbers, owners, strict=True)
            ],
            by=FIRST,
            at=AT,
            act=act,
        )
        applications.set_persons(dict(zip(ids, owners, strict=True)))
        applications.move(ids, "clear", by=FIRST, at=AT, act=act)
        made = [self._document(n, o, a) for n, o, a in zip(numbers, owners, ids, strict=True)]
        documents.add_documents(made, by=FIRST, at=AT, act=act)
        bodies = [
            cards.CardValue(
                id=new_id(),
                document=d.id,
                number=d.number,
                person=d.person,
                application=d.application,
                kind=kind.value,
                campaign=self.campaign,
                blank=f"B{number:06d}",
                place=PLACE,
                keeper="centre:rabat",
                state=CardState.MADE,
                made_at=AT,
            )
            for number, d in zip(numbers, made, strict=True)
        ]
        cards.add_cards(bodies, by=FIRST, at=AT, act=act)
        cards.move([c.id for c in bodies], "pack", by=FIRST, at=AT, act=act, visit=self.delivery)
        return list(cards.cards_by_id(c.id for c in bodies).values())

    def _document(self, number: int, owner: UUID, application: UUID | None) -> Any:
        from bitaqa.records.documents.door import DocumentValue

        return DocumentValue(
            id=new_id(),
            number=f"SP{number:07d}",
            person=owner,
            application=application,
            document_type="cnie",
            type_version="cnie-2",
            issued_on=date(2026, 5, 10),
            expires_on=date(2036, 5, 10),
            issued_by="rabat",
        )

    def old_card(self, owner: UUID) -> Any:
        """A card the person has held for years."""
        from bitaqa.records.cards import door as cards
        from bitaqa.records.documents import door as documents

        number = next(self.serial)
        paper = self._document(number, owner, None)
        paper = type(paper)(**{**{n: getattr(paper, n) for n in paper.__slots__}, "state": DocumentState.ACTIVE})
        documents.add_documents([paper], by=FIRST, at=AT, act=new_id(), event="document.imported")
        card = cards.CardValue(
            id=new_id(),
            document=paper.id,
            number=paper.number,
            person=owner,
            application=None,
            keeper="holder",
            state=CardState.HANDED_OVER,
            made_at=AT,
        )
        cards.add_cards([card], by=FIRST, at=AT, act=new_id(), event="card.imported")
        return card

    def box(self, packed: list[Any]) -> UUID:
        """These cards in one of production's boxes."""
        from bitaqa.journey.production.models import Batch, Box, BoxCard, Order

        batch = Batch.objects.create(
            code=f"BATCH-{next(self.serial)}",
            issuing_centre="rabat",
            document_type="cnie",
            type_version="cnie-2",
            shift="2026-05-11-1",
            formed_at=AT,
        )
        box = Box.objects.create(
            code=f"RAB-B{next(self.serial):06d}",
            issuing_centre="rabat",
            visit=self.delivery,
            campaign=self.campaign,
            place=PLACE,
            day=LATER.date(),
            packed_at=AT,
        )
        for place, card in enumerate(packed, start=1):
            order = Order.objects.create(
                application=card.application,
                person=card.person,
                document_type="cnie",
                type_version="cnie-2",
                kind=card.kind,
                place=PLACE,
                campaign=self.campaign,
                day=AT.date(),
                issuing_centre="rabat",
                batch=batch,
                document=card.document,
                number=card.number,
                card=card.id,
                rank=2,
                ordered_at=AT,
                state="packed",
            )
            BoxCard.objects.create(box=box, order=order, card=card.id, position=place)
        return box.id

    def sent(self, count: int) -> tuple[Any, list[Any]]:
        """A consignment of `count` cards on the road."""
        from bitaqa.journey.delivery.acts.move_consignments import dispatch_consignments
        from bitaqa.journey.delivery.acts.pack_consignments import pack_consignments

        packed = self.cards(count)
        [consignment] = pack_consignments({self.box(packed): f"TB-{next(self.serial)}"}, by=FIRST, at=AT)
        dispatch_consignments([consignment.id], carrier="van-7", by=FIRST, at=AT)
        return consignment, packed

    def report(self, kind: str, body: dict[str, Any], *, station: UUID | None = None) -> UUID:
        """A packet that intake accepted, handed to delivery as the wiring does; its id."""
        from bitaqa.journey.delivery.door import take_packets
        from bitaqa.journey.intake.models import Packet, PacketContent

        number = next(self.serial)
        packet = Packet.objects.create(
            hash=os.urandom(32),
            station=station or self.station.head.station,
            epoch=1,
            sequence=number,
            kind=kind,
            size=1,
            stored_at=AT,
            state="accepted",
        )
        PacketContent.objects.create(packet=packet, kind=kind, body=body)
        take_packets([packet.id])
        return packet.id

    def custody(
        self, entries: list[tuple[str, Any]], *, consignment: Any = None, box: str | None = None, **more: Any
    ) -> UUID:
        """A count: pairs of act and card."""
        lines = [
            {
                "act": act,
                "card": str(card.id),
                "document_number": card.number,
                "at": LATER.isoformat(),
                "keeper": "op-1",
                **({"witness": "head-1"} if act == "destroyed" else {}),
            }
            for act, card in entries
        ]
        body = {
            "custody": str(new_id()),
            "visit": str(self.delivery),
            "place": PLACE,
            "day": "2026-05-18",
            "operator": "op-1",
            "entries": [{**line, **more} for line in lines],
        }
        if consignment is not None:
            body |= {"consignment": str(consignment.id), "box": box or "whole"}
        return self.report("custody", body)

    def hand_over_body(self, card: Any, **changes: Any) -> dict[str, Any]:
        outcome = changes.get("outcome", "handed_over")
        return {
            "hand_over": str(new_id()),
            "card": str(card.id),
            "document_number": card.number,
            "application": str(card.application),
            "visit": str(self.delivery),
            "place": PLACE,
            "day": "2026-05-18",
            "operator": "op-1",
            "outcome": outcome,
            "receipt_shown": True,
            "verification": {"method": "finger", "engine": "cylinders-1", "score": 0.91, "finger": 2}
            if outcome == "handed_over"
            else None,
            "signed": outcome == "handed_over",
            "at": LATER.isoformat(),
            **changes,
        }

    def hand_over(self, card: Any, *, station: UUID | None = None, **changes: Any) -> UUID:
        body = {k: v for k, v in self.hand_over_body(card, **changes).items() if v is not None}
        return self.report("hand-over", body, station=station)

    def wrong_card(self, card: Any, *, destroyed_by: tuple[str, str] | None = ("op-1", "head-1")) -> UUID:
        """A wrong card with its correction, which intake entered; returns the correction."""
        from bitaqa.records.applications import door as applications

        someone = person(11, next(self.serial))
        application, _ = self.station.application(
            someone, kind=ApplicationKind.CORRECTION, files={}, portrait=None, corrects=card.application
        )
        arrival = applications.Arrival(
            station=self.station.head.station, epoch=1, sequence=next(self.serial), packet_hash=b"", container=None
        )
        applications.add_applications([(application, arrival)], at=LATER, act=new_id())
        body = {
            "what": "wrong_card",
            "card": str(card.id),
            "fields": [{"field": "given", "printed": "ALI", "right": "AALI"}],
            "fault": "ours",
            "application": application.to_map(),
            "at": LATER.isoformat(),
        }
        if destroyed_by:
            body["destroyed_by"] = list(destroyed_by)
        self.report("wrong-card", body)
        return application.application
