"""A campaign with three places, whose requests are told to the real journal and moved by the real state table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

ACTOR = "user:00000000-0000-7000-8000-000000000001"
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
PASSWORD = "four quiet unrelated words"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass
class World:
    """A campaign, its station, and the means to make requests and move them."""

    campaign: UUID
    station: UUID
    visits: dict[str, UUID]
    made: int = 0
    at: datetime = field(default=AT)

    def request(self, kind: str = "renewal", place: str = "ouled-a", day: int = 4, *, missing: bool = False) -> UUID:
        """One request as intake enters it; its id."""
        from bitaqa.foundation.kernel.ids import new_id
        from bitaqa.foundation.rules.packet_bodies import ApplicationBody
        from bitaqa.foundation.specimens.people import person
        from bitaqa.records.applications import door as applications

        self.made += 1
        who = person(7, self.made)
        grounds = {"renewal": "expiry", "duplicate": "loss", "first": "none"}
        body = ApplicationBody.model_validate(
            {
                "application": str(new_id()),
                "receipt_number": f"R{self.made:05d}",
                "document_type": "cnie",
                "kind": kind,
                "ground": grounds[kind],
                "campaign": str(self.campaign),
                "visit": str(self.visits[place]),
                "place": place,
                "day": date(2026, 5, day).isoformat(),
                "operator": "op-1",
                "identity": who.identity_map(place),
                "missing": [{"code": "birth_record"}] if missing else [],
                "complete_at": str(self.visits[place]) if missing else None,
                "fingers_rule": "under_age",
                "signature": {"signed": True},
                "fee": {"rule": "stamp", "centimes": 7500},
                "notice": {"version": "notice-1", "language": "ar", "read_aloud": True},
                "started_at": self.at.isoformat(),
                "confirmed_at": (AT + timedelta(days=day - 4)).isoformat(),
                "confirmed_on": "print",
                "versions": {"rules": "ma", "document_type": "cnie-2", "software": "t"},
            }
        )
        arrival = applications.Arrival(
            station=self.station, epoch=1, sequence=self.made, packet_hash=bytes(32), container=None
        )
        applications.add_applications([(body, arrival)], at=self.at, act=new_id())
        return body.application

    def move(self, request: UUID, *names: str, days: int = 1) -> UUID:
        """Moves it by rows of the state table, one after the other."""
        from bitaqa.records.applications import door as applications

        for name in names:
            applications.move([request], name, by=ACTOR, at=self.at + timedelta(days=days), because="test")
        return request

    def fulfilled(self, *args: Any, days: int = 1, **kwargs: Any) -> UUID:
        return self.move(self.request(*args, **kwargs), "clear", "fulfil", days=days)

    def position(self) -> int:
        """Every entry so far has its leaf."""
        from bitaqa.backbone.journal import door as journal

        while journal.sequence_committed():
            pass
        return journal.position()


@pytest.fixture(autouse=True)
def _nothing_follows() -> Iterator[None]:
    from bitaqa.backbone.journal import door as journal
    from bitaqa.foundation.rules.events import EVENTS

    with journal.bound(dict.fromkeys(EVENTS, journal.END)):
        yield


@pytest.fixture
def world(db: None) -> World:
    from bitaqa.backbone.vault.keys import ensure_keys
    from bitaqa.foundation.kernel.ids import new_id
    from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner
    from bitaqa.records.campaigns import door as campaigns
    from bitaqa.records.places.door import PlaceValue, save_places
    from bitaqa.records.stations import door as stations

    ensure_keys(by=ACTOR)
    save_places([PlaceValue("settat", "province", "سطات", "Settat", None)], provenance="test")
    circles = [PlaceValue("borouj", "cercle", "البروج", "El Borouj", "settat"),
               PlaceValue("benahmed", "cercle", "ابن أحمد", "Ben Ahmed", "settat")]  # fmt: skip
    save_places(circles, provenance="test")
    small = [
        PlaceValue("ouled-a", "commune", "أولاد ألف", "Ouled A", "borouj"),
        PlaceValue("ouled-b", "commune", "أولاد باء", "Ouled B", "borouj"),
        PlaceValue("ouled-c", "commune", "أولاد جيم", "Ouled C", "benahmed"),
        PlaceValue("ouled-d", "commune", "=cmd|'/c'!A1", "=cmd|'/c'!A1", "benahmed"),
        PlaceValue("ouled-e", "commune", "أولاد هاء", "Ouled E", "benahmed"),
    ]
    save_places(small, provenance="test")
    campaigns.save_programme(
        campaigns.ProgrammeValue(code="proximity", name_ar="القرب", name_fr="Proximité", opens=date(2026, 1, 1)),
        by=ACTOR,
        at=AT,
    )
    unit = stations.save_unit(code="unit-1", name_ar="وحدة", name_fr="Unité")
    opening = OpeningKey.generate(lambda n: bytes([7]) * n)
    station, _ = stations.provision_station(
        code="unit-1-a",
        unit=unit,
        verify_key=SoftwareSigner.generate().public,
        opening_public=opening.sealing_key.public,
        by=ACTOR,
        at=AT,
    )
    campaign = new_id()
    visits = {place.code: new_id() for place in small}
    days = {"ouled-a": 4, "ouled-b": 5, "ouled-c": 5, "ouled-d": 6, "ouled-e": 28}
    campaigns.plan_campaign(
        campaigns.CampaignValue(
            id=campaign, code="c-1", name_ar="حملة عينة", name_fr="Campagne spécimen", programme="proximity",
            area="settat", starts=date(2026, 5, 4), ends=date(2026, 5, 29),
        ),
        [
            campaigns.VisitValue(
                id=visits[code], campaign=campaign, station=station.id, kind="enrolment", place=code,
                day=date(2026, 5, day),
            )
            for code, day in days.items()
        ],
        by=ACTOR,
        at=AT,
    )  # fmt: skip
    return World(campaign, station.id, visits)


@pytest.fixture
def people(db: None) -> Callable[[str], Any]:
    """`people("coordinator")`: an account with that role. Two administrators are `admin-a` and `admin-b`."""
    from bitaqa.backbone.accounts.door import NewPerson, RoleCode, create_demo_account, create_demo_administrators
    from bitaqa.backbone.accounts.models import User

    create_demo_administrators(*(NewPerson(f"admin-{n}", "إداري عينة", f"ADMIN {n}", PASSWORD, SECRET) for n in "ab"))

    def find(name: str) -> Any:
        if name.startswith("admin-"):
            return User.objects.get(name=name)
        id_ = create_demo_account(
            name=name, roles=[RoleCode(name)], password=PASSWORD, totp_secret=SECRET, name_ar="عينة",
            name_latin="SPECIMEN",
        )  # fmt: skip
        return User.objects.get(pk=id_)

    return find
