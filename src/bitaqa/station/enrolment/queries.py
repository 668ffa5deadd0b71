"""What enrolment holds, as frozen values: drafts to go on with, figures of a day, one draft with its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.station.fieldpack.door import country

from .captures import read_capture
from .domain import StepState, step_states
from .models import Completion, Draft, Referral
from .reading import facts_of, get_held, get_open_row, get_row, rules_of
from .referral import ReferralSlip
from .rules import CaseRules
from .sealing import SealedDraft, sealed_answer


@dataclass(frozen=True, slots=True)
class DraftFace:
    """One line of the list of drafts."""

    draft: UUID
    kind: str
    document_type: str
    name_ar: str
    name_latin: str
    operator: str
    desk: str
    ticket: int | None
    priority: str
    started_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft for a screen: what was kept, what the rules ask, what each step lacks; `sealed` once it is sealed."""

    draft: UUID
    state: str
    kept: dict[str, Any]
    rules: CaseRules | None
    steps: tuple[StepState, ...]
    sealed: SealedDraft | None = None

    @property
    def ready(self) -> bool:
        return bool(self.steps) and all(step.state != "missing" for step in self.steps)


_KEPT = (
    "document_type", "kind", "ground", "programme", "visit", "place", "day", "desk", "operator", "ticket", "priority",
    "needed_by", "needed_for", "claimed", "identity", "representative", "papers", "missing", "complete_at", "portrait",
    "fingers", "signature", "fee", "notice", "collector", "collector_number", "confirmed_on", "confirmed_at",
    "corrects",
)  # fmt: skip


def draft_view(draft: UUID) -> DraftView:
    """Raises DraftUnknownError."""
    row = get_row(draft)
    kept = {name: getattr(row, name) for name in _KEPT}
    if row.state == ApplicationState.SEALED.value:
        return DraftView(row.id, row.state, kept, None, (), sealed_answer(row))
    if row.state != ApplicationState.DRAFT.value:
        return DraftView(row.id, row.state, kept, None, ())
    rules = rules_of(row)
    return DraftView(row.id, row.state, kept, rules, step_states(facts_of(row), rules, country()))


def drafts_open(*, operator: str = "") -> tuple[DraftFace, ...]:
    """Drafts that wait to be finished, oldest first."""
    rows = Draft.objects.filter(state=ApplicationState.DRAFT.value).order_by("started_at")
    if operator:
        rows = rows.filter(operator=operator)
    faces = []
    for row in rows:
        names = row.identity.get("names") or {}
        faces.append(
            DraftFace(
                row.id,
                row.kind,
                row.document_type,
                _whole(names.get("arabic")),
                _whole(names.get("latin")),
                row.operator,
                row.desk,
                row.ticket,
                row.priority,
                row.started_at,
                row.changed_at,
            )
        )
    return tuple(faces)


def _whole(parts: Any) -> str:
    parts = parts if isinstance(parts, dict) else {}
    return f"{parts.get('given', '')} {parts.get('family', '')}".strip()


def portrait_of(draft: UUID) -> bytes | None:
    """The JPEG of an open draft, or of a file captured again. Raises DraftClosedError, FileDamagedError."""
    row = get_held(draft)
    return read_capture(row, row.portrait["file"]) if row.portrait.get("file") else None


def signature_of(draft: UUID) -> bytes | None:
    row = get_open_row(draft)
    return read_capture(row, row.signature["file"]) if row.signature.get("file") else None


def paper_of(draft: UUID, code: str) -> bytes | None:
    row = get_open_row(draft)
    kept = row.papers.get(code)
    return read_capture(row, kept["file"]) if kept else None


def sealed_by_receipt(number: str) -> SealedDraft | None:
    row = Draft.objects.filter(receipt_number=number, state=ApplicationState.SEALED.value).first()
    return sealed_answer(row) if row else None


def drafts_sealed(visit: UUID) -> tuple[SealedDraft, ...]:
    rows = Draft.objects.filter(visit=visit, state=ApplicationState.SEALED.value).order_by("sealed_at")
    return tuple(sealed_answer(row) for row in rows)


def referral_slip(referral: UUID) -> ReferralSlip | None:
    row = Referral.objects.filter(id=referral).first()
    return ReferralSlip(row.id, row.number, row.because, row.place, row.at) if row else None


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Enrolment of one visit on one day, counted from rows; `enrolled` by kind, money in centimes."""

    enrolled: dict[str, int] = field(default_factory=dict)
    incomplete: int = 0
    completed: int = 0
    referred: int = 0
    abandoned: int = 0
    open_drafts: int = 0
    money_centimes: int = 0
    stamps: int = 0
    waivers: int = 0
    free: int = 0
    """Files on which the rules ask no duty."""


def day_figures(*, visit: UUID, day: date) -> DayFigures:
    """For the day report. Duty is money when a stamp was sold, a waiver when a programme pays."""
    rows = Draft.objects.filter(visit=visit, day=day)
    sealed = list(rows.filter(state=ApplicationState.SEALED.value).values_list("kind", "missing", "fee"))
    enrolled: dict[str, int] = {}
    for kind, _missing, _fee in sealed:
        enrolled[kind] = enrolled.get(kind, 0) + 1
    stamped = [fee["centimes"] for _kind, _missing, fee in sealed if fee.get("stamp_number")]
    return DayFigures(
        enrolled=enrolled,
        incomplete=sum(bool(missing) for _kind, missing, _fee in sealed),
        completed=Completion.objects.filter(visit=visit, day=day).count(),
        referred=Referral.objects.filter(visit=visit, day=day).count(),
        abandoned=rows.filter(state=ApplicationState.ABANDONED.value).count(),
        open_drafts=rows.filter(state=ApplicationState.DRAFT.value).count(),
        money_centimes=sum(stamped),
        stamps=len(stamped),
        waivers=sum(bool(fee.get("waived_by")) for _kind, _missing, fee in sealed),
        free=sum(not fee.get("centimes") for _kind, _missing, fee in sealed),
    )
