"""Why a batch is not held or parted."""

from __future__ import annotations

from .errors import ProductionError


class BatchMadeError(ProductionError):
    code = "production.batch_made"
    sentence = "The batch %(batch)s is made already."
    next_step = "Judge its cards at the quality bench; what must not go out is rejected there."


class SplitLeavesNothingError(ProductionError):
    code = "production.split_leaves_nothing"
    sentence = "One of the two parts would be empty: the batch has %(pages)s cards."
    next_step = "Give a place after the first card and up to the last one."
    status = 422
