"""What a day used up, people turned away, incidents: sealed; an odometer that goes back keeps the day open."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from pydantic import ValidationError

from bitaqa.foundation.rules.day_bodies import IncidentKind
from bitaqa.foundation.rules.packet_bodies import DayReportBody
from bitaqa.station.day import errors
from bitaqa.station.day.closing import close_day, stands
from bitaqa.station.day.models import Day
from bitaqa.station.day.using import Use, last_odometer, save_use
from bitaqa.station.desk.door import PermissionMissingError
from station_env.centre import PINS
from station_env.counter import Counter


def desk(language: str = "ar") -> Client:
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.post("/sign-in/", {"operator": "head.salma", "pin": PINS["head.salma"]})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def test_use_is_sealed_with_the_report_and_the_reading_stands_for_the_next_day(box_station: Counter) -> None:
    with pytest.raises(errors.NoDayOpenError):
        save_use(use=Use(), by=box_station.head)
    box_station.open_day()
    with pytest.raises(PermissionMissingError):
        save_use(use=Use(), by=box_station.amina)
    told = Use.model_validate({
        "km_before": 81200, "km_after": 81262, "fuel_litres": 14, "turned_away": 6,
        "consumables": {"receipt_rolls": 2}, "incidents": [{"kind": "network", "words": "antenna"}],
    })  # fmt: skip
    save_use(use=told, by=box_station.head)
    closed = close_day(by=box_station.head, at=box_station.now)
    body = box_station.bodies()[-1]
    assert isinstance(body, DayReportBody)
    assert (body.km, body.fuel_litres, body.turned_away, body.consumables) == (62, 14, 6, {"receipt_rolls": 2})
    assert [(one.kind, one.words) for one in body.incidents] == [(IncidentKind.NETWORK, "antenna")]
    assert (body.served, body.no_show) == (0, 0)
    assert closed.report["km"] == 62 and last_odometer() == 81262
    page = desk("fr").get(f"/day/{closed.id}/").content.decode()
    assert "Kilomètres parcourus" in page and "Incidents: Réseau" in page.replace("\u00a0:", ":").replace(" :", ":")


@pytest.mark.parametrize("readings", [{"km_before": 10}, {"km_after": 10}, {"km_before": 11, "km_after": 10}])
def test_an_odometer_with_one_reading_or_one_that_goes_back_keeps_the_day_open(
    box_station: Counter, readings: dict[str, int]
) -> None:
    box_station.open_day()
    save_use(use=Use.model_validate(readings), by=box_station.head)
    assert [one.code for one in stands().differences] == ["odometer"]
    with pytest.raises(errors.DayDoesNotReconcileError):
        close_day(by=box_station.head, at=box_station.now)


@pytest.mark.parametrize("wrong", [{"fuel_litres": -1}, {"person": "x"}, {"incidents": [{"kind": "gossip"}]}])
def test_what_is_not_a_use_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Use.model_validate(wrong)


def test_the_use_of_a_day_is_written_by_form_and_by_machine(box_station: Counter) -> None:
    box_station.open_day()
    head = desk()
    form = {"km_before": "100", "km_after": "130", "receipt_rolls": "1", "incident": "power", "words": "fuse"}
    for _press in range(2):
        assert head.post("/day/use/", form).status_code == 302
    kept = Use.model_validate(Day.objects.get().used)
    assert (kept.km, len(kept.incidents), kept.consumables) == (30, 1, {"receipt_rolls": 1})
    page = head.get("/day/").content.decode()
    assert "fuse" in page and "الكهرباء" in page
    for _press in range(2):
        told = head.put("/api/v1/day/use", {"fuel_litres": 9}, content_type="application/json")
        assert told.status_code == 200 and told.json()["used"]["fuel_litres"] == 9
    assert head.post("/day/use/", {"km_before": "-4"}).status_code == 200
    assert head.get(f"/day/{Day.objects.get().id}/report/").content.startswith(b"%PDF")
