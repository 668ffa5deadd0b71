"""How codes of delivery read on a screen: keepers, events, reasons. A code without a row is shown as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import display_names
from bitaqa.foundation.rules.events import EVENTS
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations

from ..policy import centre_names

REASONS: Mapping[str, Any] = {
    "uncollected": _("Not collected"),
    "old_card": _("Old card taken back"),
    "wrong_data": _("Wrong data"),
    "stopped": _("Application stopped"),
    "application-stopped": _("Application stopped"),
    "withdrawn": _("Request withdrawn"),
    "damaged": _("Damaged"),
    "replaced": _("Ordered again"),
    "lost_on_road": _("Lost on the road"),
    "not_in_box": _("Not in the box"),
    "policy": _("Waited too long"),
    "ordered": _("Called back by order"),
    "death": _("Death reported"),
    "withheld": _("Withheld"),
    "reported_death": _("Death reported"),
    "centre_said_so": _("Withheld on the centre's word"),
    "doubt": _("In doubt"),
    "damaged_in_box": _("Damaged in the box"),
    "lost_here": _("Lost at the station"),
    "stolen_here": _("Stolen at the station"),
    "visit_ended": _("The visit ended"),
    "not_on_list": _("Not on the list of the visit"),
}


def event_words(event: str) -> str:
    """The event's sentence in the reader's language."""
    meaning = EVENTS.get(event)
    return gettext(meaning.sentence) if meaning else event


def reason_words(code: str) -> Any:
    return REASONS.get(code, code)


def place_names(codes: Iterable[str | None]) -> dict[str, str]:
    """Names of places in the reader's script, and of issuing centres, where boxes begin; one query."""
    known = places.places_by_code(code for code in codes if code)
    centre = gettext("Issuing centre")
    centres = {code: f"{centre} {ar if _arabic() else fr}" for code, (ar, fr) in centre_names().items()}
    return centres | {code: p.name_ar if _arabic() else p.name_fr for code, p in known.items()}


class Names:
    """People and keepers by name, read once for a whole page."""

    def __init__(self, codes: Iterable[str]) -> None:
        users = {UUID(code[5:41]) for code in codes if code.startswith("user:")}
        self._people = display_names(users, get_language() or "ar") if users else {}
        self._stations = {station.id: station.code for station in stations.all_stations()}
        self._centres = {code: ar if _arabic() else fr for code, (ar, fr) in centre_names().items()}

    def of(self, code: str) -> str:
        """`user:…`, `station:…/operator`, `centre:…`, `carrier:…`, `consignment:…`, `holder`, `worker:…` in words."""
        kind, _colon, rest = code.partition(":")
        match kind:
            case "user":
                return self._people.get(UUID(rest[:36]), gettext("A member of staff"))
            case "station":
                station, _slash, operator = rest.partition("/")
                name = self._stations.get(UUID(station[:36]), station[:8])
                return f"{gettext('Station')} {name}" + (f" · {operator}" if operator else "")
            case "centre":
                return f"{gettext('Issuing centre')} {self._centres.get(rest, rest)}"
            case "carrier":
                return f"{gettext('Carrier')} {rest}"
            case "consignment":
                return f"{gettext('Consignment')} {rest}"
            case "holder":
                return gettext("The holder")
            case "worker":
                return gettext("The centre's own work")
        return code


def _arabic() -> bool:
    return (get_language() or "ar").startswith("ar")
