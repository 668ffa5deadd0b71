"""Signing in through the pages: both steps, mistakes, replays, the first day, idle desks."""

from __future__ import annotations

import re

import pytest
from django.test import Client

SIGN_IN, CODE = "/accounts/sign-in/", "/accounts/sign-in/code/"


def test_both_steps_open_a_session_and_the_journal_knows(administrators, sign_in, told):
    client = sign_in(administrators[0])
    assert client.get("/").content == b"home"
    assert ("account.signed_in", "") in told()


def test_the_password_alone_opens_nothing(administrators):
    client = Client()
    client.post(SIGN_IN, {"name": "a.first", "password": administrators[0].password})
    assert client.get("/").headers["Location"] == "/accounts/sign-in/?next=/"


def test_the_session_key_changes_at_each_step(administrators):
    client, known = Client(), administrators[0]
    client.post(SIGN_IN, {"name": "a.first", "password": known.password})
    between = client.cookies["bitaqa_centre"].value
    client.post(CODE, {"code": known.fresh_code()})
    assert client.cookies["bitaqa_centre"].value != between
    thief = Client()
    thief.cookies["bitaqa_centre"] = between
    assert thief.get("/").status_code == 302


def test_sign_in_name_ignores_case_and_outer_spaces(administrators):
    response = Client().post(SIGN_IN, {"name": "  A.First ", "password": administrators[0].password})
    assert response.headers["Location"] == CODE


def test_wrong_name_wrong_password_and_closed_account_read_the_same(administrators, person):
    closed = person("auditor")
    closed.user.is_active = False
    closed.user.save()
    pages = [
        Client(headers={"accept-language": "en"}).post(SIGN_IN, {"name": name, "password": password})
        for name, password in (
            ("nobody.here", "four quiet unrelated words"),
            ("a.first", "not the password at all"),
            (closed.user.name, closed.password),
        )
    ]
    assert {page.status_code for page in pages} == {401}
    strip = re.compile(rb'(value|csrfmiddlewaretoken)="[^"]*"')
    assert len({strip.sub(b"", page.content) for page in pages}) == 1


def test_a_code_works_once(administrators, sign_in):
    known = administrators[0]
    sign_in(known)
    again = Client()
    again.post(SIGN_IN, {"name": known.user.name, "password": known.password})
    response = again.post(CODE, {"code": known.code()})
    assert response.status_code == 401
    assert again.get("/").status_code == 302


def test_an_older_code_is_refused_after_a_newer_one(administrators, sign_in):
    known = administrators[0]
    older = known.code()
    sign_in(known)
    again = Client()
    again.post(SIGN_IN, {"name": known.user.name, "password": known.password})
    assert again.post(CODE, {"code": older}).status_code == 401


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "000 000 000", "x" * 5000, "\x00\x00\x00\x00\x00\x00"]
)
def test_bad_codes_are_refused_and_nothing_breaks(administrators, code):
    known, client = administrators[0], Client()
    client.post(SIGN_IN, {"name": known.user.name, "password": known.password})
    assert client.post(CODE, {"code": code}).status_code in (200, 401)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("name", ["", "\x00", "x" * 5000, "' OR 1=1 --", "أحمد", "a.first\x00"])
def test_bad_names_are_refused_and_nothing_breaks(administrators, name):
    response = Client().post(SIGN_IN, {"name": name, "password": administrators[0].password})
    assert response.status_code in (200, 401)


