"""A bulletin that differs from what was played is found, whichever figure it is."""

from __future__ import annotations

import copy
from typing import Any

from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.scenarios.checks import Check, compare
from bitaqa.scenarios.ledger import Ledger
from bitaqa.scenarios.plan import read_plan
from bitaqa.scenarios.reading import counts_of, members_of, rows_of, total_of
from bitaqa.scenarios.story import Fate, tell_story

STORY = tell_story(read_plan("el-borouj", 40), load_country_pack(), seed=1)


def played() -> Ledger:
    """Every request ended as its story says, on one day each."""
    ledger = Ledger(STORY.applicants)
    for line in ledger.lines.values():
        one, day = line.applicant, STORY.plan.enrolments[line.applicant.visit].day.isoformat()
        answer = {
            "application": f"a{one.number}",
            "receipt_number": f"r{one.number}",
            "incomplete": bool(one.missing),
        }
        ledger.enrolled(one.number, day, answer=answer, centimes=7500)
        line.completed = one.fate is not Fate.LAPSED
        line.handed_over = one.fate is Fate.HANDED_OVER
        line.refused, line.stopped = one.fate is Fate.REFUSED, one.fate is Fate.STOPPED
        line.destroyed = one.fate is Fate.UNCOLLECTED
    for day, counted in ledger.days.items():
        ledger.reports[day] = {"report": {**vars(counted), "enrolled": dict(counted.enrolled)}}
    return ledger


def table(code: str, rows: dict[str, int]) -> dict[str, Any]:
    counted = [{"code": key, "count": count} for key, count in rows.items()]
    return {"code": code, "rows": counted, "total": sum(rows.values())}


def bulletin_of(ledger: Ledger) -> dict[str, Any]:
    fates = ledger.fates()
    special = {
        "handed_over_completed": sum(1 for line in ledger.lines.values() if line.applicant.turn == "completed_later"),
        "handed_over_corrected": sum(1 for line in ledger.lines.values() if line.applicant.turn.startswith("wrong")),
        "handed_over_on_appeal": sum(1 for line in ledger.lines.values() if line.applicant.turn == "appealed"),
    }
    outcomes = {"handed_over": fates["handed_over"] - sum(special.values()), **special}
    outcomes |= {fate.value: fates[fate.value] for fate in Fate if fate is not Fate.HANDED_OVER}
    places: dict[str, int] = {}
    for visit in STORY.plan.enrolments:
        places[visit.place] = places.get(visit.place, 0) + visit.people
    return {
        "tables": [
            table("by_kind", dict(ledger.kinds())),
            table("by_outcome", outcomes),
            table("by_place", places),
            table("by_day", {visit.day.isoformat(): visit.people for visit in STORY.plan.enrolments if visit.people}),
        ],
        "waiting": 0,
        "shares": [],
    }


PROGRESS: dict[str, Any] = {"packets": {"accepted": 41}, "waiting": {}, "set_aside": {}}
OUTBOX: dict[str, Any] = {"by_state": {"deleted": 41, "stored": 0}, "waiting": 0}


def differing(ledger: Ledger, bulletin: dict[str, Any], **changed: Any) -> set[str]:
    given = {"progress": PROGRESS, "outbox": OUTBOX, "floor": [], **changed}
    return {check.what for check in compare(STORY, ledger, bulletin, **given) if not check.agrees}


def test_a_campaign_that_agrees_has_no_difference() -> None:
    ledger = played()
    assert differing(ledger, bulletin_of(ledger)) == set()


def test_one_request_less_in_the_bulletin_is_found_in_every_table() -> None:
    ledger = played()
    bulletin = bulletin_of(ledger)
    short = copy.deepcopy(bulletin)
    short["tables"][0]["rows"][0]["count"] -= 1
    short["tables"][0]["total"] -= 1
    assert {"total of table by_kind", "parts of table by_kind"} <= differing(ledger, short)


def test_a_request_that_ended_otherwise_is_found() -> None:
    ledger = played()
    bulletin = bulletin_of(ledger)
    line = next(line for line in ledger.lines.values() if line.handed_over)
    line.handed_over = False
    assert {"no end that the player did not see", "requests whose end is not the story's"} <= differing(
        ledger, bulletin
    )


def test_a_lost_or_doubled_packet_is_found() -> None:
    ledger = played()
    for accepted in (40, 42):
        progress = {**PROGRESS, "packets": {"accepted": accepted}}
        assert "packets sealed and accepted" in differing(ledger, bulletin_of(ledger), progress=progress)
    quarantined = {**PROGRESS, "packets": {"accepted": 40, "quarantined": 1}}
    assert "packets sealed and accepted" in differing(ledger, bulletin_of(ledger), progress=quarantined)


def test_money_that_a_day_report_does_not_hold_is_found() -> None:
    ledger = played()
    day = next(iter(ledger.reports))
    ledger.reports[day]["report"]["money_centimes"] -= 7500
    assert differing(ledger, bulletin_of(ledger)) == {f"day report {day}: money_centimes"}


def test_what_waits_or_was_set_aside_is_found() -> None:
    ledger = played()
    progress = {**PROGRESS, "waiting": {"intake": 1}, "set_aside": {"order": 2}}
    assert {"items still waiting", "items set aside"} <= differing(ledger, bulletin_of(ledger), progress=progress)


def test_a_second_answer_for_one_request_counts_once() -> None:
    ledger = Ledger(STORY.applicants)
    answer = {"application": "a", "receipt_number": "r", "incomplete": False}
    for _ in range(2):
        ledger.enrolled(0, "2026-05-04", answer=answer, centimes=7500)
    assert ledger.day("2026-05-04").money_centimes == 7500
    assert ledger.day("2026-05-04").enrolled.total() == 1


def test_tables_are_read_by_their_code() -> None:
    bulletin = {"tables": [table("by_kind", {"first": 3, "renewal": 4})]}
    assert rows_of(bulletin, "by_kind") == {"first": 3, "renewal": 4}
    assert total_of(bulletin, "by_kind") == 7
    assert rows_of(bulletin, "cards") == {}
    assert counts_of(bulletin, "by_kind") == {"first": 3, "renewal": 4}
    assert members_of(bulletin, "by_kind") == members_of(bulletin, "cards") == []
    assert total_of(bulletin, "cards") == 0
    assert Check("x", 1, 1).agrees and not Check("x", 1, 2).agrees
