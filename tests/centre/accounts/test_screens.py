"""The pages of people: search, ask, grant, decline, revoke, close, reset, my account; in three languages."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest

PEOPLE = "/accounts/people/"


def page_of(known):
    return f"{PEOPLE}{known.user.id}/"


def test_a_role_from_request_to_revocation(administrators, person, sign_in, told):
    (one, two), someone = administrators, person()
    asker, granter = sign_in(one), sign_in(two)
    asked = asker.post(page_of(someone) + "ask/", {"role": "auditor", "because": "assignment", "until": "2026-06-30"})
    assert asked.headers["Location"] == page_of(someone)
    grant = someone.user.grants.get()
    assert grant.valid_until.isoformat() == "2026-06-30T23:00:00+00:00"
    assert f"/accounts/grants/{grant.id}/grant/" not in asker.get(page_of(someone)).content.decode()
    assert f"#grant-{grant.id}" in granter.get(PEOPLE).content.decode()
    assert f"/accounts/grants/{grant.id}/grant/" in granter.get(page_of(someone)).content.decode()
    assert asker.post(f"/accounts/grants/{grant.id}/grant/").status_code == 403
    for _ in range(2):
        assert granter.post(f"/accounts/grants/{grant.id}/grant/").headers["Location"] == page_of(someone)
    assert told().count(("role.granted", "")) == 1
    assert asker.post(f"/accounts/grants/{grant.id}/revoke/", {"because": "nonsense"}).status_code == 422
    asker.post(f"/accounts/grants/{grant.id}/revoke/", {"because": "left"})
    grant.refresh_from_db()
    assert grant.state == "revoked"
    assert granter.get(page_of(someone)).status_code == 200


def test_a_request_can_be_declined(administrators, person, sign_in):
    (one, two), someone = administrators, person()
    sign_in(one).post(page_of(someone) + "ask/", {"role": "quality", "because": "campaign"})
    grant = someone.user.grants.get()
    sign_in(two).post(f"/accounts/grants/{grant.id}/decline/", {"because": "asked_by_mistake"})
    grant.refresh_from_db()
    assert grant.state == "declined"


def test_asking_twice_says_so_on_the_page(administrators, person, sign_in):
    someone, asker = person(), sign_in(administrators[0])
    body = {"role": "quality", "because": "campaign"}
    assert asker.post(page_of(someone) + "ask/", body).status_code == 302
    again = asker.post(page_of(someone) + "ask/", body)
    assert again.status_code == 409
    assert "accounts.role_already_held" in again.content.decode()
    assert asker.post(page_of(someone) + "ask/", {"role": "superuser"}).status_code == 200


def test_a_role_is_limited_to_what_the_centre_offers(administrators, person, sign_in, settings, monkeypatch):
    unit, someone = uuid4(), person()
    from bitaqa.backbone.accounts import scopes

    monkeypatch.setattr(scopes, "offered_for_test", lambda: {"unit": [(unit, "SPECIMEN unit")]}, raising=False)
    settings.BITAQA_SCOPES = "bitaqa.backbone.accounts.scopes.offered_for_test"
    asker = sign_in(administrators[0])
    assert "SPECIMEN unit" in asker.get(page_of(someone)).content.decode()
    asker.post(page_of(someone) + "ask/", {"role": "coordinator", "because": "campaign", "scope": f"unit:{unit}"})
    assert someone.user.grants.get().unit == unit
    assert "SPECIMEN unit" in asker.get(page_of(someone)).content.decode()
    invented = asker.post(
        page_of(someone) + "ask/", {"role": "auditor", "because": "campaign", "scope": f"unit:{uuid4()}"}
    )
    assert invented.status_code == 200
    assert someone.user.grants.count() == 1


def test_reset_close_and_reopen_from_the_page(administrators, person, sign_in):
    (one, two), someone = administrators, person("auditor")
    asker, confirmer = sign_in(one), sign_in(two)
    asker.post(page_of(someone) + "reset/")
    reset = someone.user.resets.get()
    assert f"/accounts/resets/{reset.id}/confirm/" not in asker.get(page_of(someone)).content.decode()
    assert f"/accounts/resets/{reset.id}/confirm/" in confirmer.get(page_of(someone)).content.decode()
    assert "#reset" in confirmer.get(PEOPLE).content.decode()
    slip = confirmer.post(f"/accounts/resets/{reset.id}/confirm/")
    assert re.search(r"[0-9a-z]{4}(-[0-9a-z]{4}){3}", slip.content.decode())
    assert confirmer.post(f"/accounts/resets/{uuid4()}/confirm/").status_code == 404
    asker.post(page_of(someone) + "close/", {"because": "left"})
    someone.user.refresh_from_db()
    assert not someone.user.is_active
    assert asker.get(page_of(someone)).status_code == 200
    asker.post(page_of(someone) + "reopen/")
    someone.user.refresh_from_db()
    assert someone.user.is_active


def test_nobody_closes_their_own_account(administrators, person, sign_in):
    person("administrator")
    one = administrators[0]
    assert sign_in(one).post(page_of(one) + "close/", {"because": "left"}).status_code == 403


def test_an_auditor_sees_people_and_changes_nothing(administrators, person, sign_in):
    someone, auditor = person(), sign_in(person("auditor"))
    page = auditor.get(page_of(someone))
    assert page.status_code == 200
    assert "/ask/" not in page.content.decode()
    for path in ("ask/", "close/", "reset/", "reopen/"):
        assert auditor.post(page_of(someone) + path).status_code == 403
    assert auditor.get("/accounts/people/new/").status_code == 403


def test_people_are_found_by_part_of_a_name_in_either_script(
    administrators, person, sign_in, django_assert_max_num_queries
):
    for _ in range(3):
        person("auditor")
    client = sign_in(administrators[0])
    assert "person2" in client.get(PEOPLE, {"q": "عينة 2"}).content.decode()
    found = client.get(PEOPLE, {"q": "SPECIMEN 2"}).content.decode()
    assert "person2" in found
    assert "person1" not in found
    assert "person1" in client.get(PEOPLE, {"role": "auditor"}).content.decode()
    assert "person1" not in client.get(PEOPLE, {"open": "0"}).content.decode()
    assert client.get(PEOPLE, {"q": "%_'\"\\ أ" * 50}).status_code == 200
    with django_assert_max_num_queries(12):
        client.get(PEOPLE)


def test_a_name_is_never_given_twice(administrators, sign_in):
    client = sign_in(administrators[0])
    body = {"name": "b.second", "name_ar": "عينة", "name_latin": "SPECIMEN", "language": "ar"}
    taken = client.post(PEOPLE + "new/", body)
    assert taken.status_code == 409
    bad = client.post(PEOPLE + "new/", {**body, "name": "لا"})
    assert bad.status_code == 422
    assert client.post(PEOPLE + "new/", {**body, "name_ar": "Latin", "name_latin": "عربية"}).status_code == 200


def test_my_account(administrators, sign_in):
    client = sign_in(administrators[0])
    assert client.get("/accounts/me/").status_code == 200
    assert client.get("/accounts/me/password/").status_code == 200
    assert client.get("/accounts/me/recovery-codes/").status_code == 200
    codes = re.findall(r"<li><code>", client.post("/accounts/me/recovery-codes/").content.decode())
    assert len(codes) == 10
    assert client.post("/accounts/me/language/", {"language": "fr"}).headers["Location"] == "/accounts/me/"
    assert client.cookies["django_language"].value == "fr"
    administrators[0].user.refresh_from_db()
    assert administrators[0].user.language == "fr"
    assert client.post("/accounts/me/language/", {"language": "xx"}).status_code == 302


@pytest.mark.parametrize(
    "path", [PEOPLE, PEOPLE + "new/", "/accounts/me/", "/accounts/confirm/", "/accounts/me/password/"]
)
@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_pages_in_three_languages(administrators, sign_in, path, language):
    client = sign_in(administrators[0])
    client.cookies["django_language"] = language
    page = client.get(path)
    assert page.status_code == 200
    assert f'lang="{language}' in page.content.decode()[:300]


def test_unknown_people_are_not_found(administrators, sign_in):
    client = sign_in(administrators[0])
    assert client.get(f"{PEOPLE}{uuid4()}/").status_code == 404
    assert client.get(f"{PEOPLE}not-an-id/").status_code == 404
    assert client.post(f"/accounts/grants/{uuid4()}/grant/").status_code == 404
