"""The symbols of WSQ: runs of zeros, small values and escapes, in Huffman codes that the file brings along."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.exchange.errors import ExchangeFieldError, ExchangeTruncatedError

NAME: Final = "WSQ"
RUN: Final = 100
"""Symbols 1 to 100 are runs of so many zeros."""
UP_8, DOWN_8, UP_16, DOWN_16, RUN_8, RUN_16 = 101, 102, 103, 104, 105, 106
MIDDLE: Final = 180
"""Symbols 107 to 254 are the values -73 to 74 around it."""
_BITS_AFTER: Final = {UP_8: 8, DOWN_8: 8, UP_16: 16, DOWN_16: 16, RUN_8: 8, RUN_16: 16}

Table = tuple[tuple[int, ...], tuple[int, ...]]
"""How many codes there are of 1 to 16 bits, and their symbols in order (as in JPEG)."""


def codes_of(table: Table) -> dict[tuple[int, int], int]:
    """(length, code) → symbol. Raises ExchangeFieldError for a table that is no prefix code."""
    counts, symbols = table
    if len(counts) != 16 or sum(counts) != len(symbols) or len(set(symbols)) != len(symbols) or not symbols:
        raise ExchangeFieldError(format=NAME, field="Huffman table", value=len(symbols))
    found: dict[tuple[int, int], int] = {}
    code, at = 0, 0
    for length, count in enumerate(counts, start=1):
        for _ in range(count):
            if code >= 1 << length:
                raise ExchangeFieldError(format=NAME, field="Huffman table", value=f"too many of {length} bits")
            found[length, code] = symbols[at]
            code, at = code + 1, at + 1
        code <<= 1
    return found


def read_values(data: bytes, table: Table, wanted: int) -> NDArray[np.int32]:
    """`wanted` values of a block of codes, whose byte stuffing is taken out already.

    Raises ExchangeFieldError, ExchangeTruncatedError.
    """
    codes = codes_of(table)
    values = np.zeros(wanted, np.int32)
    bits = len(data) * 8
    number = int.from_bytes(data, "big")
    text = f"{number:0{bits}b}" if bits else ""
    at = done = 0
    longest = max(length for length, _ in codes)
    while done < wanted:
        code = length = 0
        symbol: int | None = None
        while symbol is None:
            if at >= bits:
                raise ExchangeTruncatedError(format=NAME, wanted=wanted - done)
            code, length, at = code << 1 | (text[at] == "1"), length + 1, at + 1
            if length > longest:
                raise ExchangeFieldError(format=NAME, field="Huffman code", value=code)
            symbol = codes.get((length, code))
        extra = _BITS_AFTER.get(symbol, 0)
        if at + extra > bits:
            raise ExchangeTruncatedError(format=NAME, wanted=wanted - done)
        given = int(text[at : at + extra], 2) if extra else 0
        at += extra
        if 1 <= symbol <= RUN or symbol in (RUN_8, RUN_16):
            done += symbol if symbol <= RUN else given
            if done > wanted:
                raise ExchangeFieldError(format=NAME, field="run of zeros", value=done - wanted)
            continue
        if symbol in (UP_8, UP_16):
            values[done] = given
        elif symbol in (DOWN_8, DOWN_16):
            values[done] = -given
        elif RUN_16 < symbol < 255:
            values[done] = symbol - MIDDLE
        else:
            raise ExchangeFieldError(format=NAME, field="symbol", value=symbol)
        done += 1
    if bits - at >= 8 or "0" in text[at:]:
        raise ExchangeFieldError(format=NAME, field="end of block", value=text[at : at + 16])
    return values


def symbols_of(values: Sequence[int]) -> list[tuple[int, int]]:
    """(symbol, what follows it) of a block's values. Raises ExchangeFieldError beyond 16 bits."""
    found: list[tuple[int, int]] = []
    zeros = 0
    for value in [*values, None]:
        if value == 0:
            zeros += 1
            continue
        while zeros:
            run = min(zeros, 0xFFFF)
            found.append((run, 0) if run <= RUN else (RUN_8, run) if run < 256 else (RUN_16, run))
            zeros -= run
        if value is None:
            break
        size = abs(value)
        if size > 0xFFFF:
            raise ExchangeFieldError(format=NAME, field="value", value=value)
        if -73 <= value <= 74:
            found.append((value + MIDDLE, 0))
        elif size < 256:
            found.append((UP_8 if value > 0 else DOWN_8, size))
        else:
            found.append((UP_16 if value > 0 else DOWN_16, size))
    return found


def table_for(symbols: Iterable[int]) -> Table:
    """A Huffman table of at most 16 bits, no code of which is all ones."""
    weights = Counter(symbols)
    while True:
        lengths = _lengths(weights)
        if max(lengths.values()) <= 16:
            break
        weights = Counter({symbol: (weight + 1) // 2 for symbol, weight in weights.items()})
    counts = [0] * 16
    for length in lengths.values():
        counts[length - 1] += 1
    return tuple(counts), tuple(sorted(lengths, key=lambda symbol: (lengths[symbol], symbol)))


def _lengths(weights: Counter[int]) -> dict[int, int]:
    """Code lengths; a symbol nobody has takes the code that would be all ones."""
    heap: list[tuple[int, int, list[int]]] = [(0, -1, [-1])]
    heap += [(weight, symbol, [symbol]) for symbol, weight in weights.items()]
    lengths = dict.fromkeys([-1, *weights], 0)
    heapq.heapify(heap)
    while len(heap) > 1:
        one, other = heapq.heappop(heap), heapq.heappop(heap)
        for symbol in one[2] + other[2]:
            lengths[symbol] += 1
        heapq.heappush(heap, (one[0] + other[0], min(one[1], other[1]), one[2] + other[2]))
    longest = max(lengths.values())
    if lengths[-1] < longest:  # the absent symbol must be among the longest
        raise AssertionError("a weight of zero is never above another")
    del lengths[-1]
    return lengths


def written_values(symbols: Sequence[tuple[int, int]], table: Table) -> bytes:
    """The bits of a block, filled up with ones."""
    code_of = {symbol: (length, code) for (length, code), symbol in codes_of(table).items()}
    parts = []
    for symbol, given in symbols:
        length, code = code_of[symbol]
        parts.append(f"{code:0{length}b}")
        extra = _BITS_AFTER.get(symbol, 0)
        if extra:
            parts.append(f"{given:0{extra}b}")
    text = "".join(parts)
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big") if text else b""
