"""Shapes of requests that machine doors of enrolment take."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema

from bitaqa.foundation.rules.applications import ApplicationKind, Ground, Priority


class DraftAsked(Schema):
    document_type: str
    kind: ApplicationKind
    ground: Ground
    visit: UUID
    programme: str = ""
    claimed: dict[str, Any] | None = None
    ticket: int | None = None
    priority: Priority = Priority.NONE
    needed_by: date | None = None
    needed_for: str = ""
    corrects: UUID | None = None


class DraftChanges(Schema):
    identity: dict[str, Any] | None = None
    representative: dict[str, Any] | None = None
    collector: str | None = None
    collector_number: str | None = None
    portrait: dict[str, Any] | None = None
    fingers: dict[str, Any] | None = None
    signature: dict[str, Any] | None = None
    papers: list[dict[str, Any]] | None = None
    missing: list[dict[str, Any]] | None = None
    complete_at: UUID | None = None
    fee: dict[str, Any] | None = None
    notice: dict[str, Any] | None = None
    ground: Ground | None = None
    claimed: dict[str, Any] | None = None
    needed_by: date | None = None
    needed_for: str | None = None
    priority: Priority | None = None
    confirmed_on: str | None = None


class Because(Schema):
    because: str


class ConfirmedOn(Schema):
    on: str


class OldCardRead(Schema):
    mrz: str


class ReferralAsked(Schema):
    visit: UUID
    because: str = "no_civil_status"
    ticket: int | None = None


class PapersBrought(Schema):
    papers: list[dict[str, Any]] = []
    visit: UUID | None = None
