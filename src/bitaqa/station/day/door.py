"""What other rooms of the station may ask of the day. Closing looks into them, so it is not offered here."""

from __future__ import annotations

from .errors import NoDayOpenError
from .queries import DayFace, find_open_day, get_open_day

__all__ = ["DayFace", "NoDayOpenError", "find_open_day", "get_open_day"]
