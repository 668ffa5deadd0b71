"""Letters to the authorities and the schools, posters for the public, and the list of who is told again.

Each is made from a revision and the one before it: rows that came, went or changed are marked. Refuses nothing; a place
that has no authority above it in the registry gets a poster and no notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.planning import door as planning
from bitaqa.journey.planning.door import GONE, SAME, Addressee, Marked, RevisionValue
from bitaqa.records.campaigns.door import CampaignValue, ProgrammeValue
from bitaqa.records.places import door as places
from bitaqa.records.places.door import PlaceValue

from . import wording as w
from .wording import Pair


@dataclass(frozen=True, slots=True)
class Issue:
    """A revision to be put on paper, and what it replaces."""

    campaign: CampaignValue
    programme: ProgrammeValue
    revision: RevisionValue
    before: RevisionValue | None

    def rows(self) -> list[Marked]:
        """The first revision marks nothing: everything in it is new."""
        if self.before is None:
            return [Marked(row, SAME) for row in self.revision.rows]
        return planning.marked(self.before.rows, self.revision.rows)


def sheet_of(issue: Issue, paper: str, *, at: datetime) -> dict[str, Any]:
    """The keys every paper shares."""
    authority = load_country_pack(settings.BITAQA_COUNTRY_PACK).raw["authority"]
    before = issue.before
    return {
        "specimen": not settings.BITAQA_PRODUCTION,
        "made_at": at.astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M"),
        "authority_ar": authority["name_ar"],
        "authority_fr": authority["name_fr"],
        "title_ar": w.TITLES[paper]["ar"],
        "title_fr": w.TITLES[paper]["fr"],
        "reference": f"{issue.campaign.code} · R{issue.revision.number}",
        "revision": {
            "number": issue.revision.number,
            "before": None if before is None else {"number": before.number, "date": local(before.at).isoformat()},
        },
    }


def local(at: datetime) -> date:
    return at.astimezone(PLACE_ZONE).date()


def notices(issue: Issue, *, to: Addressee | None = None) -> list[dict[str, Any]]:
    """One letter for each addressee, or for one of them: the visits of the places they answer for."""
    rows = issue.rows()
    who = planning.addressees_of(marked.row.place for marked in rows)
    known = known_places({m.row.place for m in rows} | {a.place for each in who.values() for a in each})
    letters = []
    for addressee in sorted({a for each in who.values() for a in each}):
        if to is not None and addressee != to:
            continue
        own = [m for m in rows if addressee in who.get(m.row.place, ())]
        office = w.OFFICES[addressee.office]
        where = known[addressee.place]
        letters.append(
            {
                "fields": [
                    w.TO
                    | {"value_ar": f"{office['ar']} {where.name_ar}", "value_fr": f"{office['fr']} {where.name_fr}"},
                    campaign_field(issue.campaign),
                ],
                "before": w.NOTICE.get(addressee.office, w.NOTICE[""]),
                "heads": [w.DAY, w.PLACE, w.KIND],
                "widths": [3, 3, 3],
                "rows": [
                    {"mark": m.mark, "cells": [day_cell(m), place_cell(known[m.row.place]), kind_cell(m)]} for m in own
                ],
                "after": [w.COMPANIONS] if any(m.row.renewals_only for m in own) else [],
                "signatures": [w.COORDINATOR, w.RECEIVED],
            }
        )
    return letters


def campaign_field(campaign: CampaignValue) -> dict[str, str]:
    return w.CAMPAIGN | {"value_ar": campaign.name_ar, "value_fr": campaign.name_fr}


def day_cell(marked: Marked) -> dict[str, str]:
    return {"day": marked.row.day.isoformat()}


def place_cell(place: PlaceValue) -> Pair:
    return w.pair(place.name_ar, place.name_fr)


def kind_cell(marked: Marked) -> Pair:
    kind = w.KINDS[marked.row.kind]
    if not marked.row.renewals_only:
        return kind
    return w.pair(f"{kind['ar']} – {w.RENEWALS['ar']}", f"{kind['fr']} – {w.RENEWALS['fr'].lower()}")


def known_places(codes: set[str]) -> dict[str, PlaceValue]:
    return dict(places.places_by_code(codes))


def posters(issue: Issue, *, place: str = "") -> list[dict[str, Any]]:
    """One poster for each place, or for one: each day once, whichever crews come."""
    rows = [m for m in issue.rows() if not place or m.row.place == place]
    known = known_places({m.row.place for m in rows})
    return [
        _poster(issue, known[code], [m for m in rows if m.row.place == code])
        for code in sorted({m.row.place for m in rows})
    ]


def _poster(issue: Issue, where: PlaceValue, rows: Sequence[Marked]) -> dict[str, Any]:
    days = []
    for kind, words in w.KINDS.items():
        staying = {m.row.day for m in rows if m.row.kind == kind and m.mark != GONE}
        held: dict[date, dict[str, Any]] = {}
        for m in rows:
            if m.row.kind != kind or (m.mark == GONE and m.row.day in staying):
                continue
            seen = held.setdefault(m.row.day, {"day": m.row.day.isoformat(), "mark": m.mark, "renewals_only": True})
            seen["renewals_only"] = seen["renewals_only"] and m.row.renewals_only and m.mark != GONE
            if SAME in (seen["mark"], m.mark):
                seen["mark"] = SAME
        if held:
            days.append({**words, "dates": [held[day] for day in sorted(held)]})
    enrols = [m for m in rows if m.row.kind == "enrolment" and m.mark != GONE]
    bring = list(w.BRING_RENEWAL) if enrols else []
    if any(not m.row.renewals_only for m in enrols):
        bring += w.BRING_FIRST
    paragraphs = [w.OPEN_TO_ALL, *([w.FREE] if issue.programme.fee_waived else []), w.BACK]
    return {
        "place_ar": where.name_ar,
        "place_fr": where.name_fr,
        "replaces": issue.before.number if issue.before else None,
        "days": days,
        "paragraphs": paragraphs,
        "bring": bring,
    }


def told_again(issue: Issue) -> list[dict[str, Any]]:
    """One letter to the coordination: each place whose days differ, whom to tell, days before and now."""
    before = issue.before.rows if issue.before else ()
    found = planning.to_tell_again(list(before), list(issue.revision.rows), after_day=local(issue.revision.at))
    who = planning.addressees_of(notice.place for notice in found)
    known = known_places({n.place for n in found} | {a.place for each in who.values() for a in each})
    rows = []
    for notice in found:
        to = [(w.OFFICES[a.office], known[a.place]) for a in who.get(notice.place, ())]
        names = w.pair(
            "، ".join(f"{office['ar']} {place.name_ar}" for office, place in to) or "—",
            ", ".join(f"{office['fr']} {place.name_fr}" for office, place in to) or "—",
        )
        for kind in sorted({*notice.before, *notice.after}, reverse=True):
            days = (_days(each.get(kind, ())) for each in (notice.before, notice.after))
            was, now = days
            rows.append(
                {"cells": [place_cell(known[notice.place]), names, w.KINDS[kind], {"code": was}, {"code": now}]}
            )
    return [
        {
            "fields": [campaign_field(issue.campaign)],
            "heads": [w.PLACE, w.TO, w.KIND, w.BEFORE, w.NOW],
            "widths": [3, 4, 3, 2, 2],
            "rows": rows,
            "signatures": [w.COORDINATOR, w.CHIEF],
        }
    ]


def _days(days: Sequence[date]) -> str:
    return ", ".join(f"{day.day:02}/{day.month:02}" for day in days) or "—"
