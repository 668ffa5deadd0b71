"""Fingers in ANSI/NIST-ITL: ten pictures with who sends them, to whom, and under which number; and back.

Each finger is a record of type 14 at 500 or 1000 points an inch, WSQ or JPEG 2000; facts of a person go into
one record of type 2 whose numbers both sides have agreed upon. Field numbers: ANSI/NIST-ITL 1-2011 update 2015, tables
22 (type 1) and 75 (type 14).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from bitaqa.foundation.exchange.errors import ExchangeFieldError
from bitaqa.foundation.exchange.finger_image import FingerImage
from bitaqa.foundation.exchange.itl import NAME, ItlRecord, one, read_transaction, write_transaction
from bitaqa.foundation.exchange.pixels import Compression, decoded, encoded
from bitaqa.foundation.exchange.reading import field_in

CODES: Final = {"NONE": Compression.RAW, "WSQ20": Compression.WSQ, "JPEGB": Compression.JPEG,
                "JP2": Compression.JPEG_2000_LOSSY, "JP2L": Compression.JPEG_2000, "PNG": Compression.PNG}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FingerTransaction:
    """A file of fingers. `facts` are fields of a type-2 record by number; `kind` the type of transaction (1.004)."""

    kind: str
    on: date
    to: str
    by: str
    control: str
    images: tuple[FingerImage, ...]
    facts: Mapping[int, str] = field(default_factory=dict)


def write_fingers(transaction: FingerTransaction) -> bytes:
    """Raises ExchangeFieldError."""
    said = transaction
    head = ItlRecord(
        1,
        {
            4: one(said.kind), 5: one(said.on.strftime("%Y%m%d")), 7: one(said.to), 8: one(said.by),
            9: one(said.control), 11: one("00.00"), 12: one("00.00"),
        },
    )  # fmt: skip
    records = [ItlRecord(2, {2: one("00"), **{number: one(text) for number, text in said.facts.items()}})]
    records += [_record(image, idc, said) for idc, image in enumerate(said.images, start=1)]
    return write_transaction(head, tuple(records))


def read_fingers(data: bytes) -> FingerTransaction:
    """Raises an ExchangeFormatError; records of faces are left out."""
    head, *records = read_transaction(data)
    facts = [record for record in records if record.type == 2]
    return FingerTransaction(
        head.text(4),
        _day(head.text(5)),
        head.text(7),
        head.text(8),
        head.text(9),
        tuple(_image(record) for record in records if record.type == 14),
        {number: record.text(number) for record in facts for number in record.fields if number != 2},
    )


def _record(image: FingerImage, idc: int, said: FingerTransaction) -> ItlRecord:
    height, width = image.pixels.shape
    code = next((name for name, compression in CODES.items() if compression is image.compression), None)
    if code is None:
        raise ExchangeFieldError(format=NAME, field="14.011", value=image.compression.value)
    taken = image.taken_at.astimezone(UTC).date() if image.taken_at else said.on
    fields = {
        2: one(f"{idc:02d}"), 3: one(image.impression), 4: one(said.by), 5: one(taken.strftime("%Y%m%d")),
        6: one(width), 7: one(height), 8: one(1), 9: one(image.dpi), 10: one(image.dpi), 11: one(code), 12: one(8),
        13: one(image.position),
    }  # fmt: skip
    if image.quality is not None:
        fields[24] = ((str(image.position), str(image.quality), "0000", "0"),)
    return ItlRecord(14, fields, encoded(image.pixels, image.compression))


def _image(record: ItlRecord) -> FingerImage:
    if record.data is None:
        raise ExchangeFieldError(format=NAME, field="14.999", value="no picture")
    field_in(record.whole(8), {1}, NAME, "14.008")
    field_in(record.whole(12), {8}, NAME, "14.012")
    dpi = field_in(record.whole(9), {500, 1000}, NAME, "14.009")
    field_in(record.whole(10), {dpi}, NAME, "14.010")
    code = record.text(11)
    if code not in CODES:
        raise ExchangeFieldError(format=NAME, field="14.011", value=code)
    pixels = decoded(record.data, CODES[code], width=record.whole(6), height=record.whole(7), format=NAME)
    day = _day(record.text(5))
    return FingerImage(
        field_in(record.whole(13), range(11), NAME, "14.013"),
        pixels,
        _quality(record),
        dpi,
        field_in(record.whole(3), range(30), NAME, "14.003"),
        datetime(day.year, day.month, day.day, tzinfo=UTC),
        0,
        0,
        CODES[code],
    )


def _quality(record: ItlRecord) -> int | None:
    items = record.fields.get(24, ())
    if not items:
        return None
    score = items[0][1] if len(items[0]) == 4 else ""
    if not (score.isascii() and score.isdigit() and len(score) < 4 and int(score) <= 100):
        raise ExchangeFieldError(format=NAME, field="14.024", value=items[0])
    return int(score)


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise ExchangeFieldError(format=NAME, field="date", value=text) from None
