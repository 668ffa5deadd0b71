"""What `bench-screening` measures: the truth is kept, tricks do what they say, and staffing is arithmetic."""

from __future__ import annotations

import pytest

from bitaqa.foundation.matching.templates import decode_template
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening.measuring.figures import figures_of
from bitaqa.journey.screening.measuring.running import measure
from bitaqa.journey.screening.measuring.seeding import Coming, Trick, age_band, fingers_of, honest, twice
from bitaqa.journey.screening.staffing import adjudicators_needed


def test_nobody_honest_comes_twice() -> None:
    came = list(honest(5, 200, 60))
    assert len({each.body for each in came}) == len(came) == 60
    assert {each.kind for each in came} == {ApplicationKind.FIRST, ApplicationKind.RENEWAL, ApplicationKind.DUPLICATE}


def test_tricks_do_what_they_say() -> None:
    who = next(w for w in (person(5, n) for n in range(90)) if w.age > 20 and w.birth.complete)
    came = Coming(who, ApplicationKind.FIRST, fingers_of(who, take=1), who.body)
    made = {trick: twice(5, came, trick) for trick in Trick}
    assert {each.body for each in made.values()} == {who.body}
    assert made[Trick.SAME_DATA].who == who
    assert made[Trick.RESPELLED].who.given != who.given and made[Trick.RESPELLED].who.birth == who.birth
    assert not made[Trick.BIRTH_YEAR_ONLY].who.birth.complete
    assert made[Trick.ANOTHER_NAME].who.whole_name(0) != who.whole_name(0)
    crossed = made[Trick.EXCHANGED_HANDS].fingers
    assert all(decode_template(data).position == at for at, data in crossed.items())
    straight = twice(5, came, Trick.ANOTHER_NAME).fingers
    assert sum(made[Trick.TWO_ALIEN_FINGERS].fingers[at] != straight[at] for at in straight) == 2
    assert age_band(11) == "under 12" and age_band(60) == "60 and over"


def test_staffing_is_arithmetic() -> None:
    """Three cases in a thousand of 4.3 million, three minutes each: 645 hours, of 1,155 that one person gives."""
    assert adjudicators_needed(0.003, 180) == pytest.approx(645 / 1155)
    assert adjudicators_needed(0.003, 180, seconded=0.5) == pytest.approx(1.5 * 645 / 1155)


@pytest.mark.django_db
def test_a_small_register_is_measured_from_end_to_end() -> None:
    told: list[str] = []
    measured = measure(seed=7, register=60, count=12, seeded=9, told=told.append)
    assert measured.wrong_merges == 0 and len(measured.honest) == 12 and len(told) == 3
    figures = figures_of(measured, register=60, seconds=90).rows
    assert figures["wrong merges"]["value"] == 0
    assert figures["seeded duplicates at the bench, with the right person"]["n"] == len(measured.seeded) > 5
    assert "adjudicators for 4300000 files a year, 90 s a case (measured)" in figures
