"""The published page says what the code does: fields, kinds, codes, sizes, purposes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bitaqa.foundation.kernel.errors import ERRORS
from bitaqa.foundation.packet import (
    answers,
    codec,
    errors,
    fieldpack,
    genesis,
    header,
    keys,
    message_errors,
    payload,
    receipt,
    register_look,
    sealed,
    wire,
)
from bitaqa.foundation.packet.header import Field, PacketKind

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "packet-format.md"
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("mark", "fields"), [("packet", header.FIELDS), ("field pack", fieldpack.FIELDS)])
def test_header_fields(mark: str, fields: tuple[Field, ...]) -> None:
    table = TEXT.split(f"<!-- fields: {mark} -->")[1].split("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \| `([^`]+)` \|", table, re.MULTILINE)
    assert rows == [(str(field.number), field.name, field.cddl) for field in fields]


def test_kinds() -> None:
    line = next(line for line in TEXT.splitlines() if line.startswith("Kinds:"))
    assert re.findall(r"`([a-z-]+)`", line) == [kind.value for kind in PacketKind]


def test_codes_exist_and_those_of_a_packet_are_all_told() -> None:
    told = set(re.findall(r"`(packet\.[a-z_.]+)`", TEXT))
    assert told <= ERRORS.keys()
    abstract = {"packet.error", "packet.codec", "packet.chain"}
    ours = {code for code, one in ERRORS.items() if one.__module__ == errors.__name__} - abstract
    untold = {code for code in ours - told if not code.startswith(("packet.codec.", "packet.statement."))}
    untold = {code for code in untold if not code.startswith(("packet.genesis.", "packet.answer."))}
    assert untold == {"packet.key_invalid"}


def test_every_error_says_what_it_is_for() -> None:
    classes = [*vars(errors).values(), *vars(message_errors).values()]
    ours = {one for one in classes if isinstance(one, type) and issubclass(one, errors.PacketError)}
    assert {ERRORS[one.code] for one in ours} == ours
    assert all(one.sentence.endswith(".") for one in ours)


def test_sizes() -> None:
    for size in (codec.MAX_SIZE, answers.MAX_ANSWERS):
        assert f"{size:,}" in TEXT
    for size in (keys.SEALING_PUBLIC_SIZE, keys.SEAL_OVERHEAD, payload.MAX_ATTACHMENTS, receipt._MAX_TEXT):
        assert str(size) in TEXT
    assert f"{codec.MAX_DEPTH} levels" in TEXT
    assert f"{fieldpack.MAX_FIELD_PACK_SIZE >> 20} MiB" in TEXT
    assert f"Packets are written in format {sealed.FORMAT}; formats 1 and 0 are read" in TEXT
    assert sealed.FORMATS_READ == (1, 0)
    assert f"{wire.NONCE_SIZE}\nbytes" in TEXT


def test_purposes_and_magics() -> None:
    line = TEXT.split("purposes are ")[1].split(".")[0]
    modules = (sealed, fieldpack, genesis, answers, receipt, wire)
    purposes = [*(module._PURPOSE for module in modules), *register_look._INFO]
    assert re.findall(r"`([a-z -]+)`", line) == [*purposes, "hello"]
    for magic in (sealed.MAGIC, fieldpack.MAGIC):
        assert f"`{magic.decode()}`" in TEXT


def test_request_headers() -> None:
    assert re.findall(r"^\| `(Bitaqa-\w+)` \|", TEXT, re.MULTILINE) == list(wire.HEADERS)


def test_the_generator_it_names_is_there() -> None:
    command = re.search(r"^\.venv/bin/python (\S+)$", TEXT, re.MULTILINE)
    assert command is not None
    assert (PAGE.parents[2] / command[1]).is_file()
