"""The published vectors hold, so that a packet written today is still read tomorrow."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from bitaqa.foundation.packet.answers import read_answers
from bitaqa.foundation.packet.codec import decode, encode
from bitaqa.foundation.packet.errors import PacketError
from bitaqa.foundation.packet.fieldpack import open_field_pack
from bitaqa.foundation.packet.genesis import read_genesis
from bitaqa.foundation.packet.keys import OpeningKey, Verifier
from bitaqa.foundation.packet.receipt import read_receipt
from bitaqa.foundation.packet.sealed import FORMATS_READ, open_packet
from foundation.packet import make_vectors as made

VECTORS: dict[str, Any] = json.loads(made.VECTORS.read_text(encoding="utf-8"))
STATION_KEY = Verifier(bytes.fromhex(VECTORS["signing_keys"]["station"]["public"]))
CENTRE_KEY = Verifier(bytes.fromhex(VECTORS["signing_keys"]["centre"]["public"]))
OPENING = OpeningKey.from_bytes(bytes.fromhex(VECTORS["opening_keys"]["centre"]["seed"]))


def test_the_generator_still_makes_them() -> None:
    steady = json.loads(json.dumps(made.steady()))
    assert {name: VECTORS[name] for name in steady} == steady
    assert VECTORS.keys() == steady.keys() | made.sealed().keys()


@pytest.mark.parametrize("vector", VECTORS["cbor"], ids=lambda vector: vector["diagnostic"])
def test_values(vector: dict[str, str]) -> None:
    value = made.CBOR[vector["diagnostic"]]
    assert encode(value).hex() == vector["hex"]
    assert decode(bytes.fromhex(vector["hex"])) == value


@pytest.mark.parametrize("vector", VECTORS["cbor_refused"], ids=lambda vector: vector["what"])
def test_refused_values(vector: dict[str, str]) -> None:
    with pytest.raises(PacketError) as caught:
        decode(bytes.fromhex(vector["hex"]))
    assert caught.value.code == vector["code"]


@pytest.mark.parametrize("vector", VECTORS["packets"], ids=lambda vector: f"format {vector['format']}")
def test_packets(vector: dict[str, Any]) -> None:
    data = bytes.fromhex(vector["hex"])
    opened = open_packet(data, verifier=STATION_KEY, opening_keys={OPENING.key_id: OPENING}, station=made.STATION)
    assert opened.header.format == vector["format"]
    assert opened.hash.hex() == vector["sha256"]
    assert opened.header.previous.hex() == VECTORS["genesis_sha256"]
    assert encode(opened.body).hex() == VECTORS["body"]
    assert opened.attachments[0].content.hex() == VECTORS["attachment"]["bytes"]


def test_every_format_read_has_a_packet() -> None:
    assert [vector["format"] for vector in VECTORS["packets"]] == list(FORMATS_READ)


@pytest.mark.parametrize("vector", VECTORS["packets_refused"], ids=lambda vector: vector["what"])
def test_refused_packets(vector: dict[str, str]) -> None:
    data = bytes.fromhex(vector["hex"])
    with pytest.raises(PacketError) as caught:
        open_packet(data, verifier=STATION_KEY, opening_keys={OPENING.key_id: OPENING}, station=made.STATION)
    assert caught.value.code == vector["code"]


def test_refused_packets_are_made_anew_as_well() -> None:
    """The stored ones show that reading does not drift; these, that the generator does not."""
    for what, (data, code) in made.refused_packets().items():
        with pytest.raises(PacketError) as caught:
            open_packet(data, verifier=STATION_KEY, opening_keys={OPENING.key_id: OPENING}, station=made.STATION)
        assert caught.value.code == code, what


def test_the_centres_words() -> None:
    genesis = read_genesis(bytes.fromhex(VECTORS["genesis"]), verifier=CENTRE_KEY)
    assert str(genesis.station) == VECTORS["station"]
    assert genesis.hash.hex() == VECTORS["genesis_sha256"]
    assert read_genesis(bytes.fromhex(VECTORS["second_genesis"]), verifier=CENTRE_KEY).epoch == 2
    assert list(read_answers(bytes.fromhex(VECTORS["answers"]), verifier=CENTRE_KEY)) == made.answers_value()


def test_the_receipt() -> None:
    receipt = read_receipt(VECTORS["receipt"], {STATION_KEY.key_id: STATION_KEY})
    assert receipt.number == VECTORS["receipt_number"]
    assert receipt == made.receipt_value()


def test_the_field_pack() -> None:
    key = OpeningKey.from_bytes(bytes.fromhex(VECTORS["opening_keys"]["station"]["seed"]))
    pack = open_field_pack(
        bytes.fromhex(VECTORS["field_pack"]), verifier=CENTRE_KEY, station=made.STATION, opening_key=key
    )
    assert (pack.header.serial, pack.body) == (7, made.BODY)


def test_opening_keys_are_named_by_their_public_half() -> None:
    for vector in VECTORS["opening_keys"].values():
        public = OpeningKey.from_bytes(bytes.fromhex(vector["seed"])).sealing_key.public
        assert hashlib.sha256(public).hexdigest() == vector["public_sha256"]
        assert vector["public_sha256"].startswith(vector["key_id"])
