"""Figures a bulletin must show: those of the story at any size, and at full size those of the published text.

The published ones stand in the plan file with their source; the bulletin's are computed by the centre from its
journal. Each is compared, none is carried over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bitaqa.scenarios.plan import Plan
from bitaqa.scenarios.reading import counts_of, members_of, rows_of, total_of
from bitaqa.scenarios.story import Fate, Story

Compared = tuple[str, Any, Any]
"""(what is compared, what is expected, what the bulletin says)."""
REST = "other_places"


def story_figures(story: Story, bulletin: Mapping[str, Any]) -> Iterator[Compared]:
    """Areas, served places without a count and the hand-over share, as the people who came make them."""
    plan = story.plan
    uncounted = sorted(stop.place for stop in plan.stops if stop.uncounted)
    if "by_place" in {table["code"] for table in bulletin["tables"]} and uncounted:
        told = sorted(code for code, count in counts_of(bulletin, "by_place").items() if count is None)
        yield "served without a count: shown, and not as zero", uncounted, told
    areas: dict[str, int] = {}
    for one in story.applicants:
        area = plan.stops[plan.enrolments[one.visit].stop].area
        areas[area] = areas.get(area, 0) + 1
    if "" not in areas:
        told_areas = {code: count for code, count in counts_of(bulletin, "by_area").items() if count is not None}
        yield "requests by area: story and journal", areas, told_areas
    if plan.goes_on:
        last = bulletin["shares"][-1] if bulletin["shares"] else {"day": "", "handed_over": 0}
        reached = sum(one.fate is Fate.HANDED_OVER for one in story.applicants)
        yield f"handed over by {plan.played_until}", reached, last["handed_over"]


def published_figures(plan: Plan, bulletin: Mapping[str, Any]) -> Iterator[Compared]:
    """Nothing unless the campaign was played with the published number of people, and has figures to compare."""
    told = plan.raw.get("published")
    if not plan.whole or told is None:
        return
    yield "published: requests", told["requests"], total_of(bulletin, "by_kind")
    if "ranked" in told:
        rows = rows_of(bulletin, "by_authority")
        counted = [[code, n] for code, n in rows.items() if code != REST][: len(told["ranked"])]
        yield "published: ranked table", told["ranked"], counted
        yield "published: the remaining people", told["rest"], rows.get(REST)
        yield (
            "published: the remaining places",
            sorted(told["rest_places"]),
            sorted(members_of(bulletin, "by_authority")),
        )
    if "areas" in told:
        areas = counts_of(bulletin, "by_area")
        yield "published: areas", told["areas"], [[code, n] for code, n in areas.items() if n is not None]
        yield "published: areas without a count", told["uncounted"], [c for c, n in areas.items() if n is None]
    if "handed_over" in told:
        last = bulletin["shares"][-1]
        yield "published: handed over", told["handed_over"], last["handed_over"]
        yield "published: share handed over", told["percent"], last["percent"]
        yield "published: on that day", plan.played_until.isoformat(), last["day"]
    if "places" in told:
        yield (
            "published: places",
            told["places"],
            len(counts_of(bulletin, "by_place"))
            + len(members_of(bulletin, "by_place"))
            - bool(members_of(bulletin, "by_place")),
        )
