"""A PostgreSQL cluster of this checkout's own: made, started, shared and stopped without anyone's help.

It listens on a Unix socket only, in a folder that nobody but its user (and root) can enter, so no port is
opened and no password is kept. fsync stays on: figures measured here are figures of a durable database.
Several programs may start it at once (file lock), each holds a shared lock while it uses it, and the last one
out stops it; a killed program's lock is released by the kernel. Refuses to run the server as root.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bitaqa.backbone.localpg import databases
from bitaqa.backbone.localpg.errors import ClusterNotRunningError, UnsafeFolderError
from bitaqa.backbone.localpg.server import PORT, Server
from bitaqa.backbone.localpg.server_user import ServerUser, server_user

LONGEST_SOCKET_FOLDER = 90  # sun_path holds 107 bytes, and PostgreSQL adds "/.s.PGSQL.5432"

_IN_USE: dict[Path, list[Any]] = {}
"""By cluster root: the open lock file and how often this process asked for the cluster. Kept for the process and
not in an instance, so that an instance that is thrown away does not let the cluster go."""


@dataclass(frozen=True)
class ClusterAddress:
    """Where to connect: `host` is the socket folder (libpq and Django accept a folder as a host)."""

    host: str
    port: int

    def environment(self, *, name: str, user: str = databases.APP) -> dict[str, str]:
        """The `BITAQA_DB_*` variables that the centre's settings read."""
        return {
            "BITAQA_DB_HOST": self.host,
            "BITAQA_DB_PORT": str(self.port),
            "BITAQA_DB_NAME": name,
            "BITAQA_DB_USER": user,
            "BITAQA_DB_PASSWORD": "",
        }

    def dsn(self, *, name: str, user: str = databases.APP) -> str:
        return f"host={self.host} port={self.port} dbname={name} user={user}"


class LocalCluster:
    """One cluster in `root`: `data/`, `socket/` (elsewhere when the path is too long), `server.log`, two locks."""

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self.data = self.root / "data"
        self.log = self.root / "log" / "server.log"
        self._user: ServerUser | None = None

    # --- starting and stopping -------------------------------------------------------------------------------
    def ensure_started(self) -> ClusterAddress:
        """Start the server unless it runs, and hold it in use until `release` or the end of this process.

        Returns its address. Raises ClusterStartError (with the end of the server's log),
        PostgresBinariesMissingError, UnreachableFolderError, UnsafeFolderError.
        """
        self._make_root()
        with self._start_lock():
            if not self._answers():
                self._server().start()
                databases.ensure_roles(self._admin_dsn())
            if self.root not in _IN_USE:
                # Never inherited by programs this one starts: the lock ends with this process, however it ends.
                _IN_USE[self.root] = [(self.root / "use.lock").open("w"), 0]
                fcntl.flock(_IN_USE[self.root][0], fcntl.LOCK_SH)
            _IN_USE[self.root][1] += 1
        return self.address

    def release(self) -> bool:
        """Stop using the cluster; stops the server when nobody else uses it. Answers whether it stopped."""
        if self.root not in _IN_USE:
            return False
        with self._start_lock():
            _IN_USE[self.root][1] -= 1
            if _IN_USE[self.root][1] > 0:
                return False
            _IN_USE.pop(self.root)[0].close()
            with (self.root / "use.lock").open("w") as use:
                try:
                    fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
                self._server().stop("fast")
                return True

    def stop(self, *, mode: str = "fast") -> None:
        """Stop the server whoever uses it (`mode` as in pg_ctl: smart, fast, immediate)."""
        if not self.root.exists():
            return
        with self._start_lock():
            if self.root in _IN_USE:
                _IN_USE.pop(self.root)[0].close()
            self._server().stop(mode)

    def destroy(self) -> None:
        """Stop the server and remove everything it holds."""
        self.stop(mode="immediate")
        shutil.rmtree(self.socket_folder, ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)

    @contextmanager
    def in_use(self) -> Iterator[ClusterAddress]:
        """Started for the length of a block, then released."""
        address = self.ensure_started()
        try:
            yield address
        finally:
            self.release()

    @property
    def running(self) -> bool:
        return self._answers()

    @property
    def address(self) -> ClusterAddress:
        return ClusterAddress(str(self.socket_folder), PORT)

    @property
    def socket_folder(self) -> Path:
        inside = self.root / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER:
            return inside
        # The short folder carries the user's number, so that two users never meet in it.
        return Path(tempfile.gettempdir()) / f"bitaqa-{os.geteuid()}-{databases.short_hash(str(self.root))}"

    # --- databases -------------------------------------------------------------------------------------------
    def create_database(self, name: str, template: str | None = None) -> None:
        """Create `name`, owned by bitaqa_owner, open to bitaqa_app; a copy of `template` when given.

        Raises UnknownDatabaseNameError, and psycopg's errors when it exists already.
        """
        self._check_running()
        databases.create_database(self._admin_dsn(), self._admin_dsn(name), name, template)

    def drop_database(self, name: str) -> None:
        """Drop `name`, ending its connections; nothing happens when it does not exist."""
        self._check_running()
        databases.drop_database(self._admin_dsn(), name)

    def freeze_as_template(self, name: str, *, new_name: str) -> None:
        """Rename a migrated database and close it to connections, so that copies never wait for one."""
        self._check_running()
        databases.freeze_as_template(self._admin_dsn(), name, new_name)

    def database_names(self) -> list[str]:
        """Every database but PostgreSQL's own, oldest first."""
        self._check_running()
        return databases.database_names(self._admin_dsn())

    # --- inside ----------------------------------------------------------------------------------------------
    def _server(self) -> Server:
        return Server(self.data, self.log, self.socket_folder, self.user)

    def _admin_dsn(self, name: str = "postgres") -> str:
        return self.address.dsn(name=name, user=databases.ADMIN)

    def _check_running(self) -> None:
        if not self._answers():
            raise ClusterNotRunningError(root=self.root)

    def _answers(self) -> bool:
        return (self.socket_folder / f".s.PGSQL.{PORT}").exists() and databases.answers(self._admin_dsn())

    @property
    def user(self) -> ServerUser:
        if self._user is None:
            self._user = server_user()
        return self._user

    def _make_root(self) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in (self.root, self.socket_folder):
            if folder.is_symlink() or (folder.exists() and folder.stat().st_uid not in (os.geteuid(), self.user.uid)):
                raise UnsafeFolderError(folder=folder)
        self.root.chmod(0o711 if self.user.drops_privileges else 0o700)
        self.user.check_can_reach(self.root)
        for folder in (self.data, self.log.parent, self.socket_folder):
            self.user.own(folder)

    @contextmanager
    def _start_lock(self) -> Iterator[None]:
        with (self.root / "start.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
