"""What other rooms may ask of planning."""

from __future__ import annotations

from typing import Any

from .chains import ChainState, Traffic, publish_chain_state, publish_traffic
from .packing import newest_field_pack
from .queries import in_crew, pack_in_force
from .reach import covers, stations_within

__all__ = [
    "ChainState",
    "Traffic",
    "covers",
    "home",
    "in_crew",
    "newest_field_pack",
    "pack_in_force",
    "publish_chain_state",
    "publish_traffic",
    "stations_within",
]


def home(user: Any) -> Any:
    """What must be planned or packed, which visits stayed behind, which come next."""
    from .home import home_of

    return home_of(user)
