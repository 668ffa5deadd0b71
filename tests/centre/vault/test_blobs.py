"""The store of sealed files: durable before commit, erasable, and never wrong in silence."""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.vault.blobs import HEAD_SIZE, BlobStore, blob_store
from bitaqa.backbone.vault.door import BlobRef, destroy_owner_keys
from bitaqa.backbone.vault.errors import (
    BlobCorruptError,
    BlobDestroyedError,
    BlobMissingError,
    BlobNameNotFoundError,
    BlobNotFoundError,
    BlobStoreFullError,
    WrappedKeyUnreadableError,
)
from bitaqa.backbone.vault.jobs import sweep_orphans
from bitaqa.backbone.vault.master import master_key
from bitaqa.backbone.vault.models import BlobContainer, DataKey
from bitaqa.backbone.vault.segments import FileSegmentStore
from bitaqa.foundation.kernel.ids import new_id, new_ids

pytestmark = pytest.mark.django_db


def segments(home: Path) -> list[Path]:
    return sorted((home / "blobs").glob("??/*"))


def test_a_batch_is_one_segment_and_reads_back(home: Path) -> None:
    store, owners = blob_store(), new_ids(3)
    contents = [(owner, {"photo": secrets.token_bytes(5000), "paper.1": bytes([n])}) for n, owner in enumerate(owners)]
    refs = store.put_many(contents)
    assert [ref.owner for ref in refs] == owners
    assert len(segments(home)) == 1
    assert [store.read_all(ref) for ref in refs] == [files for _, files in contents]
    assert store.read(refs[1], "paper.1") == b"\x01"
    assert store.read(refs[1].id, "paper.1") == b"\x01"
    assert list(store.read_many([ref.id for ref in refs[:2]])) == [ref.id for ref in refs[:2]]
    assert store.put_many([]) == []
    with pytest.raises(BlobNameNotFoundError):
        store.read(refs[0], "signature")
    with pytest.raises(BlobNotFoundError):
        store.read_all(BlobRef(new_id(), owners[0]))


def test_round_trips_do_not_depend_on_the_length_of_the_batch() -> None:
    store = blob_store()
    with CaptureQueriesContext(connection) as one:
        store.put_many([(new_id(), {"a": b"1"})])
    with CaptureQueriesContext(connection) as many:
        refs = store.put_many([(new_id(), {"a": b"1"}) for _ in range(40)])
    assert len(one) == len(many)
    with CaptureQueriesContext(connection) as reads:
        store.read_many([ref.id for ref in refs])
    assert len(reads) == 1


def test_nothing_legible_reaches_the_disk(home: Path) -> None:
    blob_store().put_many([(new_id(), {"photo": b"SPECIMEN" * 100})])
    (file,) = segments(home)
    assert b"SPECIMEN" not in file.read_bytes()
    assert b"photo" not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_an_owner_keeps_one_key_and_erasing_it_erases_everything_of_theirs(home: Path) -> None:
    store = blob_store()
    mine, other = new_ids(2)
    first, theirs = store.put_many([(mine, {"a": b"1"}), (other, {"a": b"2"})])
    (second,) = store.put_many([(mine, {"b": b"3"})])
    assert DataKey.objects.count() == 2
    user = f"user:{new_id()}"
    assert destroy_owner_keys([mine, new_id()], by=user, because="retention.applicant_file") == 1
    for ref in (first, second):
        with pytest.raises(BlobDestroyedError):
            store.read_all(ref)
    assert store.read(theirs, "a") == b"2"
    key = BlobContainer.objects.get(id=first.id).key
    (entry,) = journal.entries(subject=key)
    assert (entry.event, entry.facts) == ("key.destroyed", {"kind": "data", "owner": str(mine)})
    # A new file for the same owner has a new key; the old bytes stay shut.
    (third,) = store.put_many([(mine, {"c": b"4"})])
    assert store.read(third, "c") == b"4"
    with pytest.raises(BlobDestroyedError):
        store.read_all(first)
    assert store.sweep(older_than_seconds=-1) == 1  # the segment that held `second` alone
    assert len(segments(home)) == 2


