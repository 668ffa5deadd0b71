"""Genesis and answers: the centre's public word, signed, and refused when it is not the centre's."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.packet import errors
from bitaqa.foundation.packet.answers import MAX_ANSWERS, Outcome, Stored, read_answers, sign_answers
from bitaqa.foundation.packet.chain import ChainHead
from bitaqa.foundation.packet.codec import decode, encode
from bitaqa.foundation.packet.genesis import ClosedEpoch, genesis_hash, read_genesis, sign_genesis
from bitaqa.foundation.packet.keys import signing_input
from bitaqa.foundation.packet.statement import read_statement, sign_statement, statement_signer
from foundation.packet.make_vectors import (
    AT,
    CENTRE_SIGNER,
    OTHER_SIGNER,
    STATION,
    answers_value,
    genesis,
    genesis_value,
    second_genesis_value,
)

CENTRE = CENTRE_SIGNER.verifier
ANSWERS = sign_answers(answers_value(), signer=CENTRE_SIGNER)


def test_a_genesis_begins_its_chain() -> None:
    data = genesis()
    read = read_genesis(data, verifier=CENTRE)
    assert dataclasses.replace(read, hash=b"") == genesis_value()
    assert read.hash == genesis_hash(data) == hashlib.sha256(data).digest()
    assert read.head == ChainHead(STATION, 1, 0, read.hash)
    assert read.verifier.public == genesis_value().verify_key
    assert read.sealing_key.public == genesis_value().opening_public


def test_a_second_genesis_declares_what_was_lost() -> None:
    read = read_genesis(sign_genesis(second_genesis_value(), signer=CENTRE_SIGNER), verifier=CENTRE)
    assert read.closes == ClosedEpoch(41, ((12, 12), (30, 33)), True, "stolen")


@pytest.mark.parametrize("value", [genesis(), ANSWERS])
def test_another_signer_is_refused(value: bytes) -> None:
    with pytest.raises(errors.GenesisSignatureError):
        read_genesis(value, verifier=OTHER_SIGNER.verifier)
    with pytest.raises(errors.AnswerSignatureError):
        read_answers(value, verifier=OTHER_SIGNER.verifier)


def test_a_statement_does_not_pass_for_another() -> None:
    with pytest.raises(errors.GenesisSignatureError):
        read_genesis(ANSWERS, verifier=CENTRE)
    with pytest.raises(errors.AnswerSignatureError):
        read_answers(genesis(), verifier=CENTRE)
    with pytest.raises(errors.StatementSignatureError):
        read_statement(genesis(), purpose="something", verifier=CENTRE)


@given(st.integers(0, len(ANSWERS) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    changed = bytearray(ANSWERS)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(errors.PacketError):
        read_answers(bytes(changed), verifier=CENTRE)


@given(st.integers(0, len(ANSWERS) - 1))
def test_a_cut_is_seen(size: int) -> None:
    with pytest.raises(errors.StatementMalformedError):
        read_answers(ANSWERS[:size], verifier=CENTRE)


def test_the_signer_is_named_before_it_is_believed() -> None:
    assert statement_signer(ANSWERS) == CENTRE_SIGNER.key_id
    parts = decode(ANSWERS)
    for wrong in (
        [],
        parts[:4],
        [*parts, 1],
        {1: 2},
        [1, *parts[1:]],
        [*parts[:2], b"", *parts[3:]],
        [*parts[:4], b""],
    ):
        with pytest.raises(errors.StatementMalformedError):
            statement_signer(encode(wrong))


def test_another_version_waits() -> None:
    purpose, _, signer, content, signature = decode(ANSWERS)
    with pytest.raises(errors.UnknownFormatError):
        read_answers(encode([purpose, 2, signer, content, signature]), verifier=CENTRE)


def test_a_signed_content_that_is_not_canonical_is_refused() -> None:
    content = b"\x18\x01"
    digest = hashlib.sha256(encode(["answers", 1, CENTRE_SIGNER.key_id, content])).digest()
    signature = CENTRE_SIGNER.sign(signing_input("answers", digest))
    with pytest.raises(errors.StatementMalformedError):
        read_answers(encode(["answers", 1, CENTRE_SIGNER.key_id, content, signature]), verifier=CENTRE)


@pytest.mark.parametrize(
    "change",
    [
        {"name_code": ""},
        {"epoch": 0},
        {"epoch": 2},
        {"verify_key": b""},
        {"opening_public": bytes(32)},
        {"opening_public": b"\xff" * 1216},
        {"desk_tls": bytes(16 * 1024 + 1)},
        {"closes": second_genesis_value().closes},
    ],
)
def test_an_impossible_genesis_is_not_signed(change: dict[str, Any]) -> None:
    with pytest.raises(errors.GenesisInvalidError) as caught:
        sign_genesis(dataclasses.replace(genesis_value(), **change), signer=CENTRE_SIGNER)
    assert caught.value.facts["station"] == STATION


@pytest.mark.parametrize(
    "change",
    [
        {"last_accepted": -1},
        {"because": ""},
        {"lost": ((0, 1),)},
        {"lost": ((3, 2),)},
        {"lost": ((1, 5), (5, 6))},
        {"lost": ((True, 5),)},
    ],
)
def test_an_impossible_closing_is_not_signed(change: dict[str, Any]) -> None:
    second = second_genesis_value()
    assert second.closes is not None
    closes = dataclasses.replace(second.closes, **change)
    with pytest.raises(errors.GenesisInvalidError):
        sign_genesis(dataclasses.replace(second, closes=closes), signer=CENTRE_SIGNER)


@pytest.mark.parametrize("closes", [{}, {"lost": 1}, 5])
def test_a_signed_genesis_is_still_checked(closes: Any) -> None:
    good = read_statement(genesis(), purpose="genesis", verifier=CENTRE)
    for payload in ([], good | {"more": 1}, good | {"epoch": "1"}, good | {"closes": closes}, good | {"epoch": 7}):
        with pytest.raises(errors.GenesisInvalidError):
            read_genesis(sign_statement("genesis", payload, signer=CENTRE_SIGNER), verifier=CENTRE)


def test_answers_come_back_in_order() -> None:
    assert read_answers(ANSWERS, verifier=CENTRE) == tuple(answers_value())
    assert read_answers(sign_answers([], signer=CENTRE_SIGNER), verifier=CENTRE) == ()


@pytest.mark.parametrize(
    "answer",
    [
        Stored(STATION, 0, 1, bytes(32), AT, False),
        Stored(STATION, 1, 0, bytes(32), AT, False),
        Stored(STATION, 1, 1, bytes(31), AT, False),
        Outcome(STATION, 1, 1, bytes(32), AT, True, "a.reason", AT),
        Outcome(STATION, 1, 1, bytes(32), AT, False, None, AT),
        Outcome(STATION, 1, 1, bytes(32), AT, False, "", AT),
    ],
)
def test_an_impossible_answer_is_not_signed(answer: Stored | Outcome) -> None:
    with pytest.raises(errors.AnswerInvalidError):
        sign_answers([answer], signer=CENTRE_SIGNER)


def test_a_message_of_answers_is_bounded() -> None:
    with pytest.raises(errors.AnswerInvalidError):
        sign_answers([answers_value()[0]] * (MAX_ANSWERS + 1), signer=CENTRE_SIGNER)
    with pytest.raises(errors.AnswerInvalidError):
        read_answers(sign_statement("answers", [0] * (MAX_ANSWERS + 1), signer=CENTRE_SIGNER), verifier=CENTRE)


def test_an_answer_without_zone_is_not_signed() -> None:
    naive = Stored(STATION, 1, 1, bytes(32), datetime(2026, 1, 1), False)  # noqa: DTZ001 - naive is the case
    with pytest.raises(errors.ValueRefusedError):
        sign_answers([naive], signer=CENTRE_SIGNER)


@pytest.mark.parametrize("payload", [{}, [[]], [["lost"]], [["stored", STATION, 1, 1, bytes(32), AT]], [7]])
def test_signed_answers_are_still_checked(payload: Any) -> None:
    with pytest.raises(errors.AnswerInvalidError):
        read_answers(sign_statement("answers", payload, signer=CENTRE_SIGNER), verifier=CENTRE)
