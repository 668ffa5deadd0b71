"""What keeps a shift from closing, or from being given blanks once it is closed."""

from __future__ import annotations

from .errors import ProductionError


class ShiftClosedError(ProductionError):
    code = "production.shift_closed"
    sentence = "The shift %(shift)s is closed: no blank is brought to it any more."
    next_step = "Bring blanks to the shift that works now."


class ShiftBatchesOpenError(ProductionError):
    code = "production.shift_batches_open"
    sentence = "The shift cannot be closed: these batches are not: %(batches)s."
    next_step = "Close them first, each with its blanks accounted for."


class ShiftUnaccountedError(ProductionError):
    code = "production.shift_unaccounted"
    sentence = (
        "The shift cannot be closed: missing %(missing)s; never brought to its line %(foreign)s; "
        "counted twice %(twice)s."
    )
    next_step = "Count again. Every blank is good, spoiled, kept as a sample or goes back to the vault."
