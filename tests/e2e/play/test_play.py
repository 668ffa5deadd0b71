"""`bitaqa play` as a person starts it: a small campaign, end to end, over HTTP against both programs.

Everything is real: packets, PostgreSQL, SQLCipher, sign-in codes, PDF faces. The exit code says whether every figure
reconciles.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PEOPLE = 60
PATIENCE_SECONDS = 480
AS_FROM_A_TERMINAL = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL); os.execv(sys.argv[1], sys.argv[1:])"
)


def command(home: Path, free_port: Callable[[], int], *more: str) -> list[str]:
    ports = ["--port-centre", str(free_port()), "--port-station", str(free_port())]
    return [sys.executable, "-m", "bitaqa", "play", "--people", str(PEOPLE), "--home", str(home), *ports, *more]


def processes_of(home: Path) -> list[int]:
    """Programs that still run with this run's folder in their environment."""
    found = []
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"BITAQA_HOME={home}".encode() in environ.read_bytes():
                found.append(int(environ.parent.name))
        except OSError:
            continue
    return found


def test_a_small_campaign_reconciles_and_can_be_opened_again(home: Path, free_port: Callable[[], int]) -> None:
    play = home / "play"
    done = subprocess.run(
        command(play, free_port, "--exit"), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert "Every figure reconciles" in done.stdout
    assert "synthetic ridge images" in done.stdout
    assert processes_of(play) == []
    state = json.loads(next(play.glob("run-*/state.json")).read_text())
    assert state["finished"]

    again = subprocess.run(
        [*command(play, free_port), "--continue", "--exit"],
        capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
    )  # fmt: skip
    assert again.returncode == 0, again.stdout[-4000:] + again.stderr[-2000:]
    assert processes_of(play) == []


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_ended_midway_leaves_no_program(
    home: Path, free_port: Callable[[], int], sign: signal.Signals, request: pytest.FixtureRequest
) -> None:
    play = home / "play"
    # A runner in the background may ignore Ctrl-C, which programs inherit: the play is started as from a terminal.
    running = subprocess.Popen(
        [sys.executable, "-c", AS_FROM_A_TERMINAL, *command(play, free_port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    request.addfinalizer(running.kill)  # its keeper ends the programs
    end = time.monotonic() + 120
    while not list(play.glob("run-*/logs/centre.log")) and time.monotonic() < end:
        time.sleep(0.1)
    assert processes_of(play), "the centre was started"
    os.kill(running.pid, sign)
    code = running.wait(timeout=60)
    assert code == {signal.SIGINT: 130, signal.SIGTERM: 130, signal.SIGKILL: -9}[sign]
    while processes_of(play) and time.monotonic() < end:
        time.sleep(0.1)
    assert processes_of(play) == []


def test_a_busy_port_is_said_before_anything_is_started(home: Path) -> None:
    import socket

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = str(held.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "bitaqa", "play", "--home", str(home / "play"), "--port-centre", port],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert f"Port {port} is used" in done.stdout
    assert list((home / "play").glob("run-*")) == []
