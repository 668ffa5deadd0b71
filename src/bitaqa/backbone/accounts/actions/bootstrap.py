"""The first two administrators, and the invented people of a demonstration.

The ceremony happens once, with both people in the room: each one's role is asked by its holder and granted by the
other, so that the rule of two people holds from the first row on. Refuses: a second ceremony; a demonstration in
production; one person under two names is what the witnesses in the room are for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from bitaqa.foundation.rules.roles import RoleCode

from ..domain import EVERYWHERE, GrantState, Scope, check_password
from ..errors import AlreadyBootstrappedError, DemonstrationRefusedError, NameTakenError, NotBootstrappedError
from ..models import RoleGrant, User
from ..permissions import effective_now
from ..second_factor import seal_secret
from .grants import insert_granted
from .people import new_user, tell

_CEREMONY_LOCK = 0x62746371
"""PostgreSQL advisory lock: two terminals cannot hold the ceremony at once."""


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What one person brings: names, their own password, and the base32 secret their telephone now holds."""

    name: str
    name_ar: str
    name_latin: str
    password: str
    totp_secret: str
    language: str = "ar"
    totp_step: int = 0
    """The step of the code that proved the telephone, so that it cannot be used again."""


def check_not_bootstrapped() -> None:
    """Raises AlreadyBootstrappedError when an administrator exists or is asked for."""
    live = (GrantState.ASKED, GrantState.GRANTED)
    if RoleGrant.objects.filter(role=RoleCode.ADMINISTRATOR, state__in=live).exists():
        raise AlreadyBootstrappedError()


def bootstrap_administrators(first: NewPerson, second: NewPerson, *, at: datetime) -> tuple[UUID, UUID]:
    """Creates both accounts and their roles, or nothing.

    Raises AlreadyBootstrappedError, NameRefusedError, DisplayNameMissingError, PasswordRefusedError, NameTakenError.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CEREMONY_LOCK])
        check_not_bootstrapped()
        one, two = _insert(first, at=at), _insert(second, at=at)
        for user in (one, two):
            tell("account.created", user.id, by=user, at=at, because="bootstrap")
        for user, other in ((one, two), (two, one)):
            insert_granted(
                user=user.id,
                role=RoleCode.ADMINISTRATOR,
                scope=EVERYWHERE,
                asked_by=user.id,
                granted_by=other.id,
                at=at,
                because="bootstrap",
            )
    return one.id, two.id


def _insert(person: NewPerson, *, at: datetime, by: User | None = None) -> User:
    user = new_user(
        name=person.name,
        name_ar=person.name_ar,
        name_latin=person.name_latin,
        language=person.language,
        password=person.password,
        at=at,
        by=by,
    )
    check_password(person.password, name=user.name)
    if User.objects.filter(name=user.name).exists():
        raise NameTakenError(name=user.name)
    user.sealed_totp, user.totp_step = seal_secret(person.totp_secret, user=user.id), person.totp_step
    user.save(force_insert=True)
    return user


def create_demonstration_account(
    person: NewPerson, roles: tuple[RoleCode, ...], *, at: datetime, scope: Scope = EVERYWHERE
) -> UUID:
    """An invented person with these roles, granted by the first two administrators; called again, it changes nothing
    but a password, a secret or a role that is missing.

    Raises DemonstrationRefusedError in production, NotBootstrappedError, and what a new account raises.
    """
    if settings.BITAQA_PRODUCTION:
        raise DemonstrationRefusedError()
    with transaction.atomic():
        asker, granter = _two_administrators()
        user = User.objects.select_for_update().filter(name=person.name.strip().lower()).first()
        if user is None:
            user = _insert(person, at=at, by=asker)
            tell("account.created", user.id, by=asker, at=at, because="demonstration")
        elif not user.check_password(person.password) or user.sealed_totp is None:
            user.set_password(person.password)
            user.sealed_totp = seal_secret(person.totp_secret, user=user.id)
            user.save(update_fields=("password", "sealed_totp"))
        held = set(RoleGrant.objects.filter(effective_now(), user=user).values_list("role", flat=True))
        for role in roles:
            if role not in held and user.id != granter.id:
                insert_granted(
                    user=user.id,
                    role=role,
                    scope=scope,
                    asked_by=asker.id,
                    granted_by=granter.id,
                    at=at,
                    because="demonstration",
                )
    return user.id


def _two_administrators() -> tuple[User, User]:
    grants = RoleGrant.objects.filter(
        effective_now(), role=RoleCode.ADMINISTRATOR, campaign=None, unit=None, issuing_centre=None
    )
    users = list(
        {grant.user_id: grant.user for grant in grants.select_related("user").order_by("asked_at", "id")}.values()
    )
    if len(users) < 2:
        raise NotBootstrappedError()
    return users[0], users[1]
