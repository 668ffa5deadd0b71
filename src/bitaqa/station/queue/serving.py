"""A person whose file is sealed has been served: the number they held needs no further press."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from .domain import TICKET, TicketState
from .models import Ticket


def serve_ticket(*, visit: UUID, day: date, number: int, desk: str, at: datetime) -> bool:
    """Ends the number, in the caller's transaction; False when it is ended already or was never given."""
    row = Ticket.objects.filter(visit=visit, day=day, number=number).first()
    if row is None or not TICKET.can_move(TicketState(row.state), "finish"):
        return False
    row.state, row.ended_at, row.desk = TICKET.get_move("finish").target.value, at, row.desk or desk
    row.save(update_fields=["state", "ended_at", "desk"])
    return True
