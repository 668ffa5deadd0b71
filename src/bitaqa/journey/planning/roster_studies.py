"""Who is in which crew on which day of a campaign: what is asked, and the roster by station and day.

Duties are the campaign's visits. Names are not kept in the question: only operators' codes, read again when shown. A
person may be lent to another station's crew. Refuses what no roster can keep, with the first day nobody can fill.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bitaqa.foundation.planning.rosters import Duty, Member, Rules, broken_rules, roster_of

from .models import CrewMember

LOCAL = "local"
HEAD = "station_head"


def found_roster(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Rows of day, station and operators, and days worked by each. Raises RosterImpossibleError."""
    crews: list[str] = asked["stations"]
    first = date.fromisoformat(asked["starts"])
    rows = list(CrewMember.objects.filter(station_id__in=crews, ended_at=None).order_by("station_id", "operator"))
    members = [
        Member(
            row.operator, row.woman, frozenset([LOCAL] if row.speaks_local else []), row.role == HEAD,
            frozenset((date.fromisoformat(day) - first).days for day in asked["away"].get(row.operator, ())),
            crews.index(str(row.station_id)),
        )
        for row in rows
    ]  # fmt: skip
    duties = [
        Duty(crews.index(each["station"]), (date.fromisoformat(each["day"]) - first).days, int(asked["people"]),
             LOCAL if asked["local_speaker"] else "")
        for each in asked["duties"]
    ]  # fmt: skip
    rules = Rules(int(asked["most_in_a_row"]), int(asked["rest_days"]))
    roster = roster_of(members, duties, rules=rules)
    worked = [0] * len(members)
    for crew in roster.values():
        for m in crew:
            worked[m] += 1
    return {
        "rows": [
            {
                "day": (first + timedelta(days=day)).isoformat(),
                "station": crews[crew],
                "operators": [members[m].name for m in who],
                "lent": [members[m].name for m in who if members[m].home != crew],
            }
            for (crew, day), who in sorted(roster.items(), key=lambda item: (item[0][1], item[0][0]))
        ],
        "worked": {member.name: days for member, days in zip(members, worked, strict=True)},
        "broken": broken_rules(members, duties, roster, rules),
    }
