"""The station's own journal travels in batches, as packets of the kind *journal*, in the same chain as the rest."""

from __future__ import annotations

from django.db import transaction

from bitaqa.foundation.packet.sealed import PacketKind
from bitaqa.foundation.rules.packet_bodies import JournalBody
from bitaqa.station.desk.door import entries_to_send, entries_waiting, mark_sent

from .sealing import Sealed, seal_body

FULL_BATCH = 500


@transaction.atomic
def seal_journal(*, by: str = "station", at_least: int = 1) -> Sealed | None:
    """Seals up to 500 entries that no packet carries yet; None when fewer than `at_least` wait."""
    if entries_waiting() < max(at_least, 1):
        return None
    last, entries = entries_to_send(FULL_BATCH)
    sealed = seal_body(kind=PacketKind.JOURNAL, body=JournalBody(entries=entries), by=by)
    mark_sent(last=last, count=len(entries), packet=sealed.packet, at=sealed.at)
    return sealed
