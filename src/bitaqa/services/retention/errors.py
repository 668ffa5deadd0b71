"""What can stand in the way of an erasure."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class RetentionError(BitaqaError):
    code = "retention.error"
    sentence = "The erasure could not be done."
    next_step = "Go back to the list and look again."


class NothingDueError(RetentionError):
    code = "retention.nothing_due"
    sentence = "Nothing has been kept long enough to be erased."
    next_step = "Look again later: the country pack says how long each kind is kept."


class ErasureProposedAlreadyError(RetentionError):
    code = "retention.proposed_already"
    sentence = "A list of this kind waits for a second person."
    next_step = "Have it confirmed or declined first."


class ErasureUnknownError(RetentionError):
    code = "retention.erasure_unknown"
    sentence = "There is no such list, or it was settled a moment ago."
    next_step = "Go back to the ends of keeping."
    status = 404
