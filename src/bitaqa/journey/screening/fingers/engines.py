"""Which engines are asked: the house's own, and those a deployment names (setting BITAQA_ENGINES).

The house's index is never the only place where anything stands. The first time a process opens it, it is brought to
what the vault holds: templates it lacks (a crash between the index and the commit, a lost disk) are inserted, entries
the register no longer holds are erased. Index files are read where they lie, so that a search costs no loading.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.matching.abis import Abis, Delete, Insert

from .keeping import every_template, kept_applications

if TYPE_CHECKING:  # the compiler behind the index is for those who search, not for every program that starts
    from bitaqa.foundation.matching.engine import HouseEngine

log = logging.getLogger(__name__)


def engines() -> list[Abis]:
    """Every engine to be asked, the house's first."""
    return [house_engine(), *(_named(name) for name in settings.BITAQA_ENGINES)]


def house_engine() -> HouseEngine:
    """The index under BITAQA_HOME, opened once a process."""
    return _house(Path(settings.BITAQA_HOME) / "fingers", settings.BITAQA_FINGER_PARTS)


@cache
def _house(home: Path, parts: int) -> HouseEngine:
    """In several parts the index lies in folders of its own: another number of parts is built again from the vault."""
    from bitaqa.foundation.matching.engine import HouseEngine
    from bitaqa.foundation.matching.parts import WorkerParts

    folders = [home / f"of-{parts:02}" / f"part-{number:02}" for number in range(parts)]
    engine = HouseEngine(home, WorkerParts(folders) if parts > 1 else None)
    inserted, erased = reconcile(engine)
    if inserted or erased:
        log.warning("the index of fingers lacked %s entries and held %s too many: both mended", inserted, erased)
    return engine


def reconcile(engine: HouseEngine) -> tuple[int, int]:
    """Brings the index to what the vault holds; returns how many entries were inserted and erased."""
    wanted, held = kept_applications(), engine.references()
    missing, surplus = wanted - held, held - wanted
    engine.ask([Delete(new_id(), reference) for reference in sorted(surplus)])
    for handful in every_template(missing):
        engine.ask([Insert(new_id(), reference, templates) for reference, templates in handful.items()])
    return len(missing), len(surplus)


@cache
def _named(name: str) -> Abis:
    """An engine a deployment brings: `package.module.factory`, called once a process."""
    found: Abis = import_string(name)()
    return found


def required_codes(asked: Sequence[Abis]) -> list[str]:
    """The engines without whose answer no application is screened."""
    return [engine.code for engine in asked if engine.required]
