"""What a batch will write, gathered while it is planned; one statement each, whatever the number of cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from bitaqa.backbone.journal.door import Entry
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.documents import DOCUMENT, CardState, DocumentState
from bitaqa.records.cards.door import DAMAGED, REPLACED, CardValue
from bitaqa.records.moving import Particulars

from ..domain import Reason, Track, way_to
from ..errors import CardNotThereError
from ..models import CustodyStep, DestroyedCard, Destruction, HandOver
from .reading import Known, Report

Each = dict[UUID, Particulars]


class WriteFirstError(Exception):
    """The batch so far must be written before this report can be planned: its card goes a second round."""


@dataclass
class Plan:
    known: Known
    tracks: dict[UUID, Track] = field(default_factory=dict)
    card_moves: defaultdict[int, Each] = field(default_factory=lambda: defaultdict(dict))
    card_facts: defaultdict[int, dict[UUID, dict[str, Any]]] = field(default_factory=lambda: defaultdict(dict))
    document_moves: defaultdict[str, Each] = field(default_factory=lambda: defaultdict(dict))
    application_moves: defaultdict[str, Each] = field(default_factory=lambda: defaultdict(dict))
    consignment_moves: defaultdict[str, Each] = field(default_factory=lambda: defaultdict(dict))
    consignment_facts: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    corrected: dict[UUID, tuple[Particulars, dict[str, Any]]] = field(default_factory=dict)
    hand_overs: dict[UUID, HandOver] = field(default_factory=dict)
    custody: list[CustodyStep] = field(default_factory=list)
    destructions: list[Destruction] = field(default_factory=list)
    destroyed: dict[UUID, DestroyedCard] = field(default_factory=dict)
    damaged: set[UUID] = field(default_factory=set)
    """Cards a station found damaged."""
    verdicts: dict[UUID, BitaqaError] = field(default_factory=dict)
    left: list[Report] = field(default_factory=list)

    def state(self, card: CardValue) -> CardState:
        """Where the card will be once what is planned is written."""
        track = self.tracks.get(card.id)
        return track.state if track else card.state

    def report(self, card: CardValue, move: str, own: Particulars, facts: Mapping[str, Any] | None = None) -> bool:
        """Plans what was reported of a card, with the steps it implies. False when it says nothing new.

        Raises CardNotThereError; WriteFirstError when the card moved too often for one batch.
        """
        track = self.tracks.get(card.id) or Track(card.id, card.state)
        way = way_to(track.state, move)
        if way is None:
            raise CardNotThereError(number=card.number, state=str(track.state), act=move)
        if not way:
            return False
        phases = track.fits(way)
        if phases is None:
            raise WriteFirstError()
        for name, place in zip(way, phases, strict=True):
            self.card_moves[place][card.id] = own
            implied = {} if name == move else {"implied": True}
            self.card_facts[place][card.id] = {**(facts or {}), **implied}
        track.take(way, phases)
        self.tracks[card.id] = track
        return True

    def document_state(self, document: UUID) -> DocumentState | None:
        """The document's state once what is planned is written."""
        known = self.known.documents.get(document)
        state = known.state if known else None
        for name, each in self.document_moves.items():
            if document in each:
                state = DOCUMENT.get_move(name).target
        return state

    def move_document(self, document: UUID, name: str, own: Particulars) -> bool:
        """Plans a document's move where its state allows it; a legal life is never forced."""
        state = self.document_state(document)
        if state is None or not DOCUMENT.can_move(state, name):
            return False
        self.document_moves[name][document] = own
        return True

    def reason(self, card: CardValue, told: str | None) -> str:
        """Why a card is destroyed: it was ordered again, or what was told, else what its document and its mark say."""
        if card.stopped == REPLACED:
            return Reason.REPLACED.value
        if told:
            return told
        if card.id in self.damaged or card.stopped == DAMAGED:
            return Reason.DAMAGED.value
        match self.document_state(card.document):
            case DocumentState.ISSUED:
                return (card.stopped and Reason.STOPPED.value) or Reason.UNCOLLECTED.value
            case DocumentState.CANCELLED:
                return (card.stopped and Reason.STOPPED.value) or Reason.WRONG_DATA.value
            case _:
                return Reason.OLD_CARD.value
