"""The page on chip data says what the code writes: identifiers, tags, objects, algorithms."""

from __future__ import annotations

import re
from pathlib import Path

from bitaqa.foundation.icao import lds
from bitaqa.foundation.icao.chip import profile
from bitaqa.foundation.icao.signing import ALGORITHMS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "chip-data.md").read_text(encoding="utf-8")


def test_files_and_their_tags() -> None:
    rows = re.findall(r"^\| (\S+) \| `([0-9A-F]{4})` \| `([0-9A-F]{2})` \|", PAGE, re.MULTILINE)
    known = {lds.CARD_ACCESS: 0x31, lds.COM: 0x60, lds.SOD: 0x77}
    known |= {lds.file_id(number): tag for number, tag in lds.TAGS.items()}
    assert {(name, int(identifier, 16), int(tag, 16)) for name, identifier, tag in rows} == {
        (lds.file_name(identifier), identifier, tag) for identifier, tag in known.items()
    }
    assert lds.APPLICATION.hex().upper() in PAGE


def test_objects_of_the_card_profile() -> None:
    rows = re.findall(r"^\| `(C\d)` \|", PAGE, re.MULTILINE)
    own = [profile.CHIP_KEY, profile.ACTIVE_KEY, profile.HOLDER_KEY, profile.CAN, profile.ZONE_SECRET, profile.OPTIONS]
    assert [int(row, 16) for row in rows] == own
    assert f"{profile.PIN_LEAST} to {profile.PIN_MOST} digits and {profile.PIN_TRIES} tries" in PAGE


def test_algorithms() -> None:
    assert all(f"`{name}`" in PAGE for name in ALGORITHMS)
