"""Sealing a field pack: what a station needs for its next days, for its key only.

Per card due: names, a small portrait, two finger templates with the engine's version, exceptions. Sensitive
eligibility never travels (F2.4). A pack carries the visits of a window of days and the cards of its delivery visits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.backbone.vault.door import opening_keys, sealing_key, signer, verifiers
from bitaqa.foundation.kernel.clock import PLACE_ZONE, as_utc, local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.fieldpack import seal_field_pack
from bitaqa.foundation.packet.keys import OpeningKey
from bitaqa.foundation.rules.applications import ApplicationState, PaperCode, Priority, Recapture
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.foundation.rules.field_pack import (
    CardDue,
    FieldPack,
    IncompleteFile,
    PackAccount,
    PackKey,
    PackPlace,
    PackProgramme,
    PackVisit,
)
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.records.applications import door as applications
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import VisitValue
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations

from .due_cards import cards_due
from .errors import NoCrewError, NoVisitsError
from .models import CrewMember, FieldPackIssue

WINDOW = timedelta(days=7)
GRACE = timedelta(days=2)


@transaction.atomic
def issue_field_pack(*, station: UUID, by: str, at: datetime, days: timedelta = WINDOW) -> FieldPackIssue:
    """Seals the next pack of a station for its visits from today on. Raises NoVisitsError, NoCrewError."""
    place = stations.get_station(station)
    epoch = stations.get_epoch(station, place.epoch)
    since = local_day(at)
    until = since + days
    visits = campaigns.visits_of_station(station, since=since, until=until)
    if not visits:
        raise NoVisitsError(station=place.code, since=since.isoformat(), until=until.isoformat())
    crew = list(CrewMember.objects.filter(station_id=station, ended_at=None).order_by("operator"))
    if not crew:
        raise NoCrewError(station=place.code)
    serial = (
        FieldPackIssue.objects.filter(station_id=station).order_by("-serial").values_list("serial", flat=True).first()
        or 0
    ) + 1
    deliveries = [visit for visit in visits if visit.kind == "delivery"]
    due, attachments = cards_due(deliveries)
    files = _incomplete(visits)
    valid_from, valid_until = as_utc(at) - timedelta(minutes=5), _end_of(until)
    pack = _pack(place, serial, crew, visits, due, files, issued_at=as_utc(at), valid=(valid_from, valid_until))
    data = seal_field_pack(
        body=pack.to_map(),
        attachments=attachments,
        station=station,
        serial=serial,
        valid_from=valid_from,
        valid_until=valid_until,
        recipient=epoch.sealing_key,
        signer=signer("centre"),
    )
    issue = FieldPackIssue.objects.create(
        id=pack.pack,
        station_id=station,
        epoch=place.epoch,
        serial=serial,
        issued_at=at,
        valid_from=valid_from,
        valid_until=valid_until,
        visits=len(visits),
        cards=len(due),
        files=len(files),
        size=len(data),
        data=data,
    )
    record(
        [
            Entry(
                event="station.field_pack_issued",
                subject_kind="station",
                subject=station,
                acted_at=at,
                actor=by,
                act=new_id(),
                station=station,
                facts={
                    "pack": pack.pack,
                    "serial": serial,
                    "visits": len(visits),
                    "cards": len(due),
                    "files": len(files),
                },
            )
        ]
    )
    return issue


def _end_of(day: date) -> datetime:
    return as_utc(datetime.combine(day + GRACE, time(0, 0), PLACE_ZONE))


def _pack(
    place: stations.StationValue,
    serial: int,
    crew: Iterable[CrewMember],
    visits: list[VisitValue],
    due: tuple[CardDue, ...],
    files: tuple[IncompleteFile, ...],
    *,
    issued_at: datetime,
    valid: tuple[datetime, datetime],
) -> FieldPack:
    country = load_country_pack(settings.BITAQA_COUNTRY_PACK)
    held = {id_: campaigns.get_campaign(id_) for id_ in {visit.campaign for visit in visits}}
    programmes = {campaign.programme: campaigns.get_programme(campaign.programme) for campaign in held.values()}
    known = {p.code: p for campaign in held.values() for p in places.places_within(campaign.area)}
    known |= places.places_by_code(visit.place for visit in visits)
    return FieldPack(
        pack=new_id(),
        station=place.id,
        station_code=place.code,
        epoch=place.epoch,
        serial=serial,
        issued_at=issued_at,
        valid_from=valid[0],
        valid_until=valid[1],
        country_pack=country.code,
        rules_version=country.version,
        places=tuple(
            PackPlace(code=p.code, kind=p.kind, name_ar=p.name_ar, name_fr=p.name_fr, within=p.within)
            for p in known.values()
        ),
        programmes=tuple(
            PackProgramme(
                code=p.code,
                name_ar=p.name_ar,
                name_fr=p.name_fr,
                fee_waived=p.fee_waived,
                document_types=p.document_types,
            )
            for p in programmes.values()
        ),
        visits=tuple(
            PackVisit(
                visit=v.id,
                kind="delivery" if v.kind == "delivery" else "enrolment",
                place=v.place,
                day=v.day,
                campaign=v.campaign,
                programme=held[v.campaign].programme,
                expected=v.expected,
            )
            for v in visits
        ),
        accounts=tuple(
            PackAccount(
                operator=c.operator,
                name_ar=c.name_ar,
                name_latin=c.name_latin,
                role=RoleCode(c.role),
                pin_hash=c.pin_hash,
            )
            for c in crew
        ),
        opening_keys=tuple(
            PackKey(key_id=id_.hex(), public=key.sealing_key.public.hex()) for id_, key in _newest_last(opening_keys())
        ),
        centre_keys=tuple(
            PackKey(key_id=id_.hex(), public=key.public.hex()) for id_, key in verifiers("centre").items()
        ),
        station_keys=_station_keys(),
        cards_due=due,
        incomplete=files,
    )


def _station_keys() -> tuple[PackKey, ...]:
    units = {station.id: station for station in stations.all_stations()}
    return tuple(
        PackKey(
            key_id=epoch.verifier.key_id.hex(),
            public=epoch.verifier.public.hex(),
            since=epoch.issued_at,
            station=epoch.station,
            name_ar=units[epoch.station].unit_name_ar,
            name_fr=units[epoch.station].unit_name_fr,
        )
        for epoch in stations.epochs_of_stations().values()
    )


def _newest_last(keys: Mapping[bytes, OpeningKey]) -> list[tuple[bytes, OpeningKey]]:
    """The key stations should seal to comes last; older ones are listed so that their packets are recognised."""
    current = sealing_key().key_id
    return sorted(keys.items(), key=lambda item: item[0] == current)


def _incomplete(visits: list[VisitValue]) -> tuple[IncompleteFile, ...]:
    waiting = applications.applications_in(
        [ApplicationState.INCOMPLETE, ApplicationState.RETURNED], complete_at=[visit.id for visit in visits]
    )
    return tuple(
        IncompleteFile(
            application=file.id,
            receipt_number=file.receipt_number,
            names=file.identity.names,
            birth=file.birth,
            missing=tuple(PaperCode(code) for code in file.missing),
            recapture=tuple(Recapture(what) for what in file.recapture),
            visit=file.complete_at or visits[0].id,
            priority=Priority(file.priority),
        )
        for file in waiting
    )


def newest_field_pack(station: UUID, *, have: int, at: datetime) -> bytes | None:
    """The sealed bytes of the newest pack when it is newer than serial `have`, else None."""
    issue = FieldPackIssue.objects.filter(station_id=station, serial__gt=have).order_by("-serial").first()
    if issue is None:
        return None
    FieldPackIssue.objects.filter(pk=issue.pk, fetched_at=None).update(fetched_at=at)
    return bytes(issue.data)
