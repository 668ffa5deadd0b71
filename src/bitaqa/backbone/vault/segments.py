"""Where sealed bytes lie: the store port and its file form.

A batch of containers is one *segment*, written once, named by the hash of its content, never changed. One file and
one fsync per batch: on a disk that needs 8 ms for each, a hundred files would spend 0.8 s of every second waiting
(docs/adr/0004-jobs-and-blobs.md holds the measurements). An S3 bucket fits the same four calls (put, ranged get,
list, delete).
"""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from .errors import BlobStoreFullError
from .files import sync_folder


class SegmentMissingError(Exception):
    """The store has no segment of that name, or it ends too early."""


class SegmentStore(Protocol):
    """Write-once storage of named byte strings."""

    def put(self, name: str, parts: Sequence[bytes]) -> None:
        """Stores the parts, joined, durably: when it returns, they survive a power cut. Raises BlobStoreFullError."""
        ...

    def read(self, name: str, offset: int, size: int) -> bytes:
        """`size` bytes from `offset`. Raises SegmentMissingError."""
        ...

    def names(self, *, older_than_seconds: float) -> Iterator[str]:
        """The segments stored at least that long ago, by the machine's clock."""
        ...

    def remove(self, name: str) -> None:
        """Removes a segment; nothing when it is not there."""
        ...


class FileSegmentStore:
    """Segments as files: `<folder>/<first two digits of the name>/<name>`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, parts: Sequence[bytes]) -> None:
        file = self._file(name)
        if not file.parent.is_dir():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(self._folder)
        draft = file.with_name(f".{name}.{secrets.token_hex(4)}")
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb", buffering=0) as stream:
                for part in parts:
                    _write_whole(stream.fileno(), part)
                os.fsync(stream.fileno())
            draft.rename(file)  # the same name is the same content
            sync_folder(file.parent)
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise BlobStoreFullError() from error
            raise
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)

    def read(self, name: str, offset: int, size: int) -> bytes:
        try:
            with self._file(name).open("rb", buffering=0) as stream:
                content = os.pread(stream.fileno(), size, offset)
        except FileNotFoundError:
            raise SegmentMissingError(name) from None
        if len(content) != size:
            raise SegmentMissingError(name)
        return content

    def names(self, *, older_than_seconds: float) -> Iterator[str]:
        before = time.time() - older_than_seconds
        for file in self._folder.glob("??/*"):
            with suppress(FileNotFoundError):
                if file.stat().st_mtime <= before:
                    if file.name.startswith("."):
                        file.unlink()  # a draft whose writer died
                    else:
                        yield file.name

    def remove(self, name: str) -> None:
        self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / name[:2] / name


def _write_whole(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]
