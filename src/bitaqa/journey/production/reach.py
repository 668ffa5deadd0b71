"""Which issuing centres a person may work in: roles may be limited to one of them."""

from __future__ import annotations

from bitaqa.backbone.accounts.door import EVERYWHERE, Permission, check_can, scopes_of

from . import policy
from .domain import issuing_centres


def centres_of(user: object, *permissions: Permission) -> list[str]:
    """Codes of the centres in which the person holds one of the permissions, in the order of the country pack."""
    scopes = frozenset().union(*(scopes_of(user, permission) for permission in permissions))  # type: ignore[arg-type]
    codes = [centre.code for centre in issuing_centres(policy.country_pack())]
    if EVERYWHERE in scopes:
        return codes
    return [code for code in codes if any(scope.covers(policy.scope_of(code)) for scope in scopes)]


def check_reach(user: object, permission: Permission, centre: str) -> None:
    """Raises NotPermittedError when the person's role does not cover this issuing centre."""
    check_can(user, permission, scope=policy.scope_of(centre))  # type: ignore[arg-type]
