"""The zone of a card against the public specimens of Doc 9303-5, and against every way of being wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.icao import errors as e
from bitaqa.foundation.icao.mrz import Td1, build_td1, check_digit, name_line, parse_td1
from bitaqa.foundation.kernel.partial_dates import PartialDate

# Specimens printed in Doc 9303-5, part "TD1 MRZ" and its long document number.
ANNA = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
PETER = ("I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<")


def built(**changes: object) -> tuple[str, str, str]:
    fields: dict[str, object] = {
        "document_code": "I",
        "issuing_state": "UTO",
        "document_number": "D23145890",
        "birth": PartialDate(1974, 8, 12),
        "sex": "F",
        "expiry": date(2012, 4, 15),
        "nationality": "UTO",
        "family_name": "Eriksson",
        "given_names": "Anna Maria",
    }
    return build_td1(**(fields | changes))  # type: ignore[arg-type]


def test_the_published_specimen_is_built_and_read() -> None:
    assert built() == ANNA
    assert parse_td1(ANNA) == Td1("I", "UTO", "D23145890", "740812", "F", "120415", "UTO", "ERIKSSON", "ANNA MARIA")


def test_the_published_long_number_is_built_and_read() -> None:
    lines = built(
        document_number="D23145890734", birth=PartialDate(1934, 7, 12), sex="M", expiry=date(1995, 7, 12),
        family_name="Stevenson", given_names="Peter John",
    )  # fmt: skip
    assert lines == PETER
    assert parse_td1("\n".join(PETER)).document_number == "D23145890734"
    assert parse_td1("".join(PETER)).optional_1 == ""


def test_a_long_number_leaves_the_rest_of_the_optional_field() -> None:
    zone = parse_td1(built(document_number="AB12345678", optional_1="X1<Y2"))
    assert (zone.document_number, zone.optional_1) == ("AB12345678", "X1<Y2")
    longest = "A" * 22
    assert parse_td1(built(document_number=longest)).document_number == longest
    with pytest.raises(e.MrzLongNumberError):
        built(document_number=longest + "B")
    with pytest.raises(e.MrzLongNumberError):
        built(document_number=longest, optional_1="X")


@pytest.mark.parametrize(
    ("birth", "printed"),
    [(PartialDate(1948), "48<<<<"), (PartialDate(1948, 7), "4807<<"), (None, "<<<<<<")],
)
def test_unknown_parts_of_a_birth_date_are_fillers(birth: PartialDate | None, printed: str) -> None:
    zone = parse_td1(built(birth=birth))
    assert zone.birth == printed
    assert zone.birth_date(as_of=date(2026, 1, 1)) == birth


def test_the_century_is_the_latest_possible_one() -> None:
    zone = parse_td1(built(birth=PartialDate(2024, 2, 29)))
    assert zone.birth_date(as_of=date(2026, 1, 1)) == PartialDate(2024, 2, 29)
    assert parse_td1(built()).birth_date(as_of=date(2026, 1, 1)) == PartialDate(1974, 8, 12)
    later = parse_td1(built(birth=PartialDate(1926, 12, 31)))
    assert later.birth_date(as_of=date(2026, 1, 1)) == PartialDate(1926, 12, 31)


def test_unspecified_sex() -> None:
    assert parse_td1(built(sex="<")).sex == "<"


@pytest.mark.parametrize(
    ("family", "given", "line"),
    [
        ("Papandropoulous", "Jonathon Alec", "PAPANDROPOULOUS<<JONATHON<ALEC"),  # fills the line exactly
        ("Nilavadhanananda", "Chayapa Dejthamrong Krasuang", "NILAVADHANANANDA<<CHAYAPA<DEJT"),
        ("Bennelong Wooloomooloo Warrandyte Warnambool", "Dingo Potoroo", "BENNELONG<WOOLOOMOOLOO<WARR<<D"),
        ("El Alaoui M'hamdi", "Fatima-Zahra", "EL<ALAOUI<MHAMDI<<FATIMA<ZAHRA"),
        ("", "Arkfreith", "ARKFREITH<<<<<<<<<<<<<<<<<<<<<"),
        ("Benabdelkader El Idrissi", "Aya Rim", "BENABDELKADER<EL<IDRISSI<<AY<R"),  # the cut met a separator
        ("Abcdefghijklmnopqrstuvwxyz", "A B", "ABCDEFGHIJKLMNOPQRSTUVWXY<<A<B"),
    ],
)
def test_names_are_cut_so_that_the_cut_shows(family: str, given: str, line: str) -> None:
    assert name_line(family, given) == line
    assert len(line) == 30


def test_a_holder_without_any_name_is_refused() -> None:
    with pytest.raises(e.MrzNoNameError):
        name_line(" ", "'")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"document_code": "P"}, "document_code"),
        ({"issuing_state": "UT0"}, "issuing_state"),
        ({"nationality": ""}, "nationality"),
        ({"sex": "X"}, "sex"),
        ({"document_number": "AB-1"}, "document_number"),
        ({"optional_1": "é"}, "optional_1"),
        ({"optional_2": "A" * 12}, "optional_2"),
    ],
)
def test_fields_which_cannot_stand_in_the_zone(change: dict[str, object], field: str) -> None:
    with pytest.raises(e.MrzFieldError) as fact:
        built(**change)
    assert fact.value.facts["field"] == field


def changed(lines: tuple[str, str, str], row: int, column: int, char: str) -> tuple[str, ...]:
    out = list(lines)
    out[row] = out[row][:column] + char + out[row][column + 1 :]
    return tuple(out)


def resealed(line_1: str, line_2: str, line_3: str = ANNA[2]) -> tuple[str, str, str]:
    """The same lines with every check digit made to fit, so that only the field itself is wrong."""
    line_2 = line_2[:6] + check_digit(line_2[:6]) + line_2[7:14] + check_digit(line_2[8:14]) + line_2[15:29]
    return line_1, line_2 + check_digit(line_1[5:30] + line_2[0:7] + line_2[8:15] + line_2[18:29]), line_3


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        (ANNA[:2], e.MrzLineCountError),
        ((ANNA[0][:-1], *ANNA[1:]), e.MrzLineLengthError),
        (changed(ANNA, 0, 3, "é"), e.MrzCharacterError),
        (changed(ANNA, 2, 3, "1"), e.MrzCharacterError),
        (changed(ANNA, 0, 0, "P"), e.MrzDocumentCodeError),
        (changed(ANNA, 0, 2, "<"), e.MrzStateError),
        (changed(ANNA, 0, 14, "8"), e.MrzDocumentNumberDigitError),
        (changed(PETER, 0, 18, "8"), e.MrzDocumentNumberDigitError),
        (changed(ANNA, 1, 6, "3"), e.MrzBirthDigitError),
        (changed(ANNA, 1, 14, "8"), e.MrzExpiryDigitError),
        (changed(ANNA, 1, 29, "7"), e.MrzCompositeDigitError),
        (changed(ANNA, 1, 7, "A"), e.MrzSexError),
        (changed(ANNA, 1, 17, "1"), e.MrzNationalityError),
        (changed(ANNA, 2, 0, "<"), e.MrzNameError),
        (changed(ANNA, 2, 28, "A"), e.MrzNameError),
        (resealed("I<UTO<<<<<<<<<0<<<<<<<<<<<<<<<", ANNA[1]), e.MrzDocumentNumberError),
        (resealed("I<UTOD2314589<<7<<<<<<<<<<<<<<", ANNA[1]), e.MrzDocumentNumberError),
        (resealed(ANNA[0], "741312" + ANNA[1][6:]), e.MrzBirthDateError),
        (resealed(ANNA[0], "740231" + ANNA[1][6:]), e.MrzBirthDateError),
        (resealed(ANNA[0], "74<<12" + ANNA[1][6:]), e.MrzBirthDateError),
        (resealed(ANNA[0], ANNA[1][:8] + "129915" + ANNA[1][14:]), e.MrzExpiryDateError),
        (resealed(ANNA[0], ANNA[1][:8] + "12<<<<" + ANNA[1][14:]), e.MrzExpiryDateError),
    ],
)
def test_each_fault_has_its_own_error(lines: tuple[str, ...], refusal: type[e.MrzError]) -> None:
    with pytest.raises(refusal) as fact:
        parse_td1(lines)
    assert type(fact.value) is refusal
    assert str(fact.value) and fact.value.next_step


LATIN = st.text("abcdefghijklmnopqrstuvwxyzéèïôçñüœ -'", min_size=1, max_size=60).filter(
    lambda text: any(c.isalpha() for c in text)
)
DATES = st.dates(date(1930, 1, 1), date(2025, 12, 31))
BIRTHS = st.one_of(
    st.none(),
    DATES.map(PartialDate.of),
    DATES.map(lambda d: PartialDate(d.year)),
    DATES.map(lambda d: PartialDate(d.year, d.month)),
)
ALNUM = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


@given(
    number=st.text(ALNUM, min_size=1, max_size=22), birth=BIRTHS, sex=st.sampled_from("MF<"),
    expiry=st.dates(date(2000, 1, 1), date(2099, 12, 31)), family=LATIN, names=LATIN,
    optional=st.text(ALNUM, max_size=11), state=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=3),
)  # fmt: skip
def test_what_is_built_is_read_back(
    number: str, birth: PartialDate | None, sex: str, expiry: date, family: str, names: str, optional: str, state: str
) -> None:
    lines = built(
        document_number=number, birth=birth, sex=sex, expiry=expiry, family_name=family, given_names=names,
        optional_2=optional, issuing_state=state, nationality=state,
    )  # fmt: skip
    assert all(len(line) == 30 for line in lines)
    zone = parse_td1(lines)
    assert (zone.document_number, zone.sex, zone.optional_2) == (number, sex, optional)
    assert (zone.issuing_state, zone.nationality) == (state, state)
    assert zone.expiry_date() == expiry
    if birth is None or birth.year >= 1927:
        assert zone.birth_date(as_of=date(2026, 12, 31)) == birth
    assert zone.family_name and lines[2].startswith(zone.family_name.replace(" ", "<"))


@given(place=st.integers(0, 58), char=st.sampled_from(ALNUM + "<"))
def test_one_misread_character_is_noticed_when_its_value_differs(place: int, char: str) -> None:
    """Modulo ten cannot tell K from A; whatever it can tell must be refused in every protected place."""
    row, column = divmod(place, 30)
    protected = column >= 5 if row == 0 else column < 7 or 8 <= column < 15 or column >= 18
    was = ANNA[row][column]
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if not protected or (values.find(was.replace("<", "0")) - values.find(char.replace("<", "0"))) % 10 == 0:
        return
    with pytest.raises(e.MrzError):
        parse_td1(changed(ANNA, row, column, char))


@given(family=LATIN, names=LATIN)
def test_a_cut_name_always_ends_on_a_letter(family: str, names: str) -> None:
    line = name_line(family, names)
    whole = name_line(family, "x")[:-1]
    assert len(line) == 30 and set(line) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ<") and whole
    parse_td1((*ANNA[:2], line))


@given(st.text(max_size=100))
def test_garbage_is_refused_with_an_mrz_error(text: str) -> None:
    with pytest.raises(e.MrzError):
        parse_td1(text)


def test_check_digit_refuses_other_characters() -> None:
    with pytest.raises(e.MrzCharacterError):
        check_digit("ab")
