"""What other rooms of the station may ask of devices."""

from __future__ import annotations

from .errors import PictureRefusedError
from .pictures import safe_paper, safe_portrait, safe_signature
from .simulated import (
    FingerRead,
    Shot,
    body_of,
    check_simulated,
    simulated_fingers,
    simulated_paper,
    simulated_portrait,
    simulated_signature,
    simulated_try,
    stand_in,
)

__all__ = [
    "FingerRead",
    "PictureRefusedError",
    "Shot",
    "body_of",
    "check_simulated",
    "safe_paper",
    "safe_portrait",
    "safe_signature",
    "simulated_fingers",
    "simulated_paper",
    "simulated_portrait",
    "simulated_signature",
    "simulated_try",
    "stand_in",
]
