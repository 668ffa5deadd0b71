"""Signing in: an operator of the field pack, their PIN, at an enrolled desk.

Mistakes are counted per operator *before* the PIN is checked, so that killing the program spares nobody the wait.
Waits use the machine's own clock. Refuses the same way for an unknown operator as for a wrong PIN.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from django.db import connection, transaction
from django.utils.translation import get_language

from bitaqa.foundation.rules.field_pack import PackAccount
from bitaqa.foundation.rules.roles import Permission, RoleCode

from .clock import now, real_now
from .domain import FORGET_MISTAKES, Operator, check_may, wait_after
from .errors import OperatorUnknownError, SecondPersonMissingError, SignInPausedError, SignInRefusedError
from .journal import record
from .models import CrewMember

_one_at_a_time = threading.Lock()

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's first choice of Argon2id parameters."""


def hash_pin(pin: str) -> str:
    """The Argon2id hash of a PIN, in the form that field packs carry."""
    return HASHER.hash(pin)


def find_operator(code: str) -> Operator | None:
    row = CrewMember.objects.filter(code=code, active=True).first()
    return _operator(row) if row else None


def get_operator(code: str, *, desk: str = "") -> Operator:
    """Raises OperatorUnknownError. Asked at every request, in plain SQL: a query set takes twenty times as long."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, name_ar, name_latin, role FROM station_crew_member WHERE code = %s AND active", [code]
        )
        row = cursor.fetchone()
    if row is None:
        raise OperatorUnknownError(operator=code)
    return Operator(row[0], row[1], row[2], RoleCode(row[3]), desk)


def operators() -> tuple[Operator, ...]:
    """The crew of the newest field pack, by code."""
    return tuple(_operator(row) for row in CrewMember.objects.filter(active=True).order_by("code"))


def operator_name(code: str) -> str:
    """What a person of the crew is called in the reader's language; the code itself of one who left it."""
    row = CrewMember.objects.filter(code=code).only("name_ar", "name_latin").first()
    if row is None:
        return code
    return row.name_ar if get_language() == "ar" else row.name_latin


def replace_crew(accounts: Iterable[PackAccount]) -> None:
    """The crew as the newest field pack names it; those it does not name can no longer sign in."""
    named = {account.operator: account for account in accounts}
    CrewMember.objects.exclude(code__in=named).update(active=False)
    for account in named.values():
        CrewMember.objects.update_or_create(
            code=account.operator,
            defaults={
                "name_ar": account.name_ar,
                "name_latin": account.name_latin,
                "role": account.role.value,
                "pin_hash": account.pin_hash,
                "active": True,
            },
        )


def sign_in(*, code: str, pin: str, desk: str) -> Operator:
    """The operator, once their PIN is right. Raises SignInPausedError, SignInRefusedError."""
    operator = _prove(code.strip().lower(), pin, desk)
    record("operator.signed_in", at=now(), by=operator.code, facts={"desk": desk})
    return operator


def sign_out(operator: Operator) -> None:
    record("operator.signed_out", at=now(), by=operator.code, facts={"desk": operator.desk})


def prove_second_person(*, code: str, pin: str, first: Operator, permission: Permission | None = None) -> Operator:
    """Another member of the crew types their PIN at the same desk (two people for what one should not do alone).

    Raises SecondPersonMissingError, SignInPausedError, SignInRefusedError, PermissionMissingError.
    """
    code = code.strip().lower()
    if code == first.code:
        raise SecondPersonMissingError()
    second = _prove(code, pin, first.desk)
    if permission is not None:
        check_may(second, permission)
    return second


def _prove(code: str, pin: str, desk: str) -> Operator:
    # Three desks at which the head of station types the right PIN in the same second are no three mistakes.
    with _one_at_a_time:
        return _proven(code, pin, desk)


def _proven(code: str, pin: str, desk: str) -> Operator:
    at = real_now()
    with transaction.atomic():
        row = CrewMember.objects.filter(code=code, active=True).first()
        if row is not None:
            if row.wait_until is not None and at < row.wait_until:
                raise SignInPausedError(seconds=int((row.wait_until - at).total_seconds()) + 1)
            forgotten = row.last_mistake is not None and at - row.last_mistake > FORGET_MISTAKES
            row.mistakes = 1 if forgotten else row.mistakes + 1
            row.last_mistake, row.wait_until = at, _until(at, row.mistakes)
            row.save(update_fields=["mistakes", "last_mistake", "wait_until"])
    if not _fits(row.pin_hash if row else _nobodys_hash(), pin) or row is None:
        record("operator.sign_in_failed", at=now(), by=row.code if row else "unknown", facts={"desk": desk})
        raise SignInRefusedError()
    CrewMember.objects.filter(code=code).update(mistakes=0, wait_until=None)
    return replace(_operator(row), desk=desk)


def _until(at: datetime, mistakes: int) -> datetime | None:
    wait = wait_after(mistakes)
    return at + wait if wait else None


def _fits(pin_hash: str, pin: str) -> bool:
    try:
        if pin_hash.startswith("argon2$"):  # as Django's hasher writes it: an algorithm name, then the hash
            pin_hash = "$" + pin_hash.removeprefix("argon2$")
        return len(pin) <= 200 and HASHER.verify(pin_hash, pin)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return HASHER.hash("nobody")


def _operator(row: CrewMember) -> Operator:
    return Operator(row.code, row.name_ar, row.name_latin, RoleCode(row.role), "")
