"""How Django finds the person of a session again. Nobody is signed in here: a password alone never is enough."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from .models import User


class AccountBackend(BaseBackend):
    """Gives the open account of a session; a closed account's session ends with its next request."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: UUID) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
