"""Machine doors of the outbox: one round now, and how things stand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from ninja import Router

from .queries import outbox_state, packets_kept
from .sync import run_round

router = Router(tags=["outbox"])


@router.post("sync")
def post_sync(request: HttpRequest, journal: bool = False) -> dict[str, Any]:
    """One round. `journal` sends the station's journal even when few entries wait."""
    return asdict(run_round(journal_at_least=1)) if journal else asdict(run_round())


@router.get("sync")
def get_sync(request: HttpRequest) -> dict[str, Any]:
    return asdict(outbox_state())


@router.get("packets")
def get_packets(request: HttpRequest) -> list[dict[str, Any]]:
    return [asdict(packet) for packet in packets_kept()]
