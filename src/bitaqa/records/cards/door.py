"""What other rooms may ask of cards, and the acts on them. Any card is found by its number, with its place and
keeper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from bitaqa.backbone.copying import copy_rows
from bitaqa.backbone.erasing import empty_columns
from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.rules.documents import CARD, CardState
from bitaqa.records.moving import Particulars, Told, move_rows

from .models import Card

REPLACED = "replaced"
"""Value of `stopped`: the card was ordered again; if it turns up it is withheld and destroyed."""
DAMAGED = "damaged"
"""Value of `stopped`: a station found it damaged."""
WITHDRAWN = "withdrawn"
"""Value of `stopped`: the applicant took the request back."""

_TOLD = Told(
    kind="kind",
    place="place",
    campaign="campaign",
    facts={"application": "application", "document": "document_id", "visit": "visit"},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardValue:
    id: UUID
    document: UUID
    number: str
    person: UUID
    application: UUID | None
    kind: str = ""
    campaign: UUID | None = None
    blank: str = ""
    visit: UUID | None = None
    position: int = 0
    place: str | None = None
    keeper: str
    consignment: UUID | None = None
    box: str = ""
    stopped: str = ""
    state: CardState = CardState.MADE
    made_at: datetime


def _value(row: Card) -> CardValue:
    return CardValue(
        id=row.id,
        document=row.document_id,
        number=row.number,
        person=row.person_id,
        application=row.application,
        kind=row.kind,
        campaign=row.campaign,
        blank=row.blank,
        visit=row.visit,
        position=row.position,
        place=row.place,
        keeper=row.keeper,
        consignment=row.consignment,
        box=row.box,
        stopped=row.stopped,
        state=CardState(row.state),
        made_at=row.made_at,
    )


_COLUMNS = (
    "id",
    "document_id",
    "number",
    "person_id",
    "application",
    "kind",
    "campaign",
    "blank",
    "visit",
    "position",
    "place",
    "keeper",
    "consignment",
    "box",
    "stopped",
    "state",
    "state_at",
    "made_at",
)


def add_cards(cards: Sequence[CardValue], *, by: str, at: datetime, act: UUID, event: str = "card.made") -> None:
    """Enters cards in the state they carry. Inside a transaction; a blank used twice raises IntegrityError."""
    copy_rows(
        Card._meta.db_table,
        _COLUMNS,
        [
            (
                c.id,
                c.document,
                c.number,
                c.person,
                c.application,
                c.kind,
                c.campaign,
                c.blank,
                c.visit,
                c.position,
                c.place,
                c.keeper,
                c.consignment,
                c.box,
                "",
                c.state,
                at,
                c.made_at,
            )
            for c in cards
        ],
    )
    record(
        [
            Entry(
                event=event,
                subject_kind="card",
                subject=c.id,
                acted_at=at,
                actor=by,
                act=act,
                kind=c.kind,
                place=c.place,
                campaign=c.campaign,
                facts={"document": c.document, **({"application": c.application} if c.application else {})},
            )
            for c in cards
        ]
    )


def move(
    ids: Sequence[UUID],
    name: str,
    *,
    by: str,
    at: datetime,
    act: UUID | None = None,
    because: str = "",
    facts: Mapping[UUID, Mapping[str, Any]] | None = None,
    keeper: str | None = None,
    place: str | None = None,
    visit: UUID | None = None,
    consignment: UUID | None = None,
    each: Mapping[UUID, Particulars] | None = None,
    strict: bool = True,
) -> list[UUID]:
    """Moves cards by a row of `rules.documents.CARD` and sets keeper, place, visit, consignment when given."""
    columns = {"keeper": keeper, "place": place, "visit": visit, "consignment": consignment}
    return move_rows(
        Card,
        CARD,
        _TOLD,
        ids,
        name,
        by=by,
        at=at,
        act=act,
        because=because,
        facts=facts,
        set_columns={name: value for name, value in columns.items() if value is not None},
        each=each,
        strict=strict,
    )


def place_in_list(positions: Mapping[UUID, int], *, visit: UUID) -> None:
    """Sets each card's position in the list of its hand-over visit."""
    rows = list(Card.objects.filter(pk__in=positions))
    for row in rows:
        row.visit, row.position = visit, positions[row.pk]
    Card.objects.bulk_create(  # `bulk_update` writes a CASE for each field and row, ten times dearer
        rows, update_conflicts=True, unique_fields=["id"], update_fields=["visit", "position"], batch_size=2000
    )


