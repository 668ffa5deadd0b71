"""The words of SBI 0.9.5: verbs, ports, names of fingers. Devices in the field still use the names of two drafts."""

from __future__ import annotations

from typing import Final

VERSION: Final = "0.9.5"
FIRST_PORT, LAST_PORT = 4501, 4600
DISCOVER, INFO, REGISTRATION_CAPTURE, STREAM = "MOSIPDISC", "MOSIPDINFO", "RCAPTURE", "STREAM"
PATHS: Final = {DISCOVER: "/device", INFO: "/info", REGISTRATION_CAPTURE: "/capture", STREAM: "/stream"}

FINGER_TYPE, ANY_TYPE = "Finger", "Biometric Device"
FINGER_TYPES: Final = frozenset({"finger", "fingerprint", "fir"})
"""The last is how the draft of 2019 called captures of fingers."""
PURPOSE: Final = "Registration"
READY, BUSY, NOT_READY, NOT_REGISTERED = "Ready", "Busy", "Not Ready", "Not Registered"

_PARTS: Final = {1: ("Thumb", "THUMB"), 2: ("IndexFinger", "INDEX"), 3: ("MiddleFinger", "MIDDLE"),
                 4: ("RingFinger", "RING"), 5: ("LittleFinger", "LITTLE")}  # fmt: skip
NAMES: Final = {
    **{finger: f"Right {new}" for finger, (new, _) in _PARTS.items()},
    **{finger + 5: f"Left {new}" for finger, (new, _) in _PARTS.items()},
}
"""ISO position → the name that requests carry."""
_OLD: Final = {
    **{f"RF_{old}": finger for finger, (_, old) in _PARTS.items()},
    **{f"LF_{old}": finger + 5 for finger, (_, old) in _PARTS.items()},
}

LEFT_SLAP, RIGHT_SLAP, THUMBS, ANY_SENSOR = 1, 2, 3, 0
SENSORS: Final = {LEFT_SLAP: (7, 8, 9, 10), RIGHT_SLAP: (2, 3, 4, 5), THUMBS: (1, 6)}
"""deviceSubId → the fingers a slap scanner takes there at once."""


def position_named(name: str) -> int | None:
    """The ISO position behind a bioSubType of either draft; None for what is no finger."""
    if name in _OLD:
        return _OLD[name]
    return next((position for position, known in NAMES.items() if known == name), None)
