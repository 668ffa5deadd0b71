"""DG2: the portrait, in ISO/IEC 19794-5:2005 or in ISO/IEC 39794-5:2019 (ICAO 9303-10 §4.7.2).

New documents must carry 39794-5 from 2030 on; a document type says which one it writes. Both hold the same JPEG or
JPEG 2000 file, untouched: a portrait is never compressed a second time here. Fields about the holder's looks (eyes,
hair, pose) are left unspecified: nobody at a desk measures them. Refuses: several faces, other picture formats,
sizes that the picture's own header contradicts, landmark points.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, Literal

from .lds_errors import LdsFieldError, LdsTagError, LdsTrailingError, LdsTruncatedError, LdsValueError
from .tlv import Item, content, expected, items, tlv

FaceFormat = Literal["19794-5", "39794-5"]
Picture = Literal["jpeg", "jpeg2000"]

_JPEG: Final = b"\xff\xd8\xff"
_JPEG2000: Final = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_FORMAT_TYPE: Final[dict[bytes, FaceFormat]] = {b"\x00\x08": "19794-5", b"\x00\x2a": "39794-5"}
_OWNER: Final = b"\x01\x01"
"""ISO/IEC JTC 1/SC 37."""
_HEADER_TAGS: Final = (0x80, 0x81, 0x82, 0x83, 0x85, 0x86, 0x87, 0x88)


@dataclass(frozen=True, slots=True)
class Face:
    """One portrait and what its own header says; sizes in pixels."""

    picture: bytes
    width: int
    height: int
    kind: Picture = "jpeg"


def face_of(picture: bytes) -> Face:
    """The portrait with the size its own header states. Raises LdsFieldError: neither JPEG nor JPEG 2000."""
    size = picture_size(picture)
    if size is None:
        raise LdsFieldError(file="DG2", field="picture", rule="a JPEG or JPEG 2000 file")
    return Face(picture, *size, "jpeg" if picture.startswith(_JPEG) else "jpeg2000")


def picture_size(picture: bytes) -> tuple[int, int] | None:
    """(width, height) from a JPEG frame header (ITU-T T.81 B.2.2) or a JP2 image header box (T.800 I.5.3.1)."""
    if picture.startswith(_JPEG2000):
        at = picture.find(b"ihdr", 0, 256)
        if at < 0 or len(picture) < at + 12:
            return None
        height, width = struct.unpack_from(">II", picture, at + 4)
        return width, height
    frame = _frame(picture)
    return frame[:2] if frame and frame[0] and frame[1] else None


def jpeg_colours(picture: bytes) -> int | None:
    """How many components a JPEG has: 1 for grey, 3 for colour; None when it is none."""
    frame = _frame(picture)
    return frame[2] if frame else None


def _frame(picture: bytes) -> tuple[int, int, int] | None:
    """(width, height, components) of a JPEG frame header."""
    if not picture.startswith(_JPEG):
        return None
    at = 2
    while at + 10 <= len(picture) and picture[at] == 0xFF:
        marker = picture[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width, components = struct.unpack_from(">HHB", picture, at + 5)
            return width, height, components
        at += 2 + int(struct.unpack_from(">H", picture, at + 2)[0])
    return None


# --- building -------------------------------------------------------------------------------------------------------
def build_dg2(face: Face, *, format: FaceFormat) -> bytes:
    """One biometric information template with one face. Raises LdsFieldError."""
    if not (0 < face.width < 0x10000 and 0 < face.height < 0x10000) or len(face.picture) > 0xFFFF00:
        raise LdsFieldError(file="DG2", field="picture", rule="at most 65,535 pixels a side and 16 MB")
    if format == "19794-5":
        head = b"\xa1\x0e\x81\x01\x02\x82\x01\x00\x87\x02\x01\x01\x88\x02\x00\x08"
        body = tlv(0x5F2E, _record_19794(face))
    else:
        head = b"\xa1\x08\x87\x02\x01\x01\x88\x02\x00\x2a"
        body = tlv(0x7F2E, tlv(0xA1, _block_39794(face)))
    return tlv(0x75, tlv(0x7F61, b"\x02\x01\x01" + tlv(0x7F60, head + body)))


_INFORMATION: Final = struct.Struct(">IHBBB3sH3s3s")
"""19794-5 §5.5: block length, feature points, sex, eyes, hair, properties, expression, pose, its uncertainty."""
_IMAGE: Final = struct.Struct(">BBHHBBHH")
"""19794-5 §5.7: face type, data type, width, height, colour space, source, device, quality."""


def _record_19794(face: Face) -> bytes:
    block = _INFORMATION.size + _IMAGE.size + len(face.picture)
    none = b"\0\0\0"
    return b"".join(
        (
            b"FAC\x00010\x00",
            (14 + block).to_bytes(4, "big"),
            b"\x00\x01",
            _INFORMATION.pack(block, 0, 0, 0, 0, none, 0, none, none),
            # Full frontal, 24-bit RGB, static photograph from a digital camera; device and quality unspecified.
            _IMAGE.pack(1, 0 if face.kind == "jpeg" else 1, face.width, face.height, 1, 2, 0, 0),
            face.picture,
        )
    )


def _unsigned(tag: int, value: int) -> bytes:
    """An implicitly tagged INTEGER that is not negative."""
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _block_39794(face: Face) -> bytes:
    """FaceImageDataBlock: version 3 of 2019, one representation with its picture, format and size."""
    kind = tlv(0xA0, _unsigned(0x80, 2 if face.kind == "jpeg" else 3))
    size = tlv(0xA7, _unsigned(0x80, face.width) + _unsigned(0x81, face.height))
    picture = tlv(0x80, face.picture) + tlv(0xA1, kind + size)
    representation = tlv(0x30, _unsigned(0x80, 0) + tlv(0xA1, tlv(0xA0, tlv(0xA0, picture))))
    return tlv(0x65, tlv(0xA0, _unsigned(0x80, 3) + _unsigned(0x81, 2019)) + tlv(0xA1, representation))


# --- reading --------------------------------------------------------------------------------------------------------
def parse_dg2(data: bytes) -> tuple[Face, FaceFormat]:
    """The one portrait and the format it came in. Raises an LdsError."""
    group = items(content(data, 0x75, "DG2"), "DG2")
    (templates,) = expected(group, (0x7F61,), "DG2")
    count, template = expected(items(templates, "DG2"), (0x02, 0x7F60), "DG2")
    if count != b"\x01":
        raise LdsValueError(file="DG2", field="02", rule="exactly one face")
    found = items(template, "DG2")
    if len(found) != 2 or found[0][0] != 0xA1:
        raise LdsTagError(file="DG2", expected="A1", found=f"{found[0][0]:02X}" if found else "–")
    format = _format(items(found[0][1], "DG2"))
    tag, body = found[1]
    wanted = 0x5F2E if format == "19794-5" else 0x7F2E
    if tag != wanted:
        raise LdsTagError(file="DG2", expected=f"{wanted:02X}", found=f"{tag:02X}")
    face = _read_19794(body) if format == "19794-5" else _read_39794(body)
    if picture_size(face.picture) is None:
        raise LdsValueError(file="DG2", field="picture", rule="a JPEG or JPEG 2000 file")
    return face, format


def _format(header: list[Item]) -> FaceFormat:
    fields = dict(header)
    places = [_HEADER_TAGS.index(tag) if tag in _HEADER_TAGS else -1 for tag, _ in header]
    if -1 in places or places != sorted(set(places)):
        raise LdsValueError(file="DG2", field="A1", rule="fields of the biometric header, each once, in order")
    if fields.get(0x87) != _OWNER or fields.get(0x88, b"") not in _FORMAT_TYPE:
        raise LdsValueError(file="DG2", field="88", rule="ISO/IEC 19794-5 or 39794-5")
    return _FORMAT_TYPE[fields[0x88]]


def _read_19794(record: bytes) -> Face:
    least = 14 + _INFORMATION.size + _IMAGE.size
    if len(record) < least:
        raise LdsTruncatedError(file="DG2", at=len(record))
    if record[:8] != b"FAC\x00010\x00":
        raise LdsValueError(file="DG2", field="5F2E", rule="a face record of version 010")
    size, count = struct.unpack_from(">IH", record, 8)
    block, points = struct.unpack_from(">IH", record, 14)
    if size < len(record):
        raise LdsTrailingError(file="DG2", extra=len(record) - size)
    if size > len(record) or block != size - 14:
        raise LdsTruncatedError(file="DG2", at=len(record))
    if count != 1 or points:
        raise LdsValueError(file="DG2", field="5F2E", rule="one face without feature points")
    _, kind, width, height, *_ = _IMAGE.unpack_from(record, 14 + _INFORMATION.size)
    if kind > 1:
        raise LdsValueError(file="DG2", field="5F2E", rule="JPEG or JPEG 2000")
    return Face(record[least:], width, height, "jpeg" if kind == 0 else "jpeg2000")


def _read_39794(body: bytes) -> Face:
    (block,) = expected(items(body, "DG2"), (0xA1,), "DG2")
    version, representations = expected(items(content(block, 0x65, "DG2"), "DG2"), (0xA0, 0xA1), "DG2")
    generation, _year = expected(items(version, "DG2"), (0x80, 0x81), "DG2")
    if generation != b"\x03":
        raise LdsValueError(file="DG2", field="A0", rule="generation 3 of ISO/IEC 39794-5")
    (one,) = expected(items(representations, "DG2"), (0x30,), "DG2")
    representation = _fields(items(one, "DG2"))
    base = content(_needed(representation, 0xA1), 0xA0, "DG2")
    picture = _fields(items(content(base, 0xA0, "DG2"), "DG2"))
    information = _fields(items(_needed(picture, 0xA1), "DG2"))
    code = int.from_bytes(content(_needed(information, 0xA0), 0x80, "DG2"), "big")
    if code not in (2, 3, 4):
        raise LdsValueError(file="DG2", field="A0", rule="JPEG or JPEG 2000")
    data = _needed(picture, 0x80)
    stated = _size_39794(information[0xA7]) if 0xA7 in information else picture_size(data)
    if stated is None:
        raise LdsValueError(file="DG2", field="picture", rule="a JPEG or JPEG 2000 file")
    return Face(data, *stated, "jpeg" if code == 2 else "jpeg2000")


def _size_39794(written: bytes) -> tuple[int, int]:
    width, height = expected(items(written, "DG2"), (0x80, 0x81), "DG2")
    return int.from_bytes(width, "big"), int.from_bytes(height, "big")


def _fields(found: list[Item]) -> dict[int, bytes]:
    """Members of a SEQUENCE by tag. Optional ones this program does not use may stand there, each once, in order."""
    numbers = [tag & 0x1F for tag, _ in found]
    if any(tag & 0xC0 != 0x80 for tag, _ in found) or numbers != sorted(set(numbers)):
        raise LdsValueError(file="DG2", field="65", rule="members each once, in order")
    return dict(found)


def _needed(fields: dict[int, bytes], tag: int) -> bytes:
    if tag not in fields:
        raise LdsTagError(file="DG2", expected=f"{tag:02X}", found="–")
    return fields[tag]
