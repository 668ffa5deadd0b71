"""A wait that grows with mistakes, per name and address: guessing is slowed, nobody can lock a colleague out.

Mistakes are counted before the password is looked at, so that parallel guesses do not share one free try.
Real time throughout. Refuses: an attempt before its wait is over (429, with the seconds that remain).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .domain import FORGET_MISTAKES, FREE_MISTAKES, FREE_MISTAKES_PER_ADDRESS, wait_after
from .errors import SignInPausedError
from .models import SignInMistakes
from .second_factor import keyed_digest


@dataclass(frozen=True, slots=True)
class Counter:
    """What mistakes are counted for, and how many are free."""

    key: bytes
    free: int


def password_counters(name: str, address: str) -> tuple[Counter, ...]:
    return (
        Counter(keyed_digest("name+address", name, address), FREE_MISTAKES),
        Counter(keyed_digest("address", address), FREE_MISTAKES_PER_ADDRESS),
    )


def code_counters(account: str) -> tuple[Counter, ...]:
    """Six digits are guessed only by someone who knows the password: here the account itself waits."""
    return (Counter(keyed_digest("code", account), FREE_MISTAKES),)


def begin_attempt(counters: tuple[Counter, ...]) -> bool:
    """Counts one attempt as a mistake until `forgive` says otherwise.

    Returns True when, were it one, it would be the first that makes the next attempt wait. Raises SignInPausedError.
    """
    now = timezone.now()
    with transaction.atomic():
        SignInMistakes.objects.bulk_create(
            [SignInMistakes(key=counter.key, last_at=now) for counter in counters], ignore_conflicts=True
        )
        keys = [counter.key for counter in counters]
        rows = {
            bytes(r.key): r for r in SignInMistakes.objects.select_for_update().filter(key__in=keys).order_by("key")
        }
        for counter in counters:
            row = rows[counter.key]
            if now - row.last_at > FORGET_MISTAKES:
                row.mistakes = 0
            remaining = row.last_at + wait_after(row.mistakes, free=counter.free) - now
            if remaining.total_seconds() > 0:
                raise SignInPausedError(seconds=math.ceil(remaining.total_seconds()))
        for row in rows.values():
            row.mistakes, row.last_at = row.mistakes + 1, now
        SignInMistakes.objects.bulk_update(rows.values(), ["mistakes", "last_at"])
    return rows[counters[0].key].mistakes == counters[0].free


def forgive(counters: tuple[Counter, ...]) -> None:
    """The attempt was right: the pair starts anew, the address gets its try back, old rows go."""
    SignInMistakes.objects.filter(key=counters[0].key).delete()
    for counter in counters[1:]:
        SignInMistakes.objects.filter(key=counter.key, mistakes__gt=0).update(mistakes=F("mistakes") - 1)
    SignInMistakes.objects.filter(last_at__lt=timezone.now() - FORGET_MISTAKES).delete()
