"""Cards that passed are packed for the visit at which they are handed over, in the order of its list.

The list is by Arabic name key, then document number, through all boxes of the visit that are not sealed yet; a card
that passes after a box was sealed goes into another one and stands at the end. A card whose place has no delivery
visit waits where people see it. Packing twice finds nothing the second time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.names.normal import arabic_key
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import VisitValue
from bitaqa.records.cards import door as cards
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import take_number_positions

from ..errors import BoxUnknownError, NothingToPackError
from ..models import Box, BoxCard, Order
from ..moving import move_orders
from .stop_orders import cancel_orders


@dataclass(frozen=True, slots=True)
class Packable:
    """A card that passed, and where and when its file was taken."""

    order: UUID
    campaign: UUID | None
    place: str
    day: date


def visits_of(orders: Iterable[Packable], *, today: date) -> Mapping[UUID, VisitValue]:
    """The delivery visit each card goes to: the first planned at its place from today on, after the day of its file.

    Cards without one are left out. One round trip, and one more for files taken today.
    """
    waiting, found = list(orders), dict[UUID, VisitValue]()
    by_day: dict[date, list[Packable]] = {}
    for each in waiting:
        by_day.setdefault(max(each.day, today - timedelta(days=1)), []).append(each)
    for after, group in by_day.items():
        visits = campaigns.delivery_visits({(each.campaign, each.place) for each in group}, after=after)
        found |= {e.order: visits[(e.campaign, e.place)] for e in group if (e.campaign, e.place) in visits}
    return found


def pack_visit(visit: UUID, *, by: str, at: datetime) -> list[UUID]:
    """Packs every card that passed and goes to this visit, one open box per issuing centre; the ids of those boxes.

    Raises VisitUnknownError, NothingToPackError. Fixed round trips whatever the number of cards.
    """
    with transaction.atomic():
        chosen = campaigns.get_visit(visit)
        rows = list(
            Order.objects.select_for_update()
            .filter(state=OrderState.PASSED, campaign=chosen.campaign, place=chosen.place)
            .order_by("id")
        )
        going = visits_of((Packable(r.id, r.campaign, r.place, r.day) for r in rows), today=local_day(at))
        rows = [row for row in rows if row.id in going and going[row.id].id == visit]
        act = new_id()
        files = applications.applications_by_id(row.application for row in rows)
        stopped = [row.id for row in rows if files[row.application].state is not ApplicationState.APPROVED]
        cancel_orders(stopped, by=by, at=at, act=act, because="application-stopped")
        rows = [row for row in rows if row.id not in set(stopped)]
        if not rows:
            raise NothingToPackError()
        boxes = {centre: _open_box(centre, chosen, at=at) for centre in sorted({row.issuing_centre for row in rows})}
        applications.set_delivery_visits({row.application: visit for row in rows})
        bodies = [row.card for row in rows if row.card]
        cards.move(bodies, "pack", by=by, at=at, act=act, visit=visit)
        move_orders(
            [row.id for row in rows], "pack", by=by, at=at, act=act, facts={row.id: {"visit": visit} for row in rows}
        )
        _put_in_boxes(rows, boxes, visit)
    return [box.id for box in boxes.values()]


def _open_box(centre: str, visit: VisitValue, *, at: datetime) -> Box:
    found = Box.objects.select_for_update().filter(visit=visit.id, issuing_centre=centre, sealed_at=None).first()
    if found is not None:
        return found
    number = take_number_positions(f"box:{centre}", 1) + 1
    return Box.objects.create(
        code=f"{centre[:3].upper()}-B{number:06d}",
        issuing_centre=centre,
        visit=visit.id,
        campaign=visit.campaign,
        place=visit.place,
        day=visit.day,
        packed_at=at,
    )


def _put_in_boxes(rows: Sequence[Order], boxes: Mapping[str, Box], visit: UUID) -> None:
    """The list of the visit, numbered anew through its open boxes, after what is sealed already."""
    before = BoxCard.objects.filter(box__visit=visit, box__sealed_at__isnull=False).count()
    held = BoxCard.objects.filter(box__visit=visit, box__sealed_at=None).select_related("order")
    box_of = {card.order_id: card.box_id for card in held}
    everyone = [*(card.order for card in held), *rows]
    box_of |= {row.id: boxes[row.issuing_centre].id for row in rows}
    people = persons.persons_by_id(row.person for row in everyone)
    in_order = sorted(everyone, key=lambda row: (arabic_key(people[row.person].name_ar), row.number))
    positions = {row.id: before + place for place, row in enumerate(in_order, start=1)}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO production_box_card (box_id, order_id, card, position) "
            "SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[]) "
            "ON CONFLICT (order_id) DO UPDATE SET position = EXCLUDED.position, matched_at = CASE WHEN "
            "production_box_card.position = EXCLUDED.position THEN production_box_card.matched_at END",
            [
                [box_of[row.id] for row in in_order],
                [row.id for row in in_order],
                [row.card for row in in_order],
                [positions[row.id] for row in in_order],
            ],
        )
    cards.place_in_list({row.card: positions[row.id] for row in in_order if row.card}, visit=visit)


def seal_box(box: UUID, *, seals: Sequence[str], by: str, at: datetime) -> None:
    """Closes a box for good under these seals; sealing it again changes nothing. Raises BoxUnknownError."""
    with transaction.atomic():
        row = Box.objects.select_for_update().filter(pk=box).first()
        if row is None:
            raise BoxUnknownError()
        if row.sealed_at is None:
            row.sealed_at, row.sealed_by, row.seals = at, by, list(seals)
            row.save(update_fields=["sealed_at", "sealed_by", "seals"])
