"""A real station for browser tests: its own process, simulated devices, a field pack sealed by a test centre's key.

`with running_station(home, port) as station:` – `station.address`, `station.facts` (what to type), `station.kill()`
(SIGKILL) and `station.start()` again, `station.packets()` opened by the test centre. Nothing of Django stands here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bitaqa.foundation.packet.keys import OpeningKey, Verifier
from bitaqa.foundation.packet.sealed import open_packet
from bitaqa.foundation.rules.packet_bodies import PacketBody, read_body
from station_env.machine import BASE, StationProcess, free_port

__all__ = ["PINS", "Keyboard", "RunningStation", "free_port", "running_station"]
PINS = {"op.amina": "482913", "op.driss": "731504", "head.salma": "905127"}


@dataclass
class RunningStation(StationProcess):
    facts: dict[str, Any] = field(default_factory=dict)

    def settings(self) -> dict[str, str]:
        return {
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
