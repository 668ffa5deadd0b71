"""Accounts for tests of the centre's screens: a person holding roles, and a browser signed in as them.

The session is opened as the sign-in page does it once both factors hold; the steps themselves are tested in
tests/centre/accounts.
"""

from __future__ import annotations

import time
from typing import Any

from django.test import Client

from bitaqa.backbone.accounts.door import (
    EVERYWHERE,
    NewPerson,
    RoleCode,
    Scope,
    create_demo_account,
    create_demo_administrators,
)
from bitaqa.backbone.accounts.models import User

PASSWORD = "four quiet unrelated words"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def account(name: str, *roles: str, scope: Scope = EVERYWHERE, language: str = "ar") -> User:
    """An invented person with these roles; the same one when asked twice."""
    create_demo_administrators(
        *(
            NewPerson(name=f"admin-{n}", password=PASSWORD, totp_secret=SECRET, name_ar="مدير عينة", name_latin="ADMIN")
            for n in "ab"
        )
    )
    id_ = create_demo_account(
        name=name,
        roles=[RoleCode(role) for role in roles],
        password=PASSWORD,
        totp_secret=SECRET,
        name_ar=f"عينة {name}",
        name_latin=f"SPECIMEN {name}",
        language=language,
        scope=scope,
    )
    return User.objects.get(pk=id_)


def browser_of(user: User | None, language: str = "ar") -> Client:
    """A client signed in as `user` (nobody when None), reading `language`."""
    client = Client()
    if user is not None:
        client.force_login(user)
        session = client.session
        session["accounts_fresh_at"] = time.time()
        session.save()
    client.cookies["django_language"] = language
    return client


def text_of(response: Any) -> str:
    return str(response.content.decode())
