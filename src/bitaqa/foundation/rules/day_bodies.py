"""Bodies about a station's day: its own journal entries, and the day in figures."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from .applications import ApplicationKind
from .persons import Body, Code, Text


class StationEntry(Body):
    """One entry of the station's own journal; ids and codes only."""

    event: Code
    at: AwareDatetime
    operator: Text
    subject: UUID | None = None
    facts: dict[str, Any] = {}


class JournalBody(Body):
    entries: tuple[StationEntry, ...]


class IncidentKind(StrEnum):
    """What can disturb a day; nothing here is about a person."""

    VEHICLE = "vehicle"
    POWER = "power"
    NETWORK = "network"
    DEVICE = "device"
    WEATHER = "weather"
    SECURITY = "security"
    OTHER = "other"


class IncidentLine(Body):
    """One incident of a day, in a few words that name nobody."""

    kind: IncidentKind
    words: Text = ""


class DayReportBody(Body):
    """The day in figures; a station closes it only when it reconciles with what it sealed."""

    report: UUID
    visit: UUID
    place: Code
    day: date
    head: Text
    opened_at: AwareDatetime
    closed_at: AwareDatetime
    tickets: Annotated[int, Field(ge=0)] = 0
    enrolled: dict[ApplicationKind, int]
    incomplete: Annotated[int, Field(ge=0)]
    completed: Annotated[int, Field(ge=0)]
    referred: Annotated[int, Field(ge=0)]
    abandoned: Annotated[int, Field(ge=0)]
    handed_over: Annotated[int, Field(ge=0)]
    wrong_cards: Annotated[int, Field(ge=0)]
    not_verified: Annotated[int, Field(ge=0)]
    cards_received: Annotated[int, Field(ge=0)]
    cards_left: Annotated[int, Field(ge=0)]
    old_cards_taken_back: Annotated[int, Field(ge=0)]
    money_centimes: Annotated[int, Field(ge=0)]
    stamps: Annotated[int, Field(ge=0)]
    waivers: Annotated[int, Field(ge=0)]
    served: Annotated[int, Field(ge=0)] = 0
    no_show: Annotated[int, Field(ge=0)] = 0
    turned_away: Annotated[int, Field(ge=0)] = 0
    """People without a number when numbers stopped, as the head of station counted them."""
    km: Annotated[int, Field(ge=0)] | None = None
    fuel_litres: Annotated[int, Field(ge=0)] | None = None
    consumables: dict[Code, Annotated[int, Field(ge=0)]] = {}
    incidents: tuple[IncidentLine, ...] = ()
    counted: dict[Code, Annotated[int, Field(ge=0)]] | None = None
    """What people counted by hand at closing, by code; None when nobody counted."""
    held: dict[Code, Annotated[int, Field(ge=0)]] | None = None
    """What the station's tables said of the same things; a difference stands in `remarks`."""
    packets_sealed: Annotated[int, Field(ge=0)]
    first_sequence: int | None = None
    last_sequence: int | None = None
    remarks: Text = ""
