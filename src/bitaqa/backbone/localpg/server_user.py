"""Which operating-system user runs the server: PostgreSQL refuses root, rightly.

A normal user runs it as themselves. Root gives it to `bitaqa` or `postgres`, whichever exists, else creates the
system user `bitaqa`, else takes `nobody`. Refuses folders which that user cannot reach.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bitaqa.backbone.localpg.errors import UnreachableFolderError


@dataclass(frozen=True)
class ServerUser:
    """Who runs the server, and how to start a program as them."""

    name: str
    uid: int
    gid: int
    drops_privileges: bool

    def popen_arguments(self) -> dict[str, Any]:
        """Keywords for `subprocess.run` that start the program as this user, without root's groups."""
        if not self.drops_privileges:
            return {"umask": 0o077}
        return {"user": self.uid, "group": self.gid, "extra_groups": [], "umask": 0o077}

    def own(self, folder: Path) -> None:
        """Make `folder` (created when absent) theirs alone."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.drops_privileges:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)

    def check_can_reach(self, folder: Path) -> None:
        """Raises UnreachableFolderError when a parent folder is closed to them."""
        if not self.can_reach(folder):
            raise UnreachableFolderError(folder=folder, user=self.name)

    def can_reach(self, folder: Path) -> bool:
        if not self.drops_privileges:
            return True
        return all(self._may_enter(parent) for parent in [folder, *folder.parents] if parent.exists())

    def _may_enter(self, folder: Path) -> bool:
        facts = folder.stat()
        if facts.st_uid == self.uid:
            return bool(facts.st_mode & 0o100)
        return bool(facts.st_mode & (0o010 if facts.st_gid == self.gid else 0o001))


def server_user() -> ServerUser:
    """The user for this process's effective user."""
    if os.geteuid() != 0:
        return ServerUser(str(os.geteuid()), os.geteuid(), os.getegid(), drops_privileges=False)
    for name in ("bitaqa", "postgres"):
        if found := _known(name):
            return found
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:" + os.environ.get("PATH", "")):
        subprocess.run(
            [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "bitaqa"],
            capture_output=True,
            check=False,
        )
    found = _known("bitaqa") or _known("nobody")
    if found is None:
        raise UnreachableFolderError(folder="/", user="nobody")
    return found


def _known(name: str) -> ServerUser | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return ServerUser(name, entry.pw_uid, entry.pw_gid, drops_privileges=True)
