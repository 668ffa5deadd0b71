"""Acts that ask for password and code again when the sign-in is not of the last minutes."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import resolve, reverse

from ..people import account

ID = uuid4()
ACTS = {
    "planning:provision": [],
    "planning:revoke": ["unit-1"],
    "intake:propose-dismissal": [ID],
    "intake:confirm-dismissal": [ID],
    "screening:joins": [],
    "screening:join-confirm": [ID],
    "accounts:ask": [ID],
    "accounts:grant": [ID],
    "accounts:decline": [ID],
    "accounts:revoke": [ID],
    "accounts:close": [ID],
    "accounts:reopen": [ID],
    "accounts:reset-ask": [ID],
    "accounts:reset-confirm": [ID],
}


@pytest.mark.parametrize("name", ACTS)
def test_it_asks_again(name: str) -> None:
    view = resolve(reverse(name, args=ACTS[name])).func
    assert getattr(view, "asks_again", False)


@pytest.mark.django_db
def test_a_station_is_not_revoked_by_an_old_session() -> None:
    client = Client()
    client.force_login(account("coord", "coordinator"))
    asked = client.post("/planning/stations/unit-1/revoke/", {"because": "stolen"})
    assert asked.status_code == 302 and asked.headers["Location"].startswith("/accounts/confirm/")
