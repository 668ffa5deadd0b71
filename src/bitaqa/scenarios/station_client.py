"""A station as its crew uses it: operators signed in with their PIN at the station's own desk.

One method per thing a person does at a desk. Simulated people stand before simulated devices, named by their seed.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from bitaqa.scenarios.errors import RefusedByProgramError
from bitaqa.scenarios.http_client import Session

CSRF_COOKIE = "bitaqa_station_csrf"


class Desk:
    """One operator at one desk; the session is opened by `sign_in`."""

    def __init__(self, base_url: str, operator: str, pin: str, *, patient: bool = False) -> None:
        self.operator, self._pin = operator, pin
        self.session = Session(base_url, csrf_cookie=CSRF_COOKIE, prefix="/api/v1/", patient=patient)

    def sign_in(self, *, wait: float = 60) -> None:
        """Waits until the station knows its crew: it comes with the first field pack, which the station fetches."""
        until = time.monotonic() + wait
        while True:
            try:
                self.session.post("sign-in", {"operator": self.operator, "pin": self._pin})
                return
            except RefusedByProgramError:
                if time.monotonic() > until:
                    raise
                time.sleep(1.0)

    def play_clock(self, at: datetime) -> None:
        self.session.post("clock", {"at": at.isoformat()})

    def open_day(self, visit: str) -> Any:
        return self.session.post("day/open", {"visit": visit})

    def close_day(self) -> Any:
        return self.session.post("day/close", {})

    def send_day(self) -> None:
        """One round, which takes the day's journal along; what has not left by then leaves while the next is served."""
        while True:
            try:
                self.session.ask("POST", "sync", params={"journal": "true"}, json={})
                return
            except RefusedByProgramError as refused:
                if refused.reason != "outbox.sync_running":
                    raise
            time.sleep(0.1)

    def sync_until_settled(self, *, seconds: float = 300) -> dict[str, Any]:
        """Rounds until every packet has the centre's word. Answers the last state of the outbox.

        The first round takes the day's journal along. Later ones do not: each deletes packets, which is an entry.
        """
        until, journal, pause = time.monotonic() + seconds, "true", 0.1
        while True:
            try:
                self.session.ask("POST", "sync", params={"journal": journal}, json={})
                journal = "false"
            except RefusedByProgramError as refused:
                if refused.reason != "outbox.sync_running":
                    raise
            state: dict[str, Any] = self.session.get("sync")
            if not state["waiting"] and not state["by_state"].get("stored", 0):
                return state
            if time.monotonic() > until:
                return state
            time.sleep(pause)
            pause = min(0.5, pause * 1.5)  # each look is a round with the centre, which is at work on the answers

    def sync_for_pack(self, serial: int, *, seconds: float = 60) -> None:
        """Rounds until the station holds field pack `serial`."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self.session.post("sync", {})
            except RefusedByProgramError as refused:
                if refused.reason != "outbox.sync_running":
                    raise
            if self.session.get("field-pack")["serial"] >= serial:
                return
            time.sleep(0.3)

    def close(self) -> None:
        self.session.close()
