"""Which applications a person may see or decide: a role limited to a campaign or a unit reaches only theirs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from bitaqa.backbone.accounts.door import EVERYWHERE, NotPermittedError, Permission, Scope, scopes_of
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.stations import door as stations


def within_reach(user: Any, permission: Permission, files: Iterable[ApplicationValue]) -> set[UUID]:
    """The ids of those applications that this person's roles cover."""
    given = list(files)
    scopes = scopes_of(user, permission)
    if EVERYWHERE in scopes:
        return {file.id for file in given}
    units = {station.id: station.unit for station in stations.all_stations()} if given and scopes else {}
    return {
        file.id
        for file in given
        if any(held.covers(Scope(campaign=file.campaign, unit=units.get(file.station))) for held in scopes)
    }


def check_reach(user: Any, permission: Permission, file: ApplicationValue) -> None:
    """Raises NotPermittedError when no role of this person covers the application."""
    if file.id not in within_reach(user, permission, [file]):
        raise NotPermittedError(permission=str(permission))
