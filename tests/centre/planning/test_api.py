"""The machine doors of planning: a whole campaign or nothing, crews, stations, field packs, files that lapse."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner
from bitaqa.foundation.rules.documents import CampaignState
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.intake.door import Sender, receive_packet
from bitaqa.journey.planning.lapsing import lapse_files
from bitaqa.journey.planning.models import CrewMember
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations

from ..intake.conftest import ACTOR, AT, World, make_world
from ..people import account, browser_of
from .test_field_packs import request_file

pytestmark = pytest.mark.django_db
JSON = "application/json"
DOORS = (
    ("campaigns", "POST"),
    ("stations", "POST"),
    ("stations/unit-1-a/crew", "PUT"),
    ("stations/unit-1-a/field-pack", "POST"),
    ("campaigns/{}/lapse", "POST"),
)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def client(world: World) -> Client:
    return browser_of(account("coord", "coordinator"), "en")


def sent(client: Client, path: str, body: Any = None, method: str = "POST") -> Any:
    return client.generic(method, f"/planning/api/{path}", _json(body), content_type=JSON)


def _json(body: Any) -> str:
    return json.dumps({} if body is None else body)


def plan(**changes: Any) -> dict[str, Any]:
    return {
        "code": "spring", "name_ar": "حملة الربيع", "name_fr": "Printemps", "area": "kasba-tadla",
        "owner_ar": "ولاية", "owner_fr": "Wilaya", "starts": "2026-06-01", "ends": "2026-06-30",
        "programme": {"code": "pupils", "name_ar": "تلاميذ", "name_fr": "Élèves", "fee_waived": True,
                      "opens": "2026-01-01", "closes": "2026-12-31"},
        "places": [
            {"code": "kasba-tadla", "kind": "cercle", "name_ar": "قصبة تادلة", "name_fr": "Kasba Tadla"},
            {"code": "semguet", "kind": "commune", "name_ar": "سمكت", "name_fr": "Semguet", "within": "kasba-tadla",
             "aliases": ["Smguet"]},
        ],
        "visits": [
            {"station": "unit-1-a", "kind": "enrolment", "place": "semguet", "day": "2026-06-02", "expected": 90},
            {"station": "unit-1-a", "kind": "delivery", "place": "semguet", "day": "2026-06-20"},
        ],
        **changes,
    }  # fmt: skip


def nothing_of_it() -> None:
    assert "spring" not in {campaign.code for campaign in campaigns.all_campaigns()}
    assert "pupils" not in {programme.code for programme in campaigns.all_programmes()}
    assert places.places_by_code(["semguet"]) == {}


def test_a_campaign_is_entered_whole_and_open(client: Client) -> None:
    answer = sent(client, "campaigns", plan())
    assert answer.status_code == 200, answer.content
    told = answer.json()
    campaign = campaigns.get_campaign(UUID(told["campaign"]))
    visits = campaigns.visits_by_id(UUID(visit) for visit in told["visits"])
    assert campaign.state is CampaignState.OPEN and campaigns.get_programme("pupils").fee_waived
    assert [visits[UUID(id_)].kind for id_ in told["visits"]] == ["enrolment", "delivery"], "in the order of the plan"
    assert [visit.id for visit in campaigns.visits_of_campaign(campaign.id)] == [UUID(v) for v in told["visits"]]
    later = campaigns.delivery_visits(
        [(campaign.id, "semguet"), (campaign.id, "none")], after=visits[UUID(told["visits"][0])].day
    )
    assert [visit.id for visit in later.values()] == [UUID(told["visits"][1])]
    assert places.get_place("semguet").within == "kasba-tadla"


def test_an_unknown_station_refuses_the_whole_campaign(client: Client) -> None:
    wrong = plan(
        visits=[*plan()["visits"], {"station": "nobody", "kind": "delivery", "place": "semguet", "day": "2026-06-21"}]
    )
    answer = sent(client, "campaigns", wrong)
    assert (answer.status_code, answer.json()["code"]) == (404, "stations.station_unknown")
    nothing_of_it()


def test_the_same_visit_twice_refuses_the_whole_campaign(client: Client) -> None:
    answer = sent(client, "campaigns", plan(visits=[plan()["visits"][0]] * 2))
    assert answer.json()["code"] == "planning.plan_unreadable"
    nothing_of_it()


@pytest.mark.django_db(transaction=True)
def test_a_place_nobody_entered_refuses_the_whole_campaign(transactional_db: None, client: Client) -> None:
    """The database looks at places when the campaign commits: nothing of it may have stayed."""
    answer = sent(client, "campaigns", plan(visits=[{**plan()["visits"][0], "place": "nowhere"}]))
    assert answer.json()["code"] == "planning.plan_unreadable"
    nothing_of_it()


def test_a_code_taken_is_refused_and_the_first_campaign_stays(client: Client) -> None:
    assert sent(client, "campaigns", plan()).status_code == 200
    again = sent(client, "campaigns", plan(name_fr="Autre", starts="2026-06-02"))
    assert again.json()["code"] == "planning.plan_unreadable"
    assert [c.name_fr for c in campaigns.all_campaigns() if c.code == "spring"] == ["Printemps"]


@pytest.mark.parametrize("wrong", [{"code": "UPPER"}, {"starts": "yesterday"}, {"visits": "none"}, {"programme": None}])
def test_a_plan_that_is_not_one_is_refused(client: Client, wrong: dict[str, Any]) -> None:
    assert sent(client, "campaigns", plan(**wrong)).status_code == 422
    nothing_of_it()


def test_doors_are_for_coordinators(world: World) -> None:
    for browser, status in ((browser_of(None), 401), (browser_of(account("aud", "auditor")), 403)):
        for path, method in DOORS:
            assert sent(browser, path.format(world.campaign), plan(), method).status_code == status, path


def test_a_station_its_crew_and_its_field_pack(client: Client) -> None:
    keys = SoftwareSigner.generate(), OpeningKey.generate(os.urandom)
    body = {
        "request": request_file(*keys, code="unit-2-a"),
        "unit": "unit-2",
        "unit_name_ar": "وحدة",
        "unit_name_fr": "Unité",
    }
    told = sent(client, "stations", body).json()
    assert (told["code"], told["epoch"]) == ("unit-2-a", 1)
    assert sent(client, "stations", body).json()["provision"] == told["provision"], "asked twice, answered the same"
    other = {**body, "request": request_file(SoftwareSigner.generate(), keys[1], code="unit-2-a")}
    assert sent(client, "stations", other).json()["code"] == "planning.loss_undeclared"
    assert sent(client, "stations", {**other, "because": "disk_failed"}).json()["epoch"] == 2
    assert sent(client, "stations", {**body, "request": "{}"}).json()["code"].startswith("planning.request")

    crew = [{"operator": "head", "role": "station_head", "name_ar": "عينة", "name_latin": "SPECIMEN", "pin": "123456"}]
    short = [{**crew[0], "operator": "op-1"}, {**crew[0], "pin": "12"}]
    assert sent(client, "stations/unit-2-a/crew", short, "PUT").status_code >= 400
    assert not CrewMember.objects.filter(operator="op-1").exists(), "all of the crew or none of it"
    for _again in range(2):
        assert sent(client, "stations/unit-2-a/crew", crew, "PUT").json() == {"entered": 1}
    assert CrewMember.objects.filter(ended_at=None).count() == 1
    assert sent(client, "stations/unit-2-a/field-pack").json()["code"] == "planning.no_visits"
    assert sent(client, "stations/nobody/field-pack").status_code == 404
    assert sent(client, "stations/unit-2-a/field-pack?days=99").status_code == 422


def test_a_field_pack_says_what_it_carries(client: Client, world: World) -> None:
    crew = [{"operator": "head", "role": "station_head", "name_ar": "عينة", "name_latin": "SPECIMEN", "pin": "123456"}]
    sent(client, "stations/unit-1-a/crew", crew, "PUT")
    today = campaigns.VisitValue(
        id=new_id(), campaign=world.campaign, station=world.station.head.station, kind="enrolment", place="el-borouj",
        day=local_day(now()),
    )  # fmt: skip
    campaigns.add_visits([today], by=ACTOR, at=AT)
    told = sent(client, "stations/unit-1-a/field-pack?days=0").json()
    assert (told["serial"], told["visits"], told["cards"], told["files"]) == (1, 1, 0, 0) and told["size"] > 1000
    assert sent(client, "stations/unit-1-a/field-pack?days=0").json()["serial"] == 2


# --- files that lapse -------------------------------------------------------------------------------------------
def incomplete(world: World, index: int) -> Any:
    body, attached = world.station.application(
        person(7, index), missing=[{"code": "residence_certificate"}], complete_at=str(world.visit)
    )
    packet = world.station.seal(PacketKind.APPLICATION, body.to_map(), attached)
    receive_packet(packet.data, sender=Sender(world.station.head.station, 1))
    run_until_still(["intake"])
    return body.application


def test_a_file_lapses_only_when_its_visit_is_over(world: World) -> None:
    application = incomplete(world, 3)
    after = datetime(2026, 5, 6, 12, tzinfo=UTC)
    assert lapse_files(campaign=world.campaign, by=ACTOR, at=after) == [], "the day is past, its report has not come"
    campaigns.move_visits([world.visit], "open", by=ACTOR, at=AT)
    assert lapse_files(campaign=world.campaign, by=ACTOR, at=after) == []
    campaigns.move_visits([world.visit], "close", by=ACTOR, at=AT)
    assert lapse_files(campaign=world.campaign, by=ACTOR, at=after) == [application]
    assert applications_by_id([application])[application].state == "lapsed"
    assert lapse_files(campaign=world.campaign, by=ACTOR, at=after) == []


def test_the_door_of_lapsing_and_a_cancelled_visit(client: Client, world: World) -> None:
    incomplete(world, 4)
    campaigns.move_visits([world.visit], "cancel", by=ACTOR, at=AT, because="weather")
    assert sent(client, f"campaigns/{world.campaign}/lapse").json() == {"lapsed": 1}
    assert sent(client, f"campaigns/{world.campaign}/lapse").json() == {"lapsed": 0}


# --- at the terminal --------------------------------------------------------------------------------------------
def test_provisioning_at_the_terminal(world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    request, out = tmp_path / "request.json", tmp_path / "provision.json"
    request.write_text(request_file(SoftwareSigner.generate(), OpeningKey.generate(os.urandom), code="unit-3-a"))
    call_command("provision_station", str(request), unit="unit-3", out=out)
    assert "station unit-3-a, epoch 1" in capsys.readouterr().out and "genesis" in out.read_text()
    request.write_text(request_file(SoftwareSigner.generate(), OpeningKey.generate(os.urandom), code="unit-3-a"))
    with pytest.raises(CommandError, match="unit-3-a"):
        call_command("provision_station", str(request), unit="unit-3", out=out)
    call_command("provision_station", str(request), unit="unit-3", out=out, because="planned")
    assert stations.station_by_code("unit-3-a").epoch == 2


def test_a_revoked_station_is_never_provisioned_again(world: World, tmp_path: Path) -> None:
    stations.revoke_station(world.station.head.station, by=ACTOR, at=AT, because="stolen")
    request = tmp_path / "request.json"
    request.write_text(request_file(SoftwareSigner.generate(), OpeningKey.generate(os.urandom), code="unit-1-a"))
    with pytest.raises(CommandError, match="revoked"):
        call_command("provision_station", str(request), unit="u", out=tmp_path / "out.json", because="stolen")
    assert stations.station_by_code("unit-1-a").epoch == 1 and not (tmp_path / "out.json").exists()
