"""Cards that nobody collected are called back from the page of their consignment, with their count."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.journey.delivery.models import ReturnOrder

from .test_screens import signed_in, staff, text
from .world import World

__all__ = ["staff"]
pytestmark = pytest.mark.django_db


def test_cards_left_at_a_visit_are_called_back_by_a_button(world: World, staff: dict[str, Any], applied: Any) -> None:
    consignment, (card, other) = world.sent(2)
    client = signed_in(staff["mover"])
    at = f"/delivery/consignments/{consignment.id}/"
    assert "call-back" not in text(client.get(at)), "they are still on the road"
    world.custody([("received", card), ("received", other)], consignment=consignment)
    world.hand_over(card)
    applied()
    shown = text(client.get(at))
    assert "1 card of this visit still waits at the station" in shown and f"{at}call-back/" in shown
    assert "1 card is called back." in text(client.post(f"{at}call-back/", follow=True))
    assert ReturnOrder.objects.get().card == other.id and ReturnOrder.objects.get().because == "ordered"
    assert "call-back/" not in text(client.get(at))
    assert other.number in text(client.get("/delivery/returns/"))
    assert "was not called back already" in text(client.post(f"{at}call-back/", follow=True))
    assert signed_in(staff["quality"]).post(f"{at}call-back/").status_code == 403
