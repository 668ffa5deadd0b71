"""Files that must be there after the power fails: written aside, synced, renamed, and their folder synced.

Also the encrypted form used for attachments of drafts and of the field pack: AES-256-GCM, one random nonce per file,
the file's name bound as associated data so that two files cannot be exchanged.
Refuses with one clear error when the disk is full or cannot be written; whatever stood there before stays.
"""

from __future__ import annotations

import errno
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bitaqa.foundation.kernel.errors import BitaqaError


class DiskFullError(BitaqaError):
    code = "station.disk_full"
    sentence = "The disk of the station is full: nothing was changed, the draft is intact."
    next_step = "Upload the waiting packets or export them, free space, then try again."
    status = 507


class DiskFaultError(BitaqaError):
    code = "station.disk_fault"
    sentence = "The disk of the station cannot be written: nothing was changed, the draft is intact."
    next_step = "Tell the head of station: the disk may be failing. Try again, then export the packets."
    status = 507


class FileDamagedError(BitaqaError):
    code = "station.file_damaged"
    sentence = "A file of this station is missing or damaged (%(name)s)."
    next_step = "Capture it again."


def sync_folder(folder: Path) -> None:
    """Makes renames and removals inside `folder` durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_durably(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """`data` at `path`, whole or not at all, on the disk when this returns. Raises DiskFullError, DiskFaultError."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        aside.replace(path)
        sync_folder(path.parent)
    except OSError as fault:
        aside.unlink(missing_ok=True)
        raise _disk_error(fault) from fault


def _disk_error(fault: OSError) -> BitaqaError:
    return DiskFullError() if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else DiskFaultError()


def seal_file(path: Path, data: bytes, *, key: bytes) -> None:
    """Writes `data` encrypted under `key` (32 bytes), bound to the file's name."""
    nonce = secrets.token_bytes(12)
    write_durably(path, nonce + AESGCM(key).encrypt(nonce, data, path.name.encode()))


def seal_unsynced(path: Path, data: bytes, *, key: bytes) -> None:
    """Like `seal_file`, and the caller syncs once for many files. Raises DiskFullError, DiskFaultError."""
    nonce = secrets.token_bytes(12)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(nonce + AESGCM(key).encrypt(nonce, data, path.name.encode()))
    except OSError as fault:
        raise _disk_error(fault) from fault


def open_file(path: Path, *, key: bytes) -> bytes:
    """What `seal_file` wrote. Raises FileDamagedError."""
    try:
        raw = path.read_bytes()
        return AESGCM(key).decrypt(raw[:12], raw[12:], path.name.encode())
    except (OSError, InvalidTag, ValueError):
        raise FileDamagedError(name=path.name) from None


def remove_files(folder: Path) -> None:
    """Removes a folder of files and what is in it; a missing folder is no fault."""
    if not folder.is_dir():
        return
    for file in folder.iterdir():
        file.unlink(missing_ok=True)
    folder.rmdir()
