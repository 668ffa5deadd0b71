"""Programs are started, watched and ended; none outlives its player, however the player ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bitaqa.scenarios.errors import PortBusyError, ProgramDiedError, RunUnderWayError
from bitaqa.scenarios.keeper import started_at
from bitaqa.scenarios.processes import Programs, check_port_free
from bitaqa.scenarios.run_folder import Home

FOREVER = [sys.executable, "-S", "-c", "import time\nwhile True: time.sleep(1)"]


def until(true: Callable[[], bool], *, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    with Programs(tmp_path / "logs") as running:
        yield running


def test_a_busy_port_is_named_with_the_option_that_changes_it() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        with pytest.raises(PortBusyError) as refused:
            check_port_free(held.getsockname()[1], "--port-centre")
    assert "--port-centre" in refused.value.next_step % refused.value.facts


def test_everything_started_is_stopped(tmp_path: Path) -> None:
    with Programs(tmp_path / "logs") as programs:
        pids = [programs.start(name, FOREVER, os.environ).pid for name in ("one", "two")]
    assert all(started_at(pid) == "" for pid in pids)


def test_a_killed_program_starts_again_with_the_same_words(programs: Programs) -> None:
    program = programs.start("one", FOREVER, os.environ)
    before = program.pid
    program.kill()
    assert not program.alive
    programs.check_alive()  # it did not end by itself
    assert programs.restart("one").pid != before
    assert program.alive
    programs.check_alive()


def test_a_program_that_ends_by_itself_is_told_with_the_end_of_its_log(programs: Programs) -> None:
    program = programs.start("short", [sys.executable, "-c", "print('the reason')"], os.environ)
    assert until(lambda: not program.alive)
    with pytest.raises(ProgramDiedError) as died:
        programs.check_alive()
    assert "the reason" in str(died.value)


def test_a_short_command_that_fails_says_why(programs: Programs) -> None:
    with pytest.raises(ProgramDiedError, match="no such thing"):
        programs.run("x", [sys.executable, "-c", "import sys; sys.exit('no such thing')"], os.environ)
    assert programs.run("y", [sys.executable, "-c", "print(input())"], os.environ, stdin="heard") == "heard\n"


def test_a_killed_player_leaves_nothing_behind(tmp_path: Path) -> None:
    """kill -9 of the player: the keeper ends what it started."""
    player = textwrap.dedent(
        f"""
        import os, time
        from pathlib import Path
        from bitaqa.scenarios.processes import Programs
        programs = Programs(Path({str(tmp_path)!r}))
        pids = [programs.start("one", {FOREVER!r}, os.environ).pid, programs.start("two", {FOREVER!r}, os.environ).pid]
        print(*pids, flush=True)
        time.sleep(600)
        """
    )
    running = subprocess.Popen([sys.executable, "-c", player], stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    pids = [int(word) for word in running.stdout.readline().split()]
    assert len(pids) == 2
    os.kill(running.pid, signal.SIGKILL)
    running.wait()
    running.stdout.close()
    assert until(lambda: all(not _running(pid) for pid in pids))


def _running(pid: int) -> bool:
    """A zombie that nobody waits for is no running program."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_one_folder_is_played_by_one_player(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.lock()
    with pytest.raises(RunUnderWayError, match=str(os.getpid())):
        Home(tmp_path).lock()
    home.unlock()
    again = Home(tmp_path)
    again.lock()
    again.unlock()


def test_only_a_finished_run_is_opened_again(tmp_path: Path) -> None:
    home = Home(tmp_path)
    cut, whole = home.new_run(), home.new_run()
    whole.write(finished=True, campaign="c")
    assert {run.folder for run in home.runs()} == {cut.folder, whole.folder}
    assert home.last_finished().folder == whole.folder
    assert (whole.folder / "state.json").stat().st_mode & 0o077 == 0
    home.remove(whole)
    home.remove(cut)
    assert home.runs() == []


def test_each_home_clears_its_own_databases(tmp_path: Path) -> None:
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    assert one.databases != other.databases
    made = one.new_run().database
    assert made.startswith(one.databases) and len(made) < 64 and made.replace("_", "").isalnum()
