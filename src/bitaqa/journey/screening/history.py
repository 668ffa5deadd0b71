"""What happened to an application, in words: the journal's entries as a timeline."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import display_names
from bitaqa.backbone.journal.door import RecordedEntry, entries
from bitaqa.foundation.rules.events import EVENTS
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.shapes import TimelineEntry

from . import policy
from .words import REASON_WORDS

LOOK = "person.looked_at"
_TONES = {
    "application.approved": ("ok", "check-circle"),
    "application.fulfilled": ("ok", "person-check"),
    "application.refused": ("stop", "x-octagon"),
    "application.stopped": ("stop", "slash-circle"),
    "application.doubted": ("wait", "people"),
    "application.appealed": ("wait", "arrow-counterclockwise"),
    "application.returned": ("wait", "arrow-counterclockwise"),
    "application.refusal_proposed": ("wait", "hourglass"),
    "application.identity_proposed": ("wait", "hourglass"),
    "application.received_incomplete": ("wait", "file-earmark-minus"),
}


def timeline_of(application: UUID) -> list[TimelineEntry]:
    """Oldest first; looks are the auditor's and left out."""
    told = [entry for entry in entries(subject=application) if entry.event != LOOK]
    names, where = _names(told), _places(told)
    return [
        TimelineEntry(
            at=entry.acted_at,
            title=gettext(EVENTS[entry.event].sentence) if entry.event in EVENTS else entry.event,
            by=names.get(entry.actor, entry.actor),
            place=where.get(entry.place, entry.place) if entry.place else "",
            detail=REASON_WORDS.get(entry.because, ""),
            tone=_TONES.get(entry.event, ("", ""))[0],
            icon=_TONES.get(entry.event, ("", ""))[1],
        )
        for entry in told
    ]


def _names(told: Iterable[RecordedEntry]) -> dict[str, str]:
    """Actors of the journal as people read them: a name, a station, or the program itself."""
    actors = {entry.actor for entry in told}
    users = {actor: UUID(actor.removeprefix("user:")) for actor in actors if actor.startswith("user:")}
    people = display_names(users.values(), get_language() or "ar") if users else {}
    codes = (
        {str(s.id): s.code for s in stations.all_stations()} if any(a.startswith("station:") for a in actors) else {}
    )
    found = {actor: people.get(id_, gettext("a closed account")) for actor, id_ in users.items()}
    for actor in actors - users.keys():
        kind, _colon, rest = actor.partition(":")
        if kind == "station":
            station, _slash, operator = rest.partition("/")
            found[actor] = f"{codes.get(station, station[-8:])} · {operator}" if operator else codes.get(station, rest)
        elif kind == "worker":
            found[actor] = str(_("the program"))
    return found


def _places(told: Iterable[RecordedEntry]) -> dict[str, str]:
    known = places.places_by_code({entry.place for entry in told if entry.place})
    return {code: place_name(place) for code, place in known.items()}


def place_name(place: places.PlaceValue) -> str:
    """In the reader's script."""
    return place.name_ar if (get_language() or "ar").startswith("ar") else place.name_fr


def keeper_in_words(keeper: str) -> str:
    """`holder`, `centre:rabat`, `consignment:<code>`, `station:<id>/<operator>` as people say it."""
    kind, _colon, rest = keeper.partition(":")
    if kind == "holder":
        return gettext("The holder")
    if kind == "centre":
        names = {each["code"]: each for each in policy.country_pack().raw["routing"]["centres"]}
        name = names.get(rest, {}).get("name_ar" if (get_language() or "ar").startswith("ar") else "name_fr", rest)
        return gettext("Issuing centre %(code)s") % {"code": name}
    if kind == "consignment":
        return gettext("Box %(code)s") % {"code": rest}
    if kind == "station":
        station, _slash, operator = rest.partition("/")
        codes = {str(each.id): each.code for each in stations.all_stations()}
        return gettext("Station %(code)s") % {"code": codes.get(station, station[-8:])} + (
            f" · {operator}" if operator else ""
        )
    return keeper
