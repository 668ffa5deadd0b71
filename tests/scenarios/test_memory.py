"""The memory of a run is that of every process of it, and a rise is seen without asking for shares all the time."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from bitaqa.scenarios import memory
from bitaqa.scenarios.memory import AT_LEAST_EVERY, MemoryWatch

HOLDER = """
import sys
held = []
for line in sys.stdin:
    held.append(bytearray(int(line)) if int(line) else held.clear())
    for block in filter(None, held):
        block[::4096] = b"x" * len(block[::4096])
    print("held", flush=True)
"""
MIB = 1 << 20


@pytest.fixture
def holder() -> Iterator[subprocess.Popen[str]]:
    """A process that holds as many bytes more as the line it is given says."""
    program = subprocess.Popen([sys.executable, "-I", "-c", HOLDER], stdin=-1, stdout=-1, text=True)
    with program:
        yield program
        assert program.stdin is not None
        program.stdin.close()


def hold(program: subprocess.Popen[str], size: int) -> None:
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write(f"{size}\n")
    program.stdin.flush()
    assert program.stdout.readline() == "held\n"


def test_a_rise_is_seen_when_it_is_large(holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch) -> None:
    hold(holder, MIB)
    watch = MemoryWatch([holder.pid])
    before = watch.sample()
    asked: list[int] = []
    shares = memory.pss_bytes
    monkeypatch.setattr(memory, "pss_bytes", lambda pid: asked.append(pid) or shares(pid))
    hold(holder, MIB)
    watch.sample_if_grown()
    assert asked == []
    hold(holder, 100 * MIB)
    watch.sample_if_grown()
    assert asked == [holder.pid]
    assert watch.peak >= before + 100 * MIB
    watch.start()
    assert watch.stop() >= before + 100 * MIB


def test_shares_are_asked_for_now_and_then(holder: subprocess.Popen[str]) -> None:
    hold(holder, MIB)
    watch = MemoryWatch([holder.pid])
    watch.sample()
    watch.peak = 0
    for _ in range(AT_LEAST_EVERY - 1):
        watch.sample_if_grown()
    assert watch.peak == 0
    watch.sample_if_grown()
    assert watch.peak > MIB


def test_a_process_that_is_gone_counts_nothing(holder: subprocess.Popen[str]) -> None:
    hold(holder, MIB)
    assert holder.pid in memory.tree([holder.pid])
    holder.kill()
    holder.wait()
    assert [memory.pss_bytes(holder.pid), memory.resident_bytes(holder.pid), memory.cpu_of_tree(holder.pid)] == [0] * 3
