"""Rules about accounts which need no database: the life of a role grant, names, passwords, the wait after mistakes.

Refuses: a grant decided by the person who asked for it or whom it concerns (rule: two people).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from bitaqa.foundation.kernel.states import StateTable, move
from bitaqa.foundation.rules.roles import RoleCode

from .errors import NameRefusedError, OwnRequestError, PasswordRefusedError

PASSWORD_MINIMUM = 14
PASSWORD_MAXIMUM = 200
"""Longer input is refused before hashing: Argon2 on a megabyte is a way to keep a processor busy."""

IDLE = timedelta(minutes=20)
"""A session nobody uses ends; the desk may be empty."""
LONGEST = timedelta(hours=8)
"""One working day; then everyone signs in again, idle or not."""
BETWEEN_STEPS = timedelta(minutes=5)
"""From the right password to the right code."""
FIRST_PASSWORD_LIFE = timedelta(hours=72)
"""A password handed over on paper works this long."""

FREE_MISTAKES = 5
FREE_MISTAKES_PER_ADDRESS = 60
"""An office shares one address: it is slowed only against a sweep over many names."""
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
FORGET_MISTAKES = timedelta(hours=24)

_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{1,38})[a-z0-9]")


class GrantState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    REVOKED = "revoked"


_ADMINISTRATOR = str(RoleCode.ADMINISTRATOR)

GRANT = StateTable(
    aggregate="role grant",
    states=GrantState,
    initial=GrantState.ASKED,
    final=frozenset({GrantState.DECLINED, GrantState.REVOKED}),
    born="role.asked",
    moves=(
        move(
            "grant", GrantState.ASKED, GrantState.GRANTED, by=_ADMINISTRATOR, event="role.granted", needs=("by", "at")
        ),
        move(
            "decline",
            GrantState.ASKED,
            GrantState.DECLINED,
            by=_ADMINISTRATOR,
            event="role.declined",
            needs=("by", "at", "because"),
        ),
        move(
            "revoke",
            GrantState.GRANTED,
            GrantState.REVOKED,
            by=_ADMINISTRATOR,
            event="role.revoked",
            needs=("by", "at", "because"),
        ),
    ),
)

ACCOUNT_EVENTS = frozenset(
    {
        "account.created",
        "account.changed",
        "account.disabled",
        "account.signed_in",
        "account.signed_out",
        "account.sign_in_failed",
        "account.second_factor_set",
    }
)
EVENTS = ACCOUNT_EVENTS | GRANT.events()
"""Every event this room tells; all of them are ENDs in `centre/wiring.py`. What changed is the entry's `because`."""

ASK_REASONS = ("assignment", "replacement", "campaign", "demonstration", "bootstrap")
REVOKE_REASONS = ("left", "moved", "no_longer_needed", "suspected_misuse", "asked_by_mistake")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a role holds: a dimension that is None means everywhere.

    The ids are those of `records/campaigns`, units, and issuing centres; this room only compares them.
    """

    campaign: UUID | None = None
    unit: UUID | None = None
    issuing_centre: UUID | None = None

    def covers(self, asked: Scope) -> bool:
        """True when every dimension this scope limits is limited to the same thing in `asked`."""
        return all(
            mine is None or mine == theirs
            for mine, theirs in (
                (self.campaign, asked.campaign),
                (self.unit, asked.unit),
                (self.issuing_centre, asked.issuing_centre),
            )
        )

    @property
    def everywhere(self) -> bool:
        return self == EVERYWHERE


EVERYWHERE = Scope()


def wait_after(mistakes: int, *, free: int = FREE_MISTAKES) -> timedelta:
    """How long the next attempt waits: nothing for the first `free`, then doubling up to a quarter of an hour."""
    if mistakes < free:
        return timedelta(0)
    doublings: int = min(mistakes - free, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def tidy_name(name: str) -> str:
    """The sign-in name as stored: lower case, no outer spaces. Raises NameRefusedError."""
    tidy = name.strip().lower()
    if not _NAME.fullmatch(tidy):
        raise NameRefusedError()
    return tidy


def check_password(password: str, *, name: str) -> None:
    """Raises PasswordRefusedError unless long, varied and without the sign-in name (after NIST SP 800-63B §5.1.1)."""
    long_enough = PASSWORD_MINIMUM <= len(password) <= PASSWORD_MAXIMUM
    if not long_enough or len(set(password)) < 6 or name.lower() in password.lower():
        raise PasswordRefusedError(minimum=PASSWORD_MINIMUM)


def check_two_people(decider: UUID, others: Iterable[UUID]) -> None:
    """Raises OwnRequestError when the decider asked for it or is concerned by it."""
    if decider in set(others):
        raise OwnRequestError()
