"""What stands on each card of a batch: registered data, the machine readable zone, the portrait.

The register's identity is printed, never the claim at the desk; the Latin name is the registered one. A card that
cannot be made is answered with its error, and the others of the batch go on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from bitaqa.backbone.vault.door import blob_store
from bitaqa.foundation.icao.mrz import build_td1
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.country import CountryPack, DocumentType
from bitaqa.foundation.rules.persons import Address, Identity, Sex
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue
from bitaqa.records.places import door as places
from bitaqa.records.places.door import PlaceValue

from .errors import ApplicationWithoutPersonError, PortraitMissingError
from .faces import CardFaceData, NameParts
from .faces.data import check_can_print

Zone = tuple[str, str, str]
_SEX: Mapping[Sex, Literal["M", "F", "<"]] = {Sex.MALE: "M", Sex.FEMALE: "F", Sex.UNSPECIFIED: "<"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One card to be made: for which application, under which number and access number."""

    order: UUID
    application: UUID
    number: str
    can: str


@dataclass(frozen=True, slots=True)
class Sources:
    """What the records and the vault hold of a batch, read at once."""

    files: Mapping[UUID, ApplicationValue]
    people: Mapping[UUID, PersonValue]
    places: Mapping[str, PlaceValue]
    portraits: Mapping[UUID, bytes]
    unreadable: Mapping[UUID, BitaqaError]


def zone_of(kind: DocumentType, person: PersonValue, *, number: str, expires: date, pack: CountryPack) -> Zone:
    """The TD1 zone (ICAO 9303-5): registered Latin name, national number in the optional field. Raises MrzError."""
    identity = person.identity
    return build_td1(
        document_code=kind.mrz_code,
        issuing_state=pack.state,
        document_number=number,
        birth=identity.birth,
        sex=_SEX[identity.sex],
        expiry=expires,
        nationality=identity.nationality,
        family_name=identity.names.latin.family,
        given_names=identity.names.latin.given,
        optional_1=person.national_number or "",
    )


def read_sources(wanted: Sequence[Wanted]) -> Sources:
    """Applications, persons, places and portraits of a batch: six round trips whatever its length.

    A correction without a portrait of its own is printed with that of the application it corrects.
    """
    files = dict(applications.applications_by_id(each.application for each in wanted))
    corrected = applications.applications_by_id(f.corrects for f in files.values() if f.corrects)
    people = persons.persons_by_id(f.person for f in files.values() if f.person)
    known = dict(places.places_by_code(p.identity.address.place for p in people.values()))
    known |= places.places_by_code(place.within for place in list(known.values()) if place.within)
    containers = {id_: found for id_, f in files.items() if (found := _container(f, corrected)) is not None}
    portraits, unreadable = _read_portraits(containers)
    return Sources(files, people, known, portraits, unreadable)


def has_portrait(file: ApplicationValue) -> bool:
    """Whether the file says it holds a portrait, or corrects one that does."""
    return (file.container is not None and file.body.get("portrait") is not None) or file.corrects is not None


def _container(file: ApplicationValue, corrected: Mapping[UUID, ApplicationValue]) -> UUID | None:
    source: ApplicationValue | None = file
    if file.body.get("portrait") is None and file.corrects:
        source = corrected.get(file.corrects)
    return UUID(source.container["id"]) if source is not None and source.container else None


def _read_portraits(containers: Mapping[UUID, UUID]) -> tuple[dict[UUID, bytes], dict[UUID, BitaqaError]]:
    """One round trip; only when some container cannot be read are they read singly, to find which."""
    store = blob_store()
    found: dict[UUID, bytes] = {}
    refused: dict[UUID, BitaqaError] = {}
    try:
        opened = store.read_many(list(set(containers.values())))
        files = {id_: opened[container] for id_, container in containers.items()}
    except BitaqaError:
        files = {}
        for id_, container in containers.items():
            try:
                files[id_] = store.read_all(container)
            except BitaqaError as error:
                refused[id_] = error
    for id_, content in files.items():
        if "portrait" in content:
            found[id_] = content["portrait"]
    return found, refused


