"""Files that are whole or absent after a crash: written beside, forced to disk, then renamed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path


def write_whole(path: Path, save: Callable[[Path], None]) -> None:
    """`save` writes a file (or a folder) under a name of its own, which takes the place of `path` at once."""
    fresh = path.with_name(f".{path.name}.new")
    save(fresh)
    for file in sorted(fresh.iterdir()) if fresh.is_dir() else [fresh]:
        force(file)
    if fresh.is_dir():
        force(fresh)
    fresh.replace(path)
    force(path.parent)


def force(path: Path) -> None:
    """What was written to this file, or the names in this folder, is on the disk when this returns."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
