"""What is hashed for an entry: canonical CBOR (RFC 8949 §4.2.1) of all it says, personal values as salted hashes.

Refuses nothing; a change of this form needs a new `FORM` and the old one kept, since old leaves are computed again.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import cbor2

from .merkle import leaf_hash
from .models import JournalEntry

FORM: Final = "bitaqa journal entry 1"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(at: datetime) -> int:
    """An instant as whole microseconds since 1970, UTC: what PostgreSQL keeps, exactly."""
    span = at - _EPOCH
    return (span.days * 86400 + span.seconds) * 1_000_000 + span.microseconds


def leaf_data(entry: JournalEntry) -> bytes:
    """The bytes hashed for an entry as it stands in its table."""
    return cbor2.dumps(
        {
            "form": FORM,
            "id": entry.id.bytes,
            "act": entry.act.bytes,
            "event": entry.event,
            "subject_kind": entry.subject_kind,
            "subject": entry.subject.bytes,
            "others": [other.bytes for other in entry.others],
            "actor": entry.actor,
            "because": entry.because,
            "place": entry.place,
            "campaign": entry.campaign.bytes if entry.campaign else None,
            "station": entry.station.bytes if entry.station else None,
            "kind": entry.kind,
            "day": entry.day.isoformat() if entry.day else None,
            "facts": entry.facts,
            "personal": {name: bytes.fromhex(digest) for name, digest in entry.personal_digests.items()},
            "acted_at": microseconds(entry.acted_at),
            "recorded_at": microseconds(entry.recorded_at),
        },
        canonical=True,
    )


def entry_leaf_hash(entry: JournalEntry) -> bytes:
    """The leaf hash of an entry as it stands in its table."""
    return leaf_hash(leaf_data(entry))
