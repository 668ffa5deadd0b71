"""What other rooms may ask of applications, and the acts on them."""

from __future__ import annotations

from .actions import add_applications, add_papers, await_completion, move, set_delivery_visits, set_persons, tell
from .erasing import applications_of_entries, applications_to_erase, erase_applications
from .queries import (
    PENDING,
    KeyedApplication,
    TrackedApplication,
    applications_by_id,
    applications_in,
    corrections_of,
    count_by_state,
    count_persons,
    families_of,
    find_application,
    find_tracked,
    find_tracked_correction,
    get_application,
    known_applications,
    known_receipts,
    pending_by_keys,
    stoppable_of_person,
)
from .searching import captured_of_persons, count_by_visit, search_applications
from .values import ApplicationUnknownError, ApplicationValue, Arrival

__all__ = [
    "PENDING",
    "ApplicationUnknownError",
    "ApplicationValue",
    "Arrival",
    "KeyedApplication",
    "TrackedApplication",
    "add_applications",
    "add_papers",
    "applications_by_id",
    "applications_in",
    "applications_of_entries",
    "applications_to_erase",
    "await_completion",
    "captured_of_persons",
    "corrections_of",
    "count_by_state",
    "count_by_visit",
    "count_persons",
    "erase_applications",
    "families_of",
    "find_application",
    "find_tracked",
    "find_tracked_correction",
    "get_application",
    "known_applications",
    "known_receipts",
    "move",
    "pending_by_keys",
    "search_applications",
    "set_delivery_visits",
    "set_persons",
    "stoppable_of_person",
    "tell",
]
