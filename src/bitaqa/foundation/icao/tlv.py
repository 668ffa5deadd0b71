"""BER-TLV as Doc 9303-10 uses it, read strictly: definite lengths in their shortest form, nothing left over.

Data groups are a few levels of tags from ISO/IEC 7816-4, some of which (5F0E) no ASN.1 library takes, so they are
read and written here. Certificates, revocation lists and signed messages go through an ASN.1 library instead.
Refuses: indefinite or padded lengths, objects cut short, bytes after the object.
"""

from __future__ import annotations

from .lds_errors import LdsLengthError, LdsTagError, LdsTrailingError, LdsTruncatedError

Item = tuple[int, bytes]
"""A tag as one number (0x5F1F, 0x61) and the content it announces."""


def tlv(tag: int, value: bytes) -> bytes:
    """One object: tag, shortest length, value."""
    size = len(value)
    if size < 0x80:
        return tag_bytes(tag) + bytes((size,)) + value
    if size < 0x100:
        return tag_bytes(tag) + bytes((0x81, size)) + value
    if size < 0x10000:
        return tag_bytes(tag) + b"\x82" + size.to_bytes(2, "big") + value
    return tag_bytes(tag) + b"\x83" + size.to_bytes(3, "big") + value


def tag_bytes(tag: int) -> bytes:
    return bytes((tag,)) if tag < 0x100 else tag.to_bytes(2, "big")


def _measure(data: bytes, at: int, file: str) -> tuple[int, int, int]:
    """(tag, start of the content, its length), wherever the content ends."""
    try:
        tag = data[at]
        at += 1
        if tag & 0x1F == 0x1F:
            if data[at] & 0x80:
                raise LdsTagError(file=file, expected="one or two bytes", found="longer")
            tag = tag << 8 | data[at]
            at += 1
        size = data[at]
        at += 1
        if size >= 0x80:
            count = size & 0x7F
            if not 1 <= count <= 3:
                raise LdsLengthError(file=file, at=at - 1)
            size = int.from_bytes(data[at : at + count], "big")
            if at + count > len(data):
                raise LdsTruncatedError(file=file, at=len(data))
            if size < 0x80 or size < 1 << 8 * (count - 1):
                raise LdsLengthError(file=file, at=at - 1)
            at += count
    except IndexError:
        raise LdsTruncatedError(file=file, at=len(data)) from None
    return tag, at, size


def head(data: bytes, at: int, file: str) -> tuple[int, int, int]:
    """(tag, start, stop) of the object at `at`. Raises LdsTruncatedError, LdsLengthError, LdsTagError."""
    tag, start, size = _measure(data, at, file)
    if start + size > len(data):
        raise LdsTruncatedError(file=file, at=len(data))
    return tag, start, start + size


def items(data: bytes, file: str) -> list[Item]:
    """Every object of a content, which they fill exactly. Raises an LdsError."""
    found: list[Item] = []
    at = 0
    while at < len(data):
        tag, start, at = head(data, at, file)
        found.append((tag, data[start:at]))
    return found


def content(data: bytes, tag: int, file: str) -> bytes:
    """The content of the one object `data` is. Raises LdsTagError, LdsTrailingError and those of `head`."""
    found, start, stop = head(data, 0, file)
    if found != tag:
        raise LdsTagError(file=file, expected=f"{tag:02X}", found=f"{found:02X}")
    if stop != len(data):
        raise LdsTrailingError(file=file, extra=len(data) - stop)
    return data[start:stop]


def expected(found: list[Item], tags: tuple[int, ...], file: str) -> list[bytes]:
    """The values of exactly these tags in this order. Raises LdsTagError."""
    for place, tag in enumerate(tags):
        if place >= len(found) or found[place][0] != tag:
            seen = f"{found[place][0]:02X}" if place < len(found) else "–"
            raise LdsTagError(file=file, expected=f"{tag:02X}", found=seen)
    if len(found) > len(tags):
        raise LdsTagError(file=file, expected="–", found=f"{found[len(tags)][0]:02X}")
    return [value for _, value in found]


def file_size(start: bytes, file: str) -> int:
    """Length of a whole file from its first bytes: how a reader knows when to stop."""
    _, begin, size = _measure(start, 0, file)
    return begin + size
