"""What other rooms may use of accounts: who may do what, who is called what, and the accounts of a demonstration.

Views: `@requires(Permission.X)`, `@signed_in`, `@public`, `@fresh_sign_in`, `@fresh_sign_in_to_act`; ninja:
`auth=Staff(Permission.X)`.
Acts: `check_can(user, Permission.X, scope=Scope(unit=…))` raises NotPermittedError, `can(…)` answers, `scopes_of`
narrows queries. Frozen values only. Refuses: demonstration accounts in production.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from bitaqa.backbone import clock
from bitaqa.foundation.rules.roles import Permission, RoleCode

from .access import (
    Access,
    Audience,
    Staff,
    declared_access,
    fresh_sign_in,
    fresh_sign_in_to_act,
    person_of,
    public,
    refusal_for_machines,
    requires,
    signed_in,
)
from .actions.bootstrap import NewPerson, bootstrap_administrators, create_demonstration_account
from .domain import EVERYWHERE, Scope
from .errors import (
    AlreadyBootstrappedError,
    DemonstrationRefusedError,
    NotPermittedError,
    NotSignedInError,
    ProposedByOneselfError,
)
from .models import User, actor_of
from .permissions import can, check_can, permissions_of, roles_of, scopes_of
from .proposals import DECLINED, Proposal, get_first_of_two, lock_proposal, settle_proposal
from .queries import Account, accounts_by_id, users_with
from .roles import role_name

__all__ = [
    "DECLINED",
    "EVERYWHERE",
    "Access",
    "Account",
    "AlreadyBootstrappedError",
    "Audience",
    "NewPerson",
    "NotPermittedError",
    "NotSignedInError",
    "Permission",
    "Proposal",
    "ProposedByOneselfError",
    "RoleCode",
    "Scope",
    "Staff",
    "User",
    "accounts_by_id",
    "actor_of",
    "can",
    "check_can",
    "create_demo_account",
    "create_demo_administrators",
    "declared_access",
    "display_names",
    "fresh_sign_in",
    "fresh_sign_in_to_act",
    "get_first_of_two",
    "lock_proposal",
    "permissions_of",
    "person_of",
    "public",
    "refusal_for_machines",
    "requires",
    "role_name",
    "roles_of",
    "scopes_of",
    "settle_proposal",
    "signed_in",
    "users_with",
]


def display_names(ids: Iterable[UUID], language: str) -> dict[UUID, str]:
    """The names of these people in the script of `language`; one query; unknown ids are left out."""
    return {id_: account.shown(language) for id_, account in accounts_by_id(ids).items()}


def create_demo_account(
    *,
    name: str,
    roles: Iterable[RoleCode],
    password: str,
    totp_secret: str,
    name_ar: str,
    name_latin: str,
    language: str = "ar",
    scope: Scope = EVERYWHERE,
) -> UUID:
    """An invented person holding these roles; idempotent by sign-in name; the account's id.

    Needs two administrators (`create_demo_administrators` or the ceremony). Raises DemonstrationRefusedError in
    production, NotBootstrappedError, PasswordRefusedError, NameRefusedError, DisplayNameMissingError.
    """
    person = NewPerson(name, name_ar, name_latin, password, totp_secret, language)
    return create_demonstration_account(person, tuple(roles), at=clock.now(), scope=scope)


def create_demo_administrators(first: NewPerson, second: NewPerson) -> None:
    """The first two administrators of a demonstration; nothing when there are administrators already.

    Raises DemonstrationRefusedError in production.
    """
    from django.conf import settings

    if settings.BITAQA_PRODUCTION:
        raise DemonstrationRefusedError()
    try:
        bootstrap_administrators(first, second, at=clock.now())
    except AlreadyBootstrappedError:
        return
