"""The El Borouj campaign played day by day (F0): enrolment visits, the nights between, delivery visits, the end.

Each step is told to `progress`; every act is a request with the account of whoever would do it. Nothing here counts:
the ledger writes down what was answered, the bulletin is computed by the centre.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.country import CountryPack
from bitaqa.scenarios import deciding, delivering, making
from bitaqa.scenarios.crew import serve_everyone
from bitaqa.scenarios.enrolling import Visit, complete, enrol, tidy_up
from bitaqa.scenarios.errors import RegisterRefusedError, StillWaitingError
from bitaqa.scenarios.ledger import Ledger
from bitaqa.scenarios.processes import bitaqa
from bitaqa.scenarios.progress import Progress
from bitaqa.scenarios.register_file import write_register
from bitaqa.scenarios.setting_up import Stage
from bitaqa.scenarios.station_client import Desk
from bitaqa.scenarios.story import Applicant, Story, Turn

PATIENCE_SECONDS = 240.0
MORNING, EVENING, NIGHT = 8, 18, 21
ENROLMENT_DESKS = ("op-1", "op-2") * 3
COUNTERS = ("op-1", "op-2") * 2


@dataclass
class Campaign:
    """One campaign under way on a stage."""

    stage: Stage
    story: Story
    ledger: Ledger
    country: CountryPack
    progress: Progress
    disturbance: Callable[[], AbstractContextManager[Any]] = nullcontext
    """Entered while people are served: a test kills programs in it."""
    id: str = ""
    visits: list[str] = field(default_factory=list)
    desks: dict[int, Desk] = field(default_factory=dict)
    returned: list[str] = field(default_factory=list)

    # --- the whole story ---------------------------------------------------------------------------------------
    def play(self) -> None:
        self.plan()
        for visit in self.story.plan.enrolments:
            self.enrolment_day(visit.number)
        self.make_and_send()
        for visit in self.story.plan.deliveries:
            self.delivery_day(visit.number)
        self.end()

    def close(self) -> None:
        """Ends every connection of the player; the programs go on."""
        for desk in self.desks.values():
            desk.close()
        self.stage.centre.close()

    def plan(self) -> None:
        plan, centre = self.story.plan, self.stage.centre
        self.play_clock(plan.first_day, MORNING, station=False)
        self.id, self.visits = centre.plan_campaign(plan.campaign_body())
        self.load_register()
        making.receive_blanks(centre, self.ledger, len(self.story.applicants) * 11 // 10 + 60)
        self.issue_pack(days=7)
        head = self.stage.desk(delivering.HEAD)
        head.sign_in()
        self.desks = {0: head}
        for number, operator in enumerate(ENROLMENT_DESKS, 1):
            self.desks[number] = self.stage.desk(operator)
            self.desks[number].sign_in()

    def load_register(self) -> None:
        """People who hold cards already are loaded as a real authority would load them."""
        file = self.stage.run.folder / "register.csv"
        with self.progress.step("register", write_register(file, self.story.holders)) as bar:
            told = self.stage.programs.run("import", bitaqa("import-register", str(file)), self.stage.environment)
            aside = file.with_name(f"{file.name}.errors.csv")
            if aside.exists():
                raise RegisterRefusedError(file=aside, said=told)
            bar.advance(len(self.story.holders))

    # --- days --------------------------------------------------------------------------------------------------
    def enrolment_day(self, number: int) -> None:
        """People come to the desks while packets leave; files that were incomplete are completed on the last day."""
        visit, people = self.enrolment(number), self.story.of_visit(number)
        self.begin_day(visit, days=7)
        with self.progress.step("enrolment", len(people)) as bar, self.disturbance():
            self.serve(people, visit, bar.advance)
        tidy_up(self.head, visit.day.isoformat(), self.ledger)
        if number == self.story.plan.completion_visit:
            late = [line for line in self.ledger.with_turn(Turn.COMPLETED_LATER) if line.application]
            with self.progress.step("completion", len(late)) as bar:
                for line in late:
                    complete(self.head, line.applicant, line.application, visit, self.ledger)
                    bar.advance()
        self.close_day(visit)
        with self.progress.step("decision", len(people)) as bar:
            self.wait_until_still("intake and screening", steps=("intake", "fingers", "screening"))
            self.ledger.cases_decided += deciding.decide_cases(self.stage.centre, self.ledger)
            bar.advance(len(people))

    def make_and_send(self) -> None:
        """Between the weeks: appeals, early deaths, lapsed files; cards are made and boxes sent ahead of the visits."""
        centre, plan = self.stage.centre, self.story.plan
        last = plan.enrolments[-1].day
        self.play_clock(last, NIGHT)
        deciding.hear_appeals(centre, self.ledger)
        deaths = self.ledger.with_turn(Turn.DEATH)
        deciding.report_deaths(centre, deaths[::2], last)
        deciding.lapse_files(centre, self.id)
        self.make_cards()
        self.send_cards()
        deciding.report_deaths(centre, deaths[1::2], last)
        self.wait_until_still("deaths", steps=("order-stop", "delivery-stop"))

    def delivery_day(self, number: int) -> None:
        visit = self.delivery(number)
        if number == len(self.story.plan.enrolments):  # the second round begins: corrections were made meanwhile
            self.play_clock(visit.day, MORNING)
            self.wait_until_still("corrections", steps=("intake", "fingers", "screening", "delivery"))
            deciding.decide_cases(self.stage.centre, self.ledger)
            self.make_cards()
            self.send_cards()
        self.begin_day(visit, days=0)
        cards = delivering.receive_boxes(self.head, visit, self.ledger)
        pin = self.stage.pins[delivering.HEAD]
        with self.progress.step("hand-over", len(cards)) as bar, self.disturbance():
            serve_everyone(
                [self.desks[n + 1] for n in range(len(COUNTERS))],
                cards,
                lambda desk, card: delivering.serve(desk, card, visit, self.ledger, pin),
                done=bar.advance,
            )
        if number == self.story.plan.deliveries[-1].number:
            self.returned = delivering.return_left(self.head)
        self.close_day(visit)

    def end(self) -> None:
        """Cards left go back and are destroyed by two; spoiled blanks too; everything comes to rest."""
        centre = self.stage.centre
        with self.progress.step("return", 1) as bar:
            self.wait_until_still("returns", steps=("intake", "delivery", "delivery-stop"))
            delivering.destroy_returned(centre, self.ledger, [*self.returned, *self.ledger.old_cards])
            self.ledger.blanks_destroyed = making.destroy_spoiled(centre)
            self.wait_until_still("everything", steps=())
            bar.advance()

    # --- parts of days -----------------------------------------------------------------------------------------
    @property
    def head(self) -> Desk:
        return self.desks[0]

    def begin_day(self, visit: Visit, *, days: int) -> None:
        self.play_clock(visit.day, MORNING)
        serial = self.issue_pack(days=days)
        self.head.sync_for_pack(serial)
        self.head.open_day(visit.id)

    def close_day(self, visit: Visit) -> None:
        self.play_clock(visit.day, EVENING)
        told = self.head.close_day()
        self.ledger.reports[visit.day.isoformat()] = told
        with self.progress.step("upload", 1) as bar:
            self.settle_packets()
            bar.advance()

    def serve(self, people: Sequence[Applicant], visit: Visit, done: Any) -> None:
        desks = [self.desks[n + 1] for n in range(len(ENROLMENT_DESKS))]
        serve_everyone(desks, people, lambda desk, one: enrol(desk, one, visit, self.country, self.ledger), done=done)

    def make_cards(self) -> None:
        orders = sum(1 for line in self.ledger.lines.values() if line.application)
        with self.progress.step("production", orders) as bar:
            making.make_cards(self.stage.centre, self.ledger, wait=self.wait_until_still, done=bar.advance)

    def send_cards(self) -> None:
        making.pack_boxes(self.stage.centre, self.ledger)
        making.send_boxes(self.stage.centre, self.ledger)

    def issue_pack(self, *, days: int) -> int:
        return int(self.stage.centre.issue_field_pack(self.story.plan.station, days=days)["serial"])

    def settle_packets(self) -> None:
        state = self.head.sync_until_settled()
        if state["waiting"] or state["by_state"].get("stored", 0):
            stuck = {name: n for name, n in state["by_state"].items() if n and name in ("sealed", "stored")}
            told = self.stage.centre.progress(self.id)
            what = (
                f"the station's packets {stuck} {state['trouble']}; at the centre {told['packets']} {told['waiting']}"
            )
            raise StillWaitingError(seconds=300, what=what)

    def play_clock(self, day: date, hour: int, *, station: bool = True) -> None:
        at = datetime(day.year, day.month, day.day, hour, tzinfo=PLACE_ZONE)
        self.stage.centre.play_clock(at)
        if station and self.desks:
            self.head.play_clock(at)

    def wait_until_still(self, what: str, *, steps: Sequence[str] = ()) -> None:
        """Until nothing waits in these steps (in any, when none is named). Raises StillWaitingError."""
        until = time.monotonic() + PATIENCE_SECONDS
        pause = threading.Event()
        while True:
            waiting = self.stage.centre.progress(self.id)["waiting"]
            chosen = {name: n for name, n in waiting.items() if not steps or name in steps}
            if not chosen:
                return
            if time.monotonic() > until:
                raise StillWaitingError(seconds=int(PATIENCE_SECONDS), what=f"{what} {chosen}")
            self.stage.programs.check_alive()
            pause.wait(0.3)

    def enrolment(self, number: int) -> Visit:
        planned = self.story.plan.enrolments[number]
        return Visit(self.visits[number], planned.place, planned.day, self.visits[self.story.plan.completion_visit])

    def delivery(self, number: int) -> Visit:
        planned = self.story.plan.deliveries[number]
        return Visit(self.visits[len(self.story.plan.enrolments) + number], planned.place, planned.day, "")
