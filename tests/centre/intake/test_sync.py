"""What stations ask over HTTP, signed: time, packets whole or in pieces, answers, field packs; who is turned away."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.backbone.vault.door import signer
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.answers import Outcome, Stored, read_answers
from bitaqa.foundation.packet.keys import SoftwareSigner, Verifier
from bitaqa.foundation.packet.sealed import MAX_PACKET_SIZE
from bitaqa.foundation.packet.statement import read_statement
from bitaqa.foundation.packet.wire import sign_request
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.journey.intake import spool
from bitaqa.journey.intake.dismissing import confirm_dismissal, decline_dismissal, propose_dismissal
from bitaqa.journey.intake.models import Packet
from bitaqa.journey.planning.packing import issue_field_pack
from bitaqa.journey.planning.provisioning import save_crew_member
from bitaqa.records.stations import door as stations

from ..people import account
from .conftest import ACTOR, AT, World
from .test_taking_in import seal_some, take_in

pytestmark = pytest.mark.django_db
Ask = Callable[..., Any]


@pytest.fixture
def ask(world: World) -> Ask:
    """`ask("GET", "hello")`: a request signed as the world's station would; what is given replaces its parts."""
    head = world.station.head

    def request(
        method: str, path: str, body: bytes = b"", *, headers: dict[str, str] | None = None, sent: bytes | None = None,
        **changes: Any,
    ) -> Any:  # fmt: skip
        told = {
            "station": head.station, "epoch": head.epoch, "at": datetime.now(UTC), "nonce": os.urandom(16),
            "signer": world.station.signer, **changes,
        }  # fmt: skip
        signed = sign_request(method=method, path=f"/sync/v1/{path}", body=body, **told)
        return Client().generic(
            method, f"/sync/v1/{path}", body if sent is None else sent, content_type="application/octet-stream",
            headers=signed | (headers or {}),
        )  # fmt: skip

    return request


def centre_key() -> Verifier:
    return Verifier(signer("centre").public)


def refused(answer: Any) -> tuple[int, str]:
    said = answer.json()
    assert said["sentence"], "a refusal says why in words"
    return answer.status_code, said["code"]


def piece(ask: Ask, data: bytes, digest: bytes, start: int, end: int, *, claimed: int | None = None) -> Any:
    headers = {"Upload-Offset": str(start), "Upload-Length": str(len(data) if claimed is None else claimed)}
    return ask("PATCH", f"uploads/{digest.hex()}", data[start:end], headers=headers)


# --- hello ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("off", [timedelta(0), timedelta(days=365), timedelta(days=-365)])
def test_hello_tells_the_time_to_any_clock(ask: Ask, world: World, off: timedelta) -> None:
    answer = ask("GET", "hello", at=datetime.now(UTC) + off)
    assert answer.status_code == 200
    told: Any = read_statement(answer.content, purpose="hello", verifier=centre_key())
    assert abs(told["real_time"] - datetime.now(UTC)) < timedelta(minutes=1)
    assert (told["station"], told["epoch"], told["current_epoch"]) == (world.station.head.station, 1, 1)
    assert (told["last_sequence"], told["gaps"]) == (0, [])


def test_hello_shows_what_is_missing(ask: Ask, world: World) -> None:
    _, _, (_, third) = seal_some(world, 3)
    assert ask("POST", "packets", third.data).status_code == 200
    told: Any = read_statement(ask("GET", "hello").content, purpose="hello", verifier=centre_key())
    assert told["gaps"] == [[1, 2]]


# --- who is turned away -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["packets", "answers", "field-pack", "uploads/" + "0" * 64])
def test_a_clock_a_year_off_learns_the_time_before_anything_else(ask: Ask, path: str) -> None:
    method = "POST" if path == "packets" else "GET"
    assert refused(ask(method, path, at=datetime.now(UTC) + timedelta(days=365)))[1] == "packet.request.clock"


def test_unsigned_requests_are_refused() -> None:
    for path in ("hello", "answers", "field-pack"):
        assert refused(Client().get(f"/sync/v1/{path}"))[1] == "packet.request.unsigned"
    assert refused(Client().post("/sync/v1/packets", b"x", content_type="application/octet-stream"))[0] in (401, 403)


def test_a_forged_signature_is_refused(ask: Ask) -> None:
    assert refused(ask("GET", "hello", signer=SoftwareSigner.generate()))[1] == "packet.request.signature_invalid"


