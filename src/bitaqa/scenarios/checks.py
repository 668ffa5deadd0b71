"""Does everything agree? The player's own account against the bulletin, the day reports, the register's own counts.

Each check names what it compares; a difference is printed and makes the run fail. No figure of the bulletin is known
here in advance: it is computed by the centre from its journal, and only compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bitaqa.scenarios.ledger import DayCount, Ledger
from bitaqa.scenarios.published import published_figures, story_figures
from bitaqa.scenarios.reading import rows_of, total_of
from bitaqa.scenarios.story import Fate, Story, Turn

_DAY_FIGURES = (
    "tickets", "incomplete", "completed", "referred", "abandoned", "handed_over", "wrong_cards", "not_verified",
    "cards_received", "old_cards_taken_back", "money_centimes", "stamps", "waivers",
)  # fmt: skip
_HANDED_OVER = ("handed_over", "handed_over_completed", "handed_over_corrected", "handed_over_on_appeal")


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: the player's figure and the programs'."""

    what: str
    expected: Any
    found: Any

    @property
    def agrees(self) -> bool:
        return bool(self.expected == self.found)


def compare(
    story: Story, ledger: Ledger, bulletin: Mapping[str, Any], progress: Mapping[str, Any], outbox: Mapping[str, Any],
    floor: list[dict[str, Any]],
) -> Iterator[Check]:  # fmt: skip
    """Every comparison of a campaign that is over."""
    yield from _requests(story, ledger, bulletin)
    for what, expected, found in (*story_figures(story, bulletin), *published_figures(story.plan, bulletin)):
        yield Check(what, expected, found)
    yield from _outcomes(ledger, bulletin)
    yield from _cards(ledger, bulletin, floor)
    yield from _packets(progress, outbox)
    for day, (sealed, arrived) in sorted(ledger.arrived_live.items()):
        yield Check(f"packets at the centre before anyone sent them, {day}", sealed, arrived)
    for day, counted in sorted(ledger.days.items()):
        yield from _day(day, counted, ledger.reports.get(day, {}))


def _requests(story: Story, ledger: Ledger, bulletin: Mapping[str, Any]) -> Iterator[Check]:
    kinds = rows_of(bulletin, "by_kind")
    for kind, planned in story.plan.kinds.items():
        yield Check(f"requests processed, {kind}: player and journal", ledger.kinds()[kind], kinds.get(kind))
        yield Check(f"requests processed, {kind}: plan and journal", planned, kinds.get(kind))
    for table in ("by_kind", "by_outcome", "by_place", "by_day"):
        yield Check(f"total of table {table}", len(story.applicants), total_of(bulletin, table))
        yield Check(f"parts of table {table}", len(story.applicants), sum(rows_of(bulletin, table).values()))
    days: dict[str, int] = {}
    for visit in story.plan.enrolments:
        if visit.people:
            days[visit.day.isoformat()] = days.get(visit.day.isoformat(), 0) + visit.people
    yield Check("requests by day", days, rows_of(bulletin, "by_day"))
    yield Check("journal entries not yet in the tree", 0, bulletin.get("waiting"))


def _outcomes(ledger: Ledger, bulletin: Mapping[str, Any]) -> Iterator[Check]:
    rows, fates = rows_of(bulletin, "by_outcome"), ledger.fates()
    yield Check("handed over", fates[Fate.HANDED_OVER.value], sum(rows.get(code, 0) for code in _HANDED_OVER))
    for fate in (Fate.REFUSED, Fate.STOPPED, Fate.UNCOLLECTED, Fate.LAPSED):
        yield Check(f"became of it: {fate.value}", fates[fate.value], rows.get(fate.value, 0))
    open_rows = sum(n for code, n in rows.items() if code.startswith("in_"))
    yield Check("still waited for, and nothing else left open", fates[Fate.AWAITED.value], fates["open"] + open_rows)
    yield Check("no end that the player did not see", 0, fates["open"])
    special = {
        "handed_over_corrected": ledger.with_turn(Turn.WRONG_OURS, Turn.WRONG_HOLDER),
        "handed_over_on_appeal": ledger.with_turn(Turn.APPEALED),
        "handed_over_completed": ledger.with_turn(Turn.COMPLETED_LATER),
    }
    for code, lines in special.items():
        yield Check(code, sum(line.handed_over for line in lines), rows.get(code, 0))
    planned = {line.applicant.number: line.applicant.fate for line in ledger.lines.values()}
    strays = [number for number, line in ledger.lines.items() if line.fate is not planned[number]]
    yield Check("requests whose end is not the story's", [], strays)


def _cards(ledger: Ledger, bulletin: Mapping[str, Any], floor: list[dict[str, Any]]) -> Iterator[Check]:
    rows = rows_of(bulletin, "cards")
    lost = ledger.cards_rejected + ledger.cards_stopped
    made = ledger.cards_passed + lost
    yield Check("cards made: passed, rejected, stopped", made, total_of(bulletin, "cards"))
    yield Check("cards with their holder", ledger.total("handed_over"), rows.get("with_holder", 0))
    yield Check("cards that failed their check", ledger.cards_rejected, rows.get("spoiled", 0))
    destroyed = ledger.total("wrong_cards") + ledger.cards_destroyed - len(ledger.old_cards)
    yield Check("cards destroyed: wrong, uncollected, withheld", destroyed, rows.get("destroyed", 0))
    waiting = ledger.fates()[Fate.AWAITED.value]
    yield Check("cards that wait for their holder", waiting, rows.get("on_the_way", 0))
    yield Check("cards missing", 0, rows.get("missing", 0))
    yield Check("spoiled blanks destroyed by two", lost, ledger.blanks_destroyed)
    left = sum(int(each["blanks"]) for each in floor)
    yield Check("blanks: received = good + spoiled + left", ledger.blanks_received, made + left)


def _packets(progress: Mapping[str, Any], outbox: Mapping[str, Any]) -> Iterator[Check]:
    sealed = sum(outbox["by_state"].values())
    yield Check("packets sealed and accepted", {"accepted": sealed}, dict(progress["packets"]))
    yield Check("packets without the centre's word", 0, outbox["waiting"] + outbox["by_state"].get("stored", 0))
    yield Check("items still waiting", {}, dict(progress["waiting"]))
    yield Check("items set aside", {}, dict(progress["set_aside"]))


def _day(day: str, counted: DayCount, report: Mapping[str, Any]) -> Iterator[Check]:
    told = report.get("report", report)
    for name in _DAY_FIGURES:
        yield Check(f"day report {day}: {name}", getattr(counted, name), told.get(name))
    enrolled = {kind: n for kind, n in dict(told.get("enrolled", {})).items() if n}
    expected = dict(counted.enrolled)
    if counted.wrong_cards:
        expected["correction"] = counted.wrong_cards
    yield Check(f"day report {day}: enrolled", expected, enrolled)
