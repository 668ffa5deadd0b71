"""Taounate and Al Haouz as plan files: published figures to the digit; a bulletin that differs is found (F2, F3)."""

from __future__ import annotations

import copy
from collections import Counter
from datetime import date
from typing import Any

import pytest

from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.scenarios.plan import SCENARIOS, Plan, read_plan
from bitaqa.scenarios.published import published_figures, story_figures
from bitaqa.scenarios.story import Fate, Turn, tell_story

COUNTRY = load_country_pack()
TAOUNATE, AL_HAOUZ = read_plan("taounate"), read_plan("al-haouz")


def test_taounate_is_the_published_one() -> None:
    people = {stop.place: stop.people for stop in TAOUNATE.stops}
    told = TAOUNATE.raw["published"]
    assert TAOUNATE.people == 3726
    assert [people[code] for code, _ in told["ranked"]] == [555, 380, 365, 307, 303, 273, 253]
    assert sum(people[code] for code in told["rest_places"]) == told["rest"] == 1290
    assert max(people[code] for code in told["rest_places"]) < 253
    assert len([stop for stop in TAOUNATE.stops if not stop.uncounted]) == 15
    assert [stop.place for stop in TAOUNATE.stops if stop.uncounted] == ["taza", "al-hoceima"]
    assert (TAOUNATE.first_day, TAOUNATE.last_enrolment) == (date(2024, 9, 23), date(2024, 10, 15))
    assert not TAOUNATE.live and not TAOUNATE.fee_waived


def test_al_haouz_is_the_published_one() -> None:
    areas = Counter[str]()
    for stop in AL_HAOUZ.stops:
        areas[stop.area] += stop.people
    assert AL_HAOUZ.people == 11048
    assert areas == {
        "taroudant": 5304, "amerzgane": 2461, "al-haouz": 1442, "demnate": 1298, "chichaoua": 457,
        "marrakech-medina": 86, "inezgane": 0,
    }  # fmt: skip
    assert (len(AL_HAOUZ.units), len(AL_HAOUZ.stops)) == (13, 73)
    assert [stop.place for stop in AL_HAOUZ.stops if stop.uncounted] == ["inezgane"]
    assert AL_HAOUZ.live and AL_HAOUZ.fee_waived
    assert (AL_HAOUZ.first_day, AL_HAOUZ.days[-1]) == (date(2023, 10, 4), date(2023, 10, 29))


def test_at_al_haouz_9647_cards_are_handed_over_by_the_last_day_and_the_rest_wait() -> None:
    story = tell_story(AL_HAOUZ, COUNTRY, seed=1)
    assert Counter(one.fate for one in story.applicants) == {Fate.HANDED_OVER: 9647, Fate.AWAITED: 1401}
    assert any(one.out_of_reach for one in story.applicants) and story.with_turn(Turn.ABSENT)
    for one in story.with_turn(Turn.NO_PAPERS):
        assert (one.kind, one.ground) == (ApplicationKind.DUPLICATE, Ground.LOSS)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("people", [None, 60, 300])
def test_no_vehicle_is_in_two_places_on_a_day_and_parts_sum(name: str, people: int | None) -> None:
    plan = read_plan(name, people)
    seen = [(visit.unit, visit.day) for visit in (*plan.enrolments, *plan.deliveries)]
    assert len(set(seen)) == len(seen)
    assert sum(visit.people for visit in plan.enrolments) == plan.people
    assert {visit.stop for visit in plan.deliveries} == {stop.number for stop in plan.stops if not stop.uncounted}
    known = {place["code"] for place in plan.raw["place"]}
    assert {stop.place for stop in plan.stops} <= known
    assert {*plan.raw.get("areas", [])} <= known
    assert all(visit.day.weekday() not in plan.raw["days"].get("rest", ()) for visit in plan.enrolments)


@pytest.mark.parametrize("people", [70, 100])
def test_a_share_of_al_haouz_keeps_areas_an_uncounted_place_and_several_vehicles(people: int) -> None:
    plan = read_plan("al-haouz", people)
    assert len(plan.units) > 1
    assert any(stop.uncounted for stop in plan.stops)
    assert len({stop.area for stop in plan.stops}) >= 6
    story = tell_story(plan, COUNTRY, seed=1)
    assert {one.fate for one in story.applicants} == {Fate.HANDED_OVER, Fate.AWAITED}


def table(code: str, rows: dict[str, int | None], members: dict[str, list[str]] | None = None) -> dict[str, Any]:
    told = [{"code": key, "count": n, "members": (members or {}).get(key, [])} for key, n in rows.items()]
    return {"code": code, "rows": told, "total": sum(n or 0 for n in rows.values())}


def of_taounate() -> dict[str, Any]:
    told = TAOUNATE.raw["published"]
    ranked: dict[str, int | None] = dict(told["ranked"])
    ranked |= {"other_places": 1290, "al-hoceima": None, "taza": None}
    places: dict[str, int | None] = {stop.place: None if stop.uncounted else stop.people for stop in TAOUNATE.stops}
    tables = [
        table("by_kind", dict(TAOUNATE.kinds)),
        table("by_authority", ranked, {"other_places": told["rest_places"]}),
        table("by_place", places),
    ]
    return {"tables": tables, "shares": []}


def of_al_haouz() -> dict[str, Any]:
    areas: dict[str, int | None] = dict(AL_HAOUZ.raw["published"]["areas"])
    places: dict[str, int | None] = {stop.place: None if stop.uncounted else stop.people for stop in AL_HAOUZ.stops}
    tables = [
        table("by_kind", dict(AL_HAOUZ.kinds)),
        table("by_area", areas | {"inezgane": None}),
        table("by_place", places),
    ]
    return {"tables": tables, "shares": [{"day": "2023-10-29", "handed_over": 9647, "percent": 87}]}


def differing(plan: Plan, bulletin: dict[str, Any]) -> set[str]:
    story = tell_story(plan, COUNTRY, seed=1)
    told = [*story_figures(story, bulletin), *published_figures(plan, bulletin)]
    assert told
    return {what for what, expected, found in told if expected != found}


def test_bulletins_as_published_agree() -> None:
    assert differing(TAOUNATE, of_taounate()) == set()
    assert differing(AL_HAOUZ, of_al_haouz()) == set()


def test_each_published_figure_that_differs_is_found() -> None:
    ranked = of_taounate()
    ranked["tables"][1]["rows"][0]["count"] -= 1
    assert differing(TAOUNATE, ranked) == {"published: ranked table"}
    rest = of_taounate()
    rest["tables"][1]["rows"][7] |= {"count": 1289, "members": ["ghafsai"]}
    assert differing(TAOUNATE, rest) == {"published: the remaining people", "published: the remaining places"}
    zero = of_al_haouz()
    zero["tables"][1]["rows"][-1]["count"] = 0
    assert {"published: areas without a count", "published: areas"} <= differing(AL_HAOUZ, zero)
    late = copy.deepcopy(of_al_haouz())
    late["shares"] = [{"day": "2023-10-28", "handed_over": 9646, "percent": 86}]
    assert {"published: handed over", "published: share handed over", "published: on that day"} <= differing(
        AL_HAOUZ, late
    )


def test_a_played_share_is_not_held_against_published_figures() -> None:
    assert list(published_figures(read_plan("taounate", 80), of_taounate())) == []
