"""May this person do this, here? One answer for screens (`can`), one refusal for acts (`check_can`).

Kept apart from "may this thing, now?", which is each aggregate's state table. Grants are read once per request and
their period is compared with real time: a played clock must never revive a role.
Refuses: everything to nobody, to closed accounts, and to a scope the grant does not cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from bitaqa.foundation.rules.roles import ROLES, Permission, RoleCode

from .domain import EVERYWHERE, GrantState, Scope
from .errors import NotPermittedError
from .models import RoleGrant, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    Someone = User | AnonymousUser

__all__ = [
    "EVERYWHERE",
    "Held",
    "Scope",
    "can",
    "check_can",
    "effective_now",
    "held_roles",
    "permissions_of",
    "roles_of",
    "scopes_of",
]


@dataclass(frozen=True, slots=True)
class Held:
    """One role somebody holds now, and where."""

    role: RoleCode
    scope: Scope


def effective_now(at: datetime | None = None) -> Q:
    """Grants in force at a real instant (now): granted, begun, not ended, of an open account."""
    moment = at or timezone.now()
    return (
        Q(state=GrantState.GRANTED, user__is_active=True)
        & (Q(valid_from=None) | Q(valid_from__lte=moment))
        & (Q(valid_until=None) | Q(valid_until__gt=moment))
    )


def held_roles(user: Someone) -> tuple[Held, ...]:
    """What the person holds now; one query, kept on the request's user object."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    kept: tuple[Held, ...] | None = getattr(user, "_held_roles", None)
    if kept is None:
        grants = RoleGrant.objects.filter(effective_now(), user=user)
        kept = tuple(Held(RoleCode(grant.role), grant.scope) for grant in grants)
        user._held_roles = kept  # type: ignore[attr-defined]
    return kept


def roles_of(user: Someone) -> frozenset[RoleCode]:
    """The roles this person holds now, wherever they hold them."""
    return frozenset(held.role for held in held_roles(user))


def scopes_of(user: Someone, permission: Permission) -> frozenset[Scope]:
    """Where the person may do this, to narrow a query; empty: nowhere; containing EVERYWHERE: no limit."""
    scopes = frozenset(held.scope for held in held_roles(user) if permission in ROLES[held.role].permissions)
    return frozenset({EVERYWHERE}) if EVERYWHERE in scopes else scopes


def can(user: Someone, permission: Permission, *, scope: Scope | None = None) -> bool:
    """True when a role held now allows it.

    `scope=None` asks "anywhere at all?" (may the page open); a given scope asks for that place, and
    `scope=EVERYWHERE` asks for a role without limits.
    """
    scopes = scopes_of(user, permission)
    return bool(scopes) if scope is None else any(held.covers(scope) for held in scopes)


def check_can(user: Someone, permission: Permission, *, scope: Scope | None = None) -> None:
    """Raises NotPermittedError where `can` answers no."""
    if not can(user, permission, scope=scope):
        raise NotPermittedError(permission=str(permission))


def permissions_of(user: Someone) -> frozenset[Permission]:
    """Everything the person may do somewhere, for menus."""
    return frozenset().union(*(ROLES[held.role].permissions for held in held_roles(user)))
