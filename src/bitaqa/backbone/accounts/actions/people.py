"""Accounts: made, closed, opened again, reset by two people; a person's own password, second factor and language.

An account without a role can do nothing, so one administrator makes it; what gives power needs two (see `grants`).
Refuses: a second account under one name, weak passwords, closing an account that leaves fewer than two administrators.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.roles import Permission

from ..domain import FIRST_PASSWORD_LIFE, REVOKE_REASONS, GrantState, check_password, check_two_people, tidy_name
from ..errors import (
    AccountNotFoundError,
    DisplayNameMissingError,
    GrantNotFoundError,
    NameTakenError,
    ReasonMissingError,
    SignInRefusedError,
)
from ..models import AccountReset, RecoveryCode, RoleGrant, User, actor_of
from ..permissions import check_can
from ..second_factor import matching_step, new_first_password, replace_recovery_codes, seal_secret
from .grants import revoke_locked


def create_account(
    *, name: str, name_ar: str, name_latin: str, language: str, by: User, at: datetime
) -> tuple[User, str]:
    """A new account and its first password, shown once: it works for 72 hours and must then be changed.

    Raises NotPermittedError, NameRefusedError, DisplayNameMissingError, NameTakenError.
    """
    check_can(by, Permission.GRANT_ROLES)
    slip = new_first_password()
    user = new_user(name=name, name_ar=name_ar, name_latin=name_latin, language=language, password=slip, at=at, by=by)
    user.must_change_password, user.first_password_until = True, timezone.now() + FIRST_PASSWORD_LIFE
    try:
        with transaction.atomic():
            user.save(force_insert=True)
            tell("account.created", user.id, by=by, at=at)
    except IntegrityError as error:
        raise NameTakenError(name=user.name) from error
    return user, slip


def new_user(
    *, name: str, name_ar: str, name_latin: str, language: str, password: str, at: datetime, by: User | None
) -> User:
    """An account not yet stored. Raises NameRefusedError, DisplayNameMissingError."""
    names = [" ".join(part.split()) for part in (name_ar, name_latin)]
    if not all(0 < len(part) <= 120 and part.isprintable() for part in names):
        raise DisplayNameMissingError()
    known = language if language in ("ar", "fr", "en") else "ar"
    user = User(
        name=tidy_name(name), name_ar=names[0], name_latin=names[1], language=known, created_at=at, created_by=by
    )
    user.set_password(password)
    return user


def close_account(*, user: UUID, by: User, at: datetime, because: str) -> None:
    """Ends the account and revokes every role it holds: opening it again gives none of them back.

    Raises NotPermittedError, AccountNotFoundError, ReasonMissingError, OwnRequestError, TooFewAdministratorsError.
    """
    check_can(by, Permission.GRANT_ROLES)
    if because not in REVOKE_REASONS:
        raise ReasonMissingError()
    check_two_people(by.id, (user,))
    with transaction.atomic():
        account = _lock(user)
        if not account.is_active:
            return
        live = RoleGrant.objects.select_for_update().filter(user=account, state=GrantState.GRANTED).order_by("pk")
        if grants := list(live):
            revoke_locked(grants, by=by, at=at, because=because)
        account.is_active = False
        account.save(update_fields=("is_active",))
        tell("account.disabled", account.id, by=by, at=at, because=because)


def reopen_account(*, user: UUID, by: User, at: datetime) -> None:
    """The account may sign in again, without any role.

    Raises NotPermittedError, AccountNotFoundError, OwnRequestError.
    """
    check_can(by, Permission.GRANT_ROLES)
    check_two_people(by.id, (user,))
    with transaction.atomic():
        account = _lock(user)
        if account.is_active:
            return
        account.is_active = True
        account.save(update_fields=("is_active",))
        tell("account.changed", account.id, by=by, at=at, because="reopened")


def ask_reset(*, user: UUID, by: User, at: datetime) -> AccountReset:
    """Asks that a person locked out start again; nothing changes until another administrator confirms.

    A second request returns the first. Raises NotPermittedError, AccountNotFoundError.
    """
    check_can(by, Permission.GRANT_ROLES)
    with transaction.atomic():
        account = _lock(user)
        waiting = AccountReset.objects.filter(user=account, confirmed_by=None).first()
        if waiting is not None:
            return waiting
        reset = AccountReset.objects.create(user=account, asked_by=by, asked_at=at)
        tell("account.changed", account.id, by=by, at=at, because="reset_asked")
        return reset


def confirm_reset(*, reset: UUID, by: User, at: datetime) -> str:
    """A new first password (shown once, for the person's hand), no second factor, every session ended.

    Raises NotPermittedError, GrantNotFoundError when none waits, OwnRequestError.
    """
    check_can(by, Permission.GRANT_ROLES)
    with transaction.atomic():
        row = AccountReset.objects.select_for_update().filter(pk=reset, confirmed_by=None).first()
        if row is None:
            raise GrantNotFoundError()
        check_two_people(by.id, (row.asked_by_id, row.user_id))
        account, slip = _lock(row.user_id), new_first_password()
        account.set_password(slip)
        account.must_change_password, account.first_password_until = True, timezone.now() + FIRST_PASSWORD_LIFE
        account.sealed_totp = None
        account.save()
        RecoveryCode.objects.filter(user=account).delete()
        row.confirmed_by, row.confirmed_at = by, at
        row.save(update_fields=("confirmed_by", "confirmed_at"))
        tell("account.changed", account.id, by=by, at=at, because="reset_confirmed")
        return slip


def change_password(*, user: User, password: str, at: datetime) -> None:
    """The person's own new password; their other sessions end. Raises PasswordRefusedError."""
    check_password(password, name=user.name)
    with transaction.atomic():
        user.set_password(password)
        user.must_change_password, user.first_password_until = False, None
        user.save(update_fields=("password", "must_change_password", "first_password_until"))
        tell("account.changed", user.id, by=user, at=at, because="password")


def set_second_factor(*, user: User, secret: str, code: str, at: datetime) -> list[str]:
    """Binds the telephone that shows the right code, and returns ten recovery codes, shown once.

    Raises SignInRefusedError for a wrong code.
    """
    step = matching_step(secret, code)
    if step is None:
        raise SignInRefusedError()
    with transaction.atomic():
        user.sealed_totp, user.totp_step = seal_secret(secret, user=user.id), step
        user.save(update_fields=("sealed_totp", "totp_step"))
        codes = replace_recovery_codes(user)
        tell("account.second_factor_set", user.id, by=user, at=at)
    return codes


def choose_language(*, user: User, language: str) -> None:
    """Not told to the journal: a preference, not an act on anything."""
    User.objects.filter(pk=user.pk).update(language=language if language in ("ar", "fr", "en") else "ar")


def _lock(user: UUID) -> User:
    found = User.objects.select_for_update().filter(pk=user).first()
    if found is None:
        raise AccountNotFoundError()
    return found


def tell(event: str, user: UUID, *, by: User, at: datetime, because: str = "") -> None:
    """One journal entry about an account, in the caller's transaction."""
    record(
        [
            Entry(
                event=event,
                subject_kind="account",
                subject=user,
                acted_at=at,
                actor=actor_of(by),
                act=new_id(),
                because=because,
            )
        ]
    )
