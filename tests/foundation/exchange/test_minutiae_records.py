"""Other makers' minutiae: several views, their own data walked through, damaged records refused whole."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bitaqa.foundation.exchange.errors import (
    ExchangeFieldError,
    ExchangeFormatError,
    ExchangeMagicError,
    ExchangeTrailingBytesError,
    ExchangeTruncatedError,
)
from bitaqa.foundation.exchange.minutiae_records import FOREIGN, read_minutiae, write_minutiae
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate, encode_template
from bitaqa.foundation.specimens.fingers import impression, specimen_finger


def template(position: int, take: int = 1) -> FingerTemplate:
    return impression(specimen_finger(5, FingerPosition(position)), take)


def test_several_fingers_and_views_there_and_back() -> None:
    sent = [template(2), template(2, take=2), template(7)]
    back = read_minutiae(write_minutiae(sent))
    assert [t.minutiae for t in back] == [t.minutiae for t in sent]
    assert {(t.engine, t.dpi, t.width) for t in back} == {(FOREIGN, 500, 300)}
    assert [int(t.position) for t in back] == [2, 2, 7]


def test_our_own_records_are_read_and_their_engine_is_not_believed() -> None:
    (back,) = read_minutiae(encode_template(template(3)))
    assert back.minutiae == template(3).minutiae and back.engine == FOREIGN


def test_sizes_that_differ_and_too_many_views_are_not_written() -> None:
    with pytest.raises(ExchangeFieldError):
        write_minutiae([template(2), replace(template(7), width=301)])
    with pytest.raises(ExchangeFieldError):
        write_minutiae([])
    with pytest.raises(ExchangeFieldError):
        write_minutiae([template(2)] * 17)


def test_cut_lengthened_and_foreign_records_are_refused() -> None:
    record = write_minutiae([template(2)])
    with pytest.raises(ExchangeMagicError):
        read_minutiae(b"FIR\x00" + record[4:])
    with pytest.raises(ExchangeFieldError):
        read_minutiae(record + b"\x00")
    longer = bytearray(record + b"\x00")
    longer[8:12] = len(longer).to_bytes(4, "big")
    with pytest.raises(ExchangeTrailingBytesError):
        read_minutiae(bytes(longer))
    shorter = bytearray(record[:-1])
    shorter[8:12] = len(shorter).to_bytes(4, "big")
    with pytest.raises(ExchangeTruncatedError):
        read_minutiae(bytes(shorter))


@pytest.mark.parametrize(("at", "value"), [(18, 1), (19, 99), (22, 0), (23, 1), (24, 11), (25, 7), (26, 101)])
def test_impossible_values_are_refused(at: int, value: int) -> None:
    record = bytearray(write_minutiae([template(2)]))
    record[at] = value
    with pytest.raises(ExchangeFormatError):
        read_minutiae(bytes(record))


def test_damaged_records_are_refused_or_read_never_worse() -> None:
    draw, record = random.Random(3), encode_template(template(2))
    for _ in range(400):
        damaged = bytearray(record)
        for _ in range(draw.choice((1, 2, 8))):
            damaged[draw.randrange(len(damaged))] = draw.randrange(256)
        try:
            read = read_minutiae(bytes(damaged))
        except ExchangeFormatError:
            continue
        assert len(read) == 1
