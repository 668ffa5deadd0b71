"""A field pack is taken only when it is the centre's, for this station, newer and still valid; the old one stays."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.keys import SoftwareSigner
from bitaqa.foundation.packet.payload import Attachment
from station_env.centre import AT, CAMPAIGN, DELIVERY, PINS, VISIT, Centre
from station_env.place import Place, adult


def _due(place: Place) -> dict[str, Any]:
    who = adult()
    return {
        "card": new_id(), "document_number": "SP0000001", "application": new_id(), "document_type": "cnie",
        "receipt_number": "K7QF2-M9TXR-4B8DW", "kind": "first", "visit": DELIVERY, "position": 3,
        "names": who.identity_map("x")["names"], "birth": str(who.birth), "fingers": (2, 7),
    }  # fmt: skip


def test_cards_are_found_by_name_number_and_receipt_and_bodies_are_encrypted(place: Place, home: Path) -> None:
    from bitaqa.station.fieldpack.door import card_body, cards_due, get_card

    due = _due(place)
    card = due["card"]
    files = (
        Attachment(f"card/{card}/portrait", "image/jpeg", b"portrait of someone"),
        Attachment(f"card/{card}/finger/2", "application/x-iso19794-2", b"finger two"),
    )
    place.install(2, cards_due=(due,), attachments=files)
    who = adult()
    for q in (who.given[0], who.given[1].upper(), "sp0000001", "K7QF2"):
        assert [found.card for found in cards_due(q=q)] == [card], q
    assert cards_due(q="نص لا يوجد") == () and cards_due(visit=VISIT) == ()
    assert get_card(document_number=" sp0000001 ").card == card
    body = card_body(card)
    assert body.portrait == b"portrait of someone" and body.fingers == {2: b"finger two"}
    (file,) = (home / "field-pack" / "2").iterdir()
    assert b"portrait of someone" not in file.read_bytes()


def _refused(place: Place, data: bytes) -> str:
    from bitaqa.station.fieldpack.door import find_pack, install_field_pack

    before = find_pack()
    with pytest.raises(BitaqaError) as refused:
        install_field_pack(data=data, by="head", at=place.now)
    assert find_pack() == before, "the pack in use stays"
    return refused.value.code


def test_what_is_not_a_pack_for_us_is_refused_in_words(place: Place) -> None:
    good = place.centre.field_pack(5)
    flipped = bytearray(good)
    flipped[len(good) // 2] ^= 1
    stranger = Centre(opening=place.centre.opening, genesis=place.centre.genesis)
    codes = {
        "garbage": _refused(place, b"garbage"),
        "empty": _refused(place, b""),
        "cut": _refused(place, good[:-10]),
        "flipped": _refused(place, bytes(flipped)),
        "another station": _refused(place, place.centre.field_pack(5, station=new_id())),
        "another centre": _refused(place, stranger.field_pack(5)),
        "expired": _refused(place, place.centre.field_pack(5, valid_until=AT - timedelta(minutes=1))),
    }
    assert codes == {
        "garbage": "packet.field_pack.tampered",
        "empty": "packet.field_pack.tampered",
        "cut": "packet.field_pack.tampered",
        "flipped": "packet.field_pack.signature_invalid",
        "another station": "packet.field_pack.another_station",
        "another centre": "packet.field_pack.signature_invalid",
        "expired": "field_pack.expired",
    }


def test_an_older_pack_is_refused_and_the_same_one_changes_nothing(place: Place) -> None:
    data = place.centre.field_pack(3)
    from bitaqa.station.fieldpack.door import install_field_pack

    first = install_field_pack(data=data, by="head", at=place.now)
    assert install_field_pack(data=data, by="head", at=place.now) == first
    assert _refused(place, place.centre.field_pack(2)) == "field_pack.older"


def test_operators_who_left_the_pack_can_no_longer_sign_in(place: Place) -> None:
    from bitaqa.station.desk.crew import sign_in
    from bitaqa.station.desk.errors import SignInRefusedError
    from station_env.centre import pack_body

    accounts = pack_body(place.centre, 2)["accounts"]
    place.install(2, accounts=[a for a in accounts if a["operator"] != "op.driss"])
    assert sign_in(code="op.amina", pin=PINS["op.amina"], desk="station").code == "op.amina"
    with pytest.raises(SignInRefusedError):
        sign_in(code="op.driss", pin=PINS["op.driss"], desk="station")


def test_the_newest_opening_key_is_sealed_to(place: Place) -> None:
    from bitaqa.foundation.packet.keys import OpeningKey
    from bitaqa.station.fieldpack.door import centre_sealing_key

    newer = OpeningKey(b"n" * 32)
    keys = [
        {"key_id": key.key_id.hex(), "public": key.sealing_key.public.hex()} for key in (place.centre.opening, newer)
    ]
    place.install(2, opening_keys=keys)
    assert centre_sealing_key(place.now).key_id == newer.key_id
    later = {**keys[1], "since": place.now + timedelta(days=1)}
    place.install(3, opening_keys=[keys[0], later])
    assert centre_sealing_key(place.now).key_id == place.centre.opening.key_id
    assert centre_sealing_key(place.now + timedelta(days=2)).key_id == newer.key_id


def test_a_centre_that_replaces_its_key_names_the_next_one_in_a_pack(place: Place) -> None:
    old, new = place.centre.signer, SoftwareSigner.generate()
    place.install(2, centre_keys=[{"key_id": k.key_id.hex(), "public": k.public.hex()} for k in (old, new)])
    place.centre.signer = new
    assert place.install(3).serial == 3


def test_a_clock_a_year_off_is_said_so(place: Place) -> None:
    from bitaqa.station.desk.domain import check_clock
    from bitaqa.station.desk.errors import ClockFarOffError

    place.play(AT - timedelta(days=365))
    with pytest.raises(ClockFarOffError):
        place.start()
    assert _refused(place, place.centre.field_pack(2)) == "station.clock_far_off"
    for off in (timedelta(days=366), timedelta(days=-366)):
        with pytest.raises(ClockFarOffError):
            check_clock(AT + off, centre_time=AT, read_at=AT + off)
    check_clock(AT + timedelta(days=3), centre_time=AT, read_at=AT + timedelta(minutes=4))
    check_clock(AT, centre_time=None, read_at=None)


def test_uncertainty_grows_with_the_time_since_the_centre_was_heard(place: Place) -> None:
    from bitaqa.station.desk.door import hear_centre_time, reading

    assert reading().centre_time is None and reading().uncertainty == timedelta(days=1)
    hear_centre_time(AT + timedelta(seconds=3))
    near = reading()
    assert near.centre_time == AT + timedelta(seconds=3) and near.uncertainty == timedelta(seconds=5)


def test_a_programme_that_waives_the_duty_pays_for_it(place: Place) -> None:
    from bitaqa.station.enrolment import drafts, queries

    draft = place.start(programme="test-free")
    place.fill(draft, adult())
    by, at = place.operator(), place.now
    fee = {"rule": "stamp-12-and-over", "centimes": 7500, "waived_by": "test-free"}
    drafts.save_fee(draft=draft, fee=fee, by=by, at=at)
    drafts.confirm_draft(draft=draft, on="print", by=by, at=at)
    place.seal(draft)
    figures = queries.day_figures(visit=VISIT, day=AT.date())
    assert (figures.waivers, figures.stamps, figures.money_centimes) == (1, 0, 0)
    assert figures.enrolled == {"first": 1}
    assert place.centre.body(place.packets()[0]).campaign == CAMPAIGN  # type: ignore[union-attr]
