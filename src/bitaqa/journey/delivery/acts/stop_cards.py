"""A death was reported, or a request taken back: the cards of these applications must not reach a hand.

Cards still at the centre are withheld now; those on the road or at a station are marked, travel so in the next field
pack, and are withheld when they are scanned. Documents not yet valid never become so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.documents import CardState
from bitaqa.records.applications import door as applications
from bitaqa.records.cards import door as cards
from bitaqa.records.documents import door as documents

BECAUSE = "application-stopped"
OUT = (CardState.HANDED_OVER, CardState.TAKEN_BACK, CardState.DESTROYED, CardState.SPOILED)


def stop_cards(ids: Sequence[UUID], *, by: str, at: datetime) -> None:
    """Marks and withholds cards of these applications and their corrections. Fixed round trips; in a transaction."""
    families = applications.families_of(ids)
    members = {member for family in families.values() for member in family} | set(ids)
    found = [
        card
        for held in cards.cards_of_applications(members).values()
        for card in held
        if card.state not in OUT and card.stopped != cards.REPLACED  # stopped for good already
    ]
    if not found:
        return
    act = new_id()
    taken_back = {
        member
        for asked, family in families.items()
        if family.get(asked) is ApplicationState.WITHDRAWN
        for member in family
    }
    withdrawn = [card.id for card in found if card.application in taken_back]
    cards.stop_cards(withdrawn, because=cards.WITHDRAWN)
    cards.stop_cards([card.id for card in found if card.id not in withdrawn], because=BECAUSE)
    here = [card.id for card in found if card.state is CardState.PACKED]
    cards.move(here, "withhold", by=by, at=at, act=act, because=BECAUSE, strict=False)
    papers = [card.document for card in found]
    documents.move(papers, "cancel", by=by, at=at, act=act, because=BECAUSE, strict=False)
