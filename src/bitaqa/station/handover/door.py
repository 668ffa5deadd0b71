"""What other rooms of the station may ask of hand-over."""

from __future__ import annotations

from .queries import CardFigures, card_figures, cards_at_station, cards_left

__all__ = ["CardFigures", "card_figures", "cards_at_station", "cards_left"]
