"""The shape of one journal entry, and what may stand in it.

Ids, codes and whole numbers only: words about a person go to `personal`, which can be erased. A reason written in
words (not a code) is moved there by `record`. Refuses: floats, sentences among the facts, an actor nobody can read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from bitaqa.foundation.kernel.clock import as_utc

from .errors import ActorUnreadableError, FactIsNotACodeError

_CODE = re.compile(r"[A-Za-z0-9_.:/+=@#<>*,~-]{0,160}\Z")
_ACTOR = re.compile(r"(user:[0-9a-f-]{36}|station:[0-9a-f-]{36}/[A-Za-z0-9_.-]{1,40}|worker:[a-z0-9_.-]{1,60})\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One act upon one subject.

    `actor`: `user:<uuid>`, `station:<uuid>/<operator code>` or `worker:<step>`. `act`: one id for all entries of one
    human gesture. `acted_at`: when it happened, wherever it happened; the journal adds `recorded_at` from the
    centre's clock. `kind`: what counts are split by (e.g. the application kind). `day`: the local day of the visit.
    `others`: further subjects, for a look that shows several.
    """

    event: str
    subject_kind: str
    subject: UUID
    acted_at: datetime
    actor: str
    act: UUID
    because: str = ""
    place: str | None = None
    campaign: UUID | None = None
    station: UUID | None = None
    kind: str = ""
    day: date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    others: tuple[UUID, ...] = ()


def is_code(text: str) -> bool:
    """Whether `text` is a code (Latin letters, digits, a few signs, no space), so not a sentence about anybody."""
    return _CODE.match(text) is not None


def check_actor(entry: Entry) -> None:
    """Raises ActorUnreadableError."""
    if not _ACTOR.match(entry.actor):
        raise ActorUnreadableError(event=entry.event, actor=entry.actor)


def plain_facts(entry: Entry) -> dict[str, object]:
    """The facts as JSON values (ids and instants as text). Raises FactIsNotACodeError."""
    return {name: _plain(entry.event, name, value) for name, value in entry.facts.items()}


def _plain(event: str, name: str, value: object) -> object:
    if value is None or isinstance(value, int):  # bool is an int
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return as_utc(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str) and is_code(value):
        return str(value)  # a StrEnum becomes its value
    if isinstance(value, (list, tuple)):
        return [_plain(event, name, item) for item in value]
    raise FactIsNotACodeError(event=event, name=name)
