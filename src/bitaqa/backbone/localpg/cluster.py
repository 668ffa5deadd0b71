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
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bitaqa.backbone.localpg import databases
from bitaqa.backbone.localpg.binaries import PostgresBinaries, copy_of_wheel_binaries, find_postgres_binaries
from bitaqa.backbone.localpg.errors import ClusterNotRunningError, ClusterStartError, UnsafeFolderError
from bitaqa.backbone.localpg.server_user import ServerUser, server_user

PORT = 5432  # names the socket file only; no port of the machine is taken
LONGEST_SOCKET_FOLDER = 90  # sun_path holds 107 bytes, and PostgreSQL adds "/.s.PGSQL.5432"
START_SECONDS = 60

SETTINGS = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    # Two cores and a few GiB shared with everything else.
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "max_connections": "120",
    "max_parallel_workers_per_gather": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "10min",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "on",
    "jit": "off",
    "huge_pages": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "'%m [%p] %u@%d '",
    "log_checkpoints": "off",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "10min",
}


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
        self._use: IO[str] | None = None

    # --- starting and stopping -------------------------------------------------------------------------------
    def ensure_started(self) -> ClusterAddress:
        """Start the server unless it runs, and hold it in use until `release` or the end of this process.

        Returns its address. Raises ClusterStartError (with the end of the server's log),
        PostgresBinariesMissingError, UnreachableFolderError, UnsafeFolderError.
        """
        self._make_root()
        with self._start_lock():
            if not self._answers():
                self._start()
                databases.ensure_roles(self._admin_dsn())
            if self._use is None:
                # Opened here and never inherited: the lock ends with this process, however it ends.
                self._use = (self.root / "use.lock").open("w")
                fcntl.flock(self._use, fcntl.LOCK_SH)
        return self.address

    def release(self) -> bool:
        """Stop using the cluster; stops the server when nobody else uses it. Answers whether it stopped."""
        if self._use is None:
            return False
        with self._start_lock():
            self._use.close()
            self._use = None
            with (self.root / "use.lock").open("w") as use:
                try:
                    fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return False
                self._stop("fast")
                return True

    def stop(self, *, mode: str = "fast") -> None:
        """Stop the server whoever uses it (`mode` as in pg_ctl: smart, fast, immediate)."""
        if not self.root.exists():
            return
        with self._start_lock():
            if self._use is not None:
                self._use.close()
                self._use = None
            self._stop(mode)

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

    def _binaries(self) -> PostgresBinaries:
        made_by = self.data / "PG_VERSION"
        major = int(made_by.read_text().strip()) if made_by.exists() else None
        binaries = find_postgres_binaries(major=major)
        if not self.user.can_reach(binaries.bindir) and binaries.from_wheel:
            binaries = copy_of_wheel_binaries(binaries, into=self.root / "binaries")
        self.user.check_can_reach(binaries.bindir)
        return binaries

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.data)}
        return subprocess.run(
            command,
            cwd=self.data,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.user.popen_arguments(),
        )

    def _start(self) -> None:
        binaries = self._binaries()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        self._write_settings()
        self._remove_reused_pid()
        deadline = time.monotonic() + START_SECONDS
        while True:
            seen = self.log.stat().st_size if self.log.exists() else 0
            wait = ("-w", "-t", str(START_SECONDS))
            answer = self._run(binaries.program("pg_ctl"), "-D", str(self.data), "-l", str(self.log), *wait, "start")
            if answer.returncode == 0:
                return
            said = self._log_since(seen)
            # After kill -9 of the server its children live on for an instant and hold the shared memory.
            if "pre-existing shared memory" not in said or time.monotonic() > deadline:
                raise ClusterStartError(root=self.root, detail=said or answer.stdout.strip(), log=self.log)

    def _log_since(self, position: int) -> str:
        """The last lines the server wrote after byte `position`."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(position)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-8:])

    def _initialise(self, binaries: PostgresBinaries) -> None:
        """initdb into an empty folder; the remains of an interrupted one are cleared first."""
        for left in self.data.iterdir():
            shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
        answer = self._run(
            binaries.program("initdb"),
            *("-D", str(self.data), "--username", databases.ADMIN, "--encoding", "UTF8", "--locale", "C"),
            *("--data-checksums", "--auth-local", "trust", "--auth-host", "reject"),
        )
        if answer.returncode != 0:
            for left in self.data.glob("PG_VERSION"):
                left.unlink()
            raise ClusterStartError(root=self.root, detail=answer.stdout.strip()[-600:], log=self.log)

    def _write_settings(self) -> None:
        settings = SETTINGS | {"unix_socket_directories": f"'{self.socket_folder}'", "port": str(PORT)}
        target = self.data / "postgresql.auto.conf"
        target.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
        if self.user.drops_privileges:
            os.chown(target, self.user.uid, self.user.gid)

    def _remove_reused_pid(self) -> None:
        """Remove the pid file of a server that is gone when its number now belongs to another process (usual in
        containers, where numbers start again at 1). While anything still works in the data folder the file
        stays: PostgreSQL needs it to see children of a killed server.
        """
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists() and Path("/proc/self").exists() and not _anyone_works_in(self.data):
            pid_file.unlink(missing_ok=True)
            for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
                (self.socket_folder / name).unlink(missing_ok=True)

    def _stop(self, mode: str) -> None:
        if not (self.data / "postmaster.pid").exists():
            return
        self._remove_reused_pid()
        if (self.data / "postmaster.pid").exists():
            self._run(self._binaries().program("pg_ctl"), "-D", str(self.data), "-m", mode, "-w", "-t", "60", "stop")


def _anyone_works_in(data: Path) -> bool:
    """Whether a process has `data` as its working folder, as every PostgreSQL process of a cluster does."""
    wanted = str(data.resolve())
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(process / "cwd") == wanted:
                return True
        except OSError:
            continue  # it ended, or is another user's: a server of ours would be readable
    return False
