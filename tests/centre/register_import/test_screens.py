"""A register file through the screen: looked at, loaded by the worker, corrected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from bitaqa.backbone.accounts.actions.bootstrap import NewPerson
from bitaqa.backbone.accounts.door import RoleCode, create_demo_account, create_demo_administrators
from bitaqa.backbone.accounts.models import User
from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.vault.door import blob_store
from bitaqa.backbone.vault.errors import BlobDestroyedError
from bitaqa.backbone.vault.keys import ensure_keys
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.records.persons.models import Person, RegisterImport

from .conftest import row_of

pytestmark = pytest.mark.django_db
PASSWORD, SECRET = "four quiet unrelated words", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def client(place: None) -> Client:
    ensure_keys(by="user:00000000-0000-7000-8000-000000000001")
    create_demo_administrators(
        NewPerson("a.first", "الأولى عينة", "FIRST SPECIMEN", PASSWORD, SECRET),
        NewPerson("b.second", "الثاني عينة", "SECOND SPECIMEN", PASSWORD, SECRET),
    )
    return signed_in("a.first")


def signed_in(name: str) -> Client:
    browser = Client()
    browser.force_login(User.objects.get(name=name))
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return browser


def send(client: Client, path: Path, dates: str = "iso") -> Any:
    with path.open("rb") as opened:
        return client.post("/register/imports/", {"file": opened, "dates": dates}, follow=True)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_file_is_looked_at_loaded_and_corrected(client: Client, write: Callable[..., Path]) -> None:
    path = write([row_of(1), row_of(2), row_of(3, sex="")])
    page = text(send(client, path))
    assert "Load these people" in page and not Person.objects.exists()
    found = RegisterImport.objects.get()
    at = f"/register/imports/{found.id}/"
    for _ in range(2):  # a double click
        assert "goes on if you leave" in text(client.post(f"{at}load/", follow=True))
    assert f"{at}progress/" in text(client.get(f"{at}progress/"))  # the bar asks again
    run_until_still(["register-import"])
    assert f"{at}progress/" not in text(client.get(f"{at}progress/"))  # and comes to rest
    found.refresh_from_db()
    assert (found.state, found.loaded, found.aside, found.file) == ("done", 2, 1, None)
    page = text(client.get(at))
    assert "“sex” is empty." in page
    sheet = client.get(f"{at}to-correct.csv")
    assert b"W000003" in b"".join(sheet.streaming_content) and sheet["Cache-Control"] == "no-store"
    assert "register.csv" in text(client.get("/register/imports/"))
    send(client, path)  # the same file again
    assert Person.objects.count() == 2 and RegisterImport.objects.count() == 1


def test_a_file_that_nobody_confirms_is_forgotten_after_a_month(client: Client, write: Callable[..., Path]) -> None:
    send(client, write([row_of(1)]))
    found = RegisterImport.objects.get()
    assert found.file is not None
    run_until_still(["register-import-forget"])
    assert RegisterImport.objects.exists(), "it may still be confirmed"
    RegisterImport.objects.update(at=found.at - timedelta(days=31))
    run_until_still(["register-import-forget"])
    assert not RegisterImport.objects.exists()
    with pytest.raises(BlobDestroyedError):
        blob_store().read(found.file, "register")


def test_what_is_no_register_is_told_on_the_page(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    assert "The file lacks the columns" in text(send(client, path))
    path.write_text("")
    assert "empty" in text(send(client, path))
    assert client.get(f"/register/imports/{new_id()}/").status_code == 404
    assert client.post(f"/register/imports/{new_id()}/load/").status_code == 404


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_screens_speak_both_languages(client: Client, write: Callable[..., Path], language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    assert send(client, write([row_of(1)])).status_code == 200
    assert client.get("/register/imports/").status_code == 200


def test_others_stay_outside(client: Client) -> None:
    create_demo_account(
        name="mover",
        roles=[RoleCode.DELIVERY],
        password=PASSWORD,
        totp_secret=SECRET,
        name_ar="عينة",
        name_latin="MOVER SPECIMEN",
    )
    assert signed_in("mover").get("/register/imports/").status_code == 403
