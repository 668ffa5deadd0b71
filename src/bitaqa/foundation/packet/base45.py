"""Base45 (RFC 9285): bytes as the 45 characters that a QR code stores in 5½ bits each.

Refuses lower case, other characters, and the lengths and values that no encoder makes.
"""

from __future__ import annotations

from typing import Final

_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUES: Final = {character: value for value, character in enumerate(_ALPHABET)}


def base45_encode(data: bytes) -> str:
    """RFC 9285 §4.1: two bytes make three characters, a last single byte two."""
    out: list[str] = []
    for start in range(0, len(data) - 1, 2):
        rest, low = divmod(data[start] << 8 | data[start + 1], 45)
        high, middle = divmod(rest, 45)
        out += (_ALPHABET[low], _ALPHABET[middle], _ALPHABET[high])
    if len(data) % 2:
        high, low = divmod(data[-1], 45)
        out += (_ALPHABET[low], _ALPHABET[high])
    return "".join(out)


def base45_decode(text: str) -> bytes:
    """The bytes that `text` writes. Raises ValueError for any text that no encoder makes (RFC 9285 §4.2)."""
    try:
        values = [_VALUES[character] for character in text]
    except KeyError:
        raise ValueError("a character outside the alphabet") from None
    if len(values) % 3 == 1:
        raise ValueError("a length that no encoder makes")
    out = bytearray()
    for start in range(0, len(values) - 2, 3):
        pair = values[start] + 45 * values[start + 1] + 2025 * values[start + 2]
        if pair > 0xFFFF:
            raise ValueError("a value that no encoder makes")
        out += pair.to_bytes(2, "big")
    if len(values) % 3 == 2:
        single = values[-2] + 45 * values[-1]
        if single > 0xFF:
            raise ValueError("a value that no encoder makes")
        out.append(single)
    return bytes(out)