def test_guessing_waits_longer_and_longer_but_the_right_person_elsewhere_does_not(administrators, real_time, told):
    known = administrators[0]
    here, there = Client(REMOTE_ADDR="10.0.0.1"), Client(REMOTE_ADDR="10.0.0.2")
    for _ in range(5):
        assert here.post(SIGN_IN, {"name": "a.first", "password": "wrong guess number x"}).status_code == 401
    paused = here.post(SIGN_IN, {"name": "a.first", "password": known.password})
    assert (paused.status_code, paused.headers["Retry-After"]) == (429, "5")
    assert there.post(SIGN_IN, {"name": "a.first", "password": known.password}).status_code == 302
    assert told().count(("account.sign_in_failed", "paused")) == 1
    real_time.pass_by(seconds=6)
    assert here.post(SIGN_IN, {"name": "a.first", "password": "wrong guess number y"}).status_code == 401
    assert here.post(SIGN_IN, {"name": "a.first", "password": known.password}).headers["Retry-After"] == "10"
    real_time.pass_by(seconds=11)
    assert here.post(SIGN_IN, {"name": "a.first", "password": known.password}).status_code == 302
    # forgiven: five free mistakes again
    assert here.post(SIGN_IN, {"name": "a.first", "password": "wrong guess number z"}).status_code == 401
    assert here.post(SIGN_IN, {"name": "a.first", "password": known.password}).status_code == 302


def test_a_sweep_over_many_names_from_one_address_is_slowed(administrators):
    from bitaqa.backbone.accounts.errors import SignInPausedError, SignInRefusedError
    from bitaqa.backbone.accounts.sign_in import check_password_of

    for number in range(60):
        with pytest.raises(SignInRefusedError):
            check_password_of(name=f"name{number}", password="x" * 300, address="10.9.9.9")
    with pytest.raises(SignInPausedError):
        check_password_of(name="name61", password="x" * 300, address="10.9.9.9")


def test_codes_are_not_guessed_either(administrators, real_time):
    known, client = administrators[0], Client()
    client.post(SIGN_IN, {"name": known.user.name, "password": known.password})
    for _ in range(5):
        assert client.post(CODE, {"code": "000000"}).status_code == 401
    other = Client(REMOTE_ADDR="10.0.0.3")
    other.post(SIGN_IN, {"name": known.user.name, "password": known.password})
    assert other.post(CODE, {"code": known.fresh_code()}).status_code == 302  # the wait of 5 s passed with the code
    for _ in range(5):
        other = Client()
        other.post(SIGN_IN, {"name": known.user.name, "password": known.password})
        other.post(CODE, {"code": "000000"})
    assert other.post(CODE, {"code": known.code()}).status_code == 429


def test_the_first_day_password_second_factor_recovery_codes(administrators, sign_in):
    admin = sign_in(administrators[0])
    page = admin.post(
        "/accounts/people/new/",
        {"name": "n.new", "name_ar": "جديدة عينة", "name_latin": "NEW SPECIMEN", "language": "ar"},
    )
    slip = re.search(r'<code dir="ltr">([0-9a-z]{4}(?:-[0-9a-z]{4}){3})</code>', page.content.decode()).group(1)
    client = Client()
    assert (
        client.post(SIGN_IN, {"name": "n.new", "password": slip}).headers["Location"] == "/accounts/sign-in/password/"
    )
    weak = client.post("/accounts/sign-in/password/", {"password": "aaaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaaa"})
    assert weak.status_code == 422
    differ = client.post("/accounts/sign-in/password/", {"password": "green river seven lamps", "again": "other"})
    assert differ.status_code == 200
    own = "green river seven lamps"
    done = client.post("/accounts/sign-in/password/", {"password": own, "again": own})
    assert done.headers["Location"] == "/accounts/sign-in/second-factor/"
    shown = client.get("/accounts/sign-in/second-factor/").content.decode()
    secret = re.search(r'<code dir="ltr">([A-Z2-7 ]+)</code>', shown).group(1).replace(" ", "")
    assert "data:image/svg+xml" in shown
    assert client.post("/accounts/sign-in/second-factor/", {"code": "000000"}).status_code == 401
    known = administrators[0].__class__(None, own, secret, administrators[0].real_time)
    codes_page = client.post("/accounts/sign-in/second-factor/", {"code": known.code()})
    codes = re.findall(r"<li><code>([0-9a-z-]{14})</code>", codes_page.content.decode())
    assert len(set(codes)) == 10
    assert client.get("/").content == b"home"
    # the slip is over; a recovery code replaces the telephone, once
    assert Client().post(SIGN_IN, {"name": "n.new", "password": slip}).status_code == 401
    lost = Client()
    lost.post(SIGN_IN, {"name": "n.new", "password": own})
    assert lost.post(CODE, {"code": codes[0].upper()}).status_code == 302
    twice = Client()
    twice.post(SIGN_IN, {"name": "n.new", "password": own})
    assert twice.post(CODE, {"code": codes[0]}).status_code == 401


