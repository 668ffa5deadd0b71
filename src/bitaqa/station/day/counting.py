"""The figures of a day, each from the room that owns the rows."""

from __future__ import annotations

from datetime import UTC, datetime

from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.station.desk.door import identity
from bitaqa.station.enrolment.door import day_figures, drafts_open
from bitaqa.station.handover.door import card_figures
from bitaqa.station.outbox.door import SealedBetween, packets_sealed
from bitaqa.station.queue.door import ticket_count

from .domain import DayCounts
from .models import Day
from .using import use_of

_EVER = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def chain_so_far() -> SealedBetween:
    """Every packet this station ever sealed, and the last number."""
    return packets_sealed(since=_EVER[0], until=_EVER[1])


def counted(row: Day) -> DayCounts:
    """The day's figures as the tables stand now."""
    files = day_figures(visit=row.visit, day=row.day)
    cards = card_figures(row.id)
    tickets = ticket_count(visit=row.visit, day=row.day)
    chain = chain_so_far()
    sealed = chain.count - row.packets_before
    enrolled = dict(files.enrolled)
    if cards.wrong:
        key = ApplicationKind.CORRECTION.value
        enrolled[key] = enrolled.get(key, 0) + cards.wrong
    return DayCounts(
        enrolled=enrolled,
        incomplete=files.incomplete,
        completed=files.completed,
        referred=files.referred,
        abandoned=files.abandoned,
        drafts_open=len(drafts_open()),  # of earlier days too: a file left over would fall between two reports
        money_centimes=files.money_centimes + cards.money_centimes,
        stamps=files.stamps + cards.stamps,
        waivers=files.waivers + cards.waivers,
        free=files.free + cards.free,
        tickets=tickets.given,
        tickets_open=tickets.still_open,
        served=tickets.served,
        no_show=tickets.left,
        odometer_wrong=use_of(row).odometer_wrong,
        cards_before=row.cards_before,
        cards_received=cards.received,
        cards_out=cards.out,
        cards_left=cards.left,
        handed_over=cards.handed_over,
        wrong_cards=cards.wrong,
        not_verified=cards.not_verified,
        stopped=cards.stopped,
        old_cards_taken_back=cards.old_taken_back,
        boxes_open=cards.boxes_open,
        attempts_open=cards.attempts_open,
        disagreeing=cards.disagreeing,
        packets_sealed=sealed,
        first_sequence=row.sequence_before + 1 if sealed else None,
        last_sequence=chain.last if sealed else None,
        same_chain=row.epoch == identity().epoch,
        own_sequences=cards.sequences,
    )
