"""A station as its own process, and a machine of its network: started, asked over real sockets, killed.

`StationProcess` knows how to start and end; `Machine` is what stands on a desk, with its own cookie. Nothing of Django
stands here, so that the centre's tests may have a real station beside them.
"""

from __future__ import annotations

import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

BASE = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 180.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment(own: Mapping[str, str]) -> dict[str, str]:
    """The surroundings without settings of the program under test, and `own` ones."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("BITAQA_", "DJANGO_"))} | {**own}


@dataclass
class StationProcess:
    """One machine: its home and its port. `settings()` is what its environment says."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    tls: bool = False

    def settings(self) -> dict[str, str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return clean_environment({"BITAQA_STATION_HOME": str(self.home), **self.settings()})

    @property
    def address(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def trust(self) -> ssl.SSLContext:
        """Over TLS, what a desk trusts once the authority is installed on it: this station, and no public authority."""
        authority = self.home / "tls" / "authority.pem"
        return ssl.create_default_context(cafile=str(authority) if self.tls else None)

    def manage(self, *words: str) -> str:
        """A command of the station, as its head types it."""
        done = subprocess.run(
            [sys.executable, "-m", "bitaqa.cli", "station-manage", *words],
            env=self.environment(), cwd=BASE, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bitaqa.cli", "station", "--port", str(self.port), "--no-sync"]
            + (["--tls"] if self.tls else []),
            env=self.environment(), cwd=BASE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        until = time.monotonic() + STARTS_WITHIN
        while True:
            assert self.process.poll() is None, self.process.stderr.read().decode()  # type: ignore[union-attr]
            try:
                shown = httpx.get(f"{self.address}/sign-in/", timeout=30, trust_env=False, verify=self.trust())
                if shown.status_code == 200:
                    return
            except httpx.HTTPError:
                assert time.monotonic() < until, "the station did not start"
                time.sleep(0.05)  # the only way to ask a program that does not listen yet

    def kill(self) -> None:
        """As a power cut does: the process and its workers."""
        if self.process is not None and self.process.poll() is None:
            listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            workers = [int(text) for text in listed.read_text().split()] if listed.exists() else []
            for pid in (self.process.pid, *workers):
                os.kill(pid, signal.SIGKILL)
            self.process.wait()
        self._close()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()
        self._close()

    def _close(self) -> None:
        if self.process is not None and self.process.stderr is not None:
            self.process.stderr.close()


class Machine:
    """What stands on a desk; over TLS every request verifies the certificate."""

    def __init__(self, station: StationProcess) -> None:
        self.http = httpx.Client(
            base_url=station.address, verify=station.trust(), timeout=120, trust_env=False,
            headers={"Referer": station.address, "Accept-Language": "en"},
        )  # fmt: skip

    def __enter__(self) -> Machine:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.http.close()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        token = self.http.cookies.get("bitaqa_station_csrf") or ""
        answer = self.http.request(method, f"/api/v1/{path}", json=body, headers={"X-CSRFToken": token})
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def form(self, path: str, data: dict[str, str], *, follow: bool = False) -> httpx.Response:
        """A form as its page sends it; `follow` to the page that comes after."""
        self.http.get(path)
        token = self.http.cookies.get("bitaqa_station_csrf") or ""
        return self.http.post(path, data={**data, "csrfmiddlewaretoken": token}, follow_redirects=follow)

    def sign_in(self, operator: str, pin: str) -> dict[str, Any]:
        said: dict[str, Any] = self.ask("POST", "sign-in", {"operator": operator, "pin": pin})
        return said

    def enrol(self, identity: dict[str, Any], *, visit: str, seed: str) -> str:
        """A first issue from the request to the applicant's word; the draft, ready to be sealed."""
        asked = {"document_type": "cnie", "kind": "first", "ground": "none", "visit": visit, "priority": "none"}
        draft: str = self.ask("POST", "drafts", asked)["draft"]
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
        return draft

    def seal(self, draft: str) -> dict[str, Any]:
        sealed: dict[str, Any] = self.ask("POST", f"drafts/{draft}/seal")
        return sealed
