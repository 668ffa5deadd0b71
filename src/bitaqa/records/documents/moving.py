"""The one way a document's state changes: many at once, by a row of the state table, told to the journal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.foundation.rules.documents import DOCUMENT
from bitaqa.records.moving import Particulars, Told, move_rows

from .models import Document

_TOLD = Told(kind="document_type", facts={"person": "person_id", "application": "application"})


def move(
    ids: Sequence[UUID],
    name: str,
    *,
    by: str,
    at: datetime,
    act: UUID | None = None,
    because: str = "",
    each: Mapping[UUID, Particulars] | None = None,
    strict: bool = True,
) -> list[UUID]:
    """Moves documents by a row of `rules.documents.DOCUMENT`; see `records.moving.move_rows`."""
    return move_rows(
        Document, DOCUMENT, _TOLD, ids, name, by=by, at=at, act=act, because=because, each=each, strict=strict
    )
