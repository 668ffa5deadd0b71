"""One crew hands the station to another: drafts, money, numbers, receipts and cards are counted, and both sign.

What the station holds is read from its tables; what was counted is typed by the two; a difference needs a remark and
stays in the record. The incoming operator signs by their own PIN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from bitaqa.foundation.rules.documents import VisitState
from bitaqa.station.desk.door import Operator, prove_second_person, record

from .counting import counted
from .errors import NoDayOpenError
from .hand_count import COUNTED, check_counted, check_remark, held_by_station
from .models import CrewChange, Day


@dataclass(frozen=True, slots=True)
class CrewChanged:
    change: UUID
    from_operator: str
    to_operator: str
    held: dict[str, int]
    counted: dict[str, int]
    differs: tuple[str, ...]
    remark: str
    at: datetime


def held_now() -> dict[str, int]:
    """What the station holds, by code. Raises NoDayOpenError."""
    row = _open()
    held = held_by_station(row, counted(row))
    return {code: held[code] for code in COUNTED}


def change_crew(
    *, to: str, pin: str, counts: Mapping[str, int], remark: str = "", by: Operator, at: datetime
) -> CrewChanged:
    """Signed by the outgoing operator (signed in) and the incoming one (PIN).

    Raises CountsMissingError, CountDiffersError (a difference without a remark), SecondPersonMissingError,
    SignInRefusedError, NoDayOpenError. The incoming operator, who holds the desk by then, pressing again gets the same.
    """
    last = CrewChange.objects.filter(day=_open()).order_by("-at", "-id").first()
    if last is not None and last.to_operator == to == by.code:
        return shown(last)
    whole = check_counted(counts, COUNTED)
    incoming = prove_second_person(code=to, pin=pin, first=by)
    return _change(incoming.code, whole, remark.strip()[:400], by, at)


@transaction.atomic
def _change(to: str, counts: dict[str, int], remark: str, by: Operator, at: datetime) -> CrewChanged:
    row, held = _open(), held_now()
    check_remark(counts, held, remark)
    told = {"from_operator": by.code, "to_operator": to, "held": held, "counted": counts, "remark": remark}
    last = CrewChange.objects.filter(day=row).order_by("-at", "-id").first()
    if last is not None and all(getattr(last, name) == value for name, value in told.items()):
        return shown(last)  # both signed a moment ago: the button was pressed twice
    change = CrewChange.objects.create(day=row, at=at, **told)
    record("crew.changed", at=at, by=by.code, subject=change.id, facts={"to": to, "held": held, "counted": counts})
    return shown(change)


def shown(row: CrewChange) -> CrewChanged:
    differs = tuple(code for code in COUNTED if row.counted[code] != row.held[code])
    return CrewChanged(row.id, row.from_operator, row.to_operator, row.held, row.counted, differs, row.remark, row.at)


def changes_of(day: UUID) -> tuple[CrewChanged, ...]:
    return tuple(shown(row) for row in CrewChange.objects.filter(day=day).order_by("at"))


def _open() -> Day:
    row = Day.objects.filter(state=VisitState.OPEN.value).first()
    if row is None:
        raise NoDayOpenError()
    return row
