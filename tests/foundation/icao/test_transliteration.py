"""Letters of the zone, Latin and Arabic."""

from __future__ import annotations

import pytest

from bitaqa.foundation.icao.errors import MrzLetterError
from bitaqa.foundation.icao.mrz import name_line
from bitaqa.foundation.icao.transliteration import mrz_letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Thérèse CAÑON", "THERESE<CANON"),
        ("M'hamdi", "MHAMDI"),
        ("Fatima-Zahra", "FATIMA<ZAHRA"),
        ("Bengt Åke Öström", "BENGT<AAKE<OESTROEM"),
        ("Mu\u0308ller", "MUELLER"),  # decomposed on the keyboard
        ("Straße Œuvre", "STRASSE<OEUVRE"),
        ("O’Connor, Jr.", "OCONNOR<JR"),
        ("  -- ", ""),
        ("ʿAbd Allāh Ḥasan", "ABD<ALLAH<HASAN"),
        ("ıĳ", "IIJ"),
        ("r\u0307\u0331a", "RA"),
    ],
)
def test_latin_letters(text: str, letters: str) -> None:
    assert mrz_letters(text) == letters


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("محمود عبدالرحيم", "MXHMWD<EBDALRXHYM"),
        ("فاطمة الزهراء", "FAXTTMXAH<ALZHRAXE"),
        ("مُحَمَّد", "MXHMMD"),  # vowels are not written, a doubled letter is
        ("أمـينة", "XAEMYNXAH"),
        ("مرةب", "MRXTAB"),
        ("ﻣﺤﻤﺪ", "MXHMD"),  # presentation forms of an old system
    ],
)
def test_arabic_letters(text: str, letters: str) -> None:
    assert mrz_letters(text, "arabic") == letters


def test_the_name_line_may_be_arabic() -> None:
    assert name_line("العلوي", "سارة", "arabic") == "ALELWY<<SARXAH".ljust(30, "<")


@pytest.mark.parametrize(("text", "script"), [("محمد", "latin"), ("Ali", "arabic"), ("Ивaн", "latin"), ("A1", "latin")])
def test_another_script_is_refused(text: str, script: str) -> None:
    with pytest.raises(MrzLetterError):
        mrz_letters(text, script)  # type: ignore[arg-type]
