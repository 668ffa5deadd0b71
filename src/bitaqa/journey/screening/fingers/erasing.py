"""The end of templates: their key is destroyed, the journal says so, every engine forgets them and says so too.

Proof in three entries: `key.destroyed` (nothing opens the templates again, no backup of their bytes either),
`application.fingers_erased`, and `application.fingers_forgotten` for each engine that confirmed. The application's
other files stay. Refuses: one person alone for a person's templates (`erase_person_fingers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import EVERYWHERE, Permission, ProposedByOneselfError, User, actor_of, check_can
from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import enqueue, step, work_batch
from bitaqa.backbone.vault.door import destroy_owner_keys
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.matching.abis import Delete
from bitaqa.records.applications import door as applications
from bitaqa.records.persons import door as persons

from ..errors import EngineKeepsFingersError
from ..models import Case, FingerErasureItem, FingerSet, Identification
from .asking import QUEUE
from .engines import engines

BATCH = 500


@transaction.atomic
def erase_person_fingers(*, person: UUID, by: User, witness: User, at: datetime, because: str) -> list[UUID]:
    """Two people end the templates of a person, of every entry that leads to them. Returns the applications emptied.

    Raises NotPermittedError, ProposedByOneselfError.
    """
    for who in (by, witness):
        check_can(who, Permission.ERASE_PERSONAL, scope=EVERYWHERE)
    if by.pk == witness.pk:
        raise ProposedByOneselfError()
    files = applications.applications_of_entries(sorted(persons.entries_of([person])))
    return erase_fingers(files, by=actor_of(by), at=at, because=because, facts={"witness": actor_of(witness)})


def erase_fingers(
    files: Sequence[UUID], *, by: str, at: datetime, because: str, facts: Mapping[str, Any] | None = None
) -> list[UUID]:
    """Destroys the key of each application's templates; returns those that had any. A fixed number of round trips.

    Engines forget them in a step of their own, soon after. Inside a transaction.
    """
    rows = FingerSet.objects.select_for_update().filter(application__in=files, erased_at=None).order_by("application")
    held = [row.application for row in rows]
    if not held:
        return []
    FingerSet.objects.filter(application__in=held).update(erased_at=at, container=None)
    Identification.objects.filter(application__in=held).update(found=[])
    Case.objects.filter(application__in=held).update(evidence={})
    applications.forget_fingers(held)
    destroy_owner_keys([applications.fingers_owner(id_) for id_ in held], by=by, because=because)
    told = {id_: {"key_owner": applications.fingers_owner(id_), **(facts or {})} for id_ in held}
    applications.tell(held, "application.fingers_erased", by=by, at=at, act=new_id(), because=because, facts=told)
    enqueue(FingerErasureItem, held)
    return held


@step("fingers-erasure", every_seconds=10, alone=True, queue=QUEUE)
def erase_from_engines() -> int:
    """Engines forget what the vault no longer holds; returns how many applications."""
    return work_batch(FingerErasureItem, BATCH, forget)


def forget(ids: Sequence[UUID]) -> dict[UUID, EngineKeepsFingersError]:
    """Every engine forgets these references, and the journal is told by whom; those an engine keeps are set aside."""
    at, act = now(), new_id()
    kept: dict[UUID, EngineKeepsFingersError] = {}
    for engine in engines():
        asked = {(question := Delete(new_id(), id_)).request: question for id_ in ids}
        answers = engine.ask(list(asked.values()))
        refused = {asked[answer.request].reference for answer in answers if answer.failure}
        kept |= {id_: EngineKeepsFingersError(engine=engine.code) for id_ in refused}
        done = [asked[answer.request].reference for answer in answers if not answer.failure]
        applications.tell(
            done, "application.fingers_forgotten", by=f"worker:{FingerErasureItem.STEP}", at=at, act=act,
            facts={id_: {"engine": engine.code} for id_ in done},
        )  # fmt: skip
    return kept
