"""BER-TLV as Doc 9303-10 uses it, read strictly: definite lengths in their shortest form, nothing left over.

Data groups are a few levels of tags from ISO/IEC 7816-4, some of which (5F0E) no ASN.1 library takes, so they are
read and written here. Certificates, revocation lists and signed messages go through an ASN.1 library instead.
Refuses: indefinite or padded lengths, objects cut short, bytes after the object.
"""

from __future__ import annotations

from typing import Final

from .lds_errors import LdsLengthError, LdsTagError, LdsTrailingError, LdsTruncatedError

Item = tuple[int, bytes]
"""A tag as one number (0x5F1F, 0x61) and the content it announces."""


class _TagBytes(dict[int, bytes]):
    """Tags in bytes; one of two bytes is made when first asked for."""

    def __missing__(self, tag: int) -> bytes:
        made = self[tag] = tag.to_bytes(2, "big")
        return made


_TAG_BYTES: Final = _TagBytes({tag: bytes((tag,)) for tag in range(0x100)})
_SHORT: Final = [bytes((size,)) for size in range(0x80)] + [bytes((0x81, size)) for size in range(0x80, 0x100)]
"""A card is a hundred objects: their heads are looked up, not made."""


def tlv(tag: int, value: bytes) -> bytes:
    """One object: tag, shortest length, value."""
    size = len(value)
    if size < 0x100:
        return _TAG_BYTES[tag] + _SHORT[size] + value
    if size < 0x10000:
        return _TAG_BYTES[tag] + b"\x82" + size.to_bytes(2, "big") + value
    return _TAG_BYTES[tag] + b"\x83" + size.to_bytes(3, "big") + value


def tag_bytes(tag: int) -> bytes:
    return _TAG_BYTES[tag]


def head(data: bytes, at: int, file: str, *, begun: bool = False) -> tuple[int, int, int]:
    """(tag, start, stop) of the object at `at`; `begun`: its content may go on beyond `data`.

    Raises LdsTruncatedError, LdsLengthError, LdsTagError.
    """
    end = len(data)
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
            if at + count > end:
                raise LdsTruncatedError(file=file, at=end)
            if size < 0x80 or size < 1 << 8 * (count - 1):
                raise LdsLengthError(file=file, at=at - 1)
            at += count
    except IndexError:
        raise LdsTruncatedError(file=file, at=end) from None
    if at + size > end and not begun:
        raise LdsTruncatedError(file=file, at=end)
    return tag, at, at + size


def items(data: bytes, file: str) -> list[Item]:
    """Every object of a content, which they fill exactly. Raises an LdsError."""
    found: list[Item] = []
    at, end = 0, len(data)
    while at < end:
        # Most objects have a tag and a length of one byte each; `head` reads and judges all the others.
        tag = data[at]
        stop = at + 2 + data[at + 1] if at + 1 < end and data[at + 1] < 0x80 else end + 1
        if tag & 0x1F != 0x1F and stop <= end:
            found.append((tag, data[at + 2 : stop]))
            at = stop
        else:
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
    if tuple(tag for tag, _ in found) == tags:
        return [value for _, value in found]
    for place, tag in enumerate(tags):
        if place >= len(found) or found[place][0] != tag:
            seen = f"{found[place][0]:02X}" if place < len(found) else "–"
            raise LdsTagError(file=file, expected=f"{tag:02X}", found=seen)
    raise LdsTagError(file=file, expected="–", found=f"{found[len(tags)][0]:02X}")


def file_size(start: bytes, file: str) -> int:
    """Length of a whole file from its first bytes: how a reader knows when to stop."""
    return head(start, 0, file, begun=True)[2]
