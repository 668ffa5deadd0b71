"""A holder sets the PIN of their chip at the counter: recognised, typed twice, on the chip and nowhere else."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.db import connection

from bitaqa.foundation.icao.chip.applet import SimulatedChip
from bitaqa.foundation.icao.chip.image import decode_chip, encode_chip
from bitaqa.foundation.icao.chip_errors import ChipImageError, ChipSilentError
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.pin_session import PinRefusal
from bitaqa.station.desk.models import Entry
from bitaqa.station.devices import card_reader
from bitaqa.station.handover import errors as e
from bitaqa.station.handover.attempting import find_attempt
from bitaqa.station.handover.models import Attempt
from bitaqa.station.handover.pins import FRESH, NewPin, recognise_holder, recognised_until, set_pin
from bitaqa.station.outbox import register
from station_env.browser import Browser
from station_env.counter import PINS, Counter, stop

PIN = "271828"


class Reader:
    """The simulated reader of a station on which ana's card lies, its PIN blocked."""

    def __init__(self, counter: Counter, home: Path) -> None:
        self.counter, self.file = counter, home / "reader" / "ana.chip"
        self.file.parent.mkdir()
        serial = b"ana's chip"
        keys = counter.place.centre.issuer.of(serial)
        chip = SimulatedChip(serial=serial, transport=keys, randbytes=secrets.token_bytes)
        chip.memory.pin, chip.memory.pin_tries = b"111111\xff\xff", 0
        self.file.write_bytes(encode_chip(chip))

    @property
    def pin(self) -> tuple[bytes | None, int]:
        memory = decode_chip(self.file.read_bytes(), randbytes=secrets.token_bytes).memory
        return memory.pin, memory.pin_tries

    def is_as_it_was(self) -> bool:
        told = Entry.objects.filter(event="card.pin_reset").exists()
        return self.pin == (b"111111\xff\xff", 0) and not told