def test_a_paper_slip_ends_after_three_days(administrators, real_time):
    from datetime import UTC, datetime

    from bitaqa.backbone.accounts.actions.people import create_account

    _user, slip = create_account(
        name="late.one",
        name_ar="عينة",
        name_latin="SPECIMEN",
        language="ar",
        by=administrators[0].user,
        at=datetime(2026, 5, 4, tzinfo=UTC),
    )
    real_time.pass_by(hours=73)
    assert Client().post(SIGN_IN, {"name": "late.one", "password": slip}).status_code == 401


def test_too_long_between_the_steps_starts_again(administrators, real_time):
    known, client = administrators[0], Client()
    client.post(SIGN_IN, {"name": known.user.name, "password": known.password})
    real_time.pass_by(minutes=6)
    assert client.post(CODE, {"code": known.code()}).headers["Location"] == SIGN_IN


def test_an_empty_desk_ends_the_session(administrators, sign_in, real_time):
    client = sign_in(administrators[0])
    real_time.pass_by(minutes=15)
    assert client.get("/").status_code == 200
    real_time.pass_by(minutes=15)
    assert client.get("/").status_code == 200
    real_time.pass_by(minutes=21)
    assert client.get("/").status_code == 302
    assert client.get("/").status_code == 302


def test_no_session_outlives_a_working_day(administrators, sign_in, real_time):
    client = sign_in(administrators[0])
    for _ in range(32):
        real_time.pass_by(minutes=14)
        client.get("/")
    real_time.pass_by(minutes=33)
    assert client.get("/").status_code == 302


def test_sign_out_ends_the_session_and_a_link_does_not(administrators, sign_in, told):
    client = sign_in(administrators[0])
    assert client.get("/accounts/sign-out/").status_code == 200
    assert client.get("/").status_code == 200
    assert client.post("/accounts/sign-out/").headers["Location"] == SIGN_IN
    assert client.get("/").status_code == 302
    assert told()[-1] == ("account.signed_out", "")


@pytest.mark.parametrize(
    "wanted,gone",
    [
        ("/either/", "/either/"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example", "/"),
        ("javascript:x", "/"),
    ],
)
def test_only_our_own_pages_follow_sign_in(administrators, wanted, gone):
    known, client = administrators[0], Client()
    client.post(SIGN_IN, {"name": known.user.name, "password": known.password, "next": wanted})
    assert client.post(CODE, {"code": known.fresh_code()}).headers["Location"] == gone


def test_a_double_click_on_the_code_leaves_the_person_signed_in(administrators, sign_in):
    known = administrators[0]
    client = sign_in(known)
    assert client.post(CODE, {"code": known.code()}).status_code == 302  # nothing pending any more: to sign-in, then on
    assert client.get(SIGN_IN).headers["Location"] == "/"


def test_the_machine_speaks_the_accounts_language(administrators):
    known, client = administrators[1], Client()
    client.post(SIGN_IN, {"name": known.user.name, "password": known.password})
    assert client.post(CODE, {"code": known.fresh_code()}).cookies["django_language"].value == "fr"


def test_pages_before_sign_in_render_without_a_pending_person():
    client = Client()
    assert client.get(SIGN_IN).status_code == 200
    for path in ("code/", "password/", "second-factor/"):
        assert client.get(SIGN_IN + path).headers["Location"] == SIGN_IN


def test_changing_the_password_ends_other_sessions(administrators, sign_in, told):
    known = administrators[0]
    here, elsewhere = sign_in(known), sign_in(known)
    new = "seven lamps green river"
    wrong = here.post("/accounts/me/password/", {"current": "no", "password": new, "again": new})
    assert wrong.status_code == 401
    done = here.post("/accounts/me/password/", {"current": known.password, "password": new, "again": new})
    assert done.headers["Location"] == "/accounts/me/"
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
    assert ("account.changed", "password") in told()
