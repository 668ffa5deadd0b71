"""Production's boxes become consignments: sealed in a numbered bag, every card counted, then nothing is added.

A card stopped since it was packed stays at the centre, withheld. Packing a box twice answers the same consignment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id, new_ids
from bitaqa.foundation.rules.documents import CardState
from bitaqa.journey.production import door as production
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.cards import door as cards
from bitaqa.records.persons.door import take_number_positions

from ..domain import is_code
from ..errors import BagNumberMissingError, BagUsedError, NothingToSendError
from ..models import Consignment, CustodyStep


def pack_consignments(bags: Mapping[UUID, str], *, by: str, at: datetime) -> list[Consignment]:
    """Packs boxes (by production's id, each with its bag's number). Consignments in the order given.

    Raises BagNumberMissingError, BagUsedError, NothingToSendError; production's BoxUnknownError. All or nothing.
    """
    numbers = {box: bag.strip() for box, bag in bags.items()}
    if not all(is_code(bag) for bag in numbers.values()):
        raise BagNumberMissingError()
    twice = next((bag for bag in numbers.values() if list(numbers.values()).count(bag) > 1), None)
    if twice is not None:
        raise BagUsedError(bag=twice)
    with transaction.atomic():
        known = {row.box: row for row in Consignment.objects.filter(box__in=list(numbers))}
        todo = {box: bag for box, bag in numbers.items() if box not in known}
        for box, bag in todo.items():
            production.seal_box(box, seals=[bag], by=by, at=at)
        if todo:
            known |= {row.box: row for row in _pack(todo, by=by, at=at)}
    return [known[box] for box in numbers]


def _pack(bags: Mapping[UUID, str], *, by: str, at: datetime) -> list[Consignment]:
    boxes = production.boxes_by_id(bags)
    held = cards.cards_by_id(card for box in boxes.values() for card in box.cards)
    visits = campaigns.visits_by_id(box.visit for box in boxes.values())
    first, act = take_number_positions("consignment", len(bags)), new_id()
    rows, inside, stopped = [], dict[UUID, UUID | None](), list[UUID]()
    for offset, ((box_id, bag), id_) in enumerate(zip(bags.items(), new_ids(len(bags)), strict=True)):
        box = boxes[box_id]
        packed = [held[card] for card in box.cards if card in held and held[card].state is CardState.PACKED]
        going = [card.id for card in packed if not card.stopped]
        stopped += [card.id for card in packed if card.stopped]
        if not going:
            raise NothingToSendError(box=box.code)
        inside |= dict.fromkeys(going, id_)
        rows.append(
            Consignment(
                id=id_,
                code=f"C-{first + offset + 1:06d}",
                box=box_id,
                visit=box.visit,
                campaign=box.campaign,
                station=visits[box.visit].station,
                place=box.place,
                day=box.day,
                origin=box.issuing_centre,
                cards=len(going),
                bag=bag,
                state_at=at,
                packed_at=at,
                packed_by=by,
            )
        )
    try:
        with transaction.atomic():
            Consignment.objects.bulk_create(rows)
    except IntegrityError:
        used = Consignment.objects.filter(bag__in=[row.bag for row in rows]).values_list("bag", flat=True).first()
        raise BagUsedError(bag=used or "") from None
    CustodyStep.objects.bulk_create(
        CustodyStep(
            consignment=row, gave=f"centre:{row.origin}", took=f"centre:{row.origin}", where=row.origin, at=at, by=by
        )
        for row in rows
    )
    cards.put_in_consignments(inside, boxes={row.id: boxes[row.box].code for row in rows})
    cards.move(stopped, "withhold", by=by, at=at, act=act, because="stopped", strict=False)
    record(
        [
            Entry(
                event="consignment.packed",
                subject_kind="consignment",
                subject=row.id,
                acted_at=at,
                actor=by,
                act=act,
                place=row.place,
                campaign=row.campaign,
                station=row.station,
                day=row.day,
                facts={"visit": row.visit, "from": row.origin, "cards": row.cards, "bag": row.bag},
            )
            for row in rows
        ]
    )
    return rows
