"""What people counted by hand beside what the station's tables say: at a change of crew, and when a day is closed.

Two tables that agree prove nothing of the drawer. A difference is allowed and needs a remark; both figures stay in the
record. Refuses a count that leaves something out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _n

from bitaqa.station.enrolment.door import drafts_open, drafts_sealed
from bitaqa.station.handover.door import cards_at_station

from .domain import DayCounts
from .errors import CountDiffersError, CountsMissingError
from .models import Day

COUNTED: Final = {
    "drafts": _n("Drafts"),
    "money_centimes": _n("Money, in centimes"),
    "tickets": _n("Numbers given"),
    "receipts": _n("Receipts given"),
    "cards": _n("Cards at the station"),
}
"""What changes hands with a crew, by code, with its name (msgid)."""
CLOSING: Final = {
    "money_centimes": COUNTED["money_centimes"],
    "stamps": _n("Stamps"),
    "tickets": COUNTED["tickets"],
    "receipts": COUNTED["receipts"],
    "cards": COUNTED["cards"],
}
"""What is counted before a day is closed: no draft is left by then, and the stamps lie in the drawer."""


def held_by_station(row: Day, counts: DayCounts) -> dict[str, int]:
    """What the station's tables say there should be, by code."""
    return {
        "drafts": len(drafts_open()),
        "money_centimes": counts.money_centimes,
        "stamps": counts.stamps,
        "tickets": counts.tickets,
        "receipts": len(drafts_sealed(row.visit)) + counts.wrong_cards,
        "cards": cards_at_station(),
    }


def check_counted(counts: Mapping[str, int], of: Mapping[str, str]) -> dict[str, int]:
    """The counts, each of them there. Raises CountsMissingError."""
    for code, name in of.items():
        if code not in counts:
            raise CountsMissingError(what=gettext(name))
    return {code: int(counts[code]) for code in of}


def check_remark(counted: Mapping[str, int], held: Mapping[str, int], remark: str) -> None:
    """Raises CountDiffersError: something differs and nobody said why."""
    for code, count in counted.items():
        if count != held[code] and not remark.strip():
            raise CountDiffersError(what=gettext({**COUNTED, **CLOSING}[code]), counted=count, held=held[code])


def lines_counted(report: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Of a sealed report: name (msgid), counted by hand, held by the tables; empty when nobody counted."""
    counted, held = report.get("counted") or {}, report.get("held") or {}
    return [(name, counted[code], held.get(code, 0)) for code, name in CLOSING.items() if code in counted]
