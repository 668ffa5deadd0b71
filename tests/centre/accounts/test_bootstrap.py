"""The ceremony of the first two administrators, and the accounts of a demonstration."""

from __future__ import annotations

import builtins
import getpass
import io
import re

import pyotp
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

PASSWORD = "four quiet unrelated words"


@pytest.fixture
def room(monkeypatch, real_time):
    """Answers at the terminal: `room(lines, passwords)`; the word CODE is answered from the key just printed."""

    def sit(lines, passwords):
        out, lines, passwords = io.StringIO(), iter(lines), iter(passwords)

        def answer(prompt=""):
            try:
                line = next(lines)
            except StopIteration:
                raise EOFError from None
            if line == "CODE":
                secret = re.findall(r"^key: (\w+)$", out.getvalue(), re.M)[-1]
                return pyotp.TOTP(secret).at(int(real_time.time()))
            return line

        monkeypatch.setattr(builtins, "input", answer)
        monkeypatch.setattr(getpass, "getpass", lambda prompt="": next(passwords))
        return out

    return sit


def test_the_ceremony(room, told, sign_in, real_time):
    from bitaqa.backbone.accounts.models import RoleGrant, User
    from bitaqa.foundation.rules.roles import Permission

    out = room(
        ["??", "a.one", "عينة", "SPECIMEN ONE", "000000", "CODE", "b.two", "عينة", "SPECIMEN TWO", "CODE"],
        ["short", PASSWORD, PASSWORD, PASSWORD, PASSWORD],
    )
    call_command("bootstrap", stdout=out)
    assert "otpauth://totp/" in out.getvalue()
    grants = list(RoleGrant.objects.order_by("id"))
    assert len(grants) == 2
    assert all(g.decided_by != g.asked_by and g.decided_by != g.user and g.state == "granted" for g in grants)
    assert [event for event, _ in told()] == ["account.created"] * 2 + ["role.asked", "role.granted"] * 2
    from bitaqa.backbone.accounts.door import can

    assert can(User.objects.get(name="a.one"), Permission.GRANT_ROLES)
    client = Client()
    client.post("/accounts/sign-in/", {"name": "a.one", "password": PASSWORD})
    secret = re.findall(r"^key: (\w+)$", out.getvalue(), re.M)[0]
    used = pyotp.TOTP(secret).at(int(real_time.time()))
    assert client.post("/accounts/sign-in/code/", {"code": used}).status_code == 401  # it proved the telephone already
    with pytest.raises(CommandError, match="exist already"):
        call_command("bootstrap", stdout=out)


@pytest.mark.parametrize(
    ("lines", "passwords"),
    [
        (["a.one", "عينة", "SPECIMEN", "CODE"], [PASSWORD, PASSWORD]),
        (["a.one", "عينة", "SPECIMEN", "CODE", "a.one"], [PASSWORD, PASSWORD]),
        (["a.one", "عينة", "SPECIMEN"], [PASSWORD, "another one entirely"]),
        (["a.one", "", "", "CODE", "b.two", "", "", "CODE"], [PASSWORD] * 4),
    ],
)
def test_a_ceremony_that_does_not_end_stores_nothing(room, lines, passwords):
    from bitaqa.backbone.accounts.models import User

    with pytest.raises(CommandError):
        call_command("bootstrap", stdout=room(lines, passwords))
    assert not User.objects.exists()


def test_demonstration_administrators(monkeypatch):
    from bitaqa.backbone.accounts.models import User

    out = io.StringIO()
    monkeypatch.setenv("BITAQA_DEMO_PASSWORD", PASSWORD)
    call_command("bootstrap", "--demo", stdout=out)
    assert out.getvalue().count("otpauth://") == 2
    assert all("SPECIMEN" in user.name_latin for user in User.objects.all())


def test_demonstration_is_refused_in_production(settings):
    from bitaqa.backbone.accounts import door
    from bitaqa.backbone.accounts.models import User

    settings.BITAQA_PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        call_command("bootstrap", "--demo", "--password", PASSWORD, stdout=io.StringIO())
    person = door.NewPerson("a.one", "عينة", "SPECIMEN", PASSWORD, pyotp.random_base32())
    with pytest.raises(door.DemonstrationRefusedError):
        door.create_demo_administrators(person, person)
    with pytest.raises(door.DemonstrationRefusedError):
        door.create_demo_account(name="x.y", roles=[], password=PASSWORD, totp_secret="A", name_ar="ع", name_latin="S")
    assert not User.objects.exists()


def test_bad_demonstration_arguments():
    with pytest.raises(CommandError, match="given twice"):
        call_command("bootstrap", "--demo", "--name", "one", "--password", PASSWORD, stdout=io.StringIO())
    with pytest.raises(CommandError, match="at least 14"):
        call_command("bootstrap", "--demo", stdout=io.StringIO())


def test_demonstration_accounts_need_administrators_and_are_made_once():
    from bitaqa.backbone.accounts import door
    from bitaqa.backbone.accounts.errors import NotBootstrappedError
    from bitaqa.backbone.accounts.models import RoleGrant, User

    def make(password=PASSWORD):
        return door.create_demo_account(
            name="quality1",
            roles=[door.RoleCode.QUALITY, door.RoleCode.AUDITOR],
            password=password,
            totp_secret=secret,
            name_ar="عينة",
            name_latin="SPECIMEN",
        )

    secret = pyotp.random_base32()
    with pytest.raises(NotBootstrappedError):
        make()
    people = [door.NewPerson(n, "عينة", "SPECIMEN", PASSWORD, pyotp.random_base32()) for n in ("admin1", "admin2")]
    for _ in range(2):
        door.create_demo_administrators(*people)
    first = make()
    assert make("another four quiet words") == first
    assert User.objects.count() == 3
    assert RoleGrant.objects.filter(user_id=first, state="granted").count() == 2
    assert User.objects.get(pk=first).check_password("another four quiet words")


def test_a_name_of_the_ceremony_already_taken(administrators):
    from datetime import UTC, datetime

    from bitaqa.backbone.accounts.actions.bootstrap import NewPerson, _insert
    from bitaqa.backbone.accounts.errors import NameTakenError

    with pytest.raises(NameTakenError):
        _insert(NewPerson("a.first", "ع", "S", PASSWORD, "A"), at=datetime(2026, 5, 4, tzinfo=UTC))
