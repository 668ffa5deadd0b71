"""What a program that watches a centre is told, and the invented people of a demonstration."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from bitaqa.backbone.accounts.models import RoleGrant, User
from bitaqa.foundation.rules.roles import ROLES, RoleCode
from centre.people import account, browser_of

pytestmark = pytest.mark.django_db


def test_progress_is_numbers_only() -> None:
    told = browser_of(account("follows", "coordinator")).get("/api/progress").json()
    assert told == {"applications": {}, "packets": {}, "waiting": {}, "set_aside": {}}


def test_an_id_that_is_none_is_no_fault() -> None:
    client = browser_of(account("follows", "coordinator"))
    assert client.get("/api/progress", {"campaign": "not-an-id"}).status_code == 200


def test_progress_is_for_those_who_see_stations() -> None:
    assert browser_of(account("decides", "adjudicator")).get("/api/progress").status_code == 403


def test_every_role_of_the_centre_has_an_invented_person() -> None:
    printed = StringIO()
    call_command("demo", "--json", stdout=printed, stderr=StringIO())
    made = json.loads(printed.getvalue())
    assert {each["role"] for each in made} == {str(code) for code, role in ROLES.items() if "centre" in role.at}
    assert len({each["password"] for each in made}) == len(made) == User.objects.count()
    granted = RoleGrant.objects.filter(role=RoleCode.ADJUDICATOR)
    assert all(grant.decided_by_id != grant.asked_by_id for grant in granted)


def test_the_same_seed_keeps_the_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITAQA_DEMO_SEED", "one")
    first, again = StringIO(), StringIO()
    call_command("demo", stdout=first, stderr=StringIO())
    call_command("demo", stdout=again, stderr=StringIO())
    assert first.getvalue() == again.getvalue() != ""


def test_production_has_no_invented_people(settings: Any) -> None:
    settings.BITAQA_PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        call_command("demo", stdout=StringIO())
    assert not User.objects.exists()
