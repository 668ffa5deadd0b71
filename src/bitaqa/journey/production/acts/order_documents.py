"""Approved applications become orders, routed to an issuing centre; certificates go to their own step.

Refuses, item by item, what could never be made: no person, no portrait, a name the zone cannot carry, a type the
country pack does not hold. Those are set aside with the reason; the rest of the batch goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from bitaqa.backbone.jobs.door import enqueue, wake
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.country import CountryPack
from bitaqa.foundation.rules.documents import OrderState
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue
from bitaqa.records.places import door as places

from .. import policy
from ..card_data import has_portrait, zone_of
from ..domain import CARD_CARRIER, PDF_CARRIER, document_numbers, rank_of, route, type_under
from ..errors import ApplicationWithoutPersonError, CarrierUnknownError, PortraitMissingError
from ..models import CertificateItem, Order
from ..moving import move_orders
from ..routing import router_of


def order_documents(ids: Sequence[UUID], *, by: str, at: datetime) -> dict[UUID, BitaqaError]:
    """Orders the documents of approved applications; returns the reasons of those that cannot be ordered.

    An application that is no longer approved, or ordered already, is passed over. Inside a transaction.
    """
    pack, today = policy.country_pack(), local_day(at)
    files = applications.applications_by_id(ids)
    ordered = set(Order.objects.filter(application__in=ids).values_list("application", flat=True))
    todo = [f for f in files.values() if f.state is ApplicationState.APPROVED and f.id not in ordered]
    people = persons.persons_by_id(f.person for f in todo if f.person)
    cards: list[ApplicationValue] = []
    certificates: list[UUID] = []
    refused: dict[UUID, BitaqaError] = {}
    for file in todo:
        try:
            if check_can_order(file, people, pack, today) == CARD_CARRIER:
                cards.append(file)
            else:
                certificates.append(file.id)
        except BitaqaError as error:
            refused[file.id] = error
    enqueue(CertificateItem, certificates)
    refused |= add_orders(cards, pack, by=by, at=at)
    return refused


def check_can_order(file: ApplicationValue, people: Mapping[UUID, PersonValue], pack: CountryPack, today: date) -> str:
    """The carrier of the document, once everything its making needs is there. Raises what lacks."""
    kind = type_under(pack, file.document_type, file.type_version)
    person = people.get(file.person) if file.person else None
    if person is None:
        raise ApplicationWithoutPersonError()
    if kind.carrier == CARD_CARRIER:
        if not has_portrait(file):
            raise PortraitMissingError()
        # A number of the right shape stands in: a name the zone cannot carry is found before a blank is spent.
        zone_of(
            kind,
            person,
            number=document_numbers(0, 1, pack=pack, on=today)[0],
            expires=kind.last_day(person.birth, today),
            pack=pack,
        )
    elif kind.carrier != PDF_CARRIER:
        raise CarrierUnknownError(carrier=kind.carrier)
    return kind.carrier


def add_orders(
    cards: Sequence[ApplicationValue],
    pack: CountryPack,
    *,
    by: str,
    at: datetime,
    replacing: Mapping[UUID, Order] | None = None,
) -> dict[UUID, BitaqaError]:
    """Orders cards, routed; answers those without a route. `replacing`: by application, the packed order whose card
    is gone. Fixed round trips."""
    if not cards:
        return {}
    ancestors = places.ancestors_of(file.place for file in cards)
    router = router_of(pack, orders_ahead(), local_day(at))
    rows: list[Order] = []
    refused: dict[UUID, BitaqaError] = {}
    for file in cards:
        if file.person is None:
            continue  # never: it was checked above
        try:
            centre, ready = router.send(route(ancestors.get(file.place, ()), pack), needed_by=file.needed_by)
        except BitaqaError as error:
            refused[file.id] = error
            continue
        before = (replacing or {}).get(file.id)
        rows.append(
            Order(
                id=new_id(),
                application=file.id,
                person=file.person,
                document_type=file.document_type,
                type_version=file.type_version,
                kind=file.kind,
                place=file.place,
                campaign=file.campaign,
                day=file.day,
                issuing_centre=centre,
                remake_of=before.document if before else None,
                replaces=before,
                rank=rank_of(file.kind, file.needed_by, replaces=before is not None),
                needed_by=file.needed_by,
                promised_on=ready,
                ordered_at=at,
                state_at=at,
            )
        )
    Order.objects.bulk_create(rows, batch_size=2000)
    applications.set_ready_days({row.application: row.promised_on for row in rows if row.promised_on})
    act = new_id()
    record(
        [
            Entry(
                event="order.queued",
                subject_kind="order",
                subject=row.id,
                acted_at=at,
                actor=by,
                act=act,
                kind=row.kind,
                place=row.place,
                campaign=row.campaign,
                day=row.day,
                facts={
                    "application": row.application,
                    "document_type": row.document_type,
                    **({"replaces": row.replaces_id, "remake_of": row.remake_of} if row.replaces_id else {}),
                },
            )
            for row in rows
        ]
    )
    move_orders([row.id for row in rows], "assign", by=by, at=at, act=act)
    if rows:
        wake("batch")
    return refused


def orders_ahead() -> dict[str, tuple[int, int]]:
    """By issuing centre: orders not made yet, and those among them with a deadline. One round trip."""
    rows = Order.objects.filter(state__in=[OrderState.QUEUED, OrderState.ASSIGNED, OrderState.IN_BATCH])
    counted = rows.values("issuing_centre").annotate(n=Count("id"), urgent=Count("needed_by"))
    return {row["issuing_centre"]: (row["n"], row["urgent"]) for row in counted.order_by("issuing_centre")}


def try_again(ids: Sequence[UUID], *, by: str, at: datetime) -> int:
    """Lets orders that were taken out of their batch wait for another one. Returns how many did."""
    with transaction.atomic():
        rows = list(Order.objects.select_for_update().filter(pk__in=ids).exclude(problem="").order_by("id"))
        Order.objects.filter(pk__in=[row.id for row in rows]).update(problem="", problem_facts={})
        act = new_id()
        record(
            [
                Entry(
                    event="work.retried",
                    subject_kind="order",
                    subject=row.id,
                    acted_at=at,
                    actor=by,
                    act=act,
                    because=row.problem,
                    facts={"step": "personalise"},
                )
                for row in rows
            ]
        )
        if rows:
            wake("batch")
    return len(rows)
