"""What the journal refuses, as facts."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import PROGRAM_FAULT, BitaqaError


class JournalError(BitaqaError):
    """Parent of the journal's errors; never raised itself."""


class NotInTransactionError(JournalError):
    code = "journal.not_in_transaction"
    sentence = "An entry was offered outside the transaction of its act."
    next_step = "Write the entry inside the transaction.atomic() block that makes the change."
    status = 500


class UnknownEventError(JournalError):
    code = "journal.unknown_event"
    sentence = "“%(event)s” is not an event this program knows."
    next_step = "Add it to bitaqa.foundation.rules.events with its meaning."
    status = 500


class UnboundEventError(JournalError):
    code = "journal.unbound_event"
    sentence = "“%(event)s” has no row in the wiring table."
    next_step = "Add a row in bitaqa.centre.wiring: the doors that follow, or END."
    status = 500


class FactIsNotACodeError(JournalError):
    code = "journal.fact_is_not_a_code"
    sentence = "“%(name)s” of “%(event)s” is neither a code, a whole number nor an id."
    next_step = "Give words about a person in `personal`, where they can be erased."
    status = 500


class ActorUnreadableError(JournalError):
    code = "journal.actor_unreadable"
    sentence = "The actor of “%(event)s” is not written as user:…, station:…/…, or worker:…."
    next_step = PROGRAM_FAULT
    status = 500


class EntryNotFoundError(JournalError):
    code = "journal.entry_not_found"
    sentence = "The journal holds no entry %(entry)s."
    next_step = "Check the number, or search by subject."
    status = 404


class NoSuchLeafError(JournalError):
    code = "journal.no_such_leaf"
    sentence = "A tree of %(size)s leaves has no leaf %(index)s."
    next_step = "Ask again with a number within the size of the tree."
    status = 404


class TreeNotAtSizeError(JournalError):
    code = "journal.tree_not_at_size"
    sentence = "The tree has %(size)s leaves: nothing is known about %(wanted)s."
    next_step = "Ask again with a number within the size of the tree."
    status = 409


class NoCheckpointError(JournalError):
    code = "journal.no_checkpoint"
    sentence = "The journal has no signed checkpoint yet."
    next_step = "The sequencer signs one as soon as it runs: start a worker."
    status = 404
