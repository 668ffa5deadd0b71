"""Who may open which page: denied by default, by role, by freshness; here on a small site and on the centre's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, RequestFactory


def test_a_page_without_a_declaration_opens_for_nobody(administrators, sign_in, caplog):
    for client in (Client(), sign_in(administrators[0])):
        assert client.get("/undeclared/").status_code == 403
        refused = client.get("/x/api/undeclared")
        assert (refused.status_code, refused.json()["code"]) == (403, "accounts.undeclared_view")
    assert "no declaration" in caplog.text


def test_a_page_opens_by_role(administrators, person, sign_in):
    auditor, nobody = sign_in(person("auditor")), sign_in(person())
    admin = sign_in(administrators[0])
    assert [c.get("/journal/").status_code for c in (auditor, admin, nobody)] == [200, 403, 403]
    assert [c.get("/either/").status_code for c in (auditor, admin, nobody)] == [200, 200, 403]
    assert "accounts.not_permitted" in nobody.get("/journal/").content.decode()


def test_a_revoked_role_closes_the_page_at_the_next_request(administrators, person, sign_in):
    from datetime import UTC, datetime

    from bitaqa.backbone.accounts.actions.grants import revoke_role

    auditor = person("auditor")
    client = sign_in(auditor)
    assert client.get("/journal/").status_code == 200
    revoke_role(
        grant=auditor.user.grants.get().id,
        by=administrators[0].user,
        at=datetime(2026, 5, 4, tzinfo=UTC),
        because="moved",
    )
    assert client.get("/journal/").status_code == 403


def test_a_closed_account_is_out_at_the_next_request(person, sign_in):
    someone = person("auditor")
    client = sign_in(someone)
    type(someone.user).objects.filter(pk=someone.user.pk).update(is_active=False)
    assert client.get("/journal/").headers["Location"] == "/accounts/sign-in/?next=/journal/"


def test_htmx_and_machines_learn_that_the_session_ended():
    swapped = Client().get(
        "/either/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?q=1"}
    )
    assert (swapped.status_code, swapped.headers["HX-Redirect"]) == (204, "/accounts/sign-in/?next=/people/%3Fq%3D1")
    asked = Client().get("/either/", headers={"Accept": "application/json"})
    assert (asked.status_code, asked.json()["code"]) == (401, "accounts.not_signed_in")
    posted = Client().post("/either/", headers={"Referer": "http://testserver/accounts/people/?q=x"})
    assert posted.headers["Location"] == "/accounts/sign-in/?next=/accounts/people/%3Fq%3Dx"
    foreign = Client().post("/either/", headers={"Referer": "http://elsewhere.example/trap"})
    assert foreign.headers["Location"] == "/accounts/sign-in/?next=/"


def test_sensitive_acts_ask_again_after_ten_minutes(administrators, sign_in, real_time):
    known = administrators[0]
    client = sign_in(known)
    assert client.get("/sensitive/").content == b"done"
    real_time.pass_by(minutes=11)
    asked = client.get("/sensitive/?a=1")
    assert asked.headers["Location"] == "/accounts/confirm/?next=%2Fsensitive%2F%3Fa%3D1"
    assert client.get(asked.headers["Location"]).status_code == 200
    swapped = client.post("/sensitive/", headers={"HX-Request": "true"})
    assert swapped.headers["HX-Redirect"].startswith("/accounts/confirm/")
    before = client.cookies["bitaqa_centre"].value
    wrong = client.post("/accounts/confirm/", {"password": known.password, "code": "000000", "next": "/sensitive/"})
    assert wrong.status_code == 401
    right = {"password": known.password, "code": known.fresh_code(), "next": "/sensitive/"}
    assert client.post("/accounts/confirm/", right).headers["Location"] == "/sensitive/"
    assert client.cookies["bitaqa_centre"].value != before
    assert client.get("/sensitive/").content == b"done"


def test_what_was_about_to_be_sent_is_held_and_sent_by_one_more_press(administrators, sign_in, real_time):
    known = administrators[0]
    client = sign_in(known)
    client.cookies["django_language"] = "en"
    real_time.pass_by(minutes=11)
    assert client.get("/sensitive-act/").content == b"read", "reading asks nothing"
    sent = {"because": "stolen <van>", "note": "مسروقة", "csrfmiddlewaretoken": "x"}
    asked = client.post("/sensitive-act/?a=1", sent, headers={"Referer": "http://testserver/either/?q=2"})
    assert asked.headers["Location"] == "/accounts/confirm/?next=%2Faccounts%2Fconfirm%2Fgo-on%2F"
    assert "Nothing has been done yet." in client.get(asked.headers["Location"]).content.decode()
    right = {"password": known.password, "code": known.fresh_code(), "next": "/accounts/confirm/go-on/"}
    assert client.post("/accounts/confirm/", right).headers["Location"] == "/accounts/confirm/go-on/"
    page = client.get("/accounts/confirm/go-on/").content.decode()
    assert 'action="/sensitive-act/?a=1"' in page and 'href="/either/?q=2"' in page
    assert 'name="because" value="stolen &lt;van&gt;"' in page and 'value="مسروقة"' in page
    assert 'value="x"' not in page, "the token of the old session is not sent again"
    assert client.post("/sensitive-act/?a=1", sent).content == b"acted"
    assert client.get("/accounts/confirm/go-on/").headers["Location"] == "/", "it is offered once"


def test_what_waited_too_long_or_is_too_large_is_filled_in_again(administrators, sign_in, real_time):
    client = sign_in(administrators[0])
    real_time.pass_by(minutes=11)
    back = {"Referer": "http://testserver/either/"}
    large = client.post("/sensitive/", {"text": "x" * 5000}, headers=back)
    assert large.headers["Location"].endswith("next=%2Feither%2F")
    client.post("/sensitive/", {"text": "x"}, headers=back)
    real_time.pass_by(minutes=6)
    assert client.get("/accounts/confirm/go-on/").headers["Location"] == "/"


def test_how_long_a_sign_in_is_fresh_is_a_setting(administrators, sign_in, real_time, settings):
    settings.BITAQA_FRESH_MINUTES = 3
    client = sign_in(administrators[0])
    client.cookies["django_language"] = "en"
    real_time.pass_by(minutes=2)
    assert client.get("/sensitive/").content == b"done"
    real_time.pass_by(minutes=2)
    asked = client.get("/sensitive/").headers["Location"]
    assert "for 3 minutes" in client.get(asked).content.decode()


def test_a_machine_is_told_to_sign_in_again_for_a_sensitive_act(administrators, sign_in, real_time):
    from bitaqa.backbone.accounts.access import Staff
    from bitaqa.backbone.accounts.errors import SignInNotFreshError

    client = sign_in(administrators[0])
    real_time.pass_by(minutes=11)
    request = RequestFactory().post("/")
    request.session, request.user = client.session, administrators[0].user
    assert Staff().authenticate(request, "") is not None
    with pytest.raises(SignInNotFreshError):
        Staff(fresh=True).authenticate(request, "")


def test_the_decorators_refuse_without_the_middleware(administrators):
    from django.contrib.auth.models import AnonymousUser

    from bitaqa.backbone.accounts.door import NotSignedInError, Permission, requires, signed_in

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    for declare in (signed_in, requires(Permission.ENROL)):
        with pytest.raises(NotSignedInError):
            declare(lambda request: None)(request)


def test_a_page_is_declared_once():
    from bitaqa.backbone.accounts.door import public, signed_in

    with pytest.raises(TypeError):
        public(signed_in(lambda request: None))


def test_a_class_based_page_is_declared_on_dispatch():
    from django.utils.decorators import method_decorator
    from django.views import View

    from bitaqa.backbone.accounts.door import Audience, declared_access, signed_in

    @method_decorator(signed_in, name="dispatch")
    class Page(View):
        pass

    access = declared_access(Page.as_view())
    assert access is not None
    assert access.audience is Audience.SIGNED_IN


def test_a_machine_door_needs_a_named_proof():
    from ninja import NinjaAPI

    from bitaqa.backbone.accounts.door import Audience, Staff, declared_access

    def view_of(**options: Any) -> Any:
        api = NinjaAPI(urls_namespace=f"probe-{len(options)}-{options.get('auth')}", openapi_url=None)
        api.get("/probe", **options)(lambda request: {})
        patterns = api.urls[0]
        return next(p.callback for p in patterns if str(p.pattern).endswith("probe"))

    assert declared_access(view_of()) is None
    for proof in (Staff(), None):
        access = declared_access(view_of(auth=proof))
        assert access is not None
        assert access.audience is Audience.OWN_CHECK


def _pages(patterns: Any, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        where = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _pages(pattern.url_patterns, where)
        else:
            yield where, pattern.callback


def test_every_page_of_the_centre_says_who_may_open_it():
    from django.urls import get_resolver

    from bitaqa.backbone.accounts.door import declared_access

    pages = list(_pages(get_resolver("bitaqa.centre.urls").url_patterns))
    assert len(pages) > 20
    assert [where for where, view in pages if declared_access(view) is None] == []


def test_every_page_of_this_room_says_who_may_open_it():
    from bitaqa.backbone.accounts import urls
    from bitaqa.backbone.accounts.door import Audience, declared_access

    said = {where: declared_access(view) for where, view in _pages(urls.urlpatterns)}
    assert None not in said.values()
    assert {where for where, access in said.items() if access.audience is Audience.PUBLIC} == {
        "/sign-in/",
        "/sign-in/password/",
        "/sign-in/second-factor/",
        "/sign-in/code/",
        "/sign-out/",
    }
