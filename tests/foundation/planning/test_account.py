"""The account of any plan adds up, and the checker sees what cannot be done."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from bitaqa.foundation.planning.account import account_of
from bitaqa.foundation.planning.check import problems_of
from bitaqa.foundation.planning.errors import PlanShapeError, RewardGrowsError, ShapeWrongError
from bitaqa.foundation.planning.greedy import greedy_plan
from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.paper import paper_plan
from bitaqa.foundation.planning.plan import at_home
from bitaqa.foundation.planning.search import tables_of
from bitaqa.foundation.planning.worths import fill_minutes, route_km, worth_of_place
from foundation.planning.campaigns import random_plan, rough_campaign, seeds


@settings(max_examples=40, deadline=None)
@given(seeds, seeds)
def test_an_account_passes_the_checker_and_agrees_with_the_compiled_loops(campaign: int, walk: int) -> None:
    instance = rough_campaign(campaign)
    plan = random_plan(instance, walk)
    account = account_of(instance, plan)
    assert problems_of(instance, plan, account) == []
    assert np.all(account.handed_over <= account.enrolled)
    tables, minutes = tables_of(instance), np.zeros(plan.shape)
    assert all(fill_minutes(vehicle, plan, minutes, tables) for vehicle in range(instance.vehicles))
    points = sum(worth_of_place(place, plan, minutes, tables, 0.0) for place in range(instance.places))
    km = sum(route_km(vehicle, plan, tables) for vehicle in range(instance.vehicles))
    assert points - km * instance.km_worth == pytest.approx(account.worth, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_plans_made_by_rule_are_possible(campaign: int) -> None:
    instance = rough_campaign(campaign)
    for plan in (paper_plan(instance), greedy_plan(instance), at_home(instance)):
        assert problems_of(instance, plan, account_of(instance, plan)) == []


def test_a_plan_that_stays_home_is_worth_nothing(small: Instance) -> None:
    assert account_of(small, at_home(small)).worth == 0


def test_more_minutes_never_serve_fewer_people(small: Instance) -> None:
    plan = greedy_plan(small)
    longer = small.changed(duty=small.duty * 1.3)
    assert account_of(longer, plan).enrolled.sum() >= account_of(small, plan).enrolled.sum()


def test_cards_are_handed_over_only_once_ready(small: Instance) -> None:
    account = account_of(small, greedy_plan(small))
    served = [(since, visit.day) for visit in account.visits for by_day in visit.handed_over for since in by_day]
    assert served and all(small.ready[since] <= day for since, day in served)


def test_a_road_that_is_cut_is_seen(small: Instance) -> None:
    plan = greedy_plan(small)
    first = int(plan[0, 0])
    cut = np.array(small.cut)
    cut[first, 0] = True
    whats = {problem.what for problem in problems_of(small.changed(cut=cut), plan)}
    assert whats == {"cut"}


def test_a_crew_that_rests_does_not_drive(small: Instance) -> None:
    duty = np.array(small.duty)
    duty[0, 0] = 0
    assert {problem.what for problem in problems_of(small.changed(duty=duty), greedy_plan(small))} == {"rest_day"}


def test_what_cannot_be_done_is_named(small: Instance) -> None:
    plan = greedy_plan(small)
    account = account_of(small, plan)
    visit = next(v for v in account.visits if v.people)
    others = [v for v in account.visits if v is not visit]

    def problems(**changed: object) -> set[str]:
        wrong = replace(account, visits=(*others, replace(visit, **changed)))
        return {problem.what for problem in problems_of(small, plan, wrong)}

    assert "people" in problems(enrolled=(10_000, 0, 0))
    assert "cards" in problems(handed_over=({visit.day: 5}, {}, {}))
    assert "not_ready" in problems(handed_over=({visit.day: 5}, {}, {}))
    assert "worth" in problems(enrolled=(0, 0, 0))
    far = np.array(plan)
    far[0] = np.arange(small.days) % small.places
    assert "no_road" in {problem.what for problem in problems_of(small, far)}
    assert {p.what for p in problems_of(small, np.full((1, 1), 0))} == {"where"}


def test_published_days_that_move_cost_what_was_said(small: Instance) -> None:
    plan = greedy_plan(small)
    account = account_of(small, plan, published=at_home(small), change_worth=2.0)
    assert account.change_points == 2.0 * int((plan != at_home(small)).sum())


def test_tables_that_do_not_fit_are_refused(small: Instance) -> None:
    with pytest.raises(ShapeWrongError):
        small.changed(duty=np.ones((3, 4)))
    with pytest.raises(RewardGrowsError):
        small.changed(hand_over_worth=np.array(small.hand_over_worth)[:, ::-1])
    with pytest.raises(PlanShapeError):
        account_of(small, np.zeros((2, 2), np.int64))