def face_of(wanted: Wanted, sources: Sources, kind: DocumentType, *, issued: date, pack: CountryPack) -> CardFaceData:
    """The faces of one card. Raises the error that says why it cannot be made (of the zone, the portrait, a field)."""
    file = sources.files[wanted.application]
    person = sources.people.get(file.person) if file.person else None
    if person is None:
        raise ApplicationWithoutPersonError()
    if wanted.application in sources.unreadable:
        raise sources.unreadable[wanted.application]
    portrait = sources.portraits.get(wanted.application)
    if portrait is None:
        raise PortraitMissingError()
    identity, authority = person.identity, pack.raw["authority"]
    expires = kind.last_day(identity.birth, issued)
    address_ar, address_latin = address_lines(identity.address, sources.places)
    card = CardFaceData(
        document_number=wanted.number,
        national_number=person.national_number or "",
        names_ar=NameParts(identity.names.arabic.given, identity.names.arabic.family),
        names_latin=NameParts(identity.names.latin.given, identity.names.latin.family),
        birth=identity.birth,
        birth_place_ar=identity.birth_place_ar,
        birth_place_latin=identity.birth_place_latin,
        sex=_SEX[identity.sex],
        nationality=identity.nationality,
        issued_on=issued,
        expires_on=expires,
        can=wanted.can,
        mrz=zone_of(kind, person, number=wanted.number, expires=expires, pack=pack),
        portrait=portrait,
        authority_ar=authority["name_ar"],
        authority_fr=authority["name_fr"],
        address_ar=address_ar,
        address_latin=address_latin,
        parents_ar=_parents(identity, "ar"),
        parents_latin=_parents(identity, "latin"),
        civil_status_number=identity.civil_status_number,
    )
    check_can_print(card)
    return card


def address_lines(address: Address, known: Mapping[str, PlaceValue]) -> tuple[str, str]:
    """Lines, place and what it lies in, in both scripts: a douar with its commune is a complete address."""
    place = known.get(address.place)
    around = known.get(place.within) if place is not None and place.within else None
    arabic = [*address.lines_ar, *(p.name_ar for p in (place, around) if p is not None)]
    latin = [*address.lines_latin, *(p.name_fr for p in (place, around) if p is not None)]
    return "، ".join(filter(None, arabic)), ", ".join(filter(None, latin))


def _parents(identity: Identity, script: str) -> str:
    names = (getattr(identity.parents, f"father_{script}"), getattr(identity.parents, f"mother_{script}"))
    return " · ".join(filter(None, names))


# --- what is kept of a printed batch --------------------------------------------------------------------------------
def records_of(cards: Mapping[UUID, CardFaceData]) -> dict[str, bytes]:
    """The files kept beside the faces, so that a card can be shown again as it was printed."""
    files = {f"portrait/{order}": card.portrait for order, card in cards.items()}
    told = {str(order): asdict(card) | {"portrait": ""} for order, card in cards.items()}
    files["cards.json"] = json.dumps(told, default=str, ensure_ascii=False).encode()
    return files


def card_from_records(files: Mapping[str, bytes], order: UUID) -> CardFaceData | None:
    """One card of a printed batch, as it was printed; None when it is not of this batch."""
    told: Mapping[str, Any] = json.loads(files["cards.json"]).get(str(order), {})
    if not told:
        return None
    return CardFaceData(
        **{
            **told,
            "names_ar": NameParts(**told["names_ar"]),
            "names_latin": NameParts(**told["names_latin"]),
            "birth": _birth(told["birth"]),
            "issued_on": date.fromisoformat(told["issued_on"]),
            "expires_on": date.fromisoformat(told["expires_on"]),
            "mrz": tuple(told["mrz"]),
            "portrait": files[f"portrait/{order}"],
        }
    )


def _birth(told: Mapping[str, Any]) -> PartialDate:
    return PartialDate(told["year"], told["month"], told["day"])
