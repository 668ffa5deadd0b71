"""The cards a station hands over: per card names, a small portrait, two finger templates, exceptions, the old card.

Sensitive eligibility never travels (F2.4). Refuses nothing: a card whose application is gone is left out.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from PIL import Image

from bitaqa.backbone.vault.door import blob_store
from bitaqa.foundation.packet.payload import Attachment
from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.documents import HELD, CardState, DocumentState
from bitaqa.foundation.rules.field_pack import (
    CardDue,
)
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.campaigns.door import VisitValue
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.door import CardValue
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons

PORTRAIT_SIZE = (180, 225)
ON_THE_WAY = (
    CardState.PACKED,
    CardState.DISPATCHED,
    CardState.AT_DELIVERY_POINT,
    CardState.MISSING,
    CardState.WITHHELD,
)
FINGERS_CARRIED = 2
READ_TOGETHER = 32
"""Files whose captures are in memory at once: about 300 KB each."""
_STOPPED = {cards.REPLACED: "centre_said_so", cards.DAMAGED: "damaged", cards.WITHDRAWN: "centre_said_so"}
"""How a station is told why a card must not be handed over; any other mark is a reported death."""


def cards_due(visits: list[VisitValue]) -> tuple[tuple[CardDue, ...], list[Attachment]]:
    """The cards still to be handed over at these visits, and what a station compares their holders with."""
    waiting = [card for visit in visits for card in cards.cards_of_visit(visit.id, states=ON_THE_WAY)]
    files = applications.applications_by_id(card.application for card in waiting if card.application)
    people = persons.persons_by_id(card.person for card in waiting)
    held = documents.documents_of_persons(people, states=[*HELD, DocumentState.LOST, DocumentState.STOLEN])
    due, attachments = [], []
    filed = [(card, files[card.application]) for card in waiting if card.application and card.application in files]
    with ThreadPoolExecutor(thread_name_prefix="portraits") as drawing:  # decoding leaves the interpreter to others
        for start in range(0, len(filed), READ_TOGETHER):
            some = filed[start : start + READ_TOGETHER]
            captured = _captured([file for _, file in some], files)
            portraits = drawing.map(_small_or_none, [portrait for portrait, _ in captured])
            for (card, file), (_, fingers), portrait in zip(some, captured, portraits, strict=True):
                due.append(_due(card, file, people[card.person], held.get(card.person, []), tuple(sorted(fingers))))
                attachments += _attachments(card.id, portrait, fingers)
    return tuple(due), attachments


def _captured(
    of_cards: Sequence[ApplicationValue], files: Mapping[UUID, ApplicationValue]
) -> list[tuple[bytes | None, dict[int, bytes]]]:
    """(portrait, the best two templates by position) of each file, read together; a correction without its own
    captures uses what it corrects."""
    sources = [
        file if file.container is not None or not file.corrects
        else files.get(file.corrects) or applications.get_application(file.corrects)
        for file in of_cards
    ]  # fmt: skip
    containers = [_containers(source) for source in sources]
    held = blob_store().read_many(sorted({each for of_file in containers for each in of_file}))
    return [_best(source, [held[each] for each in ids]) for source, ids in zip(sources, containers, strict=True)]


def _containers(source: ApplicationValue) -> list[UUID]:
    if source.container is None:
        return []
    both = (applications.container_of(source), applications.fingers_container_of(source))
    return [container for container in both if container]


def _best(source: ApplicationValue, held: Sequence[Mapping[str, bytes]]) -> tuple[bytes | None, dict[int, bytes]]:
    parts = {name: data for files_ in held for name, data in files_.items()}
    graded = sorted(
        (finger for finger in source.body.get("fingers", ()) if finger.get("attachment") in parts),
        key=lambda finger: -int(finger.get("quality") or 0),
    )
    fingers = {int(finger["position"]): parts[finger["attachment"]] for finger in graded[:FINGERS_CARRIED]}
    return parts.get("portrait"), fingers


def _attachments(card: UUID, portrait: bytes | None, fingers: Mapping[int, bytes]) -> list[Attachment]:
    found = [
        Attachment(f"card/{card}/finger/{position}", "application/x-iso19794-2", data)
        for position, data in sorted(fingers.items())
    ]
    if portrait is not None:
        found.append(Attachment(f"card/{card}/portrait", "image/jpeg", portrait))
    return found


def _small_or_none(jpeg: bytes | None) -> bytes | None:
    return small_portrait(jpeg) if jpeg is not None else None


def small_portrait(jpeg: bytes) -> bytes:
    """The portrait as a station needs it on a screen: 180 by 225, about 8 KB."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        picture.draft("RGB", PORTRAIT_SIZE)
        small = picture.convert("RGB")
        small.thumbnail(PORTRAIT_SIZE)
        out = io.BytesIO()
        small.save(out, "JPEG", quality=72)
    return out.getvalue()


def _due(
    card: CardValue,
    file: ApplicationValue,
    person: persons.PersonValue,
    held: list[documents.DocumentValue],
    fingers: tuple[int, ...],
) -> CardDue:
    old = next((d for d in held if d.id != card.document and d.document_type == file.document_type), None)
    fate = "none"
    if old is not None:
        fate = {"lost": "declared_lost", "stolen": "declared_stolen"}.get(old.state.value, "with_holder")
    elif file.kind is ApplicationKind.DUPLICATE:
        fate = "declared_stolen" if file.ground == Ground.THEFT else "declared_lost"
    return CardDue.model_validate(
        {
            "card": card.id,
            "document_number": card.number,
            "national_number": person.national_number or "",
            "application": file.id,
            "receipt_number": file.receipt_number,
            "document_type": file.document_type,
            "kind": file.kind,
            "visit": card.visit,
            "consignment": card.consignment,
            "box": card.box,
            "position": card.position,
            "names": person.identity.names,
            "birth": person.birth,
            "comparer": str(file.body.get("versions", {}).get("comparer", "")),
            "fingers": fingers,
            "exceptions": tuple(int(f["position"]) for f in file.body.get("fingers", ()) if f.get("exception")),
            "old_document_number": old.number if old is not None and fate == "with_holder" else "",
            "old_card_fate": fate,
            "minor": file.body.get("representative") is not None,
            "representative": _representative(file.body.get("representative")),
            "authorised": str(file.body.get("collector", "")),
            "authorised_number": str(file.body.get("collector_number", "")),
            "stopped": _STOPPED.get(card.stopped, "death") if card.stopped else None,
            "needed_by": file.needed_by,
        }
    )


def _representative(named: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Whom the request named, with the number of the card they showed: their own, else that of the paper."""
    if named is None:
        return None
    number = named.get("national_number") or named.get("paper_number") or ""
    return {"capacity": named["capacity"], "names": named["names"], "number": number}
