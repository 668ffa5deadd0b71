"""The day's screens, and whose session it is when the crew has changed."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bitaqa.foundation.rules.packet_bodies import DayReportBody
from bitaqa.station.day import domain
from bitaqa.station.day.models import CrewChange
from bitaqa.station.day.words import SETTLED
from bitaqa.station.desk.models import Entry
from bitaqa.station.queue.models import Ticket
from station_env.browser import Browser
from station_env.centre import PINS
from station_env.counter import DELIVERY_TODAY, Counter


def test_the_day_opens_stands_changes_crew_and_closes(box_station: Counter) -> None:
    browser = Browser()
    browser.go("day:day")
    browser.press("day:open", status=200)
    browser.press("day:open", visit=str(DELIVERY_TODAY))
    box_station.receive()
    browser.press("queue:give", priority="none", status=200)
    assert "Numbers are still waiting or called: 1." in browser.go("day:day")
    browser.press("day:close", status=200)
    drawer = {"dirhams": 0, "stamps": 0, "tickets": 1, "receipts": 0, "cards": 3}
    browser.press("day:close", **drawer, status=409)
    browser.press("queue:call", number="1", act="done")
    counted = {"drafts": 0, "dirhams": 0, "tickets": 1, "receipts": 0, "cards": 3, "to": "op.driss"}
    browser.go("day:crew")
    browser.press("day:crew", **counted, pin=PINS["op.driss"], status=422)
    slip = browser.press("day:crew", **counted, pin=PINS["op.driss"], remark="one card searched for").url
    assert CrewChange.objects.count() == 1
    pdf = browser.client.get(reverse("day:slip", args=[slip.partition("slip=")[2]]))
    assert pdf.content.startswith(b"%PDF")
    browser = Browser()
    browser.press("day:close", **drawer, status=409)
    assert CrewChange.objects.get().day.state == "open", "a card is not there, and nobody says why"
    held = browser.press("day:close", **drawer, remarks="calm").url
    page = browser.client.get(held).content.decode()
    assert "3 counted, 4 by the station" in page
    [body] = [body for body in box_station.bodies() if isinstance(body, DayReportBody)]
    assert body.counted is not None and body.held is not None
    assert (body.counted["cards"], body.held["cards"], body.remarks) == (3, 4, "calm")
    assert "op.driss" in page and "calm" in page
    assert browser.client.get(f"{held}report/").content.startswith(b"%PDF")
    browser.go("day:day")


def test_the_desk_is_the_incoming_operator_s_once_both_have_signed(box_station: Counter) -> None:
    browser = Browser("op.amina")
    box_station.open_day()
    counted = {"drafts": 0, "dirhams": 0, "tickets": 0, "receipts": 0, "cards": 0}
    outgoing = browser.client.session.session_key
    browser.press("day:crew", **counted, to="op.driss", pin=PINS["op.driss"])
    assert browser.client.session["operator"] == "op.driss" and browser.client.session.session_key != outgoing
    assert "op.driss" in browser.go("desk:me")
    browser.press("queue:give", priority="none", status=200)
    told = dict(Entry.objects.order_by("id").values_list("event", "operator"))
    assert told["operator.signed_out"] == "op.amina" and told["operator.signed_in"] == "op.driss"
    assert Ticket.objects.get().given_by == "op.driss", "the next act is the incoming operator's"


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_what_does_not_agree_says_what_to_do_and_leads_there(box_station: Counter, language: str) -> None:
    browser = Browser(language=language)
    box_station.open_day()
    browser.press("queue:give", priority="none", status=200)
    page = browser.go("day:day")
    panel = page.partition("bq-alert bq-tone-wait")[2].partition("</form>")[0]
    assert "tickets_open" not in page and "bq-next" in panel
    assert f'href="{reverse("queue:board")}"' in panel


def test_every_difference_says_what_to_do() -> None:
    wrong = domain.DayCounts(
        enrolled={"first": 2}, drafts_open=1, tickets_open=1, odometer_wrong=True, boxes_open=1, attempts_open=1,
        money_centimes=100, cards_before=1, handed_over=1, wrong_cards=1, disagreeing=1, packets_sealed=1,
        first_sequence=1, last_sequence=3, own_sequences=(9,),
    )  # fmt: skip
    none = domain.DayCounts(own_sequences=(9,))
    assert {one.code for one in (*domain.differences(wrong), *domain.differences(none))} == SETTLED.keys()
