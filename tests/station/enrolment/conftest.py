"""Fixtures of these tests: an operator's browser at a station."""

from __future__ import annotations

from .by_forms import desk

__all__ = ["desk"]
