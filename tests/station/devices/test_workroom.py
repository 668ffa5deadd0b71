"""The process beside the station: it answers, it says what it refuses, it comes back when killed, it never outlives."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PIL import Image

from bitaqa.station.devices import pictures, workroom
from bitaqa.station.devices.errors import PictureRefusedError
from bitaqa.station.devices.workroom import Workroom


@pytest.fixture
def room() -> Iterator[Workroom]:
    opened = Workroom()
    yield opened
    opened.close()


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (600, 800), "grey").save(out, "JPEG")
    return out.getvalue()


def test_pictures_are_decoded_in_another_process(room: Workroom) -> None:
    assert room.run(os.getpid) != os.getpid()
    assert room.run(pictures.safe_paper, jpeg()) == pictures.safe_paper(jpeg())


def test_what_is_read_at_the_start_makes_nobody_wait(room: Workroom) -> None:
    room.start(("bitaqa.station.devices.drawing", "no such module"))
    assert room.run(len, b"abc") == 3


def test_a_refusal_comes_back_as_it_was_raised(room: Workroom) -> None:
    with pytest.raises(PictureRefusedError):
        room.run(pictures.safe_portrait, b"not a picture")


def test_a_killed_process_is_started_again(room: Workroom) -> None:
    first = room.run(os.getpid)
    os.kill(first, signal.SIGKILL)
    assert room.run(os.getpid) != first


def test_what_kills_it_twice_is_refused_and_the_next_is_served(room: Workroom) -> None:
    with pytest.raises(PictureRefusedError):
        room.run(os._exit, 1)
    assert room.run(len, b"abc") == 3


def test_what_blocks_it_is_refused(room: Workroom, monkeypatch: pytest.MonkeyPatch) -> None:
    room.run(os.getpid)
    monkeypatch.setattr(workroom, "LONGEST_SECONDS", 0.2)
    with pytest.raises(PictureRefusedError):
        room.run(signal.pause)
    monkeypatch.undo()
    assert room.run(len, b"abc") == 3


def test_it_ends_when_the_station_is_killed() -> None:
    program = (
        "import os, signal\n"
        "from bitaqa.station.devices.workroom import Workroom\n"
        "if __name__ == '__main__':\n"
        "    room = Workroom()\n"
        "    print(room.run(os.getpid), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    # the pipe of its output closes only when every process that holds it has ended
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL
    assert int(done.stdout) > 0


def test_a_server_that_is_told_to_end_takes_it_along() -> None:
    """A serving process is a child of its server, and joins its own children on its way out."""
    script = """
import multiprocessing, os
from bitaqa.station.devices.workroom import open_workroom

def serve():
    open_workroom().run(os.getpid)

served = multiprocessing.get_context("fork").Process(target=serve)
served.start()
served.join(60)
print(served.exitcode)
served.kill()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout.split() == ["0"], done.stderr
