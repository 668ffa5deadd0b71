"""What other rooms of the station may ask of the queue."""

from __future__ import annotations

from .domain import TicketFace
from .queries import Board, TicketCount, board, ticket_count

__all__ = ["Board", "TicketCount", "TicketFace", "board", "ticket_count"]
