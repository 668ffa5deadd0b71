"""Fixtures of these tests: a provisioned station with a box of cards due."""

from __future__ import annotations

from station_env.counter import box_station

__all__ = ["box_station"]
