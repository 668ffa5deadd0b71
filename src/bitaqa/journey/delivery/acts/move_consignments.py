"""Boxes leave the centre and change hands: who gave, who took, when, where; every card inside follows its box.

A card stopped since the box was closed is taken out before it leaves. Doing it twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.documents import CardState, ConsignmentState
from bitaqa.records.cards import door as cards
from bitaqa.records.moving import Particulars

from ..domain import is_code
from ..errors import CarrierMissingError, ConsignmentUnknownError
from ..models import Consignment, CustodyStep
from ..moving import move_consignments


def dispatch_consignments(ids: Sequence[UUID], *, carrier: str, by: str, at: datetime) -> list[UUID]:
    """Boxes leave with a carrier; returns those that left now. Raises CarrierMissingError, ConsignmentUnknownError.

    Fixed round trips whatever the number of boxes and cards.
    """
    _check_carrier(carrier)
    with transaction.atomic():
        rows = {row.id: row for row in _locked(ids) if row.state == ConsignmentState.PACKED}
        inside = cards.cards_of_consignments(rows)
        act = new_id()
        everyone = [card for held in inside.values() for card in held]
        stopped = {card.id: card.stopped for card in everyone if card.stopped and card.state is CardState.PACKED}
        cards.move(
            list(stopped),
            "withhold",
            by=by,
            at=at,
            act=act,
            because="stopped",
            strict=False,
            each={id_: Particulars(by=by, at=at, act=act, because=why) for id_, why in stopped.items()},
        )
        taken_out = {card.id: None for card in everyone if card.id in stopped or card.state is CardState.WITHHELD}
        cards.put_in_consignments(taken_out)
        going = {
            card.id: Particulars(by=by, at=at, act=act, columns={"keeper": f"consignment:{rows[id_].code}"})
            for id_, held in inside.items()
            for card in held
            if card.state is CardState.PACKED and card.id not in stopped
        }
        cards.move(list(going), "dispatch", by=by, at=at, act=act, each=going)
        counts = {id_: sum(card.id in going for card in inside.get(id_, ())) for id_ in rows}
        left = move_consignments(
            list(rows), "dispatch", by=by, at=at, act=act, facts={id_: {"cards": n} for id_, n in counts.items()}
        )
        _hand_on(list(rows.values()), took=f"carrier:{carrier}", where="", by=by, at=at)
        return left


def carry_consignments(ids: Sequence[UUID], *, took: str, where: str, by: str, at: datetime) -> list[UUID]:
    """Boxes on the road change hands; the first time their state becomes in transit. Raises as dispatch."""
    _check_carrier(took)
    if where and not is_code(where):
        raise CarrierMissingError()
    with transaction.atomic():
        road = (ConsignmentState.DISPATCHED, ConsignmentState.IN_TRANSIT)
        rows = [row for row in _locked(ids) if row.state in road]
        told = {row.id: {"took": f"carrier:{took}", "where": where} for row in rows}
        first = [row.id for row in rows if row.state == ConsignmentState.DISPATCHED]
        move_consignments(first, "carry", by=by, at=at, facts=told)
        _hand_on(rows, took=f"carrier:{took}", where=where, by=by, at=at)
        return [row.id for row in rows]


def _locked(ids: Sequence[UUID]) -> list[Consignment]:
    rows = list(Consignment.objects.select_for_update().filter(pk__in=ids).order_by("id"))
    if len(rows) != len(set(ids)):
        raise ConsignmentUnknownError()
    return rows


def _check_carrier(carrier: str) -> None:
    if not is_code(carrier):
        raise CarrierMissingError()


def _hand_on(rows: Sequence[Consignment], *, took: str, where: str, by: str, at: datetime) -> None:
    """A step of custody from whoever held the box last."""
    steps = CustodyStep.objects.filter(consignment__in=rows).order_by("at", "id").values_list("consignment_id", "took")
    last = dict(steps)
    CustodyStep.objects.bulk_create(
        CustodyStep(
            consignment=row, gave=last.get(row.id, f"centre:{row.origin}"), took=took, where=where, at=at, by=by
        )
        for row in rows
        if last.get(row.id) != took  # the same carrier scanning twice is one step
    )
