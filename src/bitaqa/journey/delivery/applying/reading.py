"""Everything a batch of packets about cards needs to be planned, in a fixed number of reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.documents import HELD
from bitaqa.foundation.rules.packet_bodies import CustodyBody, HandOverBody, WrongCardBody
from bitaqa.journey.intake.door import Content
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.door import CardValue
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.door import DocumentValue

from ..models import Consignment, CustodyStep, HandOver

CardBody = HandOverBody | CustodyBody | WrongCardBody


@dataclass(frozen=True, slots=True)
class Report:
    """One packet about cards: its place in the chain and what it says."""

    content: Content
    body: CardBody


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows of everything the batch names."""

    by_id: Mapping[UUID, CardValue]
    by_number: Mapping[str, CardValue]
    documents: Mapping[UUID, DocumentValue]
    held: Mapping[UUID, list[DocumentValue]]
    families: Mapping[UUID, Mapping[UUID, ApplicationState]]
    attempts: frozenset[UUID]
    handed: Mapping[UUID, HandOver]
    consignments: Mapping[UUID, Consignment]
    inside: Mapping[UUID, list[CardValue]]
    last_keeper: Mapping[UUID, str]

    def card(self, card: UUID, number: str) -> CardValue | None:
        """By id, failing which by the number printed on it (an old card has no other name at a station)."""
        return self.by_id.get(card) or self.by_number.get(number)


def read_reports(contents: Sequence[Content]) -> list[Report]:
    """Bodies as their shapes; intake checked them when it took them in."""
    shapes: dict[str, type[CardBody]] = {"hand-over": HandOverBody, "custody": CustodyBody, "wrong-card": WrongCardBody}
    return [Report(content, shapes[content.kind].model_validate(content.body)) for content in contents]


def read_known(reports: Sequence[Report]) -> Known:
    ids: set[UUID] = set()
    numbers: set[str] = set()
    boxes: set[UUID] = set()
    attempts: set[UUID] = set()
    for report in reports:
        match report.body:
            case HandOverBody() as body:
                ids.add(body.card)
                numbers.add(body.document_number)
                attempts.add(body.hand_over)
                if body.old_card:
                    numbers.add(body.old_card.number)
            case CustodyBody() as body:
                ids |= {entry.card for entry in body.entries}
                numbers |= {entry.document_number for entry in body.entries}
                boxes |= {body.consignment} if body.consignment else set()
            case WrongCardBody() as body:
                ids.add(body.card)
    consignments = Consignment.objects.in_bulk(list(boxes))
    inside = cards.cards_of_consignments(consignments)
    by_id = {**cards.cards_by_id(ids), **{card.id: card for held in inside.values() for card in held}}
    by_number = {**cards.cards_by_number(numbers - {card.number for card in by_id.values()})}
    by_number |= {card.number: card for card in by_id.values()}
    by_id |= {card.id: card for card in by_number.values()}
    everyone = list(by_id.values())
    steps = CustodyStep.objects.filter(consignment__in=list(consignments)).order_by("at", "id")
    return Known(
        by_id=by_id,
        by_number=by_number,
        documents=documents.documents_by_id(card.document for card in everyone),
        held=documents.documents_of_persons({card.person for card in everyone}, states=HELD),
        families=applications.families_of(card.application for card in everyone if card.application),
        attempts=frozenset(HandOver.objects.filter(pk__in=attempts).values_list("id", flat=True)),
        handed={row.card: row for row in HandOver.objects.filter(card__in=list(by_id), outcome="handed_over")},
        consignments=consignments,
        inside=inside,
        last_keeper=dict(steps.values_list("consignment_id", "took")),
    )
