"""What can stand in the way of a packet."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class CentreUnreachableError(BitaqaError):
    code = "outbox.centre_unreachable"
    sentence = "The centre cannot be reached."
    next_step = "Nothing is lost: packets wait here and leave by themselves; they can also travel on a removable disk."
    status = 503


class CentreRefusedError(BitaqaError):
    code = "outbox.centre_refused"
    sentence = "The centre did not take the request (%(status)s)."
    next_step = "The packet waits and is tried again; tell the coordinator if it stays."
    status = 502


class CentreAnswerError(BitaqaError):
    code = "outbox.centre_answer"
    sentence = "The answer cannot be taken for the centre's word."
    next_step = "Packets are kept. Check the address of the centre, then send again."
    status = 502


class NoDiskError(BitaqaError):
    code = "outbox.no_disk"
    sentence = "The removable disk cannot be written or read."
    next_step = "Check that it is plugged in and not write-protected."


class SyncRunningError(BitaqaError):
    code = "outbox.sync_running"
    sentence = "A round is already under way."
    next_step = "Wait a moment: its result will be shown."
