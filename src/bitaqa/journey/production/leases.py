"""Fencing tokens: numbers no lease had before, from one sequence for all issuing centres."""

from __future__ import annotations

from bitaqa.records.persons.door import take_number_positions


def next_token() -> int:
    """Inside the transaction of the lease."""
    return take_number_positions("lease", 1) + 1
