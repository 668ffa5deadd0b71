"""Accounts under test: two administrators, an operator, a clock that does not wait, and a small site of our own.

The site stands in for the centre's addresses, so that this room is tested alone; `test_access.py`
reads the real ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pyotp
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

PASSWORD = "four quiet unrelated words"
AT = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
ADMINISTRATOR, AUDITOR = "administrator", "auditor"


def _site() -> type:
    from bitaqa.backbone.accounts import door

    @door.signed_in
    def home(request: HttpRequest) -> HttpResponse:
        return HttpResponse("home")

    def undeclared(request: HttpRequest) -> HttpResponse:
        return HttpResponse("never")

    @door.requires(door.Permission.READ_JOURNAL)
    def journal(request: HttpRequest) -> HttpResponse:
        return HttpResponse("journal")

    @door.requires(door.Permission.READ_JOURNAL, door.Permission.SEE_ACCOUNTS)
    def either(request: HttpRequest) -> HttpResponse:
        return HttpResponse("either")

    @door.requires(door.Permission.SEE_ACCOUNTS)
    @door.fresh_sign_in
    def sensitive(request: HttpRequest) -> HttpResponse:
        return HttpResponse("done")

    @door.requires(door.Permission.SEE_ACCOUNTS)
    @door.fresh_sign_in_to_act
    def sensitive_act(request: HttpRequest) -> HttpResponse:
        return HttpResponse("acted" if request.method == "POST" else "read")

    class Site:
        urlpatterns = [
            path("", home, name="home"),
            path("undeclared/", undeclared),
            path("x/api/undeclared", undeclared),
            path("journal/", journal),
            path("either/", either),
            path("sensitive/", sensitive),
            path("sensitive-act/", sensitive_act),
            path("accounts/", include("bitaqa.backbone.accounts.urls")),
            path("ui/", include("bitaqa.ui.urls")),
        ]

    return Site


@pytest.fixture(autouse=True)
def site(settings: Any, db: None) -> Iterator[None]:
    from bitaqa.backbone.journal.dispatch import bound
    from bitaqa.backbone.journal.door import END
    from bitaqa.foundation.rules.events import EVENTS

    settings.ROOT_URLCONF = _site()
    settings.BITAQA_NAV = ""
    settings.BITAQA_SCOPES = ""
    with bound(dict.fromkeys(EVENTS, END)):
        yield


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 as ever, with less memory: its full cost, paid some hundred times, would test nothing more."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    for name, value in (("time_cost", 1), ("memory_cost", 64), ("parallelism", 1)):
        monkeypatch.setattr(Argon2PasswordHasher, name, value)


class RealTime:
    """Real time as sign-in sees it, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def time(self) -> float:
        return self.at.timestamp()

    def pass_by(self, **parts: float) -> None:
        self.at += timedelta(**parts)


@pytest.fixture(autouse=True)
def real_time(monkeypatch: pytest.MonkeyPatch) -> RealTime:
    from bitaqa.backbone.accounts import backoff, held_acts, permissions, second_factor, sign_in
    from bitaqa.backbone.accounts.actions import people

    clock = RealTime()
    for module in (backoff, permissions, second_factor, sign_in, people):
        if hasattr(module, "timezone"):
            monkeypatch.setattr(module, "timezone", SimpleNamespace(now=clock.now))
    for module in (held_acts, second_factor, sign_in):
        monkeypatch.setattr(module, "time", SimpleNamespace(time=clock.time))
    return clock


@dataclass
class Known:
    """An account and what its holder knows."""

    user: Any
    password: str
    secret: str
    real_time: RealTime

    def code(self) -> str:
        """The code shown now."""
        return pyotp.TOTP(self.secret).at(int(self.real_time.time()))

    def fresh_code(self) -> str:
        """A code never shown before: half a minute passes."""
        self.real_time.pass_by(seconds=30)
        return self.code()


@pytest.fixture
def administrators(real_time: RealTime) -> tuple[Known, Known]:
    from bitaqa.backbone.accounts.actions.bootstrap import NewPerson, bootstrap_administrators
    from bitaqa.backbone.accounts.models import User

    secrets = pyotp.random_base32(), pyotp.random_base32()
    ids = bootstrap_administrators(
        NewPerson("a.first", "الأولى عينة", "FIRST SPECIMEN", PASSWORD, secrets[0]),
        NewPerson("b.second", "الثاني عينة", "SECOND SPECIMEN", PASSWORD, secrets[1], language="fr"),
        at=AT,
    )
    one, two = (Known(User.objects.get(pk=id_), PASSWORD, s, real_time) for id_, s in zip(ids, secrets, strict=True))
    return one, two


@pytest.fixture
def person(administrators: tuple[Known, Known], real_time: RealTime) -> Callable[..., Known]:
    """`person("auditor", scope=…)`: another account holding these roles."""
    from bitaqa.backbone.accounts.door import EVERYWHERE, create_demo_account
    from bitaqa.backbone.accounts.models import User
    from bitaqa.foundation.rules.roles import RoleCode

    count = itertools.count(1)

    def make(*roles: str, scope: Any = EVERYWHERE) -> Known:
        number, secret = next(count), pyotp.random_base32()
        id_ = create_demo_account(
            name=f"person{number}",
            roles=[RoleCode(role) for role in roles],
            password=PASSWORD,
            totp_secret=secret,
            name_ar=f"عينة {number}",
            name_latin=f"SPECIMEN {number}",
            scope=scope,
        )
        return Known(User.objects.get(pk=id_), PASSWORD, secret, real_time)

    return make


@pytest.fixture
def sign_in() -> Callable[[Known], Client]:
    """A browser that went through both steps."""

    def go(known: Known) -> Client:
        client = Client()
        first = client.post("/accounts/sign-in/", {"name": known.user.name, "password": known.password})
        assert first.headers["Location"] == "/accounts/sign-in/code/"
        second = client.post("/accounts/sign-in/code/", {"code": known.fresh_code()})
        assert second.status_code == 302, second.content.decode()
        return client

    return go


@pytest.fixture
def told() -> Callable[[], list[tuple[str, str]]]:
    """The journal so far: (event, because) in order."""

    def read() -> list[tuple[str, str]]:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT event, because FROM journal_entry ORDER BY id")
            return [tuple(row) for row in cursor.fetchall()]

    return read
