"""Which templates the register holds, and reading them. Intake sealed them under a key of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.backbone.vault.door import blob_store
from bitaqa.records.applications.door import ApplicationValue, fingers_container_of

from ..models import FingerSet

READ_TOGETHER = 500
_PREFIX = "finger/"


def keep_fingers(files: Iterable[ApplicationValue], *, at: datetime) -> list[UUID]:
    """Registers the templates of those applications that have any; returns which. One round trip.

    An application whose fingers were captured again is registered with the newest."""
    taken = {file.id: container for file in files if (container := fingers_container_of(file)) is not None}
    FingerSet.objects.bulk_create(
        [FingerSet(application=id_, container=container, kept_at=at) for id_, container in taken.items()],
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=["container", "kept_at", "erased_at"],
    )
    return list(taken)


def templates_of(applications: Sequence[UUID]) -> dict[UUID, dict[int, bytes]]:
    """ISO/IEC 19794-2 records by position, of those whose templates were not erased. Two round trips."""
    rows = FingerSet.objects.filter(application__in=applications, erased_at=None)
    held = rows.values_list("application", "container")
    containers = {id_: container for id_, container in held if container is not None}
    opened = blob_store().read_many(list(containers.values()))
    return {id_: _by_position(opened[container]) for id_, container in containers.items()}


def every_template(applications: Iterable[UUID]) -> Iterator[Mapping[UUID, Mapping[int, bytes]]]:
    """The same in handfuls, for building an index again."""
    ordered = sorted(applications)
    for start in range(0, len(ordered), READ_TOGETHER):
        yield templates_of(ordered[start : start + READ_TOGETHER])


def kept_applications() -> set[UUID]:
    """Every application whose templates the register holds."""
    return set(FingerSet.objects.filter(erased_at=None).values_list("application", flat=True))


def _by_position(files: Mapping[str, bytes]) -> dict[int, bytes]:
    return {int(name.removeprefix(_PREFIX)): data for name, data in files.items() if name.startswith(_PREFIX)}
