"""What other rooms may ask of planning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from .addressees import Addressee, addressees_of
from .chains import ChainState, Traffic, publish_chain_state, publish_traffic
from .departures import needs_of
from .differences import CHANGED, GONE, NEW, SAME, Announced, Marked, Notice, announced_rows, marked, to_tell_again
from .errors import NothingChangedError
from .instances import road_between
from .packing import newest_field_pack
from .plan_models import PlanRevision
from .publishing import issue_revision
from .queries import CrewValue, crew_of, in_crew, operator_names, pack_in_force
from .reach import check_campaign, covers, stations_within
from .studies import roster_in_force

__all__ = [
    "CHANGED",
    "GONE",
    "NEW",
    "SAME",
    "Addressee",
    "Announced",
    "ChainState",
    "CrewValue",
    "Marked",
    "NothingChangedError",
    "Notice",
    "RevisionValue",
    "Traffic",
    "addressees_of",
    "announced_rows",
    "check_campaign",
    "covers",
    "crew_of",
    "home",
    "in_crew",
    "issue_revision",
    "marked",
    "needs_of",
    "newest_field_pack",
    "operator_names",
    "pack_in_force",
    "publish_chain_state",
    "publish_traffic",
    "revisions_of",
    "road_between",
    "roster_in_force",
    "stations_within",
    "to_tell_again",
]


@dataclass(frozen=True, slots=True)
class RevisionValue:
    """What was announced under a number. `depot` and `hours` are those of the plan it came from, if any."""

    number: int
    at: datetime
    by: str
    approved_by: str
    rows: tuple[Announced, ...]
    depot: Mapping[str, Any] | None
    hours: float


def revisions_of(campaign: UUID) -> list[RevisionValue]:
    """The newest first. One round trip."""
    rows = PlanRevision.objects.filter(campaign_id=campaign).select_related("plan").order_by("-number")
    return [_revision(row) for row in rows]


def _revision(row: PlanRevision) -> RevisionValue:
    asked = row.plan.asked if row.plan is not None else {}
    return RevisionValue(
        row.number, row.at, row.by, row.approved_by, tuple(Announced.of_json(each) for each in row.visits),
        asked.get("depot"), float(asked.get("duty_minutes", USUAL_MINUTES)) / 60,
    )  # fmt: skip


USUAL_MINUTES = 480


def home(user: Any) -> Any:
    """What must be planned or packed, which visits stayed behind, which come next."""
    from .home import home_of

    return home_of(user)
