"""Ids, errors, state tables, clocks, partial dates, money, Hijri dates."""

from __future__ import annotations

import pickle
import threading
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.kernel import calendars, clock, errors, ids, money, states
from bitaqa.foundation.kernel.partial_dates import ImpossibleDateError, PartialDate


class TestIds:
    def test_versions_and_order(self) -> None:
        made = ids.new_ids(5000)
        assert made == sorted(made) and len(set(made)) == 5000
        assert {(i.version, i.variant) for i in made} == {(7, "specified in RFC 4122")}

    def test_threads_never_share_one(self) -> None:
        made: list[UUID] = []
        threads = [threading.Thread(target=lambda: made.extend(ids.new_ids(2000))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(made)) == 8000

    def test_seeded(self) -> None:
        assert ids.seeded_id(b"a") == ids.seeded_id(b"a") != ids.seeded_id(b"b")
        assert ids.seeded_id(b"a").version == 8


class FloodedError(errors.BitaqaError):
    code = "tests.flooded"
    sentence = "The douar %(douar)s is cut off."
    next_step = "Wait for %(days)s days."


class TestErrors:
    def test_sentence_is_whole_and_facts_are_kept(self) -> None:
        error = FloodedError(douar="X", days=2)
        assert str(error) == "The douar X is cut off." and error.facts == {"douar": "X", "days": 2}

    def test_a_missing_fact_is_a_programmers_error(self) -> None:
        with pytest.raises(TypeError, match="days"):
            FloodedError(douar="X")

    def test_codes_are_unique_and_readable(self) -> None:
        with pytest.raises(TypeError, match="share the code"):
            type("OtherError", (errors.BitaqaError,), {"code": "tests.flooded", "sentence": "x"})
        with pytest.raises(TypeError, match="must read"):
            type("BadError", (errors.BitaqaError,), {"code": "Bad", "sentence": "x"})

    def test_it_crosses_processes(self) -> None:
        again = pickle.loads(pickle.dumps(FloodedError(douar="X", days=2)))
        assert isinstance(again, FloodedError) and again.facts["days"] == 2

    def test_a_step_of_the_tree_may_share_its_parents_code(self) -> None:
        assert type("StepError", (FloodedError,), {}).code == "tests.flooded"  # type: ignore[attr-defined]


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    OFF = "off"


class TestStates:
    table = states.StateTable(
        aggregate="light",
        states=Light,
        initial=Light.RED,
        final=frozenset({Light.OFF}),
        moves=(
            states.move("go", Light.RED, Light.GREEN, by="driver", event="light.went"),
            states.move("stop", Light.GREEN, Light.RED, by=["driver", "police"], event="light.stopped"),
            states.move(
                "switch_off", [Light.RED, Light.GREEN], Light.OFF, by="police", event="light.off", needs=["because"]
            ),
        ),
        born="light.made",
    )

    def test_moves(self) -> None:
        assert self.table.check_can_move(Light.RED, "go").target is Light.GREEN
        assert not self.table.can_move(Light.GREEN, "go")
        with pytest.raises(states.MoveNotAllowedError):
            self.table.check_can_move(Light.OFF, "go")
        with pytest.raises(states.UnknownMoveError):
            self.table.get_move("fly")
        assert {m.name for m in self.table.moves_from(Light.RED)} == {"go", "switch_off"}
        assert self.table.events() == {"light.made", "light.went", "light.stopped", "light.off"}
        assert "red --> green: go" in self.table.mermaid()

    @pytest.mark.parametrize(
        ("final", "moves", "fault"),
        [
            ({Light.OFF}, (("go", Light.RED, Light.GREEN), ("go", Light.GREEN, Light.OFF)), "share a name"),
            ({Light.GREEN, Light.OFF}, (("go", Light.RED, Light.GREEN),), "nothing leads to"),
            (set(), (("go", Light.RED, Light.GREEN), ("off", Light.GREEN, Light.OFF)), "nothing leads out of"),
            ({Light.GREEN, Light.OFF}, (("go", Light.RED, Light.GREEN), ("off", Light.GREEN, Light.OFF)), "are final"),
        ],
    )
    def test_bad_tables_are_refused(
        self, final: set[Light], moves: tuple[tuple[str, Light, Light], ...], fault: str
    ) -> None:
        with pytest.raises(ValueError, match=fault):
            states.StateTable(
                aggregate="light",
                states=Light,
                initial=Light.RED,
                final=frozenset(final),
                moves=tuple(
                    states.move(name, source, target, by="x", event="light.x") for name, source, target in moves
                ),
            )


class TestClock:
    def test_a_naive_instant_is_refused(self) -> None:
        with pytest.raises(clock.NaiveInstantError):
            clock.as_utc(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point

    def test_local_days_follow_the_ramadan_shift(self) -> None:
        late = datetime(2026, 2, 10, 23, 30, tzinfo=UTC)  # UTC+1 outside Ramadan
        assert clock.local_day(late) == date(2026, 2, 11)
        ramadan = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # UTC+0 in Ramadan 1447
        assert clock.local_day(ramadan) == date(2026, 3, 1)

    def test_a_set_clock(self) -> None:
        shown = clock.SetClock(datetime(2026, 5, 4, tzinfo=UTC))
        shown.advance(timedelta(days=1))
        assert shown.now() == datetime(2026, 5, 5, tzinfo=UTC)
        shown.set(datetime(2027, 1, 1, tzinfo=UTC))
        assert shown.now().year == 2027
        assert clock.SystemClock().now().tzinfo is UTC


class TestPartialDates:
    @pytest.mark.parametrize(("text", "mrz"), [("1948", "48<<<<"), ("1948-07", "4807<<"), ("1948-07-15", "480715")])
    def test_parse_and_mrz(self, text: str, mrz: str) -> None:
        assert (str(PartialDate.parse(text)), PartialDate.parse(text).mrz()) == (text, mrz)

    @pytest.mark.parametrize(
        "text", ["", "48", "1948-13", "2025-02-29", "1948-00-01", "1700", "1948-7-1", "1948--15", "abcd"]
    )
    def test_impossible(self, text: str) -> None:
        with pytest.raises(ImpossibleDateError):
            PartialDate.parse(text)

    def test_a_day_without_its_month_is_refused(self) -> None:
        with pytest.raises(ImpossibleDateError, match=r"1948----15|is not a date"):
            PartialDate(1948, None, 15)

    def test_may_equal(self) -> None:
        year, month, day = (PartialDate.parse(t) for t in ("1948", "1948-07", "1948-07-15"))
        assert year.may_equal(day) and day.may_equal(month) and not month.may_equal(PartialDate.parse("1948-08"))
        assert not year.may_equal(PartialDate.parse("1949"))
        assert not PartialDate.parse("1948-07-15").may_equal(PartialDate.parse("1948-07-16"))

    def test_ages(self) -> None:
        assert PartialDate.parse("2010").age_range(date(2026, 5, 4)) == (15, 16)
        assert PartialDate.of(date(2010, 5, 4)).age_range(date(2026, 5, 4)) == (16, 16)
        assert PartialDate.parse("2010-02").latest() == date(2010, 2, 28)
        assert PartialDate.parse("2010-02-01").complete

    @given(st.dates(min_value=date(1850, 1, 1), max_value=date(2200, 12, 31)))
    def test_whole_dates_round_trip(self, day: date) -> None:
        partial = PartialDate.of(day)
        assert PartialDate.parse(str(partial)) == partial and partial.earliest() == partial.latest() == day


class TestMoneyAndCalendars:
    def test_money(self) -> None:
        assert str(money.total([money.Money(7500), money.Money(5050)])) == "125.50 MAD"
        assert str(money.total([])) == "0 MAD"
        with pytest.raises(money.CurrenciesDifferError):
            _ = money.Money(1) + money.Money(1, "EUR")

    def test_hijri(self) -> None:
        assert calendars.hijri(date(2023, 10, 4)) == (1445, 3, 19)
        assert calendars.hijri(date(1800, 1, 1)) is None
