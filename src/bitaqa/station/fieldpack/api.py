"""Machine doors of the field pack: what this station may do, where, and which files it waits for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from .queries import get_pack, incomplete_files

router = Router(tags=["field pack"])


@router.get("field-pack")
def get_field_pack(request: HttpRequest) -> dict[str, Any]:
    """Places, programmes and visits; no person."""
    pack = get_pack().to_map()
    names = ("pack", "serial", "station_code", "valid_from", "valid_until", "places", "programmes", "visits")
    return {name: pack.get(name, []) for name in names}


@router.get("incomplete")
def get_incomplete_files(request: HttpRequest, q: str = "", visit: UUID | None = None) -> list[dict[str, Any]]:
    return [file.to_map() for file in incomplete_files(q=q, visit=visit)]
