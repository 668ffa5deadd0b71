"""Where a checkout's clusters live.

A normal user's cluster lies in `build/`. Root's cannot: the server runs as another user, who must not need to
enter root's folders, so it lies below /var/tmp under a name drawn once per checkout and kept in `build/`.
A fresh clone at an old path therefore begins with an empty cluster, and sweeps away the one left behind.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from bitaqa.backbone.localpg.cluster import LocalCluster
from bitaqa.backbone.localpg.databases import short_hash
from bitaqa.backbone.localpg.errors import UnsafeFolderError

CHECKOUT = Path(__file__).resolve().parents[4]
OUTSIDE = Path("/var/tmp")  # noqa: S108 - kept over reboots, and every folder below it is checked to be ours


def cluster_root(purpose: str = "run", *, checkout: Path = CHECKOUT) -> Path:
    """Folder of the cluster for `purpose` (`run` or `test`); `BITAQA_PG_ROOT` overrides it.

    Raises UnsafeFolderError when someone else has made it first.
    """
    if chosen := os.environ.get("BITAQA_PG_ROOT"):
        return Path(chosen) / purpose
    if os.geteuid() != 0:
        return checkout / "build" / "pg" / purpose
    prefix = f"bitaqa-0-{short_hash(str(checkout))}-{purpose}-"
    root = OUTSIDE / (prefix + _drawn_name(checkout / "build" / f"pg-{purpose}.id"))
    if root.is_symlink() or (root.exists() and root.stat().st_uid != 0):
        raise UnsafeFolderError(folder=root)
    for left_behind in OUTSIDE.glob(prefix + "*"):
        if left_behind != root and left_behind.stat().st_uid == 0 and not left_behind.is_symlink():
            LocalCluster(left_behind).destroy()
    return root


def _drawn_name(file: Path) -> str:
    """The checkout's drawn name; two programs drawing at once end with the same one (link is atomic)."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        drawn = file.with_name(f"{file.name}.{os.getpid()}")
        drawn.write_text(secrets.token_hex(6))
        with suppress(FileExistsError):
            file.hardlink_to(drawn)
        drawn.unlink()
    return file.read_text().strip()
