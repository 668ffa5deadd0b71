"""Day tours and crew rosters: what is found can be done, of equal tours the shorter, rules are counted again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bitaqa.foundation.planning import rosters, tours
from bitaqa.foundation.planning.errors import RosterImpossibleError, TourFileError
from bitaqa.foundation.planning.rosters import Duty, Member, Rules, roster_of
from bitaqa.foundation.planning.tours import Day, Stop, Tours, best_tours, read_toptw


def line_of(*where: float, ends: float = 100.0, service: float = 10.0) -> Day:
    """Stops along a road; the depot at 0."""
    spots = np.array([0.0, *where])
    stops = tuple(Stop(10.0, service, 0.0, ends) for _ in where)
    return Day(stops, np.abs(spots[:, None] - spots[None, :]), ends)


def test_everything_is_visited_by_the_shortest_road() -> None:
    day = line_of(5, 20, 10)
    found = best_tours(day, rounds=50)
    assert sorted(found.visits[0]) == [0, 1, 2] and found.road == 40.0
    assert tours.broken_rules(day, found) == []


def test_what_does_not_fit_is_left_out_and_hours_are_kept() -> None:
    day = replace(line_of(5, 45, 10, ends=60.0), stops=(Stop(1, 10, 40, 45), Stop(9, 10, 0, 60), Stop(5, 10, 0, 60)))
    found = best_tours(day, rounds=200)
    assert tours.broken_rules(day, found) == []
    assert found.prize == 6.0 and found.visits == ((2, 0),)
    assert best_tours(day, rounds=200) == found


def test_a_day_too_short_for_anything() -> None:
    day = line_of(50, ends=20.0)
    assert best_tours(day, rounds=20).prize == 0.0


def test_tours_that_cannot_be_done_are_named() -> None:
    day = replace(line_of(5, 45, ends=60.0), stops=(Stop(1, 10, 0, 5), Stop(9, 10, 0, 60)))
    wrong = tours.broken_rules(day, Tours(((1, 0, 0), (1,)), 99.0, 0.0))
    assert set(wrong) == {"twice", "vehicles", "late", "overtime", "prize"}


def test_public_instances_are_read(tmp_path: Path) -> None:
    file = tmp_path / "c101.txt"
    file.write_text(
        "2 1 3\n100\n0 0 0 0 0 0 0 0 240\n1 3 4 10 20 1 1 1 0 100\n2 30 40 10 30 1 1 1 50 200\n", encoding="ascii"
    )
    day = read_toptw(file, vehicles=1)
    assert (len(day.stops), day.ends, day.minutes[0, 1]) == (2, 240.0, 5.0)
    assert best_tours(day, rounds=50).prize == 50.0
    with pytest.raises(TourFileError):
        read_toptw(tmp_path / "none.txt", vehicles=1)
    file.write_text("nothing here\n")
    with pytest.raises(TourFileError):
        read_toptw(file, vehicles=1)


PEOPLE = [
    Member("a", True, frozenset({"ar", "rif"}), head=True, home=0),
    Member("b", False, frozenset({"ar"}), home=0),
    Member("c", False, frozenset({"ar"}), head=True, home=1),
    Member("d", True, frozenset({"ar", "shl"}), home=1),
    Member("e", True, frozenset({"ar", "rif"}), head=True),
    Member("f", False, frozenset({"ar", "shl"})),
]


def test_a_roster_keeps_every_rule() -> None:
    duties = [Duty(crew, day, 2, "rif" if crew == 0 else "") for crew in (0, 1) for day in range(8)]
    people = [replace(PEOPLE[0], away=frozenset({2})), *PEOPLE[1:]]
    found = roster_of(people, duties)
    assert rosters.broken_rules(people, duties, found) == []
    assert found == roster_of(people, duties)
    assert 0 not in found[0, 2] and all(len(found[key]) == 2 for key in found)


def test_what_nobody_can_fill_is_said() -> None:
    with pytest.raises(RosterImpossibleError) as refused:
        roster_of(PEOPLE, [Duty(0, 0, 2), Duty(1, 3, 2, "french sign")])
    assert "crew 2, day 4" in str(refused.value)
    with pytest.raises(RosterImpossibleError):
        roster_of(PEOPLE[:2], [Duty(0, day, 2) for day in range(7)])
    assert roster_of(PEOPLE[:2], [Duty(0, day, 2) for day in range(6)], rules=Rules(6, 1))
    assert roster_of(PEOPLE, []) == {}


def test_a_roster_made_by_hand_is_judged() -> None:
    duties = [Duty(0, day, 2, "shl") for day in range(7)]
    wrong = {(0, day): (1, 1) for day in range(7)}
    people = [PEOPLE[0], replace(PEOPLE[1], away=frozenset({0}))]
    assert rosters.broken_rules(people, duties, wrong) == ["away", "head", "language", "rest", "row", "twice", "woman"]
    assert rosters.broken_rules(people, duties[:1], {}) == ["head", "language", "people", "woman"]


def test_the_bench_compares_with_reference_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from bitaqa.foundation.planning.measuring.bench_tours import main

    (tmp_path / "x.txt").write_text("0 0 0 0 0 0 0 0 240\n1 3 4 10 20 1 1 1 0 100\n", encoding="ascii")
    (tmp_path / "references.csv").write_text("file;vehicles;value\nx.txt;1;20\n")
    assert main([str(tmp_path), "--rounds", "20", "--out", str(tmp_path)]) == 0
    assert "instances at the reference" in capsys.readouterr().out and (tmp_path / "tours.json").is_file()
    assert main([str(tmp_path / "none")]) == 1
