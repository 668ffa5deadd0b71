"""What other rooms may ask of planning."""

from __future__ import annotations

from .chains import ChainState, publish_chain_state
from .packing import newest_field_pack

__all__ = ["ChainState", "newest_field_pack", "publish_chain_state"]
