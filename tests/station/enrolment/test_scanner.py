"""A certified scanner at the desk: a hand at a time, one finger again, and a fault told where the fingers are taken."""

from __future__ import annotations

from typing import Any

from django.test import Client

from bitaqa.station.devices import scanner
from bitaqa.station.enrolment.queries import draft_view
from station_env.place import Place
from station_env.scanners import devices, trusting

from .by_forms import text_of

__all__ = ["devices", "trusting"]


def test_a_hand_is_taken_at_the_desk_and_a_fault_is_told_there(
    place: Place, desk: Client, trusting: dict[str, Any], settings: Any
) -> None:
    draft = place.start()
    at = f"/enrolment/{draft}/fingers/"
    assert "Both thumbs" in text_of(desk.get(at))
    assert desk.post(at, {"scanner": "thumbs"}).status_code == 302
    kept = draft_view(draft).kept["fingers"]
    assert set(kept["positions"]) == {"1", "6"} and kept["chain"]["registration"]
    assert desk.post(at, {"scanner": "1"}).status_code == 302
    assert draft_view(draft).kept["fingers"]["positions"]["1"]["tries"] == 2
    assert desk.get(f"{at}glass/").content.startswith(b"\xff\xd8")
    assert desk.post(at, {"scanner": "feet"}).status_code == 422
    settings.BITAQA_DEVICE_PORTS = str(trusting["unplugged"])
    scanner._last.clear()
    refused = desk.post(at, {"scanner": "left"})
    assert refused.status_code == 422 and "nothing was kept" in text_of(refused)
    assert set(draft_view(draft).kept["fingers"]["positions"]) == {"1", "6"}
    settings.BITAQA_DEVICE_PORTS = "1"
    scanner._last.clear()
    assert desk.get(f"{at}glass/").status_code == 404
