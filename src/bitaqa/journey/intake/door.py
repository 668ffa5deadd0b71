"""What other rooms may ask of intake."""

from __future__ import annotations

from .queries import Content, Head, head_of, packet_contents
from .receiving import Sender, receive_packet

__all__ = ["Content", "Head", "Sender", "head_of", "packet_contents", "receive_packet"]
