"""A campaign played day by day: enrolment visits, the nights between, delivery visits, the end (F0, F2, F3).

One player for every scenario: what differs is in the plan. Several stations work side by side on the same day. Each
step is told to `progress`; every act is a request with the account of whoever would do it. Nothing here counts: the
ledger writes down what was answered, the bulletin is computed by the centre.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.country import CountryPack
from bitaqa.scenarios import deciding, delivering, making
from bitaqa.scenarios.crew import serve_everyone
from bitaqa.scenarios.enrolling import Visit, complete, enrol, tidy_up
from bitaqa.scenarios.errors import RegisterRefusedError
from bitaqa.scenarios.ledger import Ledger
from bitaqa.scenarios.plan import Plan
from bitaqa.scenarios.processes import bitaqa
from bitaqa.scenarios.progress import Progress
from bitaqa.scenarios.register_file import write_register
from bitaqa.scenarios.setting_up import Stage
from bitaqa.scenarios.station_at_work import StationAtWork, side_by_side
from bitaqa.scenarios.stillness import wait_until_still
from bitaqa.scenarios.story import Story, Turn

MORNING, EVENING, NIGHT = 8, 18, 21


@dataclass
class Campaign:
    """One campaign under way on a stage."""

    stage: Stage
    story: Story
    ledger: Ledger
    country: CountryPack
    progress: Progress
    disturbance: Callable[[], AbstractContextManager[Any]] = nullcontext
    """Entered from the first day on, once the register is loaded, until cards left over are destroyed: a test
    kills programs in it."""
    id: str = ""
    visits: list[str] = field(default_factory=list)
    stations: dict[str, StationAtWork] = field(default_factory=dict)
    """By the code of their vehicle."""
    returned: list[str] = field(default_factory=list)

    @property
    def plan_file(self) -> Plan:
        return self.story.plan

    # --- the whole story ---------------------------------------------------------------------------------------
    def play(self) -> None:
        self.plan()
        with self.disturbance():
            self.play_days()
        self.rest()

    def play_days(self) -> None:
        """From the first enrolment visit until what was left over came back."""
        plan = self.plan_file
        for day in plan.days:
            if day == plan.second_round_day:
                self.make_corrections(day)
            enrolments = [self.enrolment(visit.number) for visit in plan.enrolments if visit.day == day]
            deliveries = [self.delivery(visit.number) for visit in plan.deliveries if visit.day == day]
            if enrolments:
                self.enrolment_day(enrolments)
            if deliveries:
                self.delivery_day(deliveries)
            if day == plan.last_enrolment:
                self.make_and_send()
        self.end()

    def close(self) -> None:
        """Ends every connection of the player; the programs go on."""
        for station in self.stations.values():
            station.close()
        self.stage.centre.close()

    def plan(self) -> None:
        plan, centre = self.plan_file, self.stage.centre
        self.play_clock(plan.first_day, MORNING, [])
        self.id, self.visits = centre.plan_campaign(plan.campaign_body())
        with ThreadPoolExecutor(1) as beside:  # the command that loads runs in this thread: Ctrl-C ends it
            ready = beside.submit(self.make_ready)
            self.load_register()
            ready.result()

    def make_ready(self) -> None:
        """Blanks are received and stations get their first packs, while the register is loaded."""
        plan, centre = self.plan_file, self.stage.centre
        blanks = len(self.story.applicants) * 11 // 10 + 60
        making.receive_blanks(centre, self.ledger, blanks, plan.issuing_centres)
        first = {unit.code: min(v.day for v in plan.enrolments if v.unit == unit.code) for unit in plan.units}
        for unit in plan.units:
            station = self.stations[unit.code] = StationAtWork(unit, self.stage)
            station.issue_pack(days=min(31, 7 + (first[unit.code] - plan.first_day).days))
            station.sign_in(max(plan.raw["desks"].values()))

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
    def enrolment_day(self, visits: Sequence[Visit]) -> None:
        """People come to the desks while packets leave; files that were incomplete are completed on the last day."""
        plan = self.plan_file
        people = sum(len(self.story.of_visit(self._number(visit))) for visit in visits)
        self.begin_day(visits, ahead=True)
        with self.progress.step("enrolment", people) as bar:
            side_by_side([partial(self.enrol_people, visit, bar.advance) for visit in visits])
        for visit in visits:
            tidy_up(self.at(visit).head, visit.key, self.ledger)
            if self._number(visit) in plan.completion_visits:
                self.complete_files(visit)
        if plan.live:
            for visit in visits:
                self.ledger.arrived_live[visit.key] = self.at(visit).watch_packets_leave()
        self.close_day(visits)
        with self.progress.step("decision", people):  # of the days before, mostly: packets of today still travel
            self.ledger.cases_decided += deciding.decide_cases(self.stage.centre, self.ledger)

    def enrol_people(self, visit: Visit, done: Callable[[], None]) -> None:
        desks = self.at(visit).desks[1 : 1 + self.plan_file.raw["desks"]["enrolment"]]
        people = self.story.of_visit(self._number(visit))
        serve_everyone(desks, people, lambda desk, one: enrol(desk, one, visit, self.country, self.ledger), done=done)

    def complete_files(self, visit: Visit) -> None:
        completion_of = self.plan_file.completion_of
        late = [line for line in self.ledger.with_turn(Turn.COMPLETED_LATER)
                if line.application and completion_of(line.applicant.visit) == self._number(visit)]  # fmt: skip
        with self.progress.step("completion", len(late)) as bar:
            for line in late:
                complete(self.at(visit).head, line.applicant, line.application, visit, self.ledger)
                bar.advance()

    def make_and_send(self) -> None:
        """Between the weeks: appeals, early deaths, lapsed files; cards are made and boxes sent ahead of the visits."""
        centre, last = self.stage.centre, self.plan_file.last_enrolment
        self.decide_everything()
        self.play_clock(last, NIGHT)
        deciding.hear_appeals(centre, self.ledger)
        deaths = self.ledger.with_turn(Turn.DEATH)
        deciding.report_deaths(centre, deaths[::2], last)
        deciding.lapse_files(centre, self.id)
        self.make_cards()
        self.send_cards()
        deciding.report_deaths(centre, deaths[1::2], last)
        self.wait_until_still("deaths", steps=("order-stop", "delivery-stop"))

    def make_corrections(self, day: date) -> None:
        """Before the second round: corrections that were asked for meanwhile."""
        self.play_clock(day, MORNING)
        self.settle_packets()
        self.wait_until_still("corrections", steps=("intake", "fingers", "screening", "delivery"))
        deciding.decide_cases(self.stage.centre, self.ledger)
        self.make_cards()
        self.send_cards()

    def delivery_day(self, visits: Sequence[Visit]) -> None:
        self.begin_day(visits, ahead=False)
        cards = {visit.id: delivering.receive_boxes(self.at(visit).head, visit, self.ledger) for visit in visits}
        with self.progress.step("hand-over", sum(map(len, cards.values()))) as bar:
            side_by_side([partial(self.hand_over_cards, visit, cards[visit.id], bar.advance) for visit in visits])
        last = {v.unit: v.day for v in sorted(self.plan_file.deliveries, key=lambda v: v.day)}
        for visit in visits:
            if not self.plan_file.goes_on and last[self._unit(visit)] == visit.day:
                self.returned += delivering.return_left(self.at(visit).head)
        self.close_day(visits)

    def hand_over_cards(self, visit: Visit, cards: list[delivering.Card], done: Callable[[], None]) -> None:
        desks, pin = self.at(visit).desks[1 : 1 + self.plan_file.raw["desks"]["counters"]], self.stage.pins["head"]
        serve_everyone(
            desks, cards, lambda desk, card: delivering.serve(desk, card, visit, self.ledger, pin), done=done
        )

    def end(self) -> None:
        """Cards left go back and are destroyed by two."""
        centre, plan = self.stage.centre, self.plan_file
        self.settle_packets()
        with self.progress.step("return", 1) as bar:
            self.wait_until_still("returns", steps=("intake", "delivery", "delivery-stop"))
            gone = [*self.returned, *self.ledger.old_cards]
            delivering.destroy_returned(centre, self.ledger, gone, plan.issuing_centres[0])
            bar.advance()

    def rest(self) -> None:
        """Spoiled blanks are destroyed by two, and nothing waits any more."""
        centre, plan = self.stage.centre, self.plan_file
        with self.progress.step("return", 1) as bar:
            self.ledger.blanks_destroyed = making.destroy_spoiled(centre, plan.issuing_centres)
            self.wait_until_still("everything", steps=())
            bar.advance()
        for line in self.ledger.lines.values():
            line.awaited = line.awaited or line.applicant.out_of_reach

    # --- parts of days -----------------------------------------------------------------------------------------
    def at(self, visit: Visit) -> StationAtWork:
        return self.stations[self._unit(visit)]

    def begin_day(self, visits: Sequence[Visit], *, ahead: bool) -> None:
        """`ahead`: the field pack reaches a week on, and to the visit at which missing papers are brought."""
        day = visits[0].day
        self.play_clock(day, MORNING, [self.at(visit) for visit in visits])

        def days(visit: Visit) -> int:
            number = self.plan_file.completion_of(self._number(visit)) if ahead else 0
            return min(31, max(7, (self.plan_file.enrolments[number].day - day).days)) if ahead else 0

        side_by_side([partial(self.at(visit).begin_day, visit, days=days(visit)) for visit in visits])

    def close_day(self, visits: Sequence[Visit]) -> None:
        stations = [self.at(visit) for visit in visits]
        self.play_clock(visits[0].day, EVENING, stations)
        for visit in visits:
            self.ledger.reports[visit.key] = self.at(visit).head.close_day()
        with self.progress.step("upload", len(visits)) as bar:
            side_by_side([station.head.send_day for station in stations])
            bar.advance(len(visits))

    def settle_packets(self) -> None:
        """Until every packet of every station has the centre's word."""
        with self.progress.step("upload", 0):
            side_by_side([partial(station.settle_packets, self.id) for station in self.stations.values()])

    def decide_everything(self) -> None:
        """All that was sealed arrives, is compared with the register, and people decide what needs them."""
        self.settle_packets()
        people = len(self.story.applicants)
        with self.progress.step("decision", 0) as bar:
            self.wait_until_still("intake and screening", steps=("intake", "fingers", "screening"))
            self.ledger.cases_decided += deciding.decide_cases(self.stage.centre, self.ledger)
            bar.advance(people)

    def make_cards(self) -> None:
        orders = sum(1 for line in self.ledger.lines.values() if line.application)
        centres = self.plan_file.issuing_centres
        with self.progress.step("production", orders) as bar:
            making.make_cards(self.stage.centre, self.ledger, centres, wait=self.wait_until_still, done=bar.advance)

    def send_cards(self) -> None:
        plan = self.plan_file
        making.pack_boxes(self.stage.centre, self.ledger)
        count = len(plan.enrolments)
        taken_by = {self.visits[count + visit.number]: visit.unit for visit in plan.deliveries}
        making.send_boxes(self.stage.centre, self.ledger, taken_by, plan.raw["handed_on_at"])

    def play_clock(self, day: date, hour: int, stations: Sequence[StationAtWork] | None = None) -> None:
        """At the centre and at `stations`; at every station when not told which, and then for acts of workers too."""
        at = datetime(day.year, day.month, day.day, hour, tzinfo=PLACE_ZONE)
        self.stage.centre.play_clock(at, everywhere=stations is None)
        for station in self.stations.values() if stations is None else stations:
            station.head.play_clock(at)

    def wait_until_still(self, what: str, *, steps: Sequence[str] = ()) -> None:
        """Until nothing waits in these steps (in any, when none is named). Raises StillWaitingError."""
        wait_until_still(self.stage, self.id, what, steps=steps)

    def enrolment(self, number: int) -> Visit:
        plan = self.plan_file
        return self._visit(number, plan.enrolments[number], self.visits[plan.completion_of(number)])

    def delivery(self, number: int) -> Visit:
        plan = self.plan_file
        return self._visit(len(plan.enrolments) + number, plan.deliveries[number], "")

    def _visit(self, position: int, planned: Any, completion: str) -> Visit:
        plan = self.plan_file
        programme = plan.raw["programme"]["code"] if plan.fee_waived else ""
        station = self.stations[planned.unit].unit.station
        return Visit(self.visits[position], planned.place, planned.day, completion, station, programme)

    def _number(self, visit: Visit) -> int:
        """The number of an enrolment visit."""
        return self.visits.index(visit.id)

    def _unit(self, visit: Visit) -> str:
        plan = self.plan_file
        return [*plan.enrolments, *plan.deliveries][self.visits.index(visit.id)].unit
