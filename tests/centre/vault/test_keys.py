"""The centre's own keys: wrapped, overlapping, rotated, told in the journal."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core.management import call_command

from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.journal.errors import UnboundEventError
from bitaqa.backbone.vault import door, keys
from bitaqa.backbone.vault.errors import (
    KeyMissingError,
    MasterKeyMissingError,
    MasterKeyUnreadableError,
    WrappedKeyUnreadableError,
)
from bitaqa.backbone.vault.files import write_once
from bitaqa.backbone.vault.master import MasterKey, master_key

BY = "worker:keys"
MASTER = "A" * 43 + "="


def test_a_development_centre_makes_its_keys_at_first_use(home: Path) -> None:
    signer = door.signer("centre")
    assert door.signer("centre").key_id == signer.key_id
    assert door.signer("journal").key_id != signer.key_id
    signature = signer.sign(b"message")
    assert door.verifiers("centre")[signer.key_id].holds(b"message", signature)
    sealed = door.sealing_key().seal(b"letter", b"info")
    assert door.opening_keys()[door.sealing_key().key_id].open(sealed, b"info") == b"letter"
    for file in (home / "keys").glob("*"):
        assert file.stat().st_mode & 0o077 == 0, file


def test_another_process_reads_the_same_keys(home: Path) -> None:
    first = door.signer("centre").key_id
    assert keys.KeyStore(home / "keys").signer("centre").key_id == first
    assert [store.key_id for store in keys.KeyStore(home / "keys").records()] == [first.hex()]


def test_two_processes_at_once_make_one_key(home: Path) -> None:
    found: list[bytes] = []
    (home / "keys").mkdir()
    stores = [keys.KeyStore(home / "keys") for _ in range(4)]
    threads = [Thread(target=lambda store=store: found.append(store.signer("centre").key_id)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4 and len(set(found)) == 1


def test_a_maker_that_died_is_replaced(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bitaqa.backbone.vault.keys.time.sleep", lambda seconds: None)
    (home / "keys").mkdir()
    (home / "keys" / ".first-signing-centre").touch()
    assert door.signer("centre").key_id


def test_production_makes_no_key_unasked_and_needs_its_master_key(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BITAQA_PRODUCTION = True
    with pytest.raises(KeyMissingError):
        door.signer("centre")
    with pytest.raises(MasterKeyMissingError):
        master_key()
    monkeypatch.setenv("BITAQA_MASTER_KEY", MASTER)
    assert master_key().id == MasterKey(bytes(32)).id


@pytest.mark.parametrize("text", ["not base64!", "QUJD"])
def test_a_master_key_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITAQA_MASTER_KEY", text)
    with pytest.raises(MasterKeyUnreadableError):
        master_key()


def test_a_master_key_file_others_may_read_is_refused(home: Path) -> None:
    master_key()
    (home / "keys" / "master.key").chmod(0o644)
    with pytest.raises(MasterKeyUnreadableError):
        master_key()


def test_a_record_put_in_anothers_place_is_refused(home: Path) -> None:
    door.signer("centre")
    door.signer("journal")
    one, other = sorted((home / "keys").glob("signing-*.json"))
    fields = json.loads(one.read_text())
    fields["wrapped"] = json.loads(other.read_text())["wrapped"]
    one.write_text(json.dumps(fields))
    with pytest.raises(WrappedKeyUnreadableError):
        keys.KeyStore(home / "keys").signer("centre")


@pytest.mark.django_db
def test_ensure_and_rotate_are_told_and_opening_keys_overlap() -> None:
    made = keys.ensure_keys(by=BY)
    assert {(record.kind, record.role) for record in made} == {
        ("opening", "packets"), ("signing", "centre"), ("signing", "journal"),
    }  # fmt: skip
    assert keys.ensure_keys(by=BY) == []
    assert [entry.event for entry in journal.entries(subject=made[0].subject)] == ["key.created"]

    before = door.sealing_key()
    sealed = before.seal(b"letter", b"info")
    rotated = keys.rotate_key("opening", keys.OPENING_ROLE, by=BY, because="yearly")
    assert door.sealing_key().key_id.hex() == rotated.key_id != before.key_id.hex()
    assert door.opening_keys()[before.key_id].open(sealed, b"info") == b"letter"
    assert [entry.event for entry in journal.entries(subject=rotated.subject)] == ["key.rotated"]

    signer = door.signer("centre")
    keys.rotate_key("signing", "centre", by=BY)
    assert door.signer("centre").key_id != signer.key_id
    assert signer.key_id in door.verifiers("centre")


@pytest.mark.django_db
def test_a_key_whose_entry_cannot_be_written_is_not_made() -> None:
    with journal.bound({}), pytest.raises(UnboundEventError):
        keys.rotate_key("signing", "centre", by=BY)
    assert keys.key_store().records() == []


@pytest.mark.django_db
def test_old_opening_keys_stay_ninety_days_after_they_were_replaced() -> None:
    records = [keys.rotate_key("opening", keys.OPENING_ROLE, by=BY) for _ in range(3)]
    oldest, middle, newest = records
    assert keys.destroy_old_opening_keys(by=BY, now=datetime.now(UTC) + timedelta(days=89)) == []
    gone = keys.destroy_old_opening_keys(by=BY, now=datetime.now(UTC) + timedelta(days=91))
    assert [record.key_id for record in gone] == [oldest.key_id]
    assert {key.hex() for key in door.opening_keys()} == {middle.key_id, newest.key_id}
    assert [entry.event for entry in journal.entries(subject=oldest.subject)] == ["key.rotated", "key.destroyed"]


@pytest.mark.django_db
def test_the_command() -> None:
    out = io.StringIO()
    call_command("keys", "ensure", stdout=out)
    call_command("keys", "rotate", stdout=out)
    call_command("keys", "rotate", "--role", "journal", stdout=out)
    call_command("keys", "retire", stdout=out)
    assert len(out.getvalue().splitlines()) == 5
    listed = io.StringIO()
    call_command("keys", "list", stdout=listed)
    assert sorted(listed.getvalue().splitlines()) == sorted(out.getvalue().splitlines())


def test_a_file_is_written_once(tmp_path: Path) -> None:
    assert write_once(tmp_path / "a", b"1")
    assert not write_once(tmp_path / "a", b"2")
    assert (tmp_path / "a").read_bytes() == b"1"
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == ["a"]