def test_bytes_whose_commit_never_came_are_swept(home: Path) -> None:
    store = blob_store()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store.put_many([(new_id(), {"a": b"1"})])
        raise ZeroDivisionError
    (kept,) = store.put_many([(new_id(), {"a": b"2"})])
    assert len(segments(home)) == 2
    assert store.sweep() == 0  # too young: its transaction might be running
    assert store.sweep(older_than_seconds=-1) == 1
    assert store.read(kept, "a") == b"2"
    for file in segments(home):
        os.utime(file, (0, 0))
    assert sweep_orphans() == 0
    assert len(segments(home)) == 1


def test_a_draft_whose_writer_died_is_swept(home: Path) -> None:
    store = blob_store()
    store.put_many([(new_id(), {"a": b"1"})])
    draft = segments(home)[0].with_name(".draft.aa")
    draft.write_bytes(b"half")
    assert store.sweep(older_than_seconds=-1) == 0
    assert not draft.exists()


@pytest.mark.parametrize("place", [HEAD_SIZE, HEAD_SIZE + 20, -1])
def test_a_changed_byte_is_noticed(home: Path, place: int) -> None:
    (ref,) = blob_store().put_many([(new_id(), {"a": b"1" * 100})])
    (file,) = segments(home)
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)
    with pytest.raises(BlobCorruptError):
        blob_store().read_all(ref)


def test_a_row_pointing_at_another_persons_container_opens_nothing() -> None:
    owner, other = new_ids(2)
    mine, theirs = blob_store().put_many([(owner, {"a": b"1"}), (other, {"a": b"2"})])
    there = BlobContainer.objects.filter(id=theirs.id).values("segment", "offset", "size", "digest").get()
    BlobContainer.objects.filter(id=mine.id).update(**there)
    with pytest.raises(BlobCorruptError):
        blob_store().read_all(mine)


def test_missing_and_cut_segments_are_told(home: Path) -> None:
    (ref,) = blob_store().put_many([(new_id(), {"a": b"1" * 100})])
    (file,) = segments(home)
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(BlobMissingError):
        blob_store().read_all(ref)
    file.unlink()
    with pytest.raises(BlobMissingError):
        blob_store().read_all(ref)


def test_a_full_disk_stores_nothing_and_leaves_no_draft(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr("bitaqa.backbone.vault.segments.os.fsync", full)
    store = FileSegmentStore(home / "blobs")
    (home / "blobs" / "aa").mkdir(parents=True)
    with pytest.raises(BlobStoreFullError):
        store.put("aa11", [b"x"])
    assert segments(home) == []
    monkeypatch.setattr("bitaqa.backbone.vault.segments.os.fsync", _broken)
    with pytest.raises(OSError, match="broken"):
        store.put("aa11", [b"x"])


def _broken(descriptor: int) -> None:
    raise OSError(errno.EIO, "broken")


def test_bytes_are_durable_before_their_rows(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    master_key()  # made now, with an fsync of its own
    order: list[str] = []
    real_put, real_fsync = FileSegmentStore.put, os.fsync

    def put(self: FileSegmentStore, name: str, parts: Any) -> None:
        real_put(self, name, parts)
        assert not BlobContainer.objects.exists()
        order.append("put")

    def fsync(descriptor: int) -> None:
        order.append("fsync")
        real_fsync(descriptor)

    monkeypatch.setattr(FileSegmentStore, "put", put)
    monkeypatch.setattr("bitaqa.backbone.vault.segments.os.fsync", fsync)
    blob_store().put_many([(new_id(), {"a": b"1"}) for _ in range(20)])
    assert order[-1] == "put"
    assert len(order) <= 4  # twenty containers: the segment, its name, and once the new folder's name


def test_another_master_key_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    (ref,) = blob_store().put_many([(new_id(), {"a": b"1"})])
    monkeypatch.setenv("BITAQA_MASTER_KEY", "A" * 43 + "=")
    with pytest.raises(WrappedKeyUnreadableError):
        blob_store().read_all(ref)


def test_any_segment_store_will_do() -> None:
    class MemoryStore:
        def __init__(self) -> None:
            self.kept: dict[str, bytes] = {}

        def put(self, name: str, parts: Any) -> None:
            self.kept[name] = b"".join(parts)

        def read(self, name: str, offset: int, size: int) -> bytes:
            return self.kept[name][offset : offset + size]

        def names(self, *, older_than_seconds: float) -> Any:
            return iter(self.kept)

        def remove(self, name: str) -> None:
            del self.kept[name]

    store = BlobStore(MemoryStore())
    (ref,) = store.put_many([(new_id(), {"a": b"1"})])
    assert store.read(ref, "a") == b"1"
