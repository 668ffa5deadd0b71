"""A real station for browser tests: its own process, simulated devices, a field pack sealed by a test centre's key.

`with running_station(home, port) as station:` – `station.address`, `station.facts` (what to type), `station.kill()`
(SIGKILL) and `station.start()` again, `station.packets()` opened by the test centre. Nothing of Django stands here.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page

from bitaqa.foundation.packet.keys import OpeningKey, Verifier
from bitaqa.foundation.packet.sealed import open_packet
from bitaqa.foundation.rules.packet_bodies import PacketBody, read_body

BASE = Path(__file__).resolve().parents[2]
PINS = {"op.amina": "482913", "op.driss": "731504", "head.salma": "905127"}
STARTS_WITHIN = 180.0


@dataclass
class RunningStation:
    home: Path
    port: int
    facts: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    tls: bool = False

    @property
    def address(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def trust(self) -> ssl.SSLContext:
        """Over TLS, what a desk trusts once the authority is installed on it: this station, and no public authority."""
        authority = self.home / "tls" / "authority.pem"
        return ssl.create_default_context(cafile=str(authority) if self.tls else None)

    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith(("BITAQA_", "DJANGO_"))}
        return own | {
            "BITAQA_STATION_HOME": str(self.home),
            "BITAQA_STATION_UNLOCK": "head.salma:une phrase longue",
            "BITAQA_CLOCK": "scenario",
            "BITAQA_CENTRE_URL": "http://127.0.0.1:9",
            "BITAQA_REMOVABLE": str(self.home / "disks"),
        }

    def prepare(self) -> None:
        script = BASE / "tests" / "e2e" / "prepare_station.py"
        made = subprocess.run(
            [sys.executable, str(script), str(self.home)], env=self.environment(), capture_output=True, check=False
        )
        assert made.returncode == 0, made.stderr.decode()
        self.facts = json.loads(made.stdout)
        (self.home / "disks" / "USB").mkdir(parents=True)

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
                if httpx.get(f"{self.address}/sign-in/", timeout=30, verify=self.trust()).status_code == 200:
                    return
            except httpx.HTTPError:
                assert time.monotonic() < until, "the station did not start"
                time.sleep(0.05)  # the only way to ask a program that does not listen yet

    def kill(self) -> None:
        """As a power cut does."""
        if self.process is not None:
            children = _children(self.process.pid)
            for pid in (self.process.pid, *children):
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
                return
        self._close()

    def _close(self) -> None:
        if self.process is not None and self.process.stderr is not None:
            self.process.stderr.close()

    def packets(self) -> list[PacketBody]:
        """What was sealed, in the order of the chain, opened with the test centre's key."""
        told = json.loads((self.home / "centre.json").read_text())
        opening = OpeningKey.from_bytes(bytes.fromhex(told["opening"]))
        verifier = Verifier(bytes.fromhex(told["station"]))
        found = []
        files = sorted((self.home / "packets").glob("*.btq"), key=lambda file: int(file.stem.split("-")[1]))
        for file in files:
            opened = open_packet(file.read_bytes(), verifier=verifier, opening_keys={opening.key_id: opening})
            found.append(read_body(opened.header.kind, opened.body))
        return found

    def sign_in(self, page: Page, operator: str = "op.amina", language: str = "") -> None:
        if language:
            page.context.add_cookies([{"name": "django_language", "value": language, "url": self.address}])
        page.goto(f"{self.address}/sign-in/")
        page.locator("[name=operator]").select_option(operator)
        page.locator("[name=pin]").fill(PINS[operator])
        page.locator("main button[type=submit]").click()
        page.wait_for_url(f"{self.address}/")


def _children(pid: int) -> list[int]:
    """Workers of a process; they die with it."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(text) for text in listed.read_text().split()] if listed.exists() else []


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_station(home: Path, port: int) -> Iterator[RunningStation]:
    station = RunningStation(home, port)
    station.prepare()
    station.start()
    try:
        yield station
    finally:
        station.stop()


@dataclass
class Keyboard:
    """The operator's hands: every key pressed counts one, a letter like an arrow; what a scanner types does not."""

    page: Page
    pressed: int = 0
    waited: float = 0.0
    log: list[tuple[str, float]] = field(default_factory=list)

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self.page.keyboard.type(text)

    def scan(self, *lines: str) -> None:
        for line in lines:
            self.page.keyboard.type(line)
            self.page.keyboard.press("Enter")

    def until(self, url: str, selector: str = "main") -> None:
        """Waits for the program, with the clock running, until the page at `url` can be used."""
        since = time.perf_counter()
        self.page.wait_for_url(url, wait_until="load")
        self.page.wait_for_selector(selector)
        self.page.wait_for_load_state("load")  # its script has run
        took = time.perf_counter() - since
        self.waited += took
        self.log.append((url, round(took, 3)))
