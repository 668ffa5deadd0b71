"""A code works once: who signs in twice within half a minute waits for the next one, as a person would."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bitaqa.scenarios import centre_client
from bitaqa.scenarios.centre_client import Account, Centre
from bitaqa.scenarios.errors import RefusedByProgramError

ACCOUNT = Account("auditor", "auditor", "a long enough password", "JBSWY3DPEHPK3PXP")


class Door(BaseHTTPRequestHandler):
    """Answers what stands in `refusals`, in order; then lets in."""

    refusals: list[str] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = {"code": self.refusals.pop(0), "sentence": "No."} if self.refusals else {}
        data = json.dumps(body).encode()
        self.send_response(401 if body else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def centre(monkeypatch: pytest.MonkeyPatch) -> Iterator[Centre]:
    waited: list[float] = []
    monkeypatch.setattr(centre_client.time, "sleep", waited.append)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    client = Centre(f"http://127.0.0.1:{server.server_port}", [ACCOUNT])
    client.waited = waited  # type: ignore[attr-defined]
    yield client
    client.close()
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_used_code_is_followed_by_the_next(centre: Centre) -> None:
    Door.refusals = ["accounts.sign_in_refused"]
    centre.as_("auditor")
    (seconds,) = centre.waited  # type: ignore[attr-defined]
    assert 0 < seconds <= 30


@pytest.mark.parametrize("refusals", [["accounts.sign_in_refused"] * 2, ["accounts.sign_in_paused"]])
def test_other_refusals_are_not_hidden(centre: Centre, refusals: list[str]) -> None:
    Door.refusals = list(refusals)
    with pytest.raises(RefusedByProgramError):
        centre.as_("auditor")
    assert len(centre.waited) == len(refusals) - 1  # type: ignore[attr-defined]
