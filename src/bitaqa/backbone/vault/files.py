"""Durable writing of small secret files: whole or not at all, readable by the program alone."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def keys_folder() -> Path:
    """BITAQA_HOME/keys, made when missing, closed to others."""
    folder = Path(settings.BITAQA_HOME) / "keys"
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def write_once(file: Path, content: bytes) -> bool:
    """Writes a file that never changes; False when another process wrote it first (its content stands)."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, file)  # atomic, and refuses to overwrite
        except FileExistsError:
            return False
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    sync_folder(file.parent)
    return True


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
