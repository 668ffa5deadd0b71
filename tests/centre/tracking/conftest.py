"""One application with a receipt and a full birth date, its visits, and a real clock that is moved by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from bitaqa.foundation.rules.applications import ApplicationState

AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


@dataclass
class Request:
    """What its holder knows of it, and its row."""

    id: UUID
    receipt: str
    visit: UUID

    def row(self) -> Any:
        from bitaqa.records.applications.models import Application

        return Application.objects.get(pk=self.id)

    def stands(self, state: ApplicationState, **columns: Any) -> None:
        """Puts the row in a state, as its moves would."""
        from bitaqa.records.applications.models import Application

        Application.objects.filter(pk=self.id).update(state=state, **columns)


class RealTime:
    def __init__(self) -> None:
        self.at = AT

    def now(self) -> datetime:
        return self.at

    def pass_by(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@pytest.fixture(autouse=True)
def real_time(monkeypatch: pytest.MonkeyPatch) -> RealTime:
    from bitaqa.services.tracking import limiting, screens

    clock = RealTime()
    monkeypatch.setattr(limiting, "timezone", SimpleNamespace(now=clock.now))
    monkeypatch.setattr(screens, "now", clock.now)
    return clock


@pytest.fixture(autouse=True)
def _nothing_follows() -> Iterator[None]:
    from bitaqa.backbone.journal import door as journal
    from bitaqa.foundation.rules.events import EVENTS

    with journal.bound(dict.fromkeys(EVENTS, journal.END)):
        yield


@pytest.fixture
def request_(db: None) -> Request:
    """Born on 15 July 1948; its delivery visit is at Ouled A on 12 May."""
    from bitaqa.foundation.kernel.ids import new_id
    from bitaqa.foundation.packet.receipt_number import new_receipt_number
    from bitaqa.records.applications.models import Application
    from bitaqa.records.campaigns.models import Campaign, Programme, Visit
    from bitaqa.records.places.door import PlaceValue, save_places
    from bitaqa.records.stations.models import Station, Unit

    save_places([PlaceValue("ouled-a", "commune", "أولاد ألف", "Ouled A", None)], provenance="test")
    programme = Programme.objects.create(code="p", name_ar="ب", name_fr="P", opens=date(2026, 1, 1))
    campaign = Campaign.objects.create(
        code="c", name_ar="ح", name_fr="C", programme=programme, area_id="ouled-a", starts=date(2026, 5, 4),
        ends=date(2026, 5, 20),
    )  # fmt: skip
    unit = Unit.objects.create(code="u", name_ar="و", name_fr="U")
    station = Station.objects.create(code="s", unit=unit)
    visit = Visit.objects.create(
        campaign=campaign, station=station, kind="delivery", place_id="ouled-a", day=date(2026, 5, 12)
    )
    receipt = new_receipt_number(lambda n: bytes(range(1, n + 1)))
    row = Application.objects.create(
        receipt_number=receipt, document_type="cnie", type_version="1", rules_version="1", kind="first", ground="none",
        state_at=AT, visit=new_id(), place="ouled-a", day=date(2026, 5, 4), station=station.id, epoch=1, sequence=1,
        packet_hash=bytes(32), delivery_visit=visit.id, complete_at=visit.id, body={}, name_ar="عائشة الشاهدة",
        name_latin="AICHA WITNESS",
        arabic_key="k", latin_key="k", birth="1948-07-15", birth_year=1948, sex="F", confirmed_at=AT, received_at=AT,
        missing=["birth_record"],
    )  # fmt: skip
    return Request(row.id, receipt, visit.id)
