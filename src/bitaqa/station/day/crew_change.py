"""One crew hands the station to another: drafts, money, numbers, receipts and cards are counted, and both sign.

What the station holds is read from its tables; what was counted is typed by the two; a difference needs a remark and
stays in the record. The incoming operator signs by their own PIN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _n

from bitaqa.foundation.rules.documents import VisitState
from bitaqa.station.desk.door import Operator, prove_second_person, record
from bitaqa.station.enrolment.door import drafts_open, drafts_sealed
from bitaqa.station.handover.door import cards_at_station

from .counting import counted
from .errors import CountDiffersError, CountsMissingError, NoDayOpenError
from .models import CrewChange, Day

COUNTED: Final = {
    "drafts": _n("Drafts"),
    "money_centimes": _n("Money, in centimes"),
    "tickets": _n("Numbers given"),
    "receipts": _n("Receipts given"),
    "cards": _n("Cards at the station"),
}
"""What changes hands, by code, with its name (msgid)."""


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
    counts = counted(row)
    return {
        "drafts": len(drafts_open()),
        "money_centimes": counts.money_centimes,
        "tickets": counts.tickets,
        "receipts": len(drafts_sealed(row.visit)) + counts.wrong_cards,
        "cards": cards_at_station(),
    }


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
    for code, name in COUNTED.items():
        if code not in counts:
            raise CountsMissingError(what=gettext(name))
    incoming = prove_second_person(code=to, pin=pin, first=by)
    return _change(incoming.code, {code: int(counts[code]) for code in COUNTED}, remark.strip()[:400], by, at)


@transaction.atomic
def _change(to: str, counts: dict[str, int], remark: str, by: Operator, at: datetime) -> CrewChanged:
    row, held = _open(), held_now()
    differs = tuple(code for code in COUNTED if counts[code] != held[code])
    if differs and not remark:
        what = differs[0]
        raise CountDiffersError(what=gettext(COUNTED[what]), counted=counts[what], held=held[what])
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
