"""Writes `vectors.json`: what any other reader or writer of the format can check itself against.

    .venv/bin/python tests/foundation/packet/make_vectors.py

Keys come from fixed seeds, so everything but the sealed bytes comes out the same each time; sealing is randomised
(HPKE), so a new run gives new packets that old readers must open as well. Packets are put together here by hand,
from the format page and not with the program's own writer: two writers that agree say more than one.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from bitaqa.foundation.kernel.ids import seeded_id
from bitaqa.foundation.packet.answers import Outcome, Stored, sign_answers
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.fieldpack import seal_field_pack
from bitaqa.foundation.packet.genesis import ClosedEpoch, Genesis, sign_genesis
from bitaqa.foundation.packet.keys import OpeningKey, SealingKey, SoftwareSigner
from bitaqa.foundation.packet.payload import Attachment
from bitaqa.foundation.packet.receipt import Receipt, new_receipt_number, sign_receipt
from bitaqa.foundation.packet.wire import sign_request

VECTORS = Path(__file__).with_name("vectors.json")


def seed(name: str) -> bytes:
    """32 bytes that anyone can compute: the SHA-256 of `bitaqa vector` and the name."""
    return hashlib.sha256(f"bitaqa vector {name}".encode()).digest()


STATION = seeded_id(b"station")
OTHER_STATION = seeded_id(b"other station")
APPLICATION = seeded_id(b"application")
STATION_SIGNER = SoftwareSigner.from_bytes(seed("station signing"))
OTHER_SIGNER = SoftwareSigner.from_bytes(seed("other station signing"))
CENTRE_SIGNER = SoftwareSigner.from_bytes(seed("centre signing"))
CENTRE_OPENING = OpeningKey.from_bytes(seed("centre opening"))
NEXT_CENTRE_OPENING = OpeningKey.from_bytes(seed("centre opening, next"))
STATION_OPENING = OpeningKey.from_bytes(seed("station opening"))
AT = datetime(2026, 11, 21, 9, 30, 0, tzinfo=UTC)
CENTRE_TIME = datetime(2026, 11, 20, 18, 0, 0, 250000, tzinfo=UTC)
BODY: dict[str, Any] = {
    "application": APPLICATION,
    "specimen": "SPECIMEN / عينة",
    "birth": date(1990, 1, 31),
    "fingers": [1, 2, -1],
    "paid": None,
}
PORTRAIT = Attachment("portrait.jpg", "image/jpeg", b"\xff\xd8 not a portrait \xff\xd9")

CBOR: dict[str, Any] = {
    "0": 0,
    "23": 23,
    "24": 24,
    "255": 255,
    "256": 256,
    "65536": 65536,
    "4294967296": 4294967296,
    "18446744073709551615": 2**64 - 1,
    "-1": -1,
    "-18446744073709551616": -(2**64),
    "null": None,
    "[true, false]": [True, False],
    "h'0102'": b"\x01\x02",
    '"عينة"': "عينة",
    '{"b": 2, "aa": 1}': {"aa": 1, "b": 2},
    "{1: 0, 24: 0, -1: 0}": {-1: 0, 24: 0, 1: 0},
    "37(h'00112233445566778899aabbccddeeff')": UUID("00112233-4455-6677-8899-aabbccddeeff"),
    '0("2026-11-21T09:30:00Z")': AT,
    '0("2026-11-20T18:00:00.250000Z")': CENTRE_TIME,
    '1004("1990-01-31")': date(1990, 1, 31),
}
CBOR_REFUSED: dict[str, tuple[str, str]] = {
    "nothing": ("", "packet.codec.truncated"),
    "text cut short": ("6261", "packet.codec.truncated"),
    "head cut short": ("19ff", "packet.codec.truncated"),
    "array that announces 2^32 items": ("9affffffff", "packet.codec.truncated"),
    "byte after the end": ("0000", "packet.codec.trailing"),
    "0 in two bytes": ("1800", "packet.codec.not_canonical"),
    "23 in two bytes": ("1817", "packet.codec.not_canonical"),
    "255 in three bytes": ("1900ff", "packet.codec.not_canonical"),
    "65535 in five bytes": ("1a0000ffff", "packet.codec.not_canonical"),
    "4294967295 in nine bytes": ("1b00000000ffffffff", "packet.codec.not_canonical"),
    "array without length": ("9fff", "packet.codec.not_canonical"),
    "bytes without length": ("5f4101ff", "packet.codec.not_canonical"),
    "map without length": ("bfff", "packet.codec.not_canonical"),
    "reserved head": ("1c", "packet.codec.not_canonical"),
    "keys out of order": ("a2626161016162 02".replace(" ", ""), "packet.codec.not_canonical"),
    "text that is not UTF-8": ("61ff", "packet.codec.not_canonical"),
    "the same key twice": ("a2616101616102", "packet.codec.duplicate_key"),
    "keys of two kinds": ("a20100616100", "packet.codec.value_refused"),
    "key that is an array": ("a18000", "packet.codec.value_refused"),
    "half float": ("f93c00", "packet.codec.value_refused"),
    "double float": ("fb3ff199999999999a", "packet.codec.value_refused"),
    "undefined": ("f7", "packet.codec.value_refused"),
    "bignum": ("c249010000000000000000", "packet.codec.value_refused"),
    "UUID of 15 bytes": ("d8254f" + "00" * 15, "packet.codec.not_canonical"),
    "instant as a number": ("c000", "packet.codec.not_canonical"),
    "instant with an offset": ("c07819" + b"2026-11-21T10:30:00+01:00".hex(), "packet.codec.not_canonical"),
    "instant with three decimals": ("c07818" + b"2026-11-20T18:00:00.250Z".hex(), "packet.codec.not_canonical"),
    "day that does not exist": ("d903ec6a" + b"2026-02-30".hex(), "packet.codec.not_canonical"),
    "day without dashes": ("d903ec68" + b"20260228".hex(), "packet.codec.not_canonical"),
    "17 arrays in each other": ("81" * 17 + "00", "packet.codec.too_deep"),
}


@dataclass
class HandMade:
    """A packet put together from the format page, each part open to be made wrong."""

    format: int = 1
    kind: str = "application"
    sequence: int = 1
    previous: bytes = b""
    recipient: SealingKey = CENTRE_OPENING.sealing_key
    sealed_for_info: int | None = None
    """Sequence that the seal is bound to, when not the one of the header."""
    signer: SoftwareSigner = STATION_SIGNER
    plain: bytes = b""

    def data(self) -> bytes:
        bound_to = self.sealed_for_info or self.sequence
        info = encode(["bitaqa packet", self.format, self.kind, STATION, 1, bound_to, self.recipient.key_id])
        sealed = self.recipient.seal(self.plain or plain_of(self.format), info)
        header = encode(
            {
                1: self.kind,
                2: seeded_id(b"packet"),
                3: STATION,
                4: 1,
                5: self.sequence,
                6: self.previous or hashlib.sha256(genesis()).digest(),
                7: self.recipient.key_id,
                8: self.signer.key_id,
                9: AT,
                10: 2,
                11: CENTRE_TIME,
                12: "0.1.0",
                13: len(sealed),
            }
        )
        head = b"BTQP" + bytes([self.format]) + len(header).to_bytes(2, "big") + header
        digest = hashlib.sha256(head + sealed).digest()
        return head + sealed + self.signer.sign(b"bitaqa packet\x00" + digest)


def plain_of(format: int, *, sha256: bytes | None = None) -> bytes:
    entry: dict[str, Any] = {
        "name": PORTRAIT.name,
        "sha256": sha256 or hashlib.sha256(PORTRAIT.content).digest(),
        "bytes": PORTRAIT.content,
    }
    if format >= 1:
        entry["media"] = PORTRAIT.media
    return encode({"body": BODY, "attachments": [entry]})


def genesis() -> bytes:
    return sign_genesis(genesis_value(), signer=CENTRE_SIGNER)


def genesis_value() -> Genesis:
    return Genesis(
        station=STATION,
        name_code="UM-01",
        epoch=1,
        verify_key=STATION_SIGNER.public,
        opening_public=STATION_OPENING.sealing_key.public,
        desk_tls=b"",
        issued_at=CENTRE_TIME,
        closes=None,
    )


def second_genesis_value() -> Genesis:
    closes = ClosedEpoch(last_accepted=41, lost=((12, 12), (30, 33)), unsent_possible=True, because="stolen")
    first = genesis_value()
    return Genesis(first.station, first.name_code, 2, first.verify_key, first.opening_public, b"\x30\x00", AT, closes)


def answers_value() -> list[Stored | Outcome]:
    packet = hashlib.sha256(b"packet").digest()
    return [
        Stored(STATION, 1, 1, packet, AT, False),
        Outcome(STATION, 1, 1, packet, AT, True, None, AT + timedelta(seconds=1)),
        Stored(STATION, 1, 2, packet, AT, True),
        Outcome(STATION, 1, 2, packet, AT, False, "packet.seal_broken", AT + timedelta(seconds=1)),
    ]


def receipt_value() -> Receipt:
    number = new_receipt_number(lambda size: seed("receipt")[:size])
    return Receipt(number, APPLICATION, STATION, 1, "renewal", date(2026, 11, 21), date(2026, 12, 5))


def refused_packets() -> dict[str, tuple[bytes, str]]:
    """Packets that must be refused, each with the code of its error."""
    good = HandMade().data()
    changed = bytearray(good)
    changed[-100] ^= 1
    return {
        "another file": (b"%PDF-1.7 " + good, "packet.not_a_packet"),
        "cut by one byte": (good[:-1], "packet.truncated"),
        "cut inside the header": (good[:40], "packet.truncated"),
        "one byte too many": (good + b"\0", "packet.trailing_bytes"),
        "format 2": (HandMade(format=2).data(), "packet.unknown_format"),
        "a kind that does not exist": (HandMade(kind="wish").data(), "packet.unknown_kind"),
        "sequence 0": (HandMade(sequence=0, previous=bytes(32)).data(), "packet.header_invalid"),
        "signed by another station": (HandMade(signer=OTHER_SIGNER).data(), "packet.wrong_station"),
        "a sealed bit flipped": (bytes(changed), "packet.signature_invalid"),
        "sealed for another key": (HandMade(recipient=STATION_OPENING.sealing_key).data(), "packet.wrong_recipient"),
        "a seal moved to another place": (HandMade(sequence=2, sealed_for_info=1).data(), "packet.seal_broken"),
        "a body that is no map": (
            HandMade(plain=encode({"body": 1, "attachments": []})).data(),
            "packet.body_not_canonical",
        ),
        "a body with a long head": (
            HandMade(plain=plain_of(1).replace(b"\x83\x01\x02\x20", b"\x98\x03\x01\x02\x20")).data(),
            "packet.body_not_canonical",
        ),
        "an attachment damaged before sealing": (
            HandMade(plain=plain_of(1, sha256=bytes(32))).data(),
            "packet.attachment_corrupt",
        ),
    }


def steady() -> dict[str, Any]:
    """The part that comes out the same each time."""
    signers = {"station": STATION_SIGNER, "other station": OTHER_SIGNER, "centre": CENTRE_SIGNER}
    openings = {"centre": CENTRE_OPENING, "centre, next": NEXT_CENTRE_OPENING, "station": STATION_OPENING}
    request = {"method": "POST", "path": "/api/packets?part=1", "body": "7061636b6574", "epoch": 1}
    nonce = seed("nonce")[:16]
    signed: dict[str, Any] = {**request, "body": b"packet", "station": STATION}
    headers = sign_request(**signed, at=AT, nonce=nonce, signer=STATION_SIGNER)
    return {
        "station": str(STATION),
        "cbor": [{"diagnostic": text, "hex": encode(value).hex()} for text, value in CBOR.items()],
        "cbor_refused": [{"what": what, "hex": hex_, "code": code} for what, (hex_, code) in CBOR_REFUSED.items()],
        "signing_keys": {
            name: {"seed": key.to_bytes().hex(), "public": key.public.hex(), "key_id": key.key_id.hex()}
            for name, key in signers.items()
        },
        "opening_keys": {
            name: {
                "seed": key.to_bytes().hex(),
                "public_sha256": hashlib.sha256(key.sealing_key.public).hexdigest(),
                "key_id": key.key_id.hex(),
            }
            for name, key in openings.items()
        },
        "genesis": genesis().hex(),
        "genesis_sha256": hashlib.sha256(genesis()).hexdigest(),
        "second_genesis": sign_genesis(second_genesis_value(), signer=CENTRE_SIGNER).hex(),
        "answers": sign_answers(answers_value(), signer=CENTRE_SIGNER).hex(),
        "receipt_number": receipt_value().number,
        "receipt": sign_receipt(receipt_value(), signer=STATION_SIGNER),
        "request": request | {"headers": headers},
        "body": encode(BODY).hex(),
        "attachment": {"name": PORTRAIT.name, "media": PORTRAIT.media, "bytes": PORTRAIT.content.hex()},
    }


def sealed() -> dict[str, Any]:
    """The part that is new with each run."""
    pack = seal_field_pack(
        body=BODY,
        attachments=[PORTRAIT],
        station=STATION,
        serial=7,
        valid_from=AT,
        valid_until=AT + timedelta(days=3),
        recipient=STATION_OPENING.sealing_key,
        signer=CENTRE_SIGNER,
    )
    return {
        "packets": [
            {"format": format, "hex": data.hex(), "sha256": hashlib.sha256(data).hexdigest()}
            for format, data in ((1, HandMade().data()), (0, HandMade(format=0).data()))
        ],
        "packets_refused": [
            {"what": what, "hex": data.hex(), "code": code} for what, (data, code) in refused_packets().items()
        ],
        "field_pack": pack.hex(),
    }


if __name__ == "__main__":
    VECTORS.write_text(json.dumps(steady() | sealed(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{VECTORS.name}: {VECTORS.stat().st_size} bytes\n")
