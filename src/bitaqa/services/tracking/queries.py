"""The answer to a receipt number and a birth date.

An unknown receipt and a wrong birth date take the same queries in the same order as a right one, and give the same
answer: None. Nothing here is written to a log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.conf import settings

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.country.load import load_country_pack
from bitaqa.foundation.rules.documents import CardState
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents
from bitaqa.records.places import door as places

from .domain import COMPLETED_AT_VISIT, DELIVERED_AT_VISIT, Phase, birth_is_known, phase_of

_NOBODY = UUID(int=0)
_NOWHERE = "-"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A visit as it is announced: the day and the place; `over` when the day is past."""

    day: date
    place_ar: str
    place_fr: str
    over: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the page says: the phase, the next visit if one is named, the papers to bring."""

    phase: Phase
    document_type: str
    meeting: Meeting | None
    bring: tuple[str, ...]


def answer(*, receipt: str, born: PartialDate, today: date) -> Answer | None:
    """None for an unknown receipt and for a wrong birth date alike, by the same round trips whatever the answer."""
    found = applications.find_tracked(receipt)
    known = found is not None and birth_is_known(found.birth, born)
    id_ = found.id if found is not None and known else _NOBODY
    correction = applications.find_tracked_correction(id_)
    made = cards.cards_of_applications([id_, correction.id if correction else _NOBODY])
    latest = (made.get(correction.id) if correction else None) or made.get(id_) or []
    handed = latest[-1].document if latest else _NOBODY
    held = documents.documents_by_id([handed]).get(handed)
    phase = None
    if found is not None and known:
        signed = found.document_type in _signed_files()
        phase = phase_of(found.state, _shown(latest), signed_file=signed, document=held.state if held else None)
    visit_id = _NOBODY
    if found is not None and phase in COMPLETED_AT_VISIT:
        visit_id = found.complete_at or _NOBODY
    elif found is not None and phase in DELIVERED_AT_VISIT:
        visit_id = (correction.delivery_visit if correction else None) or found.delivery_visit or _NOBODY
    visit = campaigns.visits_by_id([visit_id]).get(visit_id)
    code = visit.place if visit is not None and visit.state != "cancelled" else _NOWHERE
    place = places.places_by_code([code]).get(code)
    if found is None or phase is None:
        return None
    meeting = None
    if visit is not None and place is not None:
        over = visit.day < today or visit.state == "closed"
        meeting = Meeting(visit.day, place.name_ar, place.name_fr, over)
    bring = found.missing if phase in COMPLETED_AT_VISIT else ()
    return Answer(phase, found.document_type, meeting, bring)


def _signed_files() -> set[str]:
    """Kinds of documents that are signed files, by the country pack."""
    pack = load_country_pack(settings.BITAQA_COUNTRY_PACK)
    return {kind.code for kind in pack.document_types if kind.carrier == "signed_pdf"}


def _shown(made: Sequence[cards.CardValue]) -> CardState | None:
    """Where the latest card is; one that is made again reads as being made, wherever the old one is."""
    if not made:
        return None
    return CardState.MADE if made[-1].stopped == cards.REPLACED else made[-1].state
