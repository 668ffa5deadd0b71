"""What people call the subjects of work tables and entries: receipt, card and batch numbers, codes of stations.

Bound into `backbone.naming`, which stands below the rooms that know. No name of a person: what is set aside is read by
people who may see no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from bitaqa.backbone.naming import Called, NamesOf
from bitaqa.foundation.packet.errors import PacketError
from bitaqa.foundation.packet.receipt_number import check_receipt_number
from bitaqa.journey.intake import door as intake
from bitaqa.journey.production import door as production
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons
from bitaqa.records.stations import door as stations


def applications_called(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Applications by receipt number."""
    return {id_: found.receipt_number for id_, found in applications.applications_by_id(ids).items()}


def cards_called(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Cards by the number printed on them."""
    return {id_: found.number for id_, found in cards.cards_by_id(ids).items()}


def packets_called(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Packets by station and number: `settat-um-1-a · 12`."""
    codes = {station.id: station.code for station in stations.all_stations()}
    return {
        id_: f"{codes.get(station, '…')} · {sequence}"
        for id_, (station, sequence) in intake.places_in_chains(ids).items()
        if sequence is not None
    }


def stations_called(ids: Iterable[UUID]) -> Mapping[UUID, str]:
    """Stations by their code."""
    asked = set(ids)
    return {station.id: station.code for station in stations.all_stations() if station.id in asked}


NAMES: Mapping[str, NamesOf] = {
    "application": applications_called,
    "batch": production.batch_codes,
    "card": cards_called,
    "packet": packets_called,
    "station": stations_called,
}


def with_receipt(text: str) -> Iterable[UUID]:
    """The application of a receipt, typed as it is printed or without its dashes."""
    try:
        found = applications.find_application(check_receipt_number(text))
    except PacketError:
        return ()
    return (found.id,) if found else ()


def with_document_number(text: str) -> Iterable[UUID]:
    """The card and the document that bear this number; a blank's serial finds its card."""
    number = text.strip().upper()
    card = cards.find_card(number)
    found = [document.id for document in documents.documents_by_number([number]).values()]
    return [*found, card.id] if card else found


def with_national_number(text: str) -> Iterable[UUID]:
    """The person of this national number."""
    return [person.id for person in persons.persons_by_number([text.strip().upper()]).values()]


CALLED: tuple[Called, ...] = (with_receipt, with_document_number, with_national_number)
"""How the auditor's search finds what people call by a number."""
