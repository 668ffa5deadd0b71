"""Which campaigns and stations a person's roles cover: a coordinator of one campaign or unit sees only those."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from bitaqa.backbone.accounts.door import EVERYWHERE, NotPermittedError, Permission, Scope, scopes_of
from bitaqa.records.stations.door import StationValue


def covers(user: Any, permission: Permission, scope: Scope) -> bool:
    return any(held.covers(scope) for held in scopes_of(user, permission))


def campaigns_within(user: Any, permission: Permission, ids: Iterable[UUID]) -> set[UUID]:
    scopes = scopes_of(user, permission)
    if EVERYWHERE in scopes:
        return set(ids)
    return {id_ for id_ in ids if any(held.covers(Scope(campaign=id_)) for held in scopes)}


def stations_within(user: Any, permission: Permission, stations: Iterable[StationValue]) -> list[StationValue]:
    scopes = scopes_of(user, permission)
    if EVERYWHERE in scopes:
        return list(stations)
    return [s for s in stations if any(held.covers(Scope(unit=s.unit)) for held in scopes)]


def check_campaign(user: Any, permission: Permission, campaign: UUID) -> None:
    """Raises NotPermittedError."""
    if not covers(user, permission, Scope(campaign=campaign)):
        raise NotPermittedError(permission=str(permission))


def check_unit(user: Any, permission: Permission, unit: UUID | None) -> None:
    """None: a unit not entered yet, for roles without limits. Raises NotPermittedError."""
    if not covers(user, permission, EVERYWHERE if unit is None else Scope(unit=unit)):
        raise NotPermittedError(permission=str(permission))
