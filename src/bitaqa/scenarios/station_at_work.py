"""One station of a campaign at work: its desks signed in, its days opened and closed, its packets sent.

Several of them work at the same time, each in its own thread (`side_by_side`); the first error of any stops all.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bitaqa.scenarios import delivering
from bitaqa.scenarios.enrolling import Visit
from bitaqa.scenarios.errors import StillWaitingError
from bitaqa.scenarios.plan import Unit
from bitaqa.scenarios.setting_up import Stage
from bitaqa.scenarios.station_client import Desk

OPERATORS = ("op-1", "op-2")
LIVE_PATIENCE_SECONDS = 240.0


@dataclass
class StationAtWork:
    """`desks[0]` is the head's; the others are operators in turn."""

    unit: Unit
    stage: Stage
    desks: list[Desk] = field(default_factory=list)

    @property
    def head(self) -> Desk:
        return self.desks[0]

    def sign_in(self, desks: int) -> None:
        """The head and `desks` operators; waits until the station knows its crew."""
        operators = [OPERATORS[number % len(OPERATORS)] for number in range(desks)]
        for operator in (delivering.HEAD, *operators):
            desk = self.stage.desk(operator, station=self.unit.station)
            self.desks.append(desk)
            desk.sign_in()

    def issue_pack(self, *, days: int) -> int:
        return int(self.stage.centre.issue_field_pack(self.unit.station, days=days)["serial"])

    def begin_day(self, visit: Visit, *, days: int) -> None:
        self.head.sync_for_pack(self.issue_pack(days=days))
        self.head.open_day(visit.id)

    def settle_packets(self, campaign: str) -> None:
        """Sends until every packet has the centre's word. Raises StillWaitingError."""
        state = self.head.sync_until_settled()
        if state["waiting"] or state["by_state"].get("stored", 0):
            stuck = {name: n for name, n in state["by_state"].items() if n and name in ("sealed", "stored")}
            told = self.stage.centre.progress(campaign)
            what = (
                f"the packets of {self.unit.station} {stuck} {state['trouble']}; "
                f"at the centre {told['packets']} {told['waiting']}"
            )
            raise StillWaitingError(seconds=300, what=what)

    def watch_packets_leave(self) -> tuple[int, int]:
        """(packets sealed so far, those the centre has accepted) once nothing waits, or patience ends.

        Nobody sends anything here: what leaves, leaves by the station's own rounds while people are enrolled (F3.2).
        """
        until = time.monotonic() + LIVE_PATIENCE_SECONDS
        while True:
            state: dict[str, Any] = self.head.session.get("sync")
            sealed, under_way = sum(state["by_state"].values()), state["waiting"] + state["by_state"].get("stored", 0)
            if not under_way or time.monotonic() > until:
                return sealed, sealed - under_way
            time.sleep(0.5)

    def close(self) -> None:
        for desk in self.desks:
            desk.close()


def side_by_side(works: Sequence[Callable[[], None]]) -> None:
    """Does everything at the same time, in the caller's thread when there is one thing. Raises the first error."""
    if len(works) == 1:
        works[0]()
        return
    faults: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            thread.join(timeout=0.5)
            if faults:
                raise faults[0]
    if faults:
        raise faults[0]
