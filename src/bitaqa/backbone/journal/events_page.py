"""Writes docs/reference/events.md from the events and their wiring; a test fails when the page is stale.

To write it again: `python -m bitaqa.backbone.journal.events_page > docs/reference/events.md`.
"""

from __future__ import annotations

from itertools import groupby

from bitaqa.foundation.rules.events import EVENTS

from .dispatch import End, Wiring, bound_table

HEAD = """# Events

Every event the journal may hold, from `bitaqa.foundation.rules.events`. An event that is not here cannot be recorded.
The column “Next” names the doors that `bitaqa.centre.wiring` calls with its subjects, in the same transaction; a dash
means END: nothing follows, on purpose. This page is generated and tested.

An entry holds: its id, the act (one id for all entries of one gesture), the event, the subject and its kind, further
subjects of a look, the actor (`user:…`, `station:…/…`, `worker:…`), the reason as a code, place, campaign, station,
kind, local day of the visit, facts (codes, whole numbers, ids), and two instants: `acted_at`, where it happened, and
`recorded_at`, at the centre. Words about a person stand apart, can be erased, and leave their salted hash.
"""


def events_page(next_doors: dict[str, list[str]]) -> str:
    """The whole page; `next_doors` names the doors that follow each event."""
    parts = [HEAD]
    for subject, group in groupby(EVENTS.values(), key=lambda meaning: meaning.subject):
        rows = [
            f"| `{meaning.event}` | {meaning.sentence} | {', '.join(next_doors.get(meaning.event, [])) or '–'} |"
            for meaning in group
        ]
        parts.append("\n".join([f"## {subject}", "", "| Event | It says | Next |", "|---|---|---|", *rows, ""]))
    return "\n".join(parts)


def named_doors(table: Wiring) -> dict[str, list[str]]:
    """The doors of a wiring table, as `room.function`."""
    return {event: [] if isinstance(row, End) else [_name(door) for door in row] for event, row in table.items()}


def _name(door: object) -> str:
    module = getattr(door, "__module__", "").removeprefix("bitaqa.").removesuffix(".door")
    return f"`{module}.{getattr(door, '__qualname__', '?')}`"


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bitaqa.centre.settings")
    django.setup()
    print(events_page(named_doors(bound_table())), end="")
