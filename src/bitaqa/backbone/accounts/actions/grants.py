"""Roles: one administrator asks, another grants or declines, any one revokes.

Revoking needs one person only: taking power away must never wait. Refuses: deciding one's own request or a role for
oneself, the same role twice in one scope, and a revocation that would leave fewer than two administrators.
A double click on grant, decline or revoke is one act: the second finds it done by the same person and says so.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.roles import Permission, RoleCode

from ..domain import ASK_REASONS, EVERYWHERE, GRANT, REVOKE_REASONS, GrantState, Scope, check_two_people
from ..errors import (
    AccountNotFoundError,
    GrantNotFoundError,
    PeriodRefusedError,
    ReasonMissingError,
    RoleAlreadyHeldError,
    TooFewAdministratorsError,
)
from ..models import RoleGrant, User, actor_of
from ..permissions import check_can, effective_now
from ..roles import get_role


def ask_role(
    *,
    user: UUID,
    role: str,
    by: User,
    at: datetime,
    because: str,
    scope: Scope = EVERYWHERE,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> RoleGrant:
    """Asks that `user` hold `role` in `scope`; it holds only once another administrator grants it.

    Raises NotPermittedError, RoleUnknownError, AccountNotFoundError, ReasonMissingError, PeriodRefusedError,
    RoleAlreadyHeldError.
    """
    check_can(by, Permission.GRANT_ROLES)
    code = get_role(role)
    if because not in ASK_REASONS:
        raise ReasonMissingError()
    if valid_from and valid_until and valid_until <= valid_from:
        raise PeriodRefusedError()
    if not User.objects.filter(pk=user, is_active=True).exists():
        raise AccountNotFoundError()
    try:
        with transaction.atomic():
            return _insert_asked(user, code, scope, by.id, at, because, valid_from, valid_until)
    except IntegrityError as error:
        raise RoleAlreadyHeldError() from error


def _insert_asked(
    user: UUID,
    role: RoleCode,
    scope: Scope,
    by: UUID,
    at: datetime,
    because: str,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
) -> RoleGrant:
    grant = RoleGrant.objects.create(
        user_id=user,
        role=role,
        campaign=scope.campaign,
        unit=scope.unit,
        issuing_centre=scope.issuing_centre,
        asked_by_id=by,
        asked_at=at,
        because=because,
        valid_from=valid_from,
        valid_until=valid_until,
    )
    _tell("role.asked", grant, by=by, at=at, because=because)
    return grant


def grant_role(*, grant: UUID, by: User, at: datetime) -> RoleGrant:
    """The second person says yes.

    Raises NotPermittedError, GrantNotFoundError, OwnRequestError, MoveNotAllowedError.
    """
    return _decide(grant, by=by, at=at, verb="grant", because="")


def decline_role(*, grant: UUID, by: User, at: datetime, because: str) -> RoleGrant:
    """The second person says no. Raises as grant_role, and ReasonMissingError."""
    if because not in REVOKE_REASONS:
        raise ReasonMissingError()
    return _decide(grant, by=by, at=at, verb="decline", because=because)


def _decide(grant_id: UUID, *, by: User, at: datetime, verb: str, because: str) -> RoleGrant:
    check_can(by, Permission.GRANT_ROLES)
    with transaction.atomic():
        grant = _lock(grant_id)
        check_two_people(by.id, (grant.asked_by_id, grant.user_id))
        target = GRANT.get_move(verb).target
        if grant.state == target and grant.decided_by_id == by.id:
            return grant
        row = GRANT.check_can_move(GrantState(grant.state), verb)
        grant.state, grant.decided_by, grant.decided_at = row.target, by, at
        grant.save(update_fields=("state", "decided_by", "decided_at"))
        _tell(row.event, grant, by=by.id, at=at, because=because)
        return grant


def revoke_role(*, grant: UUID, by: User, at: datetime, because: str) -> RoleGrant:
    """The role ends with the holder's next request.

    Raises NotPermittedError, GrantNotFoundError, MoveNotAllowedError, ReasonMissingError, TooFewAdministratorsError.
    """
    check_can(by, Permission.GRANT_ROLES)
    if because not in REVOKE_REASONS:
        raise ReasonMissingError()
    with transaction.atomic():
        row = _lock(grant)
        if row.state == GrantState.REVOKED and row.revoked_by_id == by.id:
            return row
        revoke_locked([row], by=by, at=at, because=because)
        return row


def revoke_locked(grants: list[RoleGrant], *, by: User, at: datetime, because: str) -> None:
    """Revokes rows already locked, as one act; used when an account closes. Raises TooFewAdministratorsError."""
    rows = [GRANT.check_can_move(GrantState(grant.state), "revoke") for grant in grants]
    if any(grant.role == RoleCode.ADMINISTRATOR for grant in grants):
        _check_two_remain(without={grant.id for grant in grants})
    act = new_id()
    for grant, row in zip(grants, rows, strict=True):
        grant.state, grant.revoked_by, grant.revoked_at, grant.revoked_because = row.target, by, at, because
        _tell(row.event, grant, by=by.id, at=at, because=because, act=act)
    RoleGrant.objects.bulk_update(grants, ["state", "revoked_by", "revoked_at", "revoked_because"])


def _check_two_remain(*, without: set[UUID]) -> None:
    """Two administrators everywhere stay, counted under lock so that two of them cannot remove each other at once."""
    rows = (
        RoleGrant.objects.select_for_update(of=("self",))
        .filter(effective_now(), role=RoleCode.ADMINISTRATOR, campaign=None, unit=None, issuing_centre=None)
        .order_by("pk")
        .values_list("id", "user_id")
    )
    if len({user for grant, user in rows if grant not in without}) < 2:
        raise TooFewAdministratorsError()


def _lock(grant: UUID) -> RoleGrant:
    found = RoleGrant.objects.select_for_update().filter(pk=grant).first()
    if found is None:
        raise GrantNotFoundError()
    return found


def insert_granted(
    *, user: UUID, role: RoleCode, scope: Scope, asked_by: UUID, granted_by: UUID, at: datetime, because: str
) -> None:
    """Asked and granted in one sitting, by two named people: the ceremony and demonstration accounts only.

    Runs inside the caller's transaction. Raises OwnRequestError, IntegrityError when already held.
    """
    check_two_people(granted_by, (asked_by, user))
    grant = _insert_asked(user, role, scope, asked_by, at, because)
    grant.state, grant.decided_by_id, grant.decided_at = GrantState.GRANTED, granted_by, at
    grant.save(update_fields=("state", "decided_by", "decided_at"))
    _tell("role.granted", grant, by=granted_by, at=at, because=because)


def _tell(event: str, grant: RoleGrant, *, by: UUID, at: datetime, because: str, act: UUID | None = None) -> None:
    facts = {"account": str(grant.user_id), "role": str(grant.role)}
    for dimension in ("unit", "issuing_centre"):
        if (limit := getattr(grant, dimension)) is not None:
            facts[dimension] = str(limit)
    record(
        [
            Entry(
                event=event,
                subject_kind="role",
                subject=grant.id,
                acted_at=at,
                actor=actor_of(by),
                act=act or new_id(),
                because=because,
                campaign=grant.campaign,
                facts=facts,
            )
        ]
    )
