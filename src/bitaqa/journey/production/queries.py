"""Reads of production: boxes for delivery, batches, one card of a batch, what is ready to pack. Frozen values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bitaqa.backbone.clock import now
from bitaqa.backbone.vault.door import blob_store
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.records.campaigns.door import VisitValue

from .acts.issue_certificates import FILE
from .acts.pack_cards import Packable, visits_of
from .card_data import card_from_records
from .errors import BatchUnknownError, BoxUnknownError, CertificateUnknownError, OrderUnknownError, PrintFileGoneError
from .faces import CardFaceData
from .models import Batch, Box, BoxCard, Certificate, Order
from .policy import country_pack


@dataclass(frozen=True, slots=True)
class BoxValue:
    """A box and its cards in the order of the list; `sealed_at` None while more cards may still join it."""

    id: UUID
    code: str
    issuing_centre: str
    visit: UUID
    campaign: UUID
    place: str
    day: date
    cards: tuple[UUID, ...]
    packed_at: datetime
    sealed_at: datetime | None
    seals: tuple[str, ...]
    bag: str = ""
    """The tamper-evident bag it lies in."""


def boxes(visit: UUID) -> list[BoxValue]:
    """Every box packed for a visit, by code. Two round trips."""
    return _values(Box.objects.filter(visit=visit))


def boxes_waiting(centre: str | None = None) -> list[BoxValue]:
    """Boxes not sealed yet, those of the nearest visit first. Two round trips."""
    rows = Box.objects.filter(sealed_at=None)
    return _values(rows.filter(issuing_centre=centre) if centre else rows)


def boxes_by_id(ids: Iterable[UUID]) -> Mapping[UUID, BoxValue]:
    return {box.id: box for box in _values(Box.objects.filter(pk__in=set(ids)))}


def get_box(box: UUID) -> BoxValue:
    """Raises BoxUnknownError."""
    found = boxes_by_id([box])
    if box not in found:
        raise BoxUnknownError()
    return found[box]


def _values(rows: Iterable[Box]) -> list[BoxValue]:
    found = sorted(rows, key=lambda row: (row.day, row.code))
    inside: dict[UUID, list[UUID]] = {}
    listed = BoxCard.objects.filter(box__in=[row.id for row in found]).order_by("position", "id")
    for box, card in listed.values_list("box_id", "card"):
        inside.setdefault(box, []).append(card)
    return [
        BoxValue(
            row.id,
            row.code,
            row.issuing_centre,
            row.visit,
            row.campaign,
            row.place,
            row.day,
            tuple(inside.get(row.id, ())),
            row.packed_at,
            row.sealed_at,
            tuple(row.seals),
            row.bag,
        )
        for row in found
    ]


def certificates_among(documents: Iterable[UUID]) -> set[UUID]:
    """Which of these documents are signed PDFs."""
    return set(Certificate.objects.filter(document__in=set(documents)).values_list("document", flat=True))


def document_type_names(code: str) -> Mapping[str, str]:
    """By language (`ar`, `fr`, `en`), of the type in force today. Raises UnknownDocumentTypeError."""
    return country_pack().document_type(code, local_day(now())).names


def certificate_pdf(document: UUID) -> bytes:
    """The signed PDF of a document. Raises CertificateUnknownError, BlobDestroyedError."""
    row = Certificate.objects.filter(pk=document).first()
    if row is None:
        raise CertificateUnknownError()
    return blob_store().read(row.container, FILE)


def batch_codes(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """What people call these batches. One round trip."""
    return dict(Batch.objects.filter(pk__in=set(ids)).values_list("id", "code"))


def get_batch(batch: UUID) -> Batch:
    """Raises BatchUnknownError."""
    row = Batch.objects.filter(pk=batch).first()
    if row is None:
        raise BatchUnknownError()
    return row


def get_order(order: UUID) -> Order:
    """Raises OrderUnknownError."""
    row = Order.objects.select_related("batch").filter(pk=order).first()
    if row is None:
        raise OrderUnknownError()
    return row


def orders_of_batch(batch: UUID) -> list[Order]:
    return list(Order.objects.filter(batch=batch).order_by("page", "id"))


def faces_pdf(batch: Batch) -> bytes:
    """Front and back of every card of the batch. Raises PrintFileGoneError."""
    return _print_files(batch)["faces.pdf"]


def printed_card(order: Order) -> CardFaceData:
    """The card as it was printed. Raises PrintFileGoneError."""
    if order.batch is None:
        raise PrintFileGoneError()
    card = card_from_records(_print_files(order.batch), order.id)
    if card is None:
        raise PrintFileGoneError()
    return card


def _print_files(batch: Batch) -> Mapping[str, bytes]:
    if batch.print_file is None:
        raise PrintFileGoneError()
    try:
        return blob_store().read_all(batch.print_file)
    except BitaqaError as error:
        raise PrintFileGoneError() from error


def next_to_check(
    centres: Sequence[str] | None,
    *,
    batch: UUID | None = None,
    after: UUID | None = None,
    but: Collection[UUID] = (),
) -> Order | None:
    """The next card for the bench: the oldest batch, in the order of its pages; after the given card if any. `but`
    are those another person looks at."""
    rows = Order.objects.filter(state=OrderState.PERSONALISED).exclude(pk__in=list(but)).select_related("batch")
    if centres is not None:
        rows = rows.filter(issuing_centre__in=centres)
    if batch is not None:
        rows = rows.filter(batch=batch)
    ordered = rows.order_by("batch__formed_at", "batch", "page", "id")
    if after is not None:
        here = Order.objects.filter(pk=after).values_list("batch", "page").first()
        if here is not None:
            later = ordered.filter(batch=here[0], page__gt=here[1]).first()
            if later is not None:
                return later
            return ordered.exclude(pk=after).first() or ordered.first()
    return ordered.first()


@dataclass(frozen=True, slots=True)
class ReadyVisit:
    """Cards that passed and go to one visit."""

    visit: VisitValue
    cards: int


@dataclass(frozen=True, slots=True)
class PackingPlan:
    """Visits with cards ready, the nearest first; and how many passed cards of which places have no delivery visit."""

    ready: tuple[ReadyVisit, ...]
    without_visit: Mapping[str, int]


def packing_plan(today: date, centres: Sequence[str] | None = None) -> PackingPlan:
    """A few round trips whatever the number of cards."""
    rows = Order.objects.filter(state=OrderState.PASSED)
    if centres is not None:
        rows = rows.filter(issuing_centre__in=centres)
    waiting = [Packable(*row) for row in rows.values_list("id", "campaign", "place", "day")]
    going = visits_of(waiting, today=today)
    counts: dict[UUID, int] = {}
    lacking: dict[str, int] = {}
    for each in waiting:
        visit = going.get(each.order)
        if visit is None:
            lacking[each.place] = lacking.get(each.place, 0) + 1
        else:
            counts[visit.id] = counts.get(visit.id, 0) + 1
    visits = {visit.id: visit for visit in going.values()}
    ready = sorted(
        (ReadyVisit(visits[id_], count) for id_, count in counts.items()), key=lambda r: (r.visit.day, r.visit.place)
    )
    return PackingPlan(tuple(ready), dict(sorted(lacking.items())))
