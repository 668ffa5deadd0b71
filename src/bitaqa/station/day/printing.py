"""The day report and the slip of a crew change on paper, Arabic and French together."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.station.desk.door import identity
from bitaqa.station.fieldpack.door import get_place
from bitaqa.ui.printing import render_pdf

from .closing import DayStands
from .crew_change import CrewChanged
from .domain import Difference
from .hand_count import COUNTED, lines_counted
from .queries import DayFace
from .using import Use
from .words import INCIDENTS, KINDS, LINES, SECTIONS, SUPPLIES


def report_pdf(day: DayFace, report: Mapping[str, Any], differences: tuple[Difference, ...], *, at: datetime) -> bytes:
    """The `day_report` sheet from the map that was sealed (or would be)."""
    data = {
        **_head(day, at),
        "station": identity().code.upper(),
        "visit": {"date": day.day.isoformat(), **_place(day)},
        "sections": sections(report),
        "reconciles": not differences,
    }
    if differences:
        for language in ("ar", "fr"):
            with override(language):
                data[f"difference_{language}"] = " ".join(gettext(one.sentence) % one.facts for one in differences)
    return render_pdf("day_report", data)


def crew_pdf(day: DayFace, change: CrewChanged, *, at: datetime) -> bytes:
    """The `custody_slip` of a crew change."""
    data = {
        **_head(day, at),
        "slip_number": str(change.change)[-8:].upper(),
        "from_ar": change.from_operator,
        "from_fr": change.from_operator,
        "to_ar": change.to_operator,
        "to_fr": change.to_operator,
        "where_ar": get_place(day.place).name_ar,
        "where_fr": get_place(day.place).name_fr,
        "at": _local(change.at),
        "items": [
            {**_both(name), "declared": change.held[code], "counted": change.counted[code]}
            for code, name in COUNTED.items()
        ],
    }
    if change.remark:
        data["remark_ar"] = data["remark_fr"] = change.remark
    return render_pdf("custody_slip", data)


def sections(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sheet's sections: requests by kind, the queue, cards, duty, packets."""
    enrolled = report.get("enrolled", {})
    found: list[dict[str, Any]] = [
        {
            **_both(SECTIONS["requests"]),
            "rows": [{**_both(word), "count": enrolled.get(kind, 0)} for kind, word in KINDS.items()],
            "total": sum(enrolled.values()),
        }
    ]
    for section in ("files", "cards", "packets", "use"):
        kept = {key: word for key, word in LINES[section].items() if section != "use" or report.get(key) is not None}
        rows = [{**_both(word), "count": report.get(key) or 0} for key, word in kept.items()]
        rows += more_rows(section, report)
        if rows:  # a day of which nothing was written has no such section
            found.append({**_both(SECTIONS[section]), "rows": rows})
    rows = [{**_both(word), "count": report.get(key) or 0} for key, word in LINES["duty"].items()]
    money = {**_both(SECTIONS["money"]), "count": (report.get("money_centimes") or 0) // 100}
    found.append({**_both(SECTIONS["duty"]), "rows": [*rows, money]})
    by_hand = [{**_both(name), "count": counted} for name, counted, _held in lines_counted(report)]
    if by_hand:
        found.append({**_both(SECTIONS["counted"]), "rows": by_hand})
    return found


def more_rows(section: str, report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Supplies that were used, and incidents by their kind, beside the vehicle's figures."""
    if section != "use":
        return []
    used, incidents = report.get("consumables") or {}, [one["kind"] for one in report.get("incidents") or ()]
    supplies = [{**_both(word), "count": used[code]} for code, word in SUPPLIES.items() if used.get(code)]
    told = [(code, word) for code, word in INCIDENTS.items() if code in incidents]
    whole = _both(SECTIONS["incidents"])
    return supplies + [
        {language: f"{whole[language]}: {_both(word)[language]}" for language in ("ar", "fr")}
        | {"count": incidents.count(code)}
        for code, word in told
    ]


def _both(msgid: str) -> dict[str, str]:
    words = {}
    for language in ("ar", "fr"):
        with override(language):
            words[language] = gettext(msgid)
    return words


def _head(day: DayFace, at: datetime) -> dict[str, Any]:
    return {"specimen": not settings.BITAQA_PRODUCTION, "made_at": _local(at), **_place(day)}


def _place(day: DayFace) -> dict[str, str]:
    place = get_place(day.place)
    return {"place_ar": place.name_ar, "place_fr": place.name_fr}


def _local(at: datetime) -> str:
    return at.astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M")


def standing_report(standing: DayStands) -> dict[str, Any]:
    """The map of an open day as it stands, with the names that a sealed report has."""
    counts = standing.counts
    names = ("incomplete", "completed", "referred", "abandoned", "handed_over", "wrong_cards", "not_verified")
    more = ("cards_received", "cards_left", "old_cards_taken_back", "money_centimes", "stamps", "waivers", "tickets")
    report = {name: getattr(counts, name) for name in (*names, *more, "packets_sealed", "cards_before")}
    use = Use.model_validate(standing.day.used)
    report |= {"served": counts.served, "no_show": counts.no_show, "turned_away": use.turned_away, "km": use.km}
    report |= {"fuel_litres": use.fuel_litres, **use.model_dump(mode="json", include={"consumables", "incidents"})}
    return {**report, "enrolled": dict(counts.enrolled), "returned": counts.cards_out.get("return", 0)}
