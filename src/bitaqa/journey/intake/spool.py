"""Where sealed bytes wait until they are opened: one file per packet, named by its hash, durable before any answer.

A file is complete or absent: written aside, fsynced, renamed, and the folder fsynced. Partial uploads stand beside.
Refuses to say "stored" when the disk is full.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

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


def keep(data: bytes) -> bytes:
    """Stores the bytes durably; returns their hash. Storing the same bytes twice changes nothing. Raises
    SpoolFullError."""
    digest = packet_hash(data)
    path = _path(digest)
    if path.is_file():
        return digest
    with _disk():
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
        _fsync_folder(path.parent)
    return digest


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
    partial = _partial(digest)
    held = upload_offset(digest)
    if offset != held or held + len(piece) > length:
        raise UploadOffsetError(held=held)
    with _disk():
        partial.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("ab") as file:
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    if held + len(piece) < length:
        return None
    data = partial.read_bytes()
    if packet_hash(data) != digest:
        partial.unlink()
        raise UploadDamagedError()
    return data


def drop_upload(digest: bytes) -> None:
    _partial(digest).unlink(missing_ok=True)
