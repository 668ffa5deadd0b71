"""A formed batch becomes cards: zones, faces and chips, one PDF for all, documents issued, one blank consumed by each.

Reading and printing come first, under the batch's lease alone; rows are locked only for the writing at the end. If an
order left meanwhile (its holder died), nothing is written and the batch is printed again without it. An order that
cannot be printed leaves the batch with its reason, its blank unused; the others go on. Memory holds one batch.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from bitaqa.backbone.vault.door import blob_store, close_signing
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id, new_ids
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.country import DocumentType
from bitaqa.foundation.rules.documents import CardState, DocumentState, OrderState
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.door import CardValue
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.door import DocumentValue

from .. import policy
from ..card_data import Wanted, face_of, read_sources, records_of
from ..chips.loads import keep_loads
from ..domain import BlankState, type_under
from ..errors import BatchChangedError
from ..faces import CardFaceData, render_faces
from ..models import Batch, Blank, Order
from ..moving import move_orders
from .make_chips import SignedChips, record_chips, sign_chips
from .stop_orders import cancel_orders


def personalise_batches(ids: Sequence[UUID], *, by: str, at: datetime) -> None:
    """Personalises formed batches, one after the other; one that was personalised before is passed over.

    Each in one transaction: a worker that dies leaves neither cards nor signatures taken for them.
    """
    for batch in Batch.objects.filter(pk__in=ids, personalised_at=None, held_at=None).order_by("formed_at", "id"):
        with transaction.atomic():
            _personalise(batch, by=by, at=at)


def _personalise(batch: Batch, *, by: str, at: datetime) -> None:
    pack, issued = policy.country_pack(), local_day(at)
    kind = type_under(pack, batch.document_type, batch.type_version)
    orders = list(Order.objects.filter(batch=batch, state=OrderState.IN_BATCH).order_by("page"))
    wanted = [Wanted(o.id, o.application, o.number, f"{secrets.randbelow(10**6):06d}") for o in orders]
    sources = read_sources(wanted)
    faces: dict[UUID, CardFaceData] = {}
    problems: dict[UUID, BitaqaError] = {}
    gone: list[UUID] = []
    for each in wanted:
        if sources.files[each.application].state is not ApplicationState.APPROVED:
            gone.append(each.order)
            continue
        try:
            faces[each.order] = face_of(each, sources, kind, issued=issued, pack=pack)
        except BitaqaError as error:
            problems[each.order] = error
    blanks = dict(Blank.objects.filter(batch=batch, order__in=faces).values_list("order_id", "serial"))
    chips = sign_chips(batch, faces, blanks, at=at) if faces else SignedChips({}, {}, {})
    problems |= chips.refused
    faces = {order: card for order, card in faces.items() if order in chips.loads}
    printed = render_faces(list(faces.values()), layout=kind.layout, specimen=policy.specimen()) if faces else b""
    with transaction.atomic():
        if not Batch.objects.select_for_update().filter(pk=batch.id, personalised_at=None, held_at=None).exists():
            raise BatchChangedError()
        _check_unchanged(batch, [order.id for order in orders])
        act = new_id()
        _take_out(problems, by=by, at=at, act=act)
        cancel_orders(gone, by=by, at=at, act=act, because="application-stopped")
        made = [order for order in orders if order.id in faces]
        if made:
            _write(batch, made, faces, kind, blanks, by=by, at=at, act=act)
            zones = {order: "\n".join(card.mrz) for order, card in faces.items()}
            record_chips(batch, made, chips, zones, by=by, at=at)
            batch.chip_file = keep_loads(batch.id, chips.loads)
            batch.print_file = blob_store().put_many([(batch.id, {"faces.pdf": printed, **records_of(faces)})])[0].id
        close_signing(batch.id, by=by, at=at)
        batch.personalised_at = at
        batch.save(update_fields=["print_file", "chip_file", "personalised_at"])


def _check_unchanged(batch: Batch, printed: Sequence[UUID]) -> None:
    locked = Order.objects.select_for_update().filter(batch=batch, state=OrderState.IN_BATCH).order_by("id")
    if set(locked.values_list("id", flat=True)) != set(printed):
        raise BatchChangedError()


def _write(
    batch: Batch,
    made: Sequence[Order],
    faces: dict[UUID, CardFaceData],
    kind: DocumentType,
    serials: Mapping[UUID, str],
    *,
    by: str,
    at: datetime,
    act: UUID,
) -> None:
    """Documents, cards and orders, in a fixed number of round trips."""
    document_ids, card_ids = new_ids(len(made)), new_ids(len(made))
    documents.add_documents(
        [
            DocumentValue(
                id=document,
                number=order.number,
                person=order.person,
                application=order.application,
                document_type=kind.code,
                type_version=kind.version,
                issued_on=faces[order.id].issued_on,
                expires_on=faces[order.id].expires_on,
                issued_by=batch.issuing_centre,
                state=DocumentState.ISSUED,
            )
            for order, document in zip(made, document_ids, strict=True)
        ],
        by=by,
        at=at,
        act=act,
    )
    cards.add_cards(
        [
            CardValue(
                id=card,
                document=document,
                number=order.number,
                person=order.person,
                application=order.application,
                kind=order.kind,
                campaign=order.campaign,
                blank=serials[order.id],
                place=order.place,
                keeper=f"centre:{batch.issuing_centre}",
                state=CardState.MADE,
                made_at=at,
            )
            for order, document, card in zip(made, document_ids, card_ids, strict=True)
        ],
        by=by,
        at=at,
        act=act,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE production_order AS o SET document = given.document, card = given.card, page = given.page, "
            "mrz = given.mrz, can = given.can "
            "FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::int[], %s::text[], %s::text[]) "
            "AS given(id, document, card, page, mrz, can) WHERE o.id = given.id",
            [
                [order.id for order in made],
                document_ids,
                card_ids,
                list(range(1, len(made) + 1)),
                ["\n".join(faces[order.id].mrz) for order in made],
                [faces[order.id].can for order in made],
            ],
        )
    move_orders([order.id for order in made], "personalise", by=by, at=at, act=act)


def _take_out(problems: dict[UUID, BitaqaError], *, by: str, at: datetime, act: UUID) -> None:
    """Orders that cannot be printed wait aside with their reason; their blanks go back to the stock."""
    if not problems:
        return
    ids = list(problems)
    Blank.objects.filter(order__in=ids, state=BlankState.RECEIVED).update(batch=None, order=None, attempt=None)
    unbatched = {"batch_id": None, "number": "", "page": 0}
    reasons = {id_: {"reason": error.code} for id_, error in problems.items()}
    move_orders(
        ids, "take_out", by=by, at=at, act=act, because="cannot-be-printed", facts=reasons, set_columns=unbatched
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE production_order AS o SET problem = given.code, problem_facts = given.facts::jsonb "
            "FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS given(id, code, facts) WHERE o.id = given.id",
            [
                ids,
                [error.code for error in problems.values()],
                [json.dumps(e.facts, default=str) for e in problems.values()],
            ],
        )
