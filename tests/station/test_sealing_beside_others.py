"""Sealing reads before its turn to write: what changed in between counts, and the queue hears of it."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.foundation.rules.packet_bodies import ApplicationBody
from station_env.place import Place, adult


def test_what_another_desk_changed_at_the_last_moment_is_what_is_sealed(
    committed_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bitaqa.station.enrolment import sealing
    from bitaqa.station.enrolment.models import Draft

    place = committed_place
    draft = place.ready()
    made_ready, rounds = sealing._made_ready, list[str]()

    def changed_after_reading(row: Draft) -> Any:
        ready = made_ready(row)
        rounds.append(ready.body.priority.value)
        if len(rounds) == 1:
            Draft.objects.filter(id=draft).update(priority="elderly")
        return ready

    monkeypatch.setattr(sealing, "_made_ready", changed_after_reading)
    place.seal(draft)
    body = place.centre.body(place.packets()[0])
    assert isinstance(body, ApplicationBody) and body.priority.value == "elderly"
    assert rounds == ["none", "elderly"]


def test_sealing_serves_the_number_of_the_ticket(place: Place) -> None:
    from bitaqa.station.enrolment.models import Draft
    from bitaqa.station.queue.models import Ticket

    drafts = [place.ready(adult(index)) for index in range(2)]
    row = Draft.objects.get(id=drafts[0])
    for number, draft in enumerate(drafts, 1):
        Draft.objects.filter(id=draft).update(ticket=number)
        Ticket.objects.create(
            id=draft, visit=row.visit, day=row.day, number=number, state="called", priority="none",
            given_at=place.now, given_by="op.amina",
        )  # fmt: skip
    Ticket.objects.filter(number=2).update(state="left", ended_at=place.now)
    for draft in drafts:
        place.seal(draft)
    assert dict(Ticket.objects.values_list("number", "state")) == {1: "served", 2: "left"}
