"""The name and version of the running program, as packets and files record it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def software() -> str:
    """`bitaqa-station 0.1.0`."""
    try:
        return f"bitaqa-station {version('bitaqa')}"
    except PackageNotFoundError:
        return "bitaqa-station unpackaged"
