"""What other rooms of the station may ask of the queue."""

from __future__ import annotations

from .domain import TicketFace
from .queries import Board, TicketCount, board, ticket_count
from .serving import serve_ticket

__all__ = ["Board", "TicketCount", "TicketFace", "board", "serve_ticket", "ticket_count"]
