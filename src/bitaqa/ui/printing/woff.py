"""Unpacks a WOFF 1.0 font into the TrueType or OpenType file it was made from.

npm packages carry web fonts only, and the printer needs plain ones. WOFF 1.0 is the plain file with each table
deflated (W3C Recommendation WOFF 1.0, sections 3–5), so zlib suffices and no font library is needed at run time.
Refuses: WOFF 2, lengths which do not add up, tables larger than 32 MiB.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from .errors import FontFileError

_HEADER: Final = struct.Struct(">4s4sIHHIHHIIIII")
_ENTRY: Final = struct.Struct(">4sIIII")
_LARGEST_TABLE: Final = 32 * 1024 * 1024


def unpack_woff(data: bytes, *, name: str = "font") -> bytes:
    """The sfnt file inside `data`. Raises FontFileError."""
    try:
        signature, flavour, length, count, *_ = _HEADER.unpack_from(data)
        if signature != b"wOFF" or length != len(data):
            raise FontFileError(name=name)
        entries = [_ENTRY.unpack_from(data, _HEADER.size + i * _ENTRY.size) for i in range(count)]
        tables = [_table(data, entry, name) for entry in entries]
    except (struct.error, zlib.error) as fault:
        raise FontFileError(name=name) from fault
    # The sfnt directory repeats the table count as the binary-search constants of OpenType.
    power = max(count, 1).bit_length() - 1
    head = struct.pack(">4sHHHH", flavour, count, 16 << power, power, 16 * count - (16 << power))
    offset, directory, body = 12 + 16 * count, b"", b""
    for (tag, _, _, _, checksum), table in zip(entries, tables, strict=True):
        directory += struct.pack(">4sIII", tag, checksum, offset + len(body), len(table))
        body += table + b"\0" * (-len(table) % 4)
    return head + directory + body


def _table(data: bytes, entry: tuple[bytes, int, int, int, int], name: str) -> bytes:
    _, offset, packed, plain, _ = entry
    if plain > _LARGEST_TABLE or offset + packed > len(data):
        raise FontFileError(name=name)
    piece = data[offset : offset + packed]
    table = piece if packed == plain else zlib.decompressobj().decompress(piece, plain + 1)
    if len(table) != plain:
        raise FontFileError(name=name)
    return table
