"""The machine's door: sign in with JSON, act with session and CSRF token, sign out."""

from __future__ import annotations

import pytest
from django.test import Client

URL = "/accounts/api/sign-in"


def post(client, body, **headers):
    return client.post(URL, body, content_type="application/json", headers=headers)


def test_a_program_signs_in_acts_and_signs_out(administrators, told):
    known, client = administrators[0], Client(enforce_csrf_checks=True)
    answer = post(client, {"name": known.user.name, "password": known.password, "code": known.fresh_code()})
    assert answer.status_code == 200, answer.content
    body = answer.json()
    assert body["account"] == str(known.user.id)
    assert "grant_roles" in body["permissions"]
    assert client.cookies["bitaqa_centre"]["httponly"]
    assert client.get("/accounts/api/me").json()["account"] == str(known.user.id)
    assert client.post("/accounts/api/sign-out").status_code == 403
    token = {"X-CSRFToken": body["csrf_token"]}
    assert client.post("/accounts/api/sign-out", headers=token).status_code == 204
    assert client.get("/accounts/api/me").status_code == 401
    assert ("account.signed_out", "") in told()


def test_the_session_serves_the_pages_too(administrators):
    known, client = administrators[0], Client(enforce_csrf_checks=True)
    token = post(client, {"name": known.user.name, "password": known.password, "code": known.fresh_code()}).json()
    made = client.post(
        "/accounts/people/new/",
        {"name": "by.program", "name_ar": "عينة", "name_latin": "SPECIMEN", "language": "ar"},
        headers={"X-CSRFToken": token["csrf_token"]},
    )
    assert made.status_code == 200


def test_a_used_code_a_wrong_password_and_a_pause_have_their_own_status(administrators):
    known, client = administrators[0], Client()
    body = {"name": known.user.name, "password": known.password, "code": known.fresh_code()}
    assert post(client, body).status_code == 200
    assert post(Client(), body).json()["code"] == "accounts.sign_in_refused"
    for _ in range(5):
        assert post(Client(), {**body, "password": "guess"}).status_code == 401
    paused = post(Client(), {**body, "password": "guess"})
    assert (paused.status_code, paused.json()["code"]) == (429, "accounts.sign_in_paused")
    assert paused.headers["Retry-After"] == "5"


def test_an_account_without_second_factor_signs_in_by_browser_first(administrators, person):
    known = person()
    known.user.sealed_totp = None
    known.user.save()
    answer = post(Client(), {"name": known.user.name, "password": known.password, "code": "000000"})
    assert (answer.status_code, answer.json()["code"]) == (403, "accounts.second_factor_missing")


def test_a_first_password_must_be_changed_by_browser(administrators, person, real_time):
    known = person()
    known.user.must_change_password, known.user.first_password_until = True, real_time.at
    known.user.save()
    answer = post(Client(), {"name": known.user.name, "password": known.password, "code": known.code()})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", '{"name": 1}', '{"name": "' + "x" * 100_000 + '"}', "\x00", '{"name": {"a": []}}']
)
def test_garbage_is_refused(administrators, body):
    assert post(Client(), body).status_code in (400, 422)


def test_a_form_of_another_site_cannot_sign_anybody_in(administrators):
    known = administrators[0]
    body = f'{{"name": "{known.user.name}", "password": "{known.password}", "code": "{known.fresh_code()}"}}'
    assert Client().post(URL, body, content_type="text/plain").status_code == 415
