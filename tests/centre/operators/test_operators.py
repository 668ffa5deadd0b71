"""Operators compared week by week: what stands out and what must not, the page, the sheet, and who sees them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.accounts.door import Scope
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.services.operators import screens
from bitaqa.services.operators.domain import (
    FileSeen,
    LookSeen,
    Measure,
    Share,
    sample_of,
    stands_out,
    tail,
    weeks_of,
)
from bitaqa.services.operators.exports import HEAD
from bitaqa.services.operators.queries import monday_of, station_week

from ..intake.conftest import AT, World, make_world
from ..people import account, browser_of, text_of

HERE, DAY = new_id(), date(2026, 5, 4)
NOON = datetime(2026, 5, 4, 11, 0, tzinfo=UTC)


def files(operator: str, count: int, **changes: Any) -> list[FileSeen]:
    one = FileSeen(
        application=new_id(), receipt="", station=HERE, operator=operator, began=NOON - timedelta(minutes=10),
        confirmed=NOON, day=DAY, visit_here=True, fingers=True, excused=False, kin=False,
    )  # fmt: skip
    return [replace(one, application=new_id(), receipt=f"{operator}-{n}", **changes) for n in range(count)]


def outlying(found: Any) -> dict[str, tuple[Measure, ...]]:
    return {week.operator: week.outlying for week in found}


def test_alike_operators_do_not_stand_out() -> None:
    crowd = [*files("a", 40), *files("b", 30), *files("c", 20), *files("a", 1, excused=True), *files("b", 1, kin=True)]
    assert set(outlying(weeks_of(crowd, [])).values()) == {()}


@pytest.mark.parametrize(
    ("changes", "measure"),
    [
        ({"excused": True}, Measure.EXCEPTIONS),
        ({"began": NOON - timedelta(minutes=3)}, Measure.MINUTES),
        ({"began": NOON - timedelta(minutes=40)}, Measure.MINUTES),
        ({"confirmed": NOON + timedelta(hours=11), "began": NOON + timedelta(hours=10, minutes=50)}, Measure.AWAY),
        ({"visit_here": False}, Measure.AWAY),
        ({"day": DAY - timedelta(days=1)}, Measure.AWAY),
        ({"kin": True}, Measure.KIN),
    ],
)
def test_what_differs_stands_out_by_that_alone(changes: dict[str, Any], measure: Measure) -> None:
    found = outlying(weeks_of([*files("a", 40), *files("b", 40), *files("odd", 12, **changes)], []))
    assert found == {"a": (), "b": (), "odd": (measure,)}


def test_looks_without_a_file_stand_out() -> None:
    looks = [LookSeen(HERE, "a", True)] * 30 + [LookSeen(HERE, "odd", False)] * 9 + [LookSeen(HERE, "odd", True)]
    found = {week.operator: week for week in weeks_of(files("a", 30), looks)}
    assert found["odd"].outlying == (Measure.LOOKS,) and found["odd"].looks == Share(9, 10)
    assert found["odd"].minutes is None and found["a"].outlying == ()


def test_a_few_files_say_nothing_and_chance_is_reckoned() -> None:
    few = [*files("a", 60), *files("odd", 7, excused=True, kin=True, began=NOON)]
    assert set(outlying(weeks_of(few, [])).values()) == {()}
    assert not stands_out(Share(10, 10), [Share(0, 5)]), "with nobody to compare with"
    assert not stands_out(Share(10, 10), [Share(50, 50)]), "as everyone does"
    assert tail(0, 10, 0.3) == pytest.approx(1.0) and tail(3, 3, 0.5) == pytest.approx(0.125) and tail(2, 9, 1.0) == 1.0


def test_the_sample_is_the_same_for_everyone_and_bounded() -> None:
    many = files("odd", 400)
    drawn = sample_of(many, week=DAY)
    assert len(drawn) == 10 and drawn == sample_of(list(reversed(many)), week=DAY)
    assert drawn != sample_of(many, week=DAY + timedelta(days=7))
    assert [len(sample_of(files("x", count), week=DAY)) for count in (2, 20, 100)] == [2, 3, 5]


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """One operator enrols twelve people with bandaged fingers, another twelve with all."""
    from bitaqa.foundation.rules.roles import RoleCode
    from bitaqa.foundation.specimens.devices import finger_exceptions
    from bitaqa.foundation.specimens.packets import captures
    from bitaqa.foundation.specimens.people import AgeGroup, people
    from bitaqa.journey.intake import jobs
    from bitaqa.journey.intake.door import Sender, receive_packet
    from bitaqa.journey.intake.models import RegisterLook
    from bitaqa.journey.planning.provisioning import save_crew_member

    made = make_world()
    crowd = [who for who in people(3, 400, as_of=DAY) if who.group is AgeGroup.ADULT and not finger_exceptions(who)][
        :24
    ]
    sender = Sender(made.station.head.station, 1)
    whole = captures(crowd[0])
    for number, who in enumerate(crowd):
        attached = {name: data for name, data in whole.items() if number % 2 or name != "finger/4"}
        operator = "op-1" if number % 2 else "op-2"
        body, files_ = made.station.application(who, files=attached, operator=operator)
        receive_packet(made.station.seal(PacketKind.APPLICATION, body.to_map(), files_).data, sender=sender)
    while jobs.take_in():
        pass
    for operator in ("op-1", "op-2"):
        save_crew_member(
            station=sender.station, operator=operator, role=RoleCode.FIELD_OPERATOR, name_ar="عينة السالمي",
            name_latin=f"SPECIMEN {operator}", pin="482913", at=AT,
        )  # fmt: skip
    RegisterLook.objects.create(
        look=new_id(), station=sender.station, epoch=1, operator="op-1", at=AT, person=new_id(), outcome="told"
    )
    monkeypatch.setattr(screens, "now", lambda: AT + timedelta(days=8))
    return made


def test_the_week_of_a_station_on_the_page_and_on_the_sheet(world: World) -> None:
    from bitaqa.records.stations import door as stations

    station: UUID = world.station.head.station
    code = next(one.code for one in stations.all_stations() if one.id == station)
    told = station_week(station, week=monday_of(DAY))
    first, second = told.operators
    assert (first.operator, first.files, first.looks) == ("op-1", 12, Share(1, 1))
    assert second.exceptions == Share(12, 12) and Measure.EXCEPTIONS in second.outlying
    assert list(told.samples) == ["op-2"] and len(told.samples["op-2"]) == 3
    for language in ("ar", "fr", "en"):
        page = text_of(browser_of(account("coord", "coordinator"), language).get(f"/operators/{code}/"))
        assert all(receipt in page for receipt in told.samples["op-2"])
    browser = browser_of(account("coord", "coordinator"), "en")
    assert "12 of 12" in page and "Files with excused fingers" in page and "SPECIMEN op-2" in page
    assert "sort=" not in page, "no column can be sorted: this is no ranking"
    assert code in text_of(browser.get("/operators/"))
    assert "Nobody was enrolled" in text_of(browser.get(f"/operators/{code}/?week=2026-04-01"))
    sheet = browser.get(f"/operators/{code}/figures.csv?week={DAY}").content.decode("utf-8-sig").splitlines()
    assert sheet[0] == ";".join(HEAD) and sheet[2].startswith("2026-05-04;op-2;12;12;12;")
    assert "SPECIMEN" not in "".join(sheet)


def test_only_who_answers_for_the_station_sees_it(world: World) -> None:
    from bitaqa.records.stations import door as stations

    code = next(one.code for one in stations.all_stations() if one.id == world.station.head.station)
    assert browser_of(account("audit", "auditor"), "en").get(f"/operators/{code}/").status_code == 200
    elsewhere = account("other", "coordinator", scope=Scope(unit=new_id()))
    assert browser_of(elsewhere, "en").get(f"/operators/{code}/").status_code == 403
    assert code not in text_of(browser_of(elsewhere, "en").get("/operators/"))
    for role in ("adjudicator", "administrator", "delivery"):
        assert browser_of(account(role, role), "en").get(f"/operators/{code}/").status_code == 403
