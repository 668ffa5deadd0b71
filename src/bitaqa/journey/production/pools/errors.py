"""What a pool meets on the way to the register."""

from __future__ import annotations

from ..errors import ProductionError


class RegisterSilentError(ProductionError):
    code = "production.register_silent"
    sentence = "The register does not answer the pool of %(centre)s."
    next_step = "Go on with the batch in hand: what is made is said when the register answers again."
    status = 503
