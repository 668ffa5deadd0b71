"""A line stays open when a view leaves its body unread: a real server, and bodies that come after their headers."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bitaqa.ui.keep_alive import MOST_BYTES, reads_whole_body

APPLICATION = """
from bitaqa.ui.keep_alive import reads_whole_body

@reads_whole_body
def application(environ, start_response):
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
PATIENCE_SECONDS = 60.0


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A real server whose view takes no body."""
    (tmp_path / "careless.py").write_text(APPLICATION)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(number), "careless:application"]
    server = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    yield number
    server.terminate()
    server.wait(PATIENCE_SECONDS)


def line_to(port: int) -> socket.socket:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS)
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)


def test_the_next_request_may_take_the_same_line(port: int) -> None:
    with line_to(port) as line:
        for _ in range(3):
            line.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n")
            time.sleep(0.05)  # the body comes in a packet of its own, as most clients send it
            line.sendall(b"{}")
            assert line.recv(4096).startswith(b"HTTP/1.1 200")


class Unread:
    """A body of `size` bytes, and how much of it was asked for."""

    def __init__(self, size: int) -> None:
        self.left = size

    def read(self, most: int) -> bytes:
        piece = min(most, self.left)
        self.left -= piece
        return b"x" * piece


@pytest.mark.parametrize(("size", "left"), [(0, 0), (2, 0), (200_000, 0), (MOST_BYTES + 70_000, 70_000)])
def test_what_is_left_of_a_body_is_read_up_to_a_bound(size: int, left: int) -> None:
    def careless(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        return [b"ok"]

    body = Unread(size)
    assert list(reads_whole_body(careless)({"wsgi.input": body}, None)) == [b"ok"]  # type: ignore[arg-type]
    assert body.left == left