@pytest.fixture
def reader(box_station: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setattr(register, "transports", box_station.place.centre.transport)
    monkeypatch.setattr(card_reader, "FOLDER", str(tmp_path / "reader"))
    box_station.open_day()
    box_station.receive()
    box_station.hand_over("ana")
    return Reader(box_station, tmp_path)


def recognise(counter: Counter, who: str = "ana", **told: Any) -> None:
    told.setdefault("fingers", counter.fingers("ana", of=who))
    recognise_holder(card=counter.card("ana"), **told, by=counter.amina, at=counter.now)


def give(counter: Counter, pin: str = PIN, **changes: Any) -> None:
    told = {"by": counter.amina, "at": counter.now, **changes}
    set_pin(card=counter.card("ana"), new=NewPin(pin, "blocked"), **told)


def test_a_recognised_holder_s_pin_is_on_the_chip_and_nowhere_else(reader: Reader) -> None:
    counter = reader.counter
    recognise(counter)
    give(counter)
    assert reader.pin == (b"271828\xff\xff", 3)
    entry = Entry.objects.get(event="card.pin_reset")
    assert entry.subject == counter.card("ana") and entry.facts["method"] == "finger"
    (asked,) = counter.place.centre.pins_asked
    assert asked.because == "blocked" and asked.verification.score is not None and asked.card == entry.subject
    assert find_attempt(counter.card("ana")) is None
    with pytest.raises(e.HolderNotRecognisedError):
        give(counter)  # once per recognition
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            assert PIN not in json.dumps(cursor.fetchall(), default=str), table
    assert PIN not in repr(NewPin(PIN, "blocked")) and PIN not in asked.model_dump_json()


def test_nobody_but_the_holder_recognised_just_now_sets_a_pin(reader: Reader) -> None:
    counter = reader.counter
    with pytest.raises(e.HolderNotRecognisedError):
        give(counter)
    recognise(counter, "lina")
    assert recognised_until(counter.card("ana")) is None
    with pytest.raises(e.HolderNotRecognisedError):
        give(counter)
    recognise(counter)
    assert recognised_until(counter.card("ana")) == counter.now + FRESH
    with pytest.raises(e.HolderNotRecognisedError):
        give(counter, at=counter.now + FRESH + timedelta(seconds=1))
    Attempt.objects.update(collector="authorised")
    with pytest.raises(e.HolderAloneError):
        give(counter)
    assert reader.is_as_it_was() and counter.place.centre.pins_asked == []


def test_pins_anyone_would_try_are_refused_before_anything_is_asked(reader: Reader) -> None:
    recognise(reader.counter)
    for pin in ("123456", "111222", "12345", "12ab56"):
        with pytest.raises(BitaqaError):
            give(reader.counter, pin)
    assert reader.is_as_it_was() and reader.counter.place.centre.pins_asked == []


@pytest.mark.parametrize("why", [*PinRefusal, 403, 500])
def test_whatever_the_centre_refuses_leaves_the_old_pin(reader: Reader, why: PinRefusal | int) -> None:
    recognise(reader.counter)
    reader.counter.place.centre.why_no_pin = lambda question: why
    with pytest.raises(BitaqaError) as refused:
        give(reader.counter)
    expected = f"outbox.pin_{why}" if isinstance(why, PinRefusal) else "outbox.pin_closed"
    assert refused.value.code == expected and reader.is_as_it_was()


def test_without_a_line_or_a_card_nothing_changes(
    reader: Reader, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = reader.counter
    recognise(counter)

    def cut(request: httpx.Request) -> None:
        raise httpx.ConnectError("cut")

    counter.place.centre.break_line = cut
    with pytest.raises(BitaqaError) as refused:
        give(counter)
    assert refused.value.code == "outbox.pin_offline" and reader.is_as_it_was()
    counter.place.centre.break_line = None
    whole = reader.file.read_bytes()
    reader.file.write_bytes(b"no chip")
    with pytest.raises(ChipImageError):
        give(counter)
    reader.file.unlink()
    with pytest.raises(ChipSilentError):
        give(counter)
    reader.file.write_bytes(whole)
    settings.BITAQA_SIMULATED_DEVICES = False
    with pytest.raises(BitaqaError, match="no reader for cards"):
        give(counter)
    settings.BITAQA_CARD_READER = "a reader"
    with pytest.raises(ChipSilentError):
        give(counter)
    chip = decode_chip(whole, randbytes=secrets.token_bytes)
    monkeypatch.setattr(card_reader, "PcscChip", lambda name: _Held(chip))
    give(counter)
    assert chip.memory.pin == b"271828\xff\xff"


class _Held:
    def __init__(self, chip: SimulatedChip) -> None:
        self.chip = chip

    def __enter__(self) -> SimulatedChip:
        return self.chip

    def __exit__(self, *_: object) -> None: ...


def test_an_answer_that_cannot_be_read_leaves_the_old_pin(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    centre = reader.counter.place.centre
    recognise(reader.counter)
    answers: list[Callable[[], bytes]] = [
        lambda: b"nothing",
        lambda: register_answer(reader.counter),
    ]
    for answer in answers:
        content = answer()
        monkeypatch.setattr(type(centre), "_open_chip", lambda self, body, c=content: httpx.Response(200, content=c))
        with pytest.raises(BitaqaError) as refused:
            give(reader.counter)
        assert refused.value.code == "outbox.pin_session" and reader.is_as_it_was()


def register_answer(counter: Counter) -> bytes:
    """Signed by another centre."""
    from bitaqa.foundation.packet.keys import SoftwareSigner
    from bitaqa.foundation.packet.statement import sign_statement

    return sign_statement("pin-session", [], signer=SoftwareSigner.generate())


def test_a_stopped_card_and_one_that_is_elsewhere_are_not_served(reader: Reader) -> None:
    counter = reader.counter
    for who in ("sami", "ana"):
        if who == "sami":
            from bitaqa.station.handover.handing import stop_card

            stop_card(card=counter.card(who), because="doubt", by=counter.amina, at=counter.now)
        else:
            stop(counter, who)
        with pytest.raises((e.CardGoneError, e.CardStoppedError)):
            recognise_holder(card=counter.card(who), by=counter.amina, at=counter.now)


# --- the screen -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_blocked_pin_from_the_finger_to_the_pad(reader: Reader, language: str) -> None:
    counter, browser = reader.counter, Browser("op.amina", language)
    card, who = counter.card("ana"), counter.people["ana"]
    assert f"{card}/pin/" in browser.go("handover:card", card)
    assert 'name="new_pin"' not in browser.go("handover:pin", card)
    browser.press("handover:pin-capture", card, specimen=str(who.body), what="finger")
    page = browser.go("handover:pin", card)
    assert 'name="new_pin"' in page and 'name="second"' not in page and "data-pad-key" in page
    told = {"why": "blocked", "new_pin": PIN, "again": "271829"}
    differ = browser.press("handover:pin-set", card, **told, status=200).content.decode()
    assert PIN not in differ and "271829" not in differ
    easy = browser.press("handover:pin-set", card, **{**told, "new_pin": "123456", "again": "123456"}, status=409)
    assert "123456" not in easy.content.decode() and reader.is_as_it_was()
    browser.press("handover:pin-set", card, **{**told, "again": PIN})
    assert reader.pin == (b"271828\xff\xff", 3)
    browser.go("handover:card", card)


def test_two_people_vouch_for_a_holder_whom_no_device_recognises(reader: Reader) -> None:
    counter, browser = reader.counter, Browser("head.salma")
    card = counter.card("ana")
    browser.press("handover:pin-capture", card, what="none")
    assert 'name="second"' in browser.go("handover:pin", card)
    browser.press("handover:pin-capture", card, specimen=str(counter.people["lina"].body), what="finger")
    told = {"why": "forgotten", "new_pin": PIN, "again": PIN}
    browser.press("handover:pin-set", card, **told, status=200)
    told |= {"second": "op.amina", "because": "finger_unclear"}
    browser.press("handover:pin-set", card, **told, pin="000000", status=409)
    assert reader.is_as_it_was()
    browser.press("handover:pin-set", card, **told, pin=PINS["op.amina"])
    assert reader.pin == (b"271828\xff\xff", 3)
    (asked,) = counter.place.centre.pins_asked
    assert asked.verification.second_person == "op.amina" and asked.verification.because == "finger_unclear"


def test_captures_that_are_none_and_a_person_who_leaves(reader: Reader, settings: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from bitaqa.foundation.matching.templates import encode_template

    counter, browser = reader.counter, Browser("op.amina")
    card = counter.card("ana")
    browser.press("handover:pin-capture", card, finger=SimpleUploadedFile("f.fmr", b"no template"), status=409)
    browser.press("handover:pin-capture", card, picture=SimpleUploadedFile("p.jpg", counter.portrait("ana")))
    template = encode_template(counter.fingers("ana")[0])
    browser.press("handover:pin-capture", card, finger=SimpleUploadedFile("f.fmr", template))
    assert recognised_until(card) is not None
    browser.press("handover:pin-leave", card)
    assert find_attempt(card) is None and reader.is_as_it_was()
    settings.BITAQA_SIMULATED_DEVICES = False
    assert "This station has no reader for cards." in browser.go("handover:pin", card)


def test_at_a_hand_over_the_recognised_holder_chooses_a_first_pin(reader: Reader) -> None:
    counter, browser = reader.counter, Browser("op.amina")
    card, who = counter.card("lina"), counter.people["lina"]
    browser.press("handover:who", card, collector="holder")
    browser.press("handover:capture", card, specimen=str(who.body), what="finger")
    assert f"{card}/pin/" in browser.go("handover:card", card)
    browser.press("handover:pin-set", card, why="first", new_pin=PIN, again=PIN)
    assert find_attempt(card) is not None  # the hand-over goes on
    browser.press("handover:pin-leave", card)
    browser.press("handover:end", card, holder_checked="on", signed="on")
    browser.press("handover:who", counter.card("sami"), collector="holder")
    Attempt.objects.update(collector="authorised")
    assert "Only the holder in person" in browser.go("handover:pin", counter.card("sami"))
