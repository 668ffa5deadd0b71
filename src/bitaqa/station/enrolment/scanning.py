"""The desk's certified scanner: one press at a time, each capture chained to the person's captures before it.

What a device answers is believed or thrown away as a whole; a press that fails leaves what was kept as it was.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bitaqa.station.desk.door import Operator
from bitaqa.station.devices.door import PRESSES, Chain, scanned_fingers

from .captures import MAX_TRIES, keep_finger_try, keep_fingers, tries_of
from .editing import changing
from .errors import FingerNotUnderstoodError
from .reading import get_held


def scan_press(*, draft: UUID, press: str, by: Operator, at: datetime, specimen: str = "") -> None:
    """Takes a hand, the thumbs (`left`, `right`, `thumbs`), or one finger by its position.

    Fingers that are excused are not asked for. Raises a CaptureDeviceError, FingerNotUnderstoodError, and what
    `keep_fingers` raises.
    """
    opened = get_held(draft)
    fingers = opened.fingers
    excused = {int(at) for at, kept in fingers.get("positions", {}).items() if kept.get("exception")}
    one = int(press) if press.isascii() and press.isdigit() and len(press) < 3 else 0
    positions = (one,) if 1 <= one <= 10 else tuple(at for at in PRESSES.get(press, ()) if at not in excused)
    if not positions:
        raise FingerNotUnderstoodError(position=press[:10])
    kept = fingers.get("chain")
    chain = Chain(kept["registration"], kept["last"]) if kept else Chain.begun()
    reads, after = scanned_fingers(positions=positions, chain=chain, specimen=specimen)
    for read in reads:
        if one or tries_of(draft, read.position) < MAX_TRIES:
            keep_finger_try(draft=draft, read=read, by=by, at=at)
        else:
            keep_fingers(draft=draft, reads=[read], by=by, at=at)
    with changing(opened, by=by, at=at) as row:
        row.fingers = {**row.fingers, "chain": {"registration": after.registration, "last": after.last}}