def test_a_body_changed_on_the_way_is_refused_and_not_stored(ask: Ask, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    assert refused(ask("POST", "packets", packet.data, sent=packet.data[:-1]))[1] == "packet.request.signature_invalid"
    assert not Packet.objects.exists() and not list(spool.waiting_hashes())


def test_malformed_headers_are_refused(ask: Ask) -> None:
    assert refused(ask("GET", "hello", headers={"Bitaqa-Epoch": "first"}))[1] == "packet.request.malformed"


def test_an_unknown_station_or_epoch_is_refused(ask: Ask) -> None:
    assert refused(ask("GET", "hello", station=new_id())) == (404, "stations.station_unknown")
    assert refused(ask("GET", "hello", epoch=2)) == (404, "stations.station_unknown")


def test_a_revoked_station_is_refused_and_nothing_of_it_is_stored(ask: Ask, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    stations.revoke_station(world.station.head.station, by=ACTOR, at=AT, because="stolen")
    stations.revoke_station(world.station.head.station, by=ACTOR, at=AT, because="again")
    assert refused(ask("POST", "packets", packet.data))[1] == "stations.station_revoked"
    assert refused(ask("GET", "hello"))[1] == "stations.station_revoked"
    assert not Packet.objects.exists()


# --- packets ----------------------------------------------------------------------------------------------------
def test_a_packet_is_stored_then_its_outcome_is_told_once(ask: Ask, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    answer = ask("POST", "packets", packet.data)
    [stored] = read_answers(answer.content, verifier=centre_key())
    assert isinstance(stored, Stored) and stored.packet_hash == packet.hash
    take_in()
    heard = ask("GET", "answers?after=0")
    assert [type(each) for each in read_answers(heard.content, verifier=centre_key())] == [Stored, Outcome]
    cursor = heard.headers["Bitaqa-Cursor"]
    again = ask("GET", f"answers?after={cursor}")
    assert list(read_answers(again.content, verifier=centre_key())) == []
    assert again.headers["Bitaqa-Cursor"] == cursor
    assert ask("GET", "answers?after=nonsense").content, "an unreadable cursor begins at the start"


def test_nothing_sent_is_said_so(ask: Ask) -> None:
    assert refused(ask("POST", "packets"))[1] == "intake.nothing_sent"


def test_bytes_that_are_no_packet_are_kept_and_said_to_be_in_quarantine(ask: Ask) -> None:
    assert refused(ask("POST", "packets", b"rubbish")) == (422, "intake.packet_unreadable")
    assert Packet.objects.get().state == "quarantined" and len(list(spool.waiting_hashes())) == 1


def test_a_dismissed_packet_is_told_to_its_station_and_each_step_to_the_journal(ask: Ask, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    broken = packet.data[:-200] + bytes([packet.data[-200] ^ 1]) + packet.data[-199:]
    ask("POST", "packets", broken)
    take_in()
    row, one, two = Packet.objects.get(), account("one", "coordinator"), account("two", "coordinator")
    propose_dismissal(packet=row.id, by=one, at=AT, because="damaged")
    propose_dismissal(packet=row.id, by=one, at=AT, because="damaged")
    decline_dismissal(packet=row.id, by=two, at=AT)
    propose_dismissal(packet=row.id, by=one, at=AT, because="sent_again")
    confirm_dismissal(packet=row.id, by=two, at=AT)
    told = read_answers(ask("GET", "answers?after=0").content, verifier=centre_key())
    outcomes = [each for each in told if isinstance(each, Outcome)]
    assert [each.dismissed for each in outcomes] == [False, True]
    assert outcomes[-1].reason == "intake.dismissed.sent_again" and not outcomes[-1].accepted
    assert outcomes[-1].packet_hash == bytes(row.hash)
    steps = JournalEntry.objects.filter(event__startswith="packet.dismiss").order_by("id")
    assert [(each.event, each.because) for each in steps] == [
        ("packet.dismissal_proposed", "damaged"), ("packet.dismissal_declined", "damaged"),
        ("packet.dismissal_proposed", "sent_again"), ("packet.dismissed", "sent_again"),
    ]  # fmt: skip


# --- in pieces --------------------------------------------------------------------------------------------------
def test_a_packet_in_pieces_is_one_packet(ask: Ask, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    data, digest, half = packet.data, packet.hash, len(packet.data) // 2
    assert piece(ask, data, digest, 0, half).json() == {"offset": half}
    assert ask("GET", f"uploads/{digest.hex()}").json() == {"offset": half}
    [stored] = read_answers(piece(ask, data, digest, half, len(data)).content, verifier=centre_key())
    assert isinstance(stored, Stored) and spool.read(digest) == data
    assert ask("GET", f"uploads/{digest.hex()}").json() == {"offset": 0}, "the partial file is gone"


def test_a_piece_at_the_wrong_place_changes_nothing(ask: Ask, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    data, digest = packet.data, packet.hash
    piece(ask, data, digest, 0, 1000)
    for start, end in ((0, 1000), (999, 2000), (1001, 2000)):
        assert refused(piece(ask, data, digest, start, end))[1] == "intake.upload_offset"
    assert refused(piece(ask, data, digest, 1000, 3000, claimed=2000))[1] == "intake.upload_offset", "more than told"
    assert spool.upload_offset(digest) == 1000
    assert piece(ask, data, digest, 1000, len(data)).status_code == 200


def test_a_whole_that_does_not_have_its_hash_begins_again(ask: Ask, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    data, digest = packet.data, packet.hash
    damaged = data[:100] + bytes([data[100] ^ 1]) + data[101:]
    assert refused(piece(ask, damaged, digest, 0, len(data))) == (422, "intake.upload_damaged")
    assert spool.upload_offset(digest) == 0 and not Packet.objects.exists()
    assert piece(ask, data, digest, 0, len(data)).status_code == 200


def test_pieces_without_their_headers_or_too_large_are_refused(ask: Ask, world: World) -> None:
    [(_, packet)] = seal_some(world, 1)
    where, part = f"uploads/{packet.hash.hex()}", packet.data[:10]
    for headers in ({}, {"Upload-Offset": "0"}, {"Upload-Offset": "none", "Upload-Length": "10"},
                    {"Upload-Offset": "0", "Upload-Length": str(MAX_PACKET_SIZE + 1)}):  # fmt: skip
        assert refused(ask("PATCH", where, part, headers=headers))[1] == "intake.nothing_sent"
    for length in ("10", "0"):
        headers = {"Upload-Offset": "0", "Upload-Length": length}
        assert refused(ask("PATCH", where, headers=headers))[1] == "intake.nothing_sent"


def test_an_upload_that_was_whole_when_the_centre_died_is_finished_by_an_empty_piece(ask: Ask, world: World) -> None:
    """The station asks how much is held, hears "all of it", and sends the nothing that is left."""
    [(_, packet)] = seal_some(world, 1)
    data, digest = packet.data, packet.hash
    assert spool.add_piece(digest, offset=0, length=len(data), piece=data) == data  # and here the power failed
    assert ask("GET", f"uploads/{digest.hex()}").json() == {"offset": len(data)}
    [stored] = read_answers(piece(ask, data, digest, len(data), len(data)).content, verifier=centre_key())
    assert isinstance(stored, Stored) and spool.upload_offset(digest) == 0


# --- a full disk ------------------------------------------------------------------------------------------------
@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """`full_disk(True)`: what is written cannot be made durable any more."""
    real = os.fsync

    def fsync(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def turn(full: bool) -> None:
        monkeypatch.setattr(spool.os, "fsync", fsync if full else real)

    return turn


def test_a_full_disk_never_says_stored(ask: Ask, world: World, full_disk: Callable[[bool], None], home: Path) -> None:
    [(_, packet)] = seal_some(world, 1)
    full_disk(True)
    assert refused(ask("POST", "packets", packet.data)) == (503, "intake.spool_full")
    assert refused(piece(ask, packet.data, packet.hash, 0, 1000)) == (503, "intake.spool_full")
    assert not Packet.objects.exists() and not spool.held(packet.hash)
    assert not [file for file in (home / "intake" / "spool").rglob("*") if file.is_file()], "nothing half written stays"
    full_disk(False)
    assert ask("POST", "packets", packet.data).status_code == 200


# --- field packs ------------------------------------------------------------------------------------------------
def test_the_newest_field_pack_is_fetched_once(ask: Ask, world: World) -> None:
    station = world.station.head.station
    assert ask("GET", "field-pack?have=0").status_code == 204
    save_crew_member(
        station=station, operator="head", role=RoleCode.STATION_HEAD, name_ar="عينة", name_latin="SPECIMEN",
        pin="123456", at=AT,
    )  # fmt: skip
    issue = issue_field_pack(station=station, by=ACTOR, at=AT)
    for have in ("0", "nonsense"):
        answer = ask("GET", f"field-pack?have={have}")
        assert answer.status_code == 200 and answer.content == bytes(issue.data)
    assert ask("GET", f"field-pack?have={issue.serial}").status_code == 204
