"""WOFF files unpack to what they were made from; damaged ones are refused; set-up gathers what there is."""

from __future__ import annotations

import contextlib
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.ui.printing import gather
from bitaqa.ui.printing.errors import FontFileError, FontsMissingError
from bitaqa.ui.printing.woff import unpack_woff

TABLES = {b"cmap": b"c" * 100, b"glyf": bytes(range(256)) * 9, b"head": b"abc"}


def woff(tables: dict[bytes, bytes]) -> bytes:
    """A WOFF 1.0 file with these tables, deflated where that is shorter, as the Recommendation says."""
    offset, directory, body = 44 + 20 * len(tables), b"", b""
    for tag, table in tables.items():
        small = zlib.compress(table)
        packed = small if len(small) < len(table) else table
        directory += struct.pack(">4sIIII", tag, offset + len(body), len(packed), len(table), 7)
        body += packed + b"\0" * (-len(packed) % 4)
    length = offset + len(body)
    head = struct.pack(">4s4sIHHIHHIIIII", b"wOFF", b"\0\1\0\0", length, len(tables), 0, 0, 1, 0, 0, 0, 0, 0, 0)
    return head + directory + body


def test_every_table_comes_out_whole() -> None:
    font = unpack_woff(woff(TABLES))
    flavour, count, search, power, rest = struct.unpack_from(">4sHHHH", font)
    assert (flavour, count, search, power, rest) == (b"\0\1\0\0", 3, 32, 1, 16)
    for place, (tag, table) in enumerate(TABLES.items()):
        name, checksum, offset, length = struct.unpack_from(">4sIII", font, 12 + 16 * place)
        assert (name, checksum, font[offset : offset + length]) == (tag, 7, table)
        assert offset % 4 == 0


@pytest.mark.parametrize("cut", [0, 10, 60, 130])
def test_a_cut_file_is_refused(cut: int) -> None:
    with pytest.raises(FontFileError):
        unpack_woff(woff(TABLES)[:cut], name="x.woff")


@given(st.binary(max_size=200))
def test_garbage_is_refused(data: bytes) -> None:
    with pytest.raises(FontFileError):
        unpack_woff(data)


@given(place=st.integers(44, 103), value=st.integers(0, 255))
def test_a_damaged_directory_never_crashes(place: int, value: int) -> None:
    data = bytearray(woff(TABLES))
    data[place] = value
    with contextlib.suppress(FontFileError):
        unpack_woff(bytes(data))


def test_gathering(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ocrb = tmp_path / "OCRB.otf"
    ocrb.write_bytes(b"OTTO")
    monkeypatch.setattr(gather, "OCRB_FILES", (ocrb, tmp_path / "absent.otf"))
    modules, into = tmp_path / "modules", tmp_path / "out" / "fonts"
    with pytest.raises(FontsMissingError):
        gather.gather_fonts(node_modules=modules, into=into)
    for name in gather.NPM_FONTS:
        (modules / name).parent.mkdir(parents=True, exist_ok=True)
        (modules / name).write_bytes(woff(TABLES))
    made = gather.gather_fonts(node_modules=modules, into=into)
    assert sorted(path.name for path in made) == sorted(path.name for path in into.iterdir())
    assert len(made) == len(gather.NPM_FONTS) + 1
    assert gather.gather_fonts(node_modules=modules, into=into) == made
    assert {name.split("/fonts/")[0] for name in gather.NPM_FONTS} == set(gather.NPM_PACKAGES)
