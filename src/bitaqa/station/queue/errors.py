"""What can stand in the way of a ticket."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class TicketUnknownError(BitaqaError):
    code = "queue.ticket_unknown"
    sentence = "Number %(number)s was not given today."
    next_step = "Look at the list of numbers, or give a new one."
    status = 404


class NobodyWaitsError(BitaqaError):
    code = "queue.nobody_waits"
    sentence = "Nobody is waiting."
    next_step = "Call again when a number has been given."
    status = 404


class SlotMissingError(BitaqaError):
    code = "queue.slot_missing"
    sentence = "Somebody who was given an hour is called from that hour on, and the hour is missing."
    next_step = "Write the hour, or give a number without one."
    status = 422


class ExamDateMissingError(BitaqaError):
    code = "queue.exam_date_missing"
    sentence = "A pupil who has an exam is called by its date, and the date is missing."
    next_step = "Write the date of the exam."
    status = 422
