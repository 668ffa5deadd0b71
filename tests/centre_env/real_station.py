"""A real station process beside the centre under test: made, provisioned, started, killed; asked over real sockets.

`RealStation(home, port, centre)`: `make()` answers its request file, `install(file)`, `start()`, `kill()`, `stop()`;
`Crew(station)` is an operator at its own screen. It keeps real time, as the centre's tests do.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

BASE = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 180.0
HEAD, SECRET = "head.salma", "une phrase longue"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class RealStation:
    """One machine: its home, its port, and where it finds the centre."""

    home: Path
    port: int
    centre: str
    process: subprocess.Popen[bytes] | None = None
    country_pack: str = ""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("BITAQA_", "DJANGO_"))}
        return own | {
            "BITAQA_STATION_HOME": str(self.home),
            "BITAQA_STATION_UNLOCK": f"{HEAD}:{SECRET}",
            "BITAQA_CENTRE_URL": self.centre,
            "BITAQA_COUNTRY_PACK": self.country_pack,
        }

    def manage(self, *words: str) -> str:
        """A command of the station, as its head types it."""
        done = subprocess.run(
            [sys.executable, "-m", "bitaqa.cli", "station-manage", *words],
            env=self.environment(), cwd=BASE, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def make(self, code: str) -> str:
        """Keys in an empty home; the request for the centre."""
        self.home.mkdir(parents=True)
        self.manage("init_station", code, "--head", HEAD)
        return (self.home / "request.json").read_text()

    def install(self, provision: str) -> None:
        file = self.home / "provision.json"
        file.write_text(provision)
        self.manage("install_genesis", str(file))

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bitaqa.cli", "station", "--port", str(self.port), "--no-sync"],
            env=self.environment(), cwd=BASE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until = time.monotonic() + STARTS_WITHIN
        while True:
            assert self.process.poll() is None, "the station ended by itself"
            try:
                if httpx.get(f"{self.address}/sign-in/", timeout=30, trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                assert time.monotonic() < until, "the station did not start"
                time.sleep(0.05)  # the only way to ask a program that does not listen yet

    def kill(self) -> None:
        """As a power cut does: the process and its workers."""
        if self.process is not None and self.process.poll() is None:
            listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            for pid in (self.process.pid, *(int(text) for text in listed.read_text().split())):
                os.kill(pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()


class Crew:
    """An operator at the station's own screen."""

    def __init__(self, station: RealStation, operator: str, pin: str) -> None:
        self.http = httpx.Client(
            base_url=station.address, timeout=120, trust_env=False, headers={"Accept-Language": "en"}
        )
        self.ask("POST", "sign-in", {"operator": operator, "pin": pin})

    def __enter__(self) -> Crew:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.http.close()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        token = self.http.cookies.get("bitaqa_station_csrf") or ""
        answer = self.http.request(method, f"/api/v1/{path}", json=body, headers={"X-CSRFToken": token})
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def form(self, path: str, data: dict[str, str]) -> httpx.Response:
        """A form as its page sends it."""
        self.http.get(path)
        token = self.http.cookies.get("bitaqa_station_csrf") or ""
        return self.http.post(path, data={**data, "csrfmiddlewaretoken": token})

    def enrol(self, identity: dict[str, Any], *, visit: str, seed: str) -> dict[str, Any]:
        """A first issue from the request to the seal; what the seal answers."""
        asked = {"document_type": "cnie", "kind": "first", "ground": "none", "visit": visit, "priority": "none"}
        draft = self.ask("POST", "drafts", asked)["draft"]
        self.ask("PATCH", f"drafts/{draft}", {"identity": identity})
        rules = self.ask("GET", f"drafts/{draft}")["rules"]
        seen = {"simulated": {"seed": seed, "take": 0}}
        for part in ("portrait", "fingers", "signature"):
            self.ask("POST", f"drafts/{draft}/{part}", seen)
        for code in rules["papers"]:
            paper = {**seen, "number": "1/2026", "issued_by": "جماعة", "issued_on": "2026-02-01"}
            self.ask("POST", f"drafts/{draft}/papers/{code}", paper)
        fee = {"rule": rules["fee"]["rule"], "centimes": rules["fee"]["centimes"], "stamp_number": f"T-{seed}"}
        notice = {"version": "notice-1", "language": "ar", "read_aloud": True}
        self.ask("PATCH", f"drafts/{draft}", {"fee": fee, "notice": notice})
        self.ask("POST", f"drafts/{draft}/confirm", {"on": "second_view"})
        sealed: dict[str, Any] = self.ask("POST", f"drafts/{draft}/seal")
        return sealed
