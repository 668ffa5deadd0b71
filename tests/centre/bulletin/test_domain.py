"""Tables whose parts equal their totals, and outcomes that count each request once."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.backbone.journal.door import Life
from bitaqa.foundation.rules.applications import APPLICATION
from bitaqa.services.bulletin.domain import (
    OTHER_PLACES,
    Measure,
    Row,
    Table,
    by_area,
    by_day,
    by_kind,
    by_place,
    check_reconciles,
    share,
    shares_by_day,
)
from bitaqa.services.bulletin.errors import PartsDifferError, TotalsDifferError
from bitaqa.services.bulletin.outcomes import EVER, LIFE_EVENTS, OUTCOMES, by_outcome, card_row_of, outcome_of

TAOUNATE = {"tafrant": 555, "thar": 380, "kasba": 365, "beni-o": 307, "beni-z": 303, "oudka": 273, "galaz": 253}


def test_the_kinds_of_el_borouj_in_their_order() -> None:
    table = by_kind({"first": 532, "duplicate": 98, "renewal": 1465}, 2095)
    assert [(row.code, row.count) for row in table.rows] == [("renewal", 1465), ("first", 532), ("duplicate", 98)]
    check_reconciles([table])


def test_parts_that_miss_one_request_refuse_to_be_a_table_and_say_which_figures() -> None:
    with pytest.raises(PartsDifferError) as refused:
        check_reconciles([by_kind({"first": 532, "duplicate": 98, "renewal": 1464}, 2095)])
    assert refused.value.facts == {
        "table": "by_kind", "parts": "renewal 1464 + first 532 + duplicate 98", "sum": 2094, "total": 2095,
    }  # fmt: skip


def test_a_kind_that_is_no_request_is_in_no_part() -> None:
    table = by_kind({"first": 1, "correction": 2}, 3)
    with pytest.raises(PartsDifferError):
        check_reconciles([table])


def test_two_tables_of_the_same_event_have_one_total_and_other_events_their_own() -> None:
    one = Table("by_kind", Measure.REQUEST, "application.registered", (Row("first", 2),), 2)
    other = Table("by_day", Measure.REQUEST, "application.registered", (Row("2026-05-04", 3),), 3)
    cards = Table("cards", Measure.CARD, "card.made", (Row("with_holder", 5),), 5)
    check_reconciles([one, cards])
    with pytest.raises(TotalsDifferError):
        check_reconciles([one, cards, other])


def test_places_are_ranked_the_rest_are_named_and_places_without_a_count_are_never_zero() -> None:
    """F2.2: seven ranked, 1,290 over others, Taza and Al Hoceima without a count."""
    rest = {"ghafsai": 700, "ourtzagh": 400, "louta": 190}
    table = by_place(TAOUNATE | rest, ["tafrant", "taza", "al-hoceima"], 3726, named=8)
    check_reconciles([table])
    assert [row.code for row in table.rows[:3]] == ["ghafsai", "tafrant", "ourtzagh"]
    gathered = next(row for row in table.rows if row.code == OTHER_PLACES)
    assert gathered.members == ("galaz", "louta") and gathered.count == 443
    assert [(row.code, row.count) for row in table.rows[-2:]] == [("al-hoceima", None), ("taza", None)]


def test_one_place_too_many_is_named_rather_than_gathered_alone() -> None:
    assert OTHER_PLACES not in {row.code for row in by_place({"a": 2, "b": 1}, [], 3, named=1).rows}


def test_areas_are_the_level_below_what_all_places_share() -> None:
    paths = {
        "a": ("a", "c1", "settat", "maroc"), "b": ("b", "c1", "settat", "maroc"), "d": ("d", "c2", "settat", "maroc"),
        "e": ("e", "c3", "settat", "maroc"),
    }  # fmt: skip
    table = by_area({"a": 1, "b": 2, "d": 9}, ["e"], paths, 12)
    assert table is not None
    assert [(row.code, row.count) for row in table.rows] == [("c2", 9), ("c1", 3), ("c3", None)]
    check_reconciles([table])
    assert by_area({"a": 1, "b": 2}, [], paths, 3) is None, "it would repeat the places"
    assert by_area({"x": 4}, [], {}, 4) is None


def test_days_without_a_date_are_counted_too() -> None:
    table = by_day({date(2026, 5, 5): 2, None: 1, date(2026, 5, 4): 3}, 6)
    assert [(row.code, row.count) for row in table.rows] == [("2026-05-04", 3), ("2026-05-05", 2), ("no_day", 1)]


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(1, 5000)), st.integers(1, 6))
def test_gathering_places_never_loses_a_request(counts: dict[str, int], named: int) -> None:
    check_reconciles([by_place(counts, list("xyz"), sum(counts.values()), named=named)])


def test_shares_are_whole_percents_and_never_round_up_to_all() -> None:
    assert share(9647, 11048) == 87, "F3.5"
    assert [share(n, 11048) for n in (11047, 11048, 1, 0)] == [99, 100, 1, 0]
    assert share(0, 0) == 0
    days = {date(2026, 5, 9): 3, date(2026, 5, 8): 5}
    assert shares_by_day(days, 10) == [(date(2026, 5, 8), 5, 50), (date(2026, 5, 9), 8, 80)]


def life(last: str, *ever: str) -> Life:
    return Life(f"application.{last}", frozenset(f"application.{e}" for e in ever), date(2026, 5, 9))


@pytest.mark.parametrize(
    ("became", "row"),
    [
        (life("fulfilled"), "handed_over"),
        (life("fulfilled", "completed"), "handed_over_completed"),
        (life("fulfilled", "completed", "found_wrong"), "handed_over_corrected"),
        (life("fulfilled", "completed", "appealed"), "handed_over_on_appeal"),
        (life("refused", "appealed"), "refused"),
        (life("stopped", "found_wrong"), "stopped"),
        (life("uncollected"), "uncollected"),
        (life("lapsed"), "lapsed"),
        (life("withdrawn"), "withdrawn"),
        (life("appealed", "appealed"), "in_progress.adjudication"),
        (life("found_wrong", "found_wrong"), "in_progress.under_correction"),
        (life("received_incomplete"), "in_progress.incomplete"),
        (Life("", frozenset(), None), "in_progress.received"),
    ],
)
def test_each_life_has_its_row(became: Life, row: str) -> None:
    assert outcome_of(became) == row


def test_every_state_the_centre_knows_has_a_row_with_words() -> None:
    from bitaqa.services.bulletin.words import LABELS

    rows = {outcome_of(Life(event, frozenset(), None)) for event in LIFE_EVENTS} | set(OUTCOMES)
    assert rows <= LABELS.keys()
    assert {m.event for m in APPLICATION.moves} - set(LIFE_EVENTS) == {"application.sealed", "application.abandoned"}


@given(
    st.dictionaries(
        st.builds(
            Life,
            st.sampled_from(["", *LIFE_EVENTS]),
            st.frozensets(st.sampled_from(EVER)),
            st.none(),
        ),
        st.integers(1, 99),
    )
)
def test_outcomes_always_sum_to_the_requests(lives: dict[Life, int]) -> None:
    check_reconciles([by_outcome(lives, sum(lives.values()))])


def test_a_card_that_failed_its_check_stays_so_once_destroyed() -> None:
    assert card_row_of(Life("card.destroyed", frozenset({"card.spoiled"}), None)) == "spoiled"
    assert card_row_of(Life("card.destroyed", frozenset(), None)) == "destroyed"
    assert card_row_of(Life("card.packed", frozenset(), None)) == "on_the_way"
