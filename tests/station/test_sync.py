"""Packets reach the centre over a bad line, in any order of trouble, and leave this machine only on its word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from bitaqa.foundation.packet.answers import Outcome, sign_answers
from bitaqa.foundation.packet.errors import AnswerSignatureError
from bitaqa.foundation.packet.keys import SoftwareSigner
from bitaqa.foundation.packet.sealed import PacketKind, packet_hash, read_header
from bitaqa.foundation.rules.packet_bodies import JournalBody
from station_env.place import Place, adult


@pytest.fixture
def sync(committed_place: Place, settings: Any) -> Any:
    from bitaqa.station.outbox.sync import run_round

    settings.BITAQA_PACKET_GRACE_DAYS = 0.0

    def one(**changes: Any) -> Any:
        return run_round(transport=committed_place.centre.transport(), **{"journal_at_least": 10_000, **changes})

    return one


@pytest.fixture
def place(committed_place: Place) -> Place:
    return committed_place


def _sealed(place: Place, count: int) -> None:
    for index in range(count):
        place.seal(place.ready(adult(index)))


def test_packets_are_stored_then_accepted_then_deleted(place: Place, sync: Any) -> None:
    _sealed(place, 2)
    first = sync()
    assert (first.sent, first.stored, first.waiting, first.deleted) == (2, 2, 0, 0)
    assert len(place.packets()) == 2, "stored is not accepted: the bytes stay"
    place.centre.accept_all()
    second = sync()
    assert (second.accepted, second.deleted) == (2, 2) and place.packets() == []
    assert place.centre.check_chain().sequence == 2


def test_accepted_packets_stay_for_the_grace_period(place: Place, sync: Any, settings: Any) -> None:
    settings.BITAQA_PACKET_GRACE_DAYS = 7.0
    _sealed(place, 1)
    sync()
    place.centre.accept_all()
    assert sync().deleted == 0 and len(place.packets()) == 1


def test_a_quarantined_packet_stays_and_may_be_accepted_later(place: Place, sync: Any) -> None:
    from bitaqa.station.outbox.queries import outbox_state

    _sealed(place, 1)
    sync()
    place.centre.accept_all(quarantine=(1,))
    assert sync().quarantined == 1 and len(place.packets()) == 1
    assert outbox_state().in_trouble == 1
    place.centre.accept_all()
    assert sync().accepted == 1


def test_a_packet_the_centre_dismissed_is_shown_and_stays_until_the_head_erases_it(place: Place, sync: Any) -> None:
    from django.utils import translation

    from bitaqa.foundation.kernel.states import MoveNotAllowedError
    from bitaqa.station.desk.door import PermissionMissingError, find_operator
    from bitaqa.station.outbox.answers import erase_dismissed
    from bitaqa.station.outbox.home import items
    from bitaqa.station.outbox.models import Packet

    _sealed(place, 2)
    sync()
    place.centre.accept_all(quarantine=(1, 2))
    sync()
    first, second = Packet.objects.order_by("sequence")
    header = read_header(place.packets()[0])
    digest = packet_hash(place.packets()[0])
    place.centre.outcomes.append(
        Outcome(header.station, 1, 1, digest, place.now, False, "intake.dismissed.damaged", place.now)
    )
    assert sync().deleted == 0 and len(place.packets()) == 2, "dismissed is not accepted: the bytes stay"
    head, operator = find_operator("head.salma"), find_operator("op.amina")
    assert head is not None and operator is not None
    with translation.override("en"):
        assert [item.count for item in items(head).wrong if "dismissed" in str(item.label)] == [1]
    with pytest.raises(PermissionMissingError):
        erase_dismissed(packet=first.id, by=operator, at=place.now)
    with pytest.raises(MoveNotAllowedError):
        erase_dismissed(packet=second.id, by=head, at=place.now)
    assert erase_dismissed(packet=first.id, by=head, at=place.now)
    assert not erase_dismissed(packet=first.id, by=head, at=place.now), "pressed twice"
    assert [read_header(data).sequence for data in place.packets()] == [2]
    first.refresh_from_db()
    assert (first.state, first.reason) == ("deleted", "intake.dismissed.damaged")


@pytest.mark.parametrize(("packets", "address"), [(1, "packets"), (3, "bundles")])
def test_a_line_that_breaks_after_the_centre_took_it_loses_and_doubles_nothing(
    place: Place, sync: Any, packets: int, address: str
) -> None:
    _sealed(place, packets)
    taken: list[int] = []

    def cut(request: httpx.Request) -> None:
        if request.url.path == f"/sync/v1/{address}":
            place.centre._answer("POST", request.url.path, request.content, request)
            taken.append(1)
            raise httpx.ReadTimeout("cut")

    place.centre.break_line = cut
    assert sync().trouble == "outbox.centre_unreachable" and len(taken) == 1
    place.centre.break_line = None
    assert sync().waiting == 0 and len(place.centre.stored) == packets
    assert any(asked.startswith("PATCH /sync/v1/uploads/") for asked in place.centre.asked), "the broken one resumes"


def test_no_line_at_all_is_a_result_not_a_crash(place: Place, sync: Any) -> None:
    _sealed(place, 1)

    def nothing(request: httpx.Request) -> None:
        raise httpx.ConnectError("no route")

    place.centre.break_line = nothing
    result = sync()
    assert result.trouble == "outbox.centre_unreachable" and result.waiting == 1


def test_one_bad_packet_never_blocks_the_next(place: Place, sync: Any) -> None:
    from bitaqa.station.outbox.models import Packet

    _sealed(place, 3)
    place.centre.refuse = lambda data: 500 if read_header(data).sequence == 2 else None
    result = sync()
    assert result.stored == 2 and result.waiting == 1 and result.trouble == "outbox.centre_refused"
    asked = len(place.centre.asked)
    assert sync().waiting == 1
    assert not any("packets" in line or "uploads" in line for line in place.centre.asked[asked:]), "it pauses"
    Packet.objects.update(not_before=None)
    place.centre.refuse = lambda data: None
    assert sync().waiting == 0


def test_small_packets_travel_together(place: Place, sync: Any) -> None:
    _sealed(place, 5)
    assert sync().stored == 5
    assert [line for line in place.centre.asked if "POST" in line] == ["POST /sync/v1/bundles"]
    assert sorted(place.centre.stored.values()) == sorted(place.packets())


def test_a_centre_that_takes_no_bundles_is_sent_one_after_the_other(place: Place, sync: Any) -> None:
    place.centre.takes_bundles = False
    _sealed(place, 3)
    result = sync()
    assert (result.stored, result.waiting, result.trouble) == (3, 0, "")
    assert place.centre.asked.count("POST /sync/v1/packets") == 3


def test_small_packets_go_first_under_the_daily_budget(place: Place, sync: Any, settings: Any) -> None:
    _sealed(place, 2)
    sizes = sorted(len(data) for data in place.packets())
    settings.BITAQA_DATA_BUDGET = sizes[0] + 10
    result = sync()
    assert result.sent == 1 and result.waiting == 1
    (stored,) = place.centre.stored.values()
    assert len(stored) == sizes[0]
    assert sync().sent == 0, "the day's budget is used up"
    settings.BITAQA_DATA_BUDGET = 10**9
    assert sync().sent == 1


def test_a_large_packet_goes_in_pieces_and_resumes(place: Place, sync: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bitaqa.station.outbox import client

    monkeypatch.setattr(client, "RESUME_FROM", 1000)
    monkeypatch.setattr(client, "CHUNK", 20_000)
    _sealed(place, 1)
    pieces: list[int] = []

    def cut(request: httpx.Request) -> None:
        if request.method == "PATCH":
            pieces.append(1)
            if len(pieces) == 2:
                raise httpx.WriteTimeout("cut")

    place.centre.break_line = cut
    assert sync().waiting == 1
    assert sync().waiting == 0
    assert list(place.centre.stored.values()) == place.packets()


def test_answers_that_the_centre_did_not_sign_delete_nothing(place: Place, sync: Any) -> None:
    from bitaqa.station.desk.door import centre_verifiers
    from bitaqa.station.outbox.answers import verified_answers

    _sealed(place, 1)
    sync()
    header, data = read_header(place.packets()[0]), place.packets()[0]
    word = Outcome(header.station, 1, 1, packet_hash(data), place.now, True, None, place.now)
    with pytest.raises(AnswerSignatureError):
        verified_answers(sign_answers([word], signer=SoftwareSigner.generate()), trusted=centre_verifiers())


def test_an_answer_about_other_bytes_in_a_packets_place_moves_nothing(place: Place, sync: Any) -> None:
    _sealed(place, 1)
    sync()
    header = read_header(place.packets()[0])
    place.centre.outcomes.append(Outcome(header.station, 1, 1, b"\0" * 32, place.now, True, None, place.now))
    assert sync().accepted == 0 and len(place.packets()) == 1


def test_a_packet_damaged_on_disk_is_shown_and_the_others_leave(place: Place, sync: Any, home: Path) -> None:
    from bitaqa.station.outbox.sealing import sweep_orphans

    _sealed(place, 2)
    (home / "packets" / "1-1.btq").unlink()
    assert sweep_orphans() == (0, 1)
    result = sync()
    assert result.stored == 1 and result.waiting == 1 and result.trouble == "station.file_damaged"


def test_the_journal_travels_in_the_same_chain(place: Place, sync: Any) -> None:
    _sealed(place, 1)
    sync(journal_at_least=1)
    kinds = [read_header(data).kind for data in place.packets()]
    assert kinds == [PacketKind.APPLICATION, PacketKind.JOURNAL]
    body = place.centre.body(place.packets()[1])
    assert isinstance(body, JournalBody)
    events = [entry.event for entry in body.entries]
    assert "application.sealed" in events and "field_pack.installed" in events
    assert place.centre.check_chain().sequence == 2


def test_the_journal_cannot_be_changed(place: Place) -> None:
    from django.db import DatabaseError

    from bitaqa.station.desk.models import Entry

    with pytest.raises(DatabaseError, match="append-only"):
        Entry.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"):
        Entry.objects.update(operator="nobody")


def test_a_newer_field_pack_arrives_with_the_round(place: Place, sync: Any) -> None:
    place.centre.packs[2] = place.centre.field_pack(2)
    assert sync().field_pack == 2
    assert sync().field_pack is None


def test_a_bad_field_pack_keeps_the_old_one_and_the_packets_leave(place: Place, sync: Any) -> None:
    from bitaqa.station.fieldpack.door import find_pack

    _sealed(place, 1)
    place.centre.packs[2] = b"garbage" * 100
    result = sync()
    assert result.stored == 1 and result.trouble == "packet.field_pack.tampered"
    head = find_pack()
    assert head is not None and head.serial == 1


def test_a_removable_disk_carries_packets_out_and_answers_back(place: Place, sync: Any, tmp_path: Path) -> None:
    from bitaqa.station.outbox.disk import export_packets, import_answers
    from bitaqa.station.outbox.domain import PacketState
    from bitaqa.station.outbox.errors import NoDiskError

    _sealed(place, 2)
    disk = tmp_path / "disk"
    with pytest.raises(NoDiskError):
        export_packets(folder=disk, by="head", at=place.now)
    disk.mkdir()
    assert export_packets(folder=disk, by="head", at=place.now) == 2
    assert sorted(file.name for file in disk.iterdir()) == ["test-1-1-1.btq", "test-1-1-2.btq"]
    for file in disk.glob("*.btq"):
        place.centre._store(file.read_bytes())
    place.centre.accept_all()
    (disk / "test-1-answers-2.bta").write_bytes(sign_answers(place.centre.outcomes, signer=place.centre.signer))
    (disk / "test-1-answers-3.bta").write_bytes(b"garbage")
    assert import_answers(folder=disk)[PacketState.ACCEPTED] == 2


def test_only_one_round_at_a_time(place: Place, sync: Any) -> None:
    from bitaqa.station.outbox.errors import SyncRunningError
    from bitaqa.station.outbox.sync import _one_round

    with _one_round(), pytest.raises(SyncRunningError):
        sync()
