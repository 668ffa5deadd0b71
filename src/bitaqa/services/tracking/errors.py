"""What stands in the way of an answer on the tracking page."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class AskedTooOftenError(BitaqaError):
    code = "tracking.asked_too_often"
    sentence = "Too many questions were asked from here in a short time."
    next_step = "Wait, then ask again; your receipt and your file are safe."
    status = 429

    def __init__(self, *, seconds: int) -> None:
        super().__init__(seconds=seconds)
