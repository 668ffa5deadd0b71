"""Browsers of people with roles in production, and machines that speak JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from bitaqa.foundation.rules.roles import RoleCode

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
Signed = Callable[..., Client]


@pytest.fixture
def signed(db: None) -> Signed:
    """A browser of someone who holds these roles."""
    from bitaqa.backbone.accounts.door import NewPerson, create_demo_account, create_demo_administrators
    from bitaqa.backbone.accounts.models import User

    pair = [NewPerson(f"admin-{n}", "مدير عينة", "Specimen", "four quiet unrelated words", SECRET) for n in "ab"]
    create_demo_administrators(*pair)
    made: list[UUID] = []

    def make(*roles: RoleCode, **scope: Any) -> Client:
        from bitaqa.backbone.accounts.door import Scope

        id_ = create_demo_account(
            name=f"person{len(made)}",
            roles=roles,
            password="four quiet unrelated words",
            totp_secret=SECRET,
            name_ar=f"عينة {len(made)}",
            name_latin=f"Specimen {len(made)}",
            scope=Scope(**scope),
        )
        made.append(id_)
        client = Client()
        sign(client, User.objects.get(pk=id_))
        return client

    return make


def sign(client: Client, user: Any) -> None:
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpRequest

    from bitaqa.backbone.accounts.sign_in import open_session

    request = HttpRequest()
    request.session = SessionStore()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    open_session(request, user)
    request.session.save()
    client.cookies["bitaqa_centre"] = request.session.session_key


def send(client: Client, path: str, **body: Any) -> Any:
    return client.post(path, json.dumps(body, default=str), content_type="application/json")


API = "/production/api"
R = RoleCode
