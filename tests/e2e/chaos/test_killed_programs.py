"""kill -9 of station, centre and worker at random moments of a campaign: nothing lost, nothing doubled, bulletin exact.

Programs are killed from the first enrolment until what was left over came back and is destroyed (upload, decisions,
production, packing and returns as well as the desks), once early in every step, and started again with the same
words, as a technician would. The short form is part of `make test`; `BITAQA_CHAOS=long` (`make chaos`) plays the
whole campaign and kills more often. The seed of the killing is printed; BITAQA_CHAOS_SEED repeats it.
"""

from __future__ import annotations

import gc
import os
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from rich.console import Console

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.scenarios.campaign import Campaign
from bitaqa.scenarios.ledger import Ledger
from bitaqa.scenarios.plan import read_plan
from bitaqa.scenarios.play import conclude
from bitaqa.scenarios.processes import Programs
from bitaqa.scenarios.progress import Progress, Step
from bitaqa.scenarios.run_folder import Home
from bitaqa.scenarios.setting_up import Ports, set_up
from bitaqa.scenarios.story import tell_story

LONG = os.environ.get("BITAQA_CHAOS") == "long"
PEOPLE = None if LONG else int(os.environ.get("BITAQA_CHAOS_PEOPLE", "500"))
PAUSE = (2.0, 6.0) if LONG else (6.0, 12.0)
TICK = 0.1
AT_DESKS = {"enrolment", "hand-over"}
VICTIMS = ("station", "centre", "worker-1")
AMBIGUOUS = (": tickets", ": abandoned", ": not_verified")
"""Day figures that a broken line makes the player count otherwise than the station: an act done, its answer lost."""


class Killer:
    """Kills a program now and then, and soon after each step began for the first time."""

    def __init__(self, programs: Programs, draw: Random, addresses: Mapping[str, str]) -> None:
        self.addresses = addresses
        """Where a program that was started again answers, by its name: a slow machine is not only killing."""
        self.programs, self.draw, self.killed = programs, draw, Counter[str]()
        self._turns: list[str] = []
        self._left = draw.uniform(*PAUSE)
        """Seconds until the next kill."""
        self.step, self.during = "", Counter[str]()
        """The step under way; kills by step."""

    def told(self, step: str) -> None:
        """A step begins: the first time, a program dies in it."""
        self.step = step
        if step not in self.during:
            self._left = min(self._left, self.draw.uniform(0.0, 0.5))

    @contextmanager
    def at_work(self) -> Iterator[None]:
        stop = threading.Event()
        thread = threading.Thread(target=self._run, args=(stop,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _run(self, stop: threading.Event) -> None:
        while not stop.wait(TICK):
            self._left -= TICK
            if self._left > 0:
                continue
            self._left = self.draw.uniform(*PAUSE)
            if not self._turns:  # each program in turn, in an order that is drawn
                self._turns = self.draw.sample(VICTIMS, len(VICTIMS))
            name = self._turns.pop()
            self.programs.running[name].kill()
            self.killed[name] += 1
            self.during[self.step] += 1
            stop.wait(self.draw.uniform(0, 1))
            self.programs.restart(name)
            if name in self.addresses:
                self.programs.wait_for(name, self.addresses[name])


@dataclass
class Watched(Progress):
    """Tells the killer which step is under way."""

    killer: Killer | None = None

    @contextmanager
    def step(self, name: str, total: int) -> Iterator[Step]:
        if self.killer is not None:
            self.killer.told(name)
        with super().step(name, total) as step:
            yield step


# The HTTP client leaves a connection whose other end was killed to the collector.
@pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.chaos
def test_killed_programs_lose_and_double_nothing(home: Path, free_port: Callable[[], int]) -> None:
    seed = os.environ.get("BITAQA_CHAOS_SEED") or secrets.token_hex(4)
    print(f"BITAQA_CHAOS_SEED={seed}")
    plan, country = read_plan("el-borouj", PEOPLE), load_country_pack()
    story = tell_story(plan, country, seed=7)
    runs = Home(home / "chaos")
    run = runs.new_run()
    morning = datetime(plan.first_day.year, plan.first_day.month, plan.first_day.day, 7, tzinfo=PLACE_ZONE)
    with Programs(run.folder / "logs") as programs:
        ports = Ports(free_port(), free_port())
        addresses = {name: f"http://localhost:{getattr(ports, name)}/" for name in ("centre", "station")}
        killer = Killer(programs, Random(seed), addresses)
        stage = set_up(programs, run, ports, plan, morning, workers=1, say=print, patient=True)
        campaign = Campaign(
            stage, story, Ledger(story.applicants), country, Watched(Console(), killer=killer),
            disturbance=killer.at_work,
        )  # fmt: skip
        try:
            campaign.play()
            _, checks = conclude(campaign)
        finally:
            campaign.close()
            del campaign, stage
            gc.collect()  # lines that were cut are let go here, not in the middle of another test
    print(f"killed: {dict(killer.killed)}, during {dict(killer.during)}")
    assert set(killer.killed) == set(VICTIMS)
    assert {"upload", "decision", "production"} <= set(killer.during) - AT_DESKS, killer.during
    differing = [
        f"{check.what}: played {check.expected}, told {check.found}"
        for check in checks
        if not check.agrees and not check.what.endswith(AMBIGUOUS)
    ]
    assert differing == []
