"""Reads: people found by name, what waits for a second person, one person's grants.

Search uses `contains` over lower-cased names: a deployment has hundreds of accounts, not millions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from bitaqa.foundation.rules.roles import RoleCode

from .domain import GrantState, Scope
from .errors import AccountNotFoundError, GrantNotFoundError
from .models import AccountReset, RoleGrant, User
from .permissions import effective_now


@dataclass(frozen=True, slots=True)
class Account:
    """One account as other rooms may see it."""

    id: UUID
    name: str
    name_ar: str
    name_latin: str
    is_active: bool

    def shown(self, language: str) -> str:
        return self.name_ar if language.startswith("ar") else self.name_latin


def account_of(user: User) -> Account:
    return Account(user.id, user.name, user.name_ar, user.name_latin, user.is_active)


def accounts_by_id(ids: Iterable[UUID]) -> dict[UUID, Account]:
    """The accounts with these ids, closed ones included; unknown ids are left out. One query."""
    return {user.id: account_of(user) for user in User.objects.filter(pk__in=set(ids))}


def users_with(role: RoleCode, scope: Scope | None = None) -> list[Account]:
    """Who holds the role now; with a scope, only those whose grant covers it. One query, ordered by sign-in name."""
    grants = RoleGrant.objects.filter(effective_now(), role=role).select_related("user").order_by("user__name")
    found = {grant.user_id: account_of(grant.user) for grant in grants if scope is None or grant.scope.covers(scope)}
    return list(found.values())


def all_people() -> QuerySet[User]:
    return User.objects.prefetch_related("grants").order_by("name")


def people_matching(people: QuerySet[User], text: str) -> QuerySet[User]:
    """Every word must stand in the sign-in name or in a name of either script."""
    for word in text.split()[:6]:
        people = people.filter(Q(name__icontains=word) | Q(name_ar__icontains=word) | Q(name_latin__icontains=word))
    return people


def get_user(user: UUID) -> User:
    """Raises AccountNotFoundError."""
    found = User.objects.filter(pk=user).first()
    if found is None:
        raise AccountNotFoundError()
    return found


def grants_of(user: User) -> QuerySet[RoleGrant]:
    """All of them, newest first, with the people who decided."""
    related = RoleGrant.objects.filter(user=user).select_related("asked_by", "decided_by", "revoked_by")
    return related.order_by("-asked_at", "-id")


def grants_awaiting(decider: User) -> QuerySet[RoleGrant]:
    """What this administrator may decide: asked by someone else, for someone else."""
    waiting = RoleGrant.objects.filter(state=GrantState.ASKED).exclude(asked_by=decider).exclude(user=decider)
    return waiting.select_related("user", "asked_by").order_by("asked_at")


def resets_awaiting(decider: User) -> QuerySet[AccountReset]:
    waiting = AccountReset.objects.filter(confirmed_by=None).exclude(asked_by=decider).exclude(user=decider)
    return waiting.select_related("user", "asked_by").order_by("asked_at")


def reset_awaiting_for(user: User) -> AccountReset | None:
    return AccountReset.objects.filter(user=user, confirmed_by=None).select_related("asked_by").first()


def get_reset(reset: UUID) -> AccountReset:
    """Raises GrantNotFoundError."""
    found = AccountReset.objects.filter(pk=reset).first()
    if found is None:
        raise GrantNotFoundError()
    return found
