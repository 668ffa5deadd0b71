"""Numbers, dates and money as they are read in Morocco."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from bitaqa.foundation.kernel.money import Money
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.ui import formats


def drawn(source: str, **values: object) -> str:
    return Template("{% load ui %}" + source).render(Context(values))


def test_arabic_uses_western_digits_and_moroccan_months() -> None:
    with translation.override("ar"):
        assert formats.number_text(2095) == "2.095"
        assert formats.day_text(date(2026, 11, 21)) == "21 نونبر 2026"
        assert formats.day_text(date(2026, 8, 1)) == "1 غشت 2026"


def test_french() -> None:
    with translation.override("fr"):
        assert formats.number_text(2095).replace("\u202f", " ") == "2 095"
        assert formats.day_text(date(2026, 8, 1)) == "1 août 2026"
        assert formats.instant_text(datetime(2026, 7, 1, 9, 5, tzinfo=UTC)) == "1 juillet 2026 à 10:05"


def test_an_instant_is_shown_in_the_local_day() -> None:
    with translation.override("en"):
        assert formats.instant_text(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026, 00:30"
        assert formats.day_text(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"


def test_ramadan_moves_the_clock_back() -> None:
    with translation.override("en"):
        assert formats.instant_text(datetime(2026, 3, 1, 9, 0, tzinfo=UTC)).endswith("09:00")


@pytest.mark.parametrize(
    ("value", "words", "short"),
    [
        (PartialDate(1956), "1956 (day and month unknown)", "1956"),
        (PartialDate(1956, 7), "July 1956 (day unknown)", "July 1956"),
        (PartialDate(1956, 7, 3), "3 July 1956", "3 July 1956"),
    ],
)
def test_what_is_unknown_in_a_date_is_said(value: PartialDate, words: str, short: str) -> None:
    with translation.override("en"):
        assert formats.partial_date_text(value) == words
        assert formats.partial_date_short(value) == short


def test_hijri_is_named_in_arabic() -> None:
    with translation.override("ar"):
        assert formats.hijri_text(date(2026, 3, 1)) == "12 رمضان 1447 هـ"
        assert formats.hijri_text(datetime(2026, 3, 1, 9, tzinfo=UTC)) == "12 رمضان 1447 هـ"
    assert formats.hijri_text(date(2150, 1, 1)) == ""


def test_money() -> None:
    with translation.override("ar"):
        assert formats.money_text(Money(7500)) == "75 درهما"
    with translation.override("en"):
        assert formats.money_text(Money(7550)) == "75.50 dirhams"
        assert formats.money_text(Money(7500, "EUR")) == "75 EUR"


def test_every_value_is_isolated_and_escaped() -> None:
    assert drawn("{{ x|ltr }}", x="<b>A") == '<bdi dir="ltr">&lt;b&gt;A</bdi>'
    assert drawn("{{ x|rtl }}", x="عينة") == '<bdi dir="rtl" lang="ar">عينة</bdi>'
    assert drawn("{{ x|day }}", x=date(2026, 11, 21)).startswith('<time datetime="2026-11-21"><bdi>')
    assert "10:41" in drawn("{{ x|moment }}", x=datetime(2026, 11, 20, 9, 41, tzinfo=UTC))
    assert drawn("{{ x|money }}", x=Money(7500)) == '<bdi class="bq-num">75 درهما</bdi>'
    assert drawn("{{ x|num_text }} {{ d|day_text }}", x=1465, d=date(2026, 1, 2)) == "1.465 2 يناير 2026"


@pytest.mark.parametrize(
    "name", ["ltr", "rtl", "num", "num_text", "money", "day", "day_text", "instant", "hijri", "partial_date"]
)
def test_an_empty_value_draws_nothing(name: str) -> None:
    assert drawn("{{ x|" + name + " }}", x=None) == ""


def test_an_unknown_kind_is_drawn_as_text() -> None:
    assert drawn('{{ x|as_kind:"text" }}', x="<i>") == "&lt;i&gt;"
    assert drawn('{{ x|as_cell:"partial_date" }}', x=PartialDate(1956)) == "<bdi>1956</bdi>"
