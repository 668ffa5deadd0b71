"""Several sealed packets in one request: small ones cost more to ask about than to carry.

A bundle is the deterministic CBOR array of their bytes. It proves nothing of its own: each packet inside is sealed,
signed and chained as when it travels alone, and the request that brings it is signed by the station.
Refuses more packets or bytes than a line that breaks may lose at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from .codec import decode, encode
from .errors import DataTooLargeError, NotCanonicalError

MAX_PACKETS: Final = 64
MAX_BUNDLE_SIZE: Final = 1024 * 1024
"""Bytes of the packets in it; what is larger travels alone, in pieces."""
_OVERHEAD: Final = 3 + 5 * MAX_PACKETS
"""The longest heads of the array and of its members."""


One = TypeVar("One")


def bundled(packets: Iterable[One], *, size: Callable[[One], int]) -> Iterator[list[One]]:
    """The packets in their order, as many together as one bundle takes; one that is too large for any stands alone."""
    together: list[One] = []
    held = 0
    for packet in packets:
        if together and (len(together) == MAX_PACKETS or held + size(packet) > MAX_BUNDLE_SIZE):
            yield together
            together, held = [], 0
        together.append(packet)
        held += size(packet)
    if together:
        yield together


def pack_bundle(packets: Sequence[bytes]) -> bytes:
    """Raises DataTooLargeError."""
    size = sum(map(len, packets))
    if len(packets) > MAX_PACKETS or size > MAX_BUNDLE_SIZE:
        raise DataTooLargeError(size=size, limit=MAX_BUNDLE_SIZE)
    return encode(list(packets))


def read_bundle(data: bytes) -> list[bytes]:
    """The packets in their order. Raises CodecError: the codec's own refusals, and NotCanonicalError for anything but
    1 to `MAX_PACKETS` byte strings, none of them empty."""
    said = decode(data, max_size=MAX_BUNDLE_SIZE + _OVERHEAD, max_depth=1)
    packets = [one for one in said if isinstance(one, bytes) and one] if isinstance(said, list) else []
    if not 0 < len(packets) == len(said) <= MAX_PACKETS:
        raise NotCanonicalError(at=0, rule=f"a bundle is an array of 1 to {MAX_PACKETS} packets")
    return packets
