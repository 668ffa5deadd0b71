"""What is refused when the names of a card differ between its zone, its chip and the register."""

from __future__ import annotations

from .errors import ProductionError


class ZoneNamesDifferError(ProductionError):
    code = "production.zone_names_differ"
    sentence = "The names in the machine readable zone are not those of the order: card %(page)s."
    next_step = "Reject the card; it is made again under a new number."


class ChipNamesDifferError(ProductionError):
    code = "production.chip_names_differ"
    sentence = "The names on the chip are not those of the order: card %(page)s."
    next_step = "Reject the card for its chip; it is made again under a new number."


class NamesChangedError(ProductionError):
    code = "production.names_changed"
    sentence = "The names were changed in the register after the card was made: card %(page)s."
    next_step = "Reject the card; it is made again with the names of today."
