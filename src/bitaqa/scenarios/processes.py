"""The programs a campaign needs, started as a person would start them, and none left behind.

Each runs in a process group of its own with its own log. `stop` asks (SIGTERM), waits, then ends by pid; a keeper
process does the same when the player itself is killed. The database is held by `bitaqa localpg hold`, which ends
when its input does. Refuses: a busy port, a program that dies while starting (the end of its log is shown).
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import httpx

from bitaqa.scenarios import keeper
from bitaqa.scenarios.errors import PortBusyError, ProgramDiedError, ProgramSilentError

PATIENCE = 20.0
LOG_TAIL = 15


def bitaqa(*arguments: str) -> list[str]:
    """The command line of one of our programs, under this interpreter."""
    return [sys.executable, "-m", "bitaqa", *arguments]


def check_port_free(port: int, option: str) -> None:
    """Raises PortBusyError."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PortBusyError(port=port, option=option) from None


def next_free_port(port: int, *taken: int) -> int:
    """The first port from `port` on that no program uses and that is not among `taken`. Raises PortBusyError."""
    for candidate in range(port, port + 200):
        with suppress(PortBusyError):
            if candidate not in taken:
                check_port_free(candidate, "--port-station")
                return candidate
    raise PortBusyError(port=port, option="--port-station")


class Program:
    """One long-running program."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, list(command), dict(environment), log
        self.process: subprocess.Popen[bytes] | None = None
        self.killed = False
        """By whoever plays, and not started again yet."""

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self.killed = False

    @property
    def pid(self) -> int:
        return self.process.pid if self.process else 0

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_group(self, sign: signal.Signals) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)

    def kill(self) -> None:
        """kill -9 of the program and of everything it started, as a power cut would."""
        self.killed = True
        self.signal_group(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()

    def tail(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-LOG_TAIL:])


class Programs:
    """All programs of one run. Use as a context: whatever happens, nothing is left running."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: dict[str, Program] = {}
        self._database: subprocess.Popen[str] | None = None
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", keeper.__file__], stdin=subprocess.PIPE, text=True, start_new_session=True
        )

    def __enter__(self) -> Programs:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.stop_all()

    def hold_database(self, name: str) -> dict[str, str]:
        """Starts the local PostgreSQL with a database `name`; answers its BITAQA_DB_* variables."""
        self._database = subprocess.Popen(
            bitaqa("localpg", "hold", "run", name), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        assert self._database.stdout is not None  # noqa: S101 - a pipe was asked for
        line = self._database.stdout.readline()
        if not line:
            raise ProgramDiedError(program="localpg", log="PostgreSQL did not start; its own message is above.")
        address = json.loads(line)
        return {
            "BITAQA_DB_HOST": address["host"],
            "BITAQA_DB_PORT": str(address["port"]),
            "BITAQA_DB_NAME": name,
            "BITAQA_DB_USER": "bitaqa_app",
        }

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Program:
        program = Program(name, command, environment, self.logs / f"{name}.log")
        program.start()
        self._tell_keeper("+", program.pid)
        self.running[name] = program
        return program

    def restart(self, name: str) -> Program:
        """Starts a program that was killed, with the same words."""
        program = self.running[name]
        self._tell_keeper("-", program.pid)
        program.start()
        self._tell_keeper("+", program.pid)
        return program

    def run(self, name: str, command: Sequence[str], environment: Mapping[str, str], stdin: str = "") -> str:
        """Runs a short command to its end and answers what it printed. Raises ProgramDiedError."""
        done = subprocess.run(command, env=dict(environment), input=stdin, capture_output=True, text=True, check=False)
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / "set-up.log").open("a") as log:
            log.write(f"$ {name}\n{done.stdout if name != 'demo' else ''}{done.stderr}")
        if done.returncode:
            tail = "\n".join((done.stderr or done.stdout).splitlines()[-LOG_TAIL:])
            raise ProgramDiedError(program=name, log=tail)
        return done.stdout

    def wait_for(self, name: str, url: str, *, seconds: float = 180) -> None:
        """Until `url` answers at all. Raises ProgramDiedError, ProgramSilentError."""
        program, until = self.running[name], time.monotonic() + seconds
        while time.monotonic() < until:
            if not program.alive:
                raise ProgramDiedError(program=name, log=program.tail())
            with suppress(httpx.HTTPError):
                httpx.get(url, timeout=5, trust_env=False, follow_redirects=False)
                return
            time.sleep(0.1)
        raise ProgramSilentError(program=name, url=url, log=program.tail())

    def check_alive(self) -> None:
        """Raises ProgramDiedError for a program that ended by itself; one that was killed is being started again."""
        for name, program in self.running.items():
            if not program.alive and not program.killed:
                raise ProgramDiedError(program=name, log=program.tail())

    def stop_all(self) -> None:
        """SIGTERM in the reverse order of starting, SIGKILL for what stays, the database last."""
        programs = list(reversed(self.running.values()))
        for program in programs:
            program.signal_group(signal.SIGTERM)
        until = time.monotonic() + PATIENCE
        for program in programs:
            if program.process is None:
                continue
            with suppress(subprocess.TimeoutExpired):
                program.process.wait(timeout=max(0.1, until - time.monotonic()))
            program.signal_group(signal.SIGKILL)
            program.process.wait()
        self.running.clear()
        if self._database is not None:
            if self._database.stdin:
                self._database.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                self._database.wait(timeout=PATIENCE)
            if self._database.stdout:
                self._database.stdout.close()
            self._database = None
        self._tell_keeper("done", 0)
        if self._keeper.stdin:
            self._keeper.stdin.close()
        self._keeper.wait(timeout=PATIENCE)

    def pids(self) -> list[int]:
        """The programs' own pids (their children belong to the same tree)."""
        return [program.pid for program in self.running.values() if program.alive]

    @property
    def database_pid(self) -> int:
        return self._database.pid if self._database else 0

    def _tell_keeper(self, word: str, pid: int) -> None:
        if self._keeper.stdin and not self._keeper.stdin.closed:
            with suppress(BrokenPipeError):
                self._keeper.stdin.write(f"{word} {pid}\n")
                self._keeper.stdin.flush()
