"""The server process of a local cluster: making the data folder, starting, stopping, recovering after kill -9.

Called by `cluster.LocalCluster` alone, which holds the lock that keeps two of these apart.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from bitaqa.backbone.localpg import databases
from bitaqa.backbone.localpg.binaries import PostgresBinaries, copy_of_wheel_binaries, find_postgres_binaries
from bitaqa.backbone.localpg.errors import ClusterStartError
from bitaqa.backbone.localpg.server_user import ServerUser

PORT = 5432  # names the socket file only; no port of the machine is taken
START_SECONDS = 60
OTHER_SERVER_SECONDS = 10
"""How long a server found in the data folder may take to go, having been killed, before it counts as running."""
PAUSE_SECONDS = 0.05

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
class Server:
    """PostgreSQL on `data`, speaking through `socket_folder`, run by `user`."""

    data: Path
    log: Path
    socket_folder: Path
    user: ServerUser

    def _binaries(self) -> PostgresBinaries:
        made_by = self.data / "PG_VERSION"
        major = int(made_by.read_text().strip()) if made_by.exists() else None
        binaries = find_postgres_binaries(major=major)
        if not self.user.can_reach(binaries.bindir) and binaries.from_wheel:
            binaries = copy_of_wheel_binaries(binaries, into=self.data.parent / "binaries")
        self.user.check_can_reach(binaries.bindir)
        return binaries

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.data)}
        return subprocess.run(
            command,
            cwd=self.log.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.user.popen_arguments(),
        )

    def start(self) -> None:
        """Start it and wait until it answers; the first time, make the cluster. Raises ClusterStartError."""
        binaries = self._binaries()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(binaries)
        self._write_settings()
        begun = time.monotonic()
        while True:
            self._remove_reused_pid()
            seen = self.log.stat().st_size if self.log.exists() else 0
            wait = ("-w", "-t", str(START_SECONDS))
            answer = self._run(binaries.program("pg_ctl"), "-D", str(self.data), "-l", str(self.log), *wait, "start")
            if answer.returncode == 0:
                return
            said = self._log_since(seen)
            if time.monotonic() - begun > self._patience(said):
                raise ClusterStartError(root=self.data.parent, detail=said or answer.stdout.strip(), log=self.log)
            time.sleep(PAUSE_SECONDS)

    def _patience(self, said: str) -> float:
        """Seconds for which a start that failed with these words is tried again; zero for all but a killed server.

        After kill -9 its children live on for an instant and hold the shared memory, and the server itself still has
        its number: until its end is noticed by the system, or for ever as a zombie nobody waits for.
        """
        if "pre-existing shared memory" in said:
            return START_SECONDS
        if '"postmaster.pid" already exists' in said:
            return OTHER_SERVER_SECONDS if self._server_lives() else START_SECONDS
        return 0

    def _server_lives(self) -> bool:
        """Whether the process named in the pid file works in the data folder: a zombie works nowhere any more."""
        try:
            number = (self.data / "postmaster.pid").read_text().split("\n", 1)[0].strip()
            return number.isdigit() and _works_in(Path("/proc") / number, self.data)
        except OSError:
            return False  # the file went in the meantime

    def _log_since(self, position: int) -> str:
        """The last lines the server wrote after byte `position`."""
        if not self.log.exists():
            return ""
        with self.log.open("rb") as log:
            log.seek(position)
            return "\n".join(log.read().decode(errors="replace").splitlines()[-8:])

    def _initialise(self, binaries: PostgresBinaries) -> None:
        """initdb beside the place and then a rename, so that an interrupted one is never taken for a cluster."""
        unfinished = self.data.with_name("data.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        self.user.own(unfinished)
        answer = self._run(
            binaries.program("initdb"),
            *("-D", str(unfinished), "--username", databases.ADMIN, "--encoding", "UTF8", "--locale", "C"),
            *("--data-checksums", "--auth-local", "trust", "--auth-host", "reject"),
        )
        if answer.returncode != 0:
            raise ClusterStartError(root=self.data.parent, detail=answer.stdout.strip()[-600:], log=self.log)
        self.data.rmdir()
        unfinished.rename(self.data)

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

    def stop(self, mode: str) -> None:
        """Stop it and wait; nothing happens when it does not run."""
        if not (self.data / "postmaster.pid").exists():
            return
        self._remove_reused_pid()
        if (self.data / "postmaster.pid").exists():
            self._run(self._binaries().program("pg_ctl"), "-D", str(self.data), "-m", mode, "-w", "-t", "60", "stop")


def _anyone_works_in(data: Path) -> bool:
    """Whether a process has `data` as its working folder, as every PostgreSQL process of a cluster does."""
    return any(_works_in(process, data) for process in Path("/proc").glob("[0-9]*"))


def _works_in(process: Path, data: Path) -> bool:
    try:
        return str((process / "cwd").readlink()) == str(data.resolve())
    except OSError:
        return False  # it ended, or is another user's: a server of ours would be readable
