"""A plan as rows of cells, and each stay as a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext

from bitaqa.foundation.planning.account import Account
from bitaqa.foundation.planning.explain import Reason
from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.plan import Plan
from bitaqa.ui.formats import day_text

from ..words import PEOPLE


@dataclass(frozen=True, slots=True)
class Cell:
    """One vehicle on one day. `rests` when the crew has no duty; `place` empty at the depot."""

    place: str
    enrolled: int
    cards: int
    rests: bool
    node: int
    day: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class CalendarRow:
    number: int
    vehicle: int
    code: str
    cells: tuple[Cell, ...]


def calendar_of(
    instance: Instance,
    plan: Plan,
    account: Account,
    *,
    names: Sequence[str],
    days: Sequence[date],
    codes: Sequence[str],
    pinned: Sequence[list[int]] = (),
) -> list[CalendarRow]:
    served = {(visit.place, visit.day): visit for visit in account.visits}
    rows = []
    for vehicle, code in enumerate(codes):
        cells = []
        for day in range(len(days)):
            node = int(plan[vehicle, day])
            visit = served.get((node, day))
            here = visit is not None and vehicle in visit.vehicles
            cells.append(
                Cell(
                    names[node] if node < instance.places else "",
                    visit.people if visit and here else 0,
                    visit.cards if visit and here else 0,
                    bool(instance.duty[vehicle, day] <= 0),
                    node,
                    day,
                    [vehicle, day] in pinned,
                )
            )
        rows.append(CalendarRow(vehicle + 1, vehicle, code, tuple(cells)))
    return rows


def visit_lines(
    found: Sequence[Reason], *, names: Sequence[str], days: Sequence[date], codes: Sequence[str]
) -> list[dict[str, Any]]:
    """A heading and a sentence for each stay, in the order of days."""
    lines = []
    for reason in sorted(found, key=lambda r: (r.first, r.vehicle)):
        said = [
            gettext("%(enrolled)s people enrolled, %(cards)s cards handed over, %(km)s km to get there.")
            % {"enrolled": reason.enrolled, "cards": reason.cards, "km": round(reason.km)}
        ]
        said.append(gettext("It counts most for: %(people)s.") % {"people": list(PEOPLE.values())[reason.urgent]})
        if reason.slack >= 0 and reason.served_in_time:
            said.append(
                gettext("%(cards)s of their cards arrive %(days)s days before they would count less.")
                % {"cards": reason.served_in_time, "days": reason.slack}
            )
        when = day_text(days[reason.first])
        if reason.last > reason.first:
            when = f"{when} – {day_text(days[reason.last])}"
        lines.append(
            {"when": when, "place": names[reason.place], "code": codes[reason.vehicle], "said": " ".join(said)}
        )
    return lines
