"""What stations told about cards becomes moves: read a batch, plan it in the order of the chains, write it."""

from .applying import apply_packets

__all__ = ["apply_packets"]