def stop_cards(ids: Sequence[UUID], *, because: str) -> None:
    """Marks cards that must not be handed over (a reported death, WITHDRAWN, REPLACED, DAMAGED), wherever they are;
    their state moves when scanned."""
    Card.objects.filter(pk__in=list(ids)).update(stopped=because)


def cards_by_id(ids: Iterable[UUID]) -> Mapping[UUID, CardValue]:
    """Those that exist, by id; unknown ids are left out. One round trip."""
    return {row.id: _value(row) for row in Card.objects.filter(pk__in=set(ids))}


def find_card(number: str) -> CardValue | None:
    """By the number printed on it, or the blank's serial."""
    row = Card.objects.filter(number=number).first() or Card.objects.filter(blank=number).first()
    return _value(row) if row else None


def cards_by_number(numbers: Iterable[str]) -> Mapping[str, CardValue]:
    """By the numbers printed on them."""
    return {row.number: _value(row) for row in Card.objects.filter(number__in=set(numbers))}


def cards_of_consignments(consignments: Iterable[UUID]) -> Mapping[UUID, list[CardValue]]:
    """In the order of the hand-over list, by consignment."""
    found: dict[UUID, list[CardValue]] = {}
    for row in Card.objects.filter(consignment__in=set(consignments)).order_by("position", "id"):
        found.setdefault(row.consignment, []).append(_value(row))  # type: ignore[arg-type]
    return found


def put_in_consignments(consignments: Mapping[UUID, UUID | None], *, boxes: Mapping[UUID, str] | None = None) -> None:
    """Says in which consignment each card lies (None: in none), and the number printed in each one's box.

    One round trip; state and keeper stay.
    """
    if not consignments:
        return
    named = boxes or {}
    numbers = [named.get(lying, "") if lying else "" for lying in consignments.values()]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE card SET consignment = given.consignment, box = given.box "
            "FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS given(id, consignment, box) WHERE card.id = given.id",
            [list(consignments.keys()), list(consignments.values()), numbers],
        )


def change_keeper(ids: Sequence[UUID], *, keeper: str, place: str | None = None) -> None:
    """A card that changes hands without changing state (a returned card reaches the centre); the caller tells it."""
    changes: dict[str, Any] = {"keeper": keeper, **({"place": place} if place is not None else {})}
    Card.objects.filter(pk__in=list(ids)).update(**changes)


def cards_of_persons(persons: Iterable[UUID], *, states: Iterable[CardState]) -> Mapping[UUID, list[CardValue]]:
    """In these states, newest first, by person; a person without one is left out. One round trip."""
    found: dict[UUID, list[CardValue]] = {}
    for row in Card.objects.filter(person_id__in=set(persons), state__in=list(states)).order_by("-made_at", "-id"):
        found.setdefault(row.person_id, []).append(_value(row))
    return found


def cards_of_applications(applications: Iterable[UUID]) -> Mapping[UUID, list[CardValue]]:
    """Oldest first, by application; an application without a card is left out. One round trip."""
    found: dict[UUID, list[CardValue]] = {}
    for row in Card.objects.filter(application__in=set(applications)).order_by("made_at", "id"):
        found.setdefault(row.application, []).append(_value(row))  # type: ignore[arg-type]
    return found


def cards_of_visit(visit: UUID, *, states: Iterable[CardState] | None = None) -> list[CardValue]:
    """In the order of the hand-over list."""
    query = Card.objects.filter(visit=visit).order_by("position", "id")
    if states is not None:
        query = query.filter(state__in=list(states))
    return [_value(row) for row in query]


def cards_in(
    states: Iterable[CardState], *, visits: Iterable[UUID] | None = None, limit: int = 10_000
) -> list[CardValue]:
    """At most `limit` cards in these states, in the order of the visits' lists; `visits` narrows. One round trip."""
    query = Card.objects.filter(state__in=list(states)).order_by("visit", "position", "id")
    if visits is not None:
        query = query.filter(visit__in=list(visits))
    return [_value(row) for row in query[:limit]]


def count_by_state(*, campaign: UUID | None = None) -> Mapping[CardState, int]:
    """How many cards are in each state, of one campaign or of all; empty states are left out. One round trip."""
    query = Card.objects.all() if campaign is None else Card.objects.filter(campaign=campaign)
    return {
        CardState(row["state"]): row["n"] for row in query.values("state").annotate(n=Count("id")).order_by("state")
    }


def erase_cards_of(persons: Iterable[UUID]) -> list[UUID]:
    """Takes their numbers out of the cards of these erased persons; the ids of the cards."""
    rows = Card.objects.filter(person__in=set(persons))
    ids = list(rows.order_by("id").values_list("id", flat=True))
    empty_columns(rows)
    return ids
