"""The auditor's pages: searching, an entry with its proof, what showing personal values leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils.translation import override

from bitaqa.backbone.accounts.actions.bootstrap import NewPerson
from bitaqa.backbone.accounts.door import RoleCode, create_demo_account, create_demo_administrators
from bitaqa.backbone.accounts.models import User
from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.journal.jobs import sequence
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.backbone.journal.words import FACTS, SUBJECTS
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.events import EVENTS

pytestmark = pytest.mark.usefixtures("committed_db")
Told = Callable[..., journal.Entry]
PASSWORD = "four quiet unrelated words"


def signed_in(role: RoleCode) -> Client:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    create_demo_administrators(
        NewPerson("a.first", "الأولى عينة", "FIRST SPECIMEN", PASSWORD, secret),
        NewPerson("b.second", "الثاني عينة", "SECOND SPECIMEN", PASSWORD, secret),
    )
    user = create_demo_account(
        name="reader", roles=[role], password=PASSWORD, totp_secret=secret, name_ar="عينة", name_latin="READER SPECIMEN"
    )
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=user))
    return client


def text_of(client: Client, address: str) -> str:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def write(*entries: journal.Entry) -> list[str]:
    with transaction.atomic():
        journal.record(entries)
    return [str(journal.entries(subject=entry.subject)[-1].id) for entry in entries]


@pytest.fixture
def auditor() -> Client:
    return signed_in(RoleCode.AUDITOR)


def test_the_search_finds_by_subject_act_actor_day_event_and_what_a_look_showed(auditor: Client, told: Told) -> None:
    station, other = new_id(), new_id()
    mine, theirs = told(actor=f"station:{station}/OP-07"), told(event="application.approved", subject=other)
    first, second = write(mine, theirs)
    journal.looks("person.looked_at", subject_kind="person", subjects=[new_id(), other], by="worker:t", purpose="audit")
    look = str(JournalEntry.objects.get(actor="worker:t").id)
    found = {
        str(mine.subject): {first},
        str(mine.act): {first},
        first: {first},
        str(other): {second, look},
        f"station:{station}": {first},
        "application.sealed": {first},
        "application.appr": {second},
        "no.such": set(),
        "2001-01-01": set(),
        "2001-31-01": set(),
    }
    for text, ids in found.items():
        page = text_of(auditor, f"/journal/?q={text}")
        assert {id_ for id_ in (first, second, look) if f"/journal/{id_}/" in page} == ids, text
    today = date.today().isoformat()  # noqa: DTZ011 - the recorded day, whichever side of midnight
    assert auditor.get(f"/journal/?q={today}").status_code == 200
    assert f"/journal/{first}/" in text_of(auditor, "/journal/?event=application.sealed")
    assert f"/journal/{second}/" not in text_of(auditor, "/journal/?event=application.sealed")


def test_an_entry_is_shown_with_its_proof_and_the_look_is_recorded(auditor: Client, told: Told) -> None:
    entry = told(
        personal={"name": "فاطمة SPECIMEN"}, facts={"number": 3}, kind="renewal", day=date(2026, 3, 2), place="MA-1"
    )
    (id_,) = write(entry)
    page = text_of(auditor, f"/journal/{id_}/")
    assert "فاطمة SPECIMEN" in page and "Not in a signed tree yet" in page
    (look,) = JournalEntry.objects.filter(event="person.looked_at", subject=entry.subject)
    assert (look.because, look.actor[:5]) == ("audit", "user:")
    sequence()
    page = text_of(auditor, f"/journal/{id_}/")
    assert "The entry is what was recorded" in page and "Path to the root" in page
    with transaction.atomic():
        journal.erase_personal([entry.subject])
    page = text_of(auditor, f"/journal/{id_}/")
    assert "فاطمة" not in page and "Erased" in page
    assert text_of(auditor, "/journal/").count("Entries in the tree") == 1
    assert auditor.get(f"/journal/{new_id()}/").status_code == 404


def test_an_entry_is_found_by_the_number_people_know(
    auditor: Client, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bitaqa.backbone import naming

    mine, other = told(), told()
    first, second = write(mine, other)
    monkeypatch.setattr(naming, "_CALLED", [lambda text: [mine.subject] if text == "SP1000001" else []])
    page = text_of(auditor, "/journal/?q=SP1000001")
    assert f"/journal/{first}/" in page and f"/journal/{second}/" not in page
    sentence = EVENTS[mine.event].sentence
    assert f"/journal/{first}/" in text_of(auditor, f"/journal/?q={sentence[4:20]}")


def test_numbers_lead_to_what_bears_them(monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from bitaqa.backbone.naming import subjects_called
    from bitaqa.centre import naming

    id_ = new_id()
    row = SimpleNamespace(id=id_)
    assert subjects_called("no such number") == set()
    for door, find in (("cards", "find_card"), ("applications", "find_application")):
        with monkeypatch.context() as patched:
            patched.setattr(getattr(naming, door), find, lambda _number: row)
            patched.setattr(naming, "check_receipt_number", lambda text: text)
            assert subjects_called("sp1000001") == {id_}
    for door, find in (("documents", "documents_by_number"), ("persons", "persons_by_number")):
        with monkeypatch.context() as patched:
            patched.setattr(getattr(naming, door), find, lambda numbers: dict.fromkeys(numbers, row))
            assert subjects_called("sp1000001") == {id_}


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_names_of_facts_and_subjects_are_words(auditor: Client, told: Told, language: str) -> None:
    (id_,) = write(told(personal={"old_document_number": "SP1"}, facts={"issuing_centre": "rabat", "attempt": 2}))
    auditor.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = auditor.get(f"/journal/{id_}/").content.decode()
    with override(language):
        words = [str(FACTS[name]) for name in ("old_document_number", "issuing_centre", "attempt")]
        kind = str(SUBJECTS["application"])
    assert all(word in page for word in words) and f"{kind} " in page
    assert "old_document_number" not in page and "issuing_centre" not in page


def test_a_tampered_entry_says_so(auditor: Client, told: Told, owner_connection: psycopg.Connection[Any]) -> None:
    (id_,) = write(told())
    sequence()
    owner_connection.execute("ALTER TABLE journal_entry DISABLE TRIGGER ALL")
    owner_connection.execute("UPDATE journal_entry SET kind = 'first' WHERE id = %s", [id_])
    owner_connection.commit()
    assert "The entry is not what was recorded" in text_of(auditor, f"/journal/{id_}/")


def test_the_journal_is_not_everybodys() -> None:
    client = signed_in(RoleCode.FIELD_OPERATOR)
    assert client.get("/journal/").status_code == 403
    assert Client().get("/journal/").status_code == 302


def test_every_event_reads_in_three_languages() -> None:
    from django.utils.translation import override

    from bitaqa.backbone.journal.screens import event_in_words

    for language in ("ar", "fr"):
        with override(language):
            same = [event for event, meaning in EVENTS.items() if event_in_words(event) == meaning.sentence]
        assert same == [], language
    assert event_in_words("of.the_past") == "of.the_past"
