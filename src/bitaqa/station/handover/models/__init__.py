"""Tables of hand-over."""

from __future__ import annotations

from .cards import BoxReceipt, BoxScan, CardAct, CardHere
from .counter import Attempt, HandOver, WrongCard

__all__ = ["Attempt", "BoxReceipt", "BoxScan", "CardAct", "CardHere", "HandOver", "WrongCard"]
