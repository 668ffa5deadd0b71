"""What can stand in the way of a day at a station."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class NoDayOpenError(BitaqaError):
    code = "day.none_open"
    sentence = "No day is open at this station."
    next_step = "The head of station opens the day for one of the visits of the field pack."


class DayOpenElsewhereError(BitaqaError):
    code = "day.open_elsewhere"
    sentence = "The day of %(place)s is still open."
    next_step = "Close it first: its report has to reconcile before another visit begins."


class DayClosedError(BitaqaError):
    code = "day.closed"
    sentence = "The day of this visit was closed; its report is sealed."
    next_step = "What happens now belongs to another visit; ask the coordinator for one."


class DayUnknownError(BitaqaError):
    code = "day.unknown"
    sentence = "This day was not held at this station."
    next_step = "Choose a day of the list."
    status = 404


class DayDoesNotReconcileError(BitaqaError):
    code = "day.does_not_reconcile"
    sentence = "The day does not reconcile (%(count)s): %(first)s"
    next_step = "Settle what is named, then close again; nothing was sealed."


class CountsMissingError(BitaqaError):
    code = "day.counts_missing"
    sentence = "“%(what)s” was not counted."
    next_step = "Count everything that changes hands, then both sign."
    status = 422


class CountDiffersError(BitaqaError):
    code = "day.count_differs"
    sentence = "What was counted differs from what the station holds (%(what)s: %(counted)s, and not %(held)s)."
    next_step = "Count again; if it stays, write a remark."
    status = 422
