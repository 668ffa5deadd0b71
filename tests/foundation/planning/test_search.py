"""The search: the same for the same seeds, never worse than it began, stopped when asked, under the bound."""

from __future__ import annotations

import numpy as np

from bitaqa.foundation.planning.account import account_of
from bitaqa.foundation.planning.alternatives import Aim, alternatives, fleet_curve
from bitaqa.foundation.planning.bound import Prices, lagrangian, upper_bound
from bitaqa.foundation.planning.check import problems_of
from bitaqa.foundation.planning.explain import cost_of_move, reasons, without
from bitaqa.foundation.planning.greedy import greedy_plan
from bitaqa.foundation.planning.instance import Instance
from bitaqa.foundation.planning.paper import paper_plan
from bitaqa.foundation.planning.rehearsal import planned_with_reserve, rehearse
from bitaqa.foundation.planning.replan import changes_between, replan
from bitaqa.foundation.planning.search import Progress, search
from foundation.planning.campaigns import rough_campaign


def test_the_same_seeds_and_rounds_give_the_same_plan(small: Instance) -> None:
    first, again = (search(small, seeds=[3, 4], rounds=120) for _ in range(2))
    assert np.array_equal(first.plan, again.plan)
    assert first.worth == again.worth == account_of(small, first.plan).worth
    assert problems_of(small, first.plan, account_of(small, first.plan)) == []


def test_it_beats_paper_and_greedy_and_stays_under_the_bound(small: Instance) -> None:
    found = search(small, seeds=[1], rounds=1000).worth
    bound = upper_bound(small, seconds=60)
    assert account_of(small, paper_plan(small)).worth < account_of(small, greedy_plan(small)).worth < found
    assert found <= bound.value <= bound.relaxation * 1.001
    assert found >= 0.9 * bound.value


def test_any_prices_bound_every_plan() -> None:
    draw = np.random.default_rng(5)
    for seed in range(6):
        instance = rough_campaign(seed)
        shape = (instance.places, instance.classes, instance.days)
        guessed = Prices(
            draw.random((instance.places, instance.days)), draw.random((2, *shape)) * 0.3, draw.random(instance.places)
        )
        worth = search(instance, seeds=[seed], rounds=150).worth
        assert worth <= upper_bound(instance, seconds=60).value + 1e-6
        assert worth <= lagrangian(instance, guessed) + 1e-6


def test_rough_campaigns_get_plans_that_can_be_done() -> None:
    for seed in range(8):
        instance = rough_campaign(seed)
        found = search(instance, seeds=[seed], rounds=150)
        account = account_of(instance, found.plan)
        assert problems_of(instance, found.plan, account) == []
        assert found.worth >= account_of(instance, greedy_plan(instance)).worth


def test_stopping_gives_the_best_plan_so_far(small: Instance) -> None:
    told: list[Progress] = []
    found = search(small, seeds=[1], rounds=10_000, tell=told.append, stop=lambda: len(told) >= 3)
    assert found.stopped and len(told) == 3 and found.rounds == told[-1].rounds
    assert found.worth >= account_of(small, greedy_plan(small)).worth
    assert [one.share for one in told] == sorted(one.share for one in told)


def test_a_clock_ends_the_search(small: Instance) -> None:
    ticks = iter(range(1000))
    found = search(small, seeds=[1], clock=lambda: float(next(ticks)), seconds=5)
    assert not found.stopped and found.rounds == 250


def test_pinned_days_and_the_past_stay(small: Instance) -> None:
    start = greedy_plan(small)
    pinned = np.zeros(start.shape, bool)
    pinned[1, 8:11] = True
    found = search(small, start=start, pinned=pinned, first_free=5, seeds=[1, 2], rounds=300)
    assert np.array_equal(found.plan[:, :5], start[:, :5])
    assert np.array_equal(found.plan[pinned], start[pinned])
    assert not np.array_equal(found.plan, start)


def test_replanning_keeps_the_past_and_most_dates(small: Instance) -> None:
    published = search(small, seeds=[1], rounds=400).plan
    duty = np.array(small.duty)
    duty[0, 7:] = 0
    now = small.changed(duty=duty, people=(small.people * 1.2).astype(np.int64))
    steady = replan(now, published, today=7, seeds=[1], rounds=300)
    assert np.array_equal(steady.plan[:, :7], published[:, :7])
    assert steady.worth >= steady.repaired_worth
    assert problems_of(now, steady.plan, account_of(now, steady.plan)) == []
    assert steady.changes == changes_between(published, steady.plan)
    dear = replan(now, published, today=7, seeds=[1], rounds=300, change_worth=1e6)
    assert np.array_equal(dear.plan, dear.repaired)


def test_aims_differ_and_fleets_grow(small: Instance) -> None:
    most, few = alternatives(small, [Aim.MOST_PEOPLE, Aim.FEWEST_KM, Aim.FEWEST_CHANGES], seeds=[1], rounds=300)
    assert few.account.km < most.account.km
    curve = fleet_curve(small, [1, 3], seeds=[1], rounds=200)
    assert curve[0].reached < curve[1].reached <= 1


def test_each_stay_has_its_reason(small: Instance) -> None:
    plan = greedy_plan(small)
    account = account_of(small, plan)
    found = reasons(small, plan, account)
    assert sum(r.enrolled for r in found if r.crews == 1) <= account.enrolled.sum()
    one = max(found, key=lambda r: r.worth)
    gone = without(small, plan, one.vehicle, one.first)
    assert cost_of_move(small, plan, gone)[0] == -one.worth < 0


def test_a_reserve_leaves_few_at_the_door(small: Instance) -> None:
    careful = planned_with_reserve(small)
    plan = search(careful, seeds=[1], rounds=300).plan
    with_reserve, without_any = rehearse(small, plan, seed=1), rehearse(small, plan, seed=1, reserve=0.0)
    assert with_reserve.turned_away_share <= 0.02 and with_reserve.turned_away < without_any.turned_away
    assert with_reserve == rehearse(small, plan, seed=1)
    assert with_reserve.handed_over <= with_reserve.enrolled
