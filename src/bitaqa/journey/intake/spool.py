"""Where sealed bytes wait until they are opened: one file per packet, named by its hash, durable before any answer.

A file is complete or absent: written aside, fsynced, renamed, and the folder fsynced. Partial uploads stand beside,
each held by a lock while a piece is added or while it is swept. Refuses to say "stored" when the disk is full.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from bitaqa.foundation.packet.sealed import packet_hash

from .errors import SpoolFullError, UploadDamagedError, UploadOffsetError


def _root() -> Path:
    return Path(settings.BITAQA_HOME) / "intake"


def _path(digest: bytes) -> Path:
    name = digest.hex()
    return _root() / "spool" / name[:2] / f"{name}.btq"


def _partial(digest: bytes) -> Path:
    return _root() / "uploads" / f"{digest.hex()}.part"


@contextlib.contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SpoolFullError() from error


def keep(packets: Sequence[bytes]) -> list[bytes]:
    """Stores each packet's bytes durably; returns their hashes. Storing the same bytes twice changes nothing. Raises
    SpoolFullError: then none, some or all of them stand there, and nobody was told of any."""
    digests = [packet_hash(data) for data in packets]
    folders = set[Path]()
    with _disk():
        for digest, data in zip(digests, packets, strict=True):
            path = _path(digest)
            if path.is_file():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            aside = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")
            try:
                with aside.open("wb") as file:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                aside.rename(path)
            finally:
                aside.unlink(missing_ok=True)
            folders.add(path.parent)
        for folder in folders:
            _fsync_folder(folder)
    return digests


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read(digest: bytes) -> bytes:
    """The sealed bytes. Raises FileNotFoundError when they are gone (accepted and swept)."""
    return _path(digest).read_bytes()


def held(digest: bytes) -> bool:
    """Whether the sealed bytes are here."""
    return _path(digest).is_file()


def drop(digest: bytes) -> None:
    """Forgets the bytes of a settled packet; gone already is fine."""
    _path(digest).unlink(missing_ok=True)


def waiting_hashes() -> Iterator[bytes]:
    """Hashes of all files in the spool, for the sweep at start-up."""
    for path in (_root() / "spool").glob("*/*.btq"):
        yield bytes.fromhex(path.stem)


def upload_offset(digest: bytes) -> int:
    """How many bytes of a piecewise upload are held."""
    partial = _partial(digest)
    return partial.stat().st_size if partial.is_file() else 0


def add_piece(digest: bytes, *, offset: int, length: int, piece: bytes) -> bytes | None:
    """Appends a piece; returns the whole packet's bytes once `length` is reached, else None.

    Raises UploadOffsetError when the piece does not start where the upload ends, UploadDamagedError when the whole
    does not have the announced hash, SpoolFullError.
    """
    with _held_upload(_partial(digest)) as file:
        held = os.fstat(file.fileno()).st_size
        if offset != held or held + len(piece) > length:
            raise UploadOffsetError(held=held)
        with _disk():
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if held + len(piece) < length:
            return None
        file.seek(0)
        data = file.read()
        if packet_hash(data) != digest:
            _partial(digest).unlink()
            raise UploadDamagedError()
        return data


@contextlib.contextmanager
def _held_upload(partial: Path) -> Iterator[BinaryIO]:
    """The upload's file, locked: no other piece and no sweep touches it. One removed while we waited is made anew."""
    while True:
        with _disk():
            partial.parent.mkdir(parents=True, exist_ok=True)
            file = partial.open("a+b")
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if _still_there(file, partial):
                yield file
                return


def _still_there(file: BinaryIO, path: Path) -> bool:
    """Whether the open file is what the path names now."""
    try:
        named = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(file.fileno()), named)


def sweep_unfinished(*, before: datetime) -> int:
    """Removes uploads and half-written files that nobody touched since `before` (real time); returns how many.

    A packet that is whole is never touched. An upload that receives a piece at this moment is held by its lock and
    stays; its station, if it comes back later, hears "0 bytes held" and begins again.
    """
    swept = 0
    for partial in (_root() / "uploads").glob("*.part"):
        with contextlib.suppress(FileNotFoundError, BlockingIOError), partial.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _still_there(file, partial) and os.fstat(file.fileno()).st_mtime < before.timestamp():
                partial.unlink()
                swept += 1
    for aside in (_root() / "spool").glob("*/*"):
        with contextlib.suppress(FileNotFoundError):
            if aside.suffix != ".btq" and aside.stat().st_mtime < before.timestamp():
                aside.unlink()
                swept += 1
    return swept


def drop_upload(digest: bytes) -> None:
    _partial(digest).unlink(missing_ok=True)
