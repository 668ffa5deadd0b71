"""The page of items set aside, and trying them again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import escape

from bitaqa.backbone.accounts.actions.bootstrap import NewPerson
from bitaqa.backbone.accounts.door import RoleCode, create_demo_account, create_demo_administrators
from bitaqa.backbone.accounts.models import User
from bitaqa.backbone.jobs import reasons, screens
from bitaqa.backbone.jobs.door import enqueue, work_batch, work_counts, work_tables
from bitaqa.backbone.jobs.errors import DiedEachTimeError
from bitaqa.foundation.kernel.ids import new_id, new_ids
from bitaqa.foundation.rules.roles import ROLES, Permission

PASSWORD = "four quiet unrelated words"


@pytest.fixture
def client(trial_table: Any, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(screens, "work_tables", lambda: iter([trial_table]))
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    create_demo_administrators(
        NewPerson("a.first", "الأولى عينة", "FIRST SPECIMEN", PASSWORD, secret),
        NewPerson("b.second", "الثاني عينة", "SECOND SPECIMEN", PASSWORD, secret),
    )
    role = next(code for code in RoleCode if Permission.RESOLVE_QUARANTINE in ROLES[code].permissions)
    user = create_demo_account(
        name="solver", roles=[role], password=PASSWORD, totp_secret=secret, name_ar="عينة", name_latin="SOLVER SPECIMEN"
    )
    browser = Client()
    browser.force_login(User.objects.get(pk=user))
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


def test_nothing_set_aside_says_so(client: Client) -> None:
    assert "Nothing is set aside" in client.get("/waiting/set-aside/").content.decode()


def test_items_are_listed_with_their_reason_and_tried_again(client: Client, trial_table: Any) -> None:
    subjects = new_ids(3)
    enqueue(trial_table, subjects)
    work_batch(trial_table, 10, lambda batch: {subject: DiedEachTimeError(attempts=5) for subject in batch})
    page = client.get("/waiting/set-aside/").content.decode()
    assert all(f'value="{subject}"' in page for subject in subjects)
    assert f"…{str(subjects[0])[-8:]}" in page
    assert "The worker died each time it took this item (5 times)." in page
    assert escape(DiedEachTimeError.next_step) in page
    end = str(subjects[0])[-8:]
    found = client.get("/waiting/set-aside/", {"trial-q": end}).content.decode()
    assert f"…{end}" in found and f"…{str(subjects[1])[-8:]}" not in found
    answer = client.post("/waiting/set-aside/trial/retry/", {"subject": str(subjects[0])}, follow=True)
    assert "1 item is tried again." in answer.content.decode()
    assert work_counts(trial_table) == {"waiting": 1, "set_aside": 2, "done": 0}
    answer = client.post("/waiting/set-aside/trial/retry/", follow=True)
    assert "2 items are tried again." in answer.content.decode()
    assert work_counts(trial_table)["set_aside"] == 0
    again = client.post("/waiting/set-aside/trial/retry/", {"subject": str(subjects[0])}, follow=True)
    assert "0 items are tried again." in again.content.decode()  # a double click changes nothing


def test_a_list_that_is_cut_says_so(client: Client, trial_table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "LISTED", 2)
    enqueue(trial_table, new_ids(3))
    work_batch(trial_table, 10, lambda batch: {subject: DiedEachTimeError(attempts=5) for subject in batch})
    page = re.sub("<[^>]*>|[\u2066-\u2069\u200e]", "", client.get("/waiting/set-aside/").content.decode())
    assert "The oldest 2 of 3 are listed" in page
    client.post("/waiting/set-aside/trial/retry/")
    assert work_counts(trial_table)["set_aside"] == 0  # all of them, listed or not


def test_what_is_not_there_is_refused(client: Client) -> None:
    assert client.post("/waiting/set-aside/trial/retry/", {"subject": "x"}).status_code == 404
    assert client.post(f"/waiting/set-aside/{new_id()}/retry/").status_code == 404
    assert client.get("/waiting/set-aside/trial/retry/").status_code == 405


def test_a_reason_this_version_no_longer_knows_shows_its_code() -> None:
    assert reasons.sentence("of.the_past", {}) == "of.the_past"
    assert reasons.sentence(DiedEachTimeError.code, {}) == DiedEachTimeError.code


def test_every_work_table_names_its_step_and_its_fields() -> None:
    for table in work_tables():
        assert table.STEP, table
        assert set(table.FIELD_CLASSES) == {field.name for field in table._meta.get_fields()}, table
