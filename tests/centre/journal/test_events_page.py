"""The page of events says what the program does, and the wiring table is complete."""

from __future__ import annotations

from pathlib import Path

from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.journal.dispatch import bound_table
from bitaqa.backbone.journal.events_page import events_page, named_doors
from bitaqa.centre.wiring import WIRING
from bitaqa.foundation.rules.events import EVENTS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "events.md"
AGAIN = "stale: python -m bitaqa.backbone.journal.events_page > docs/reference/events.md"


def test_the_page_is_what_the_program_says() -> None:
    assert PAGE.read_text() == events_page(named_doors(WIRING)), AGAIN


def test_every_event_has_its_row_and_end_is_a_dash() -> None:
    def take(subjects: object) -> None: ...

    take.__module__, take.__qualname__ = "bitaqa.journey.screening.door", "take"
    with journal.bound({"application.received": [take], "application.refused": journal.END}):
        assert journal.unbound_events()
        page = events_page(named_doors(bound_table()))
    assert all(f"| `{event}` | {meaning.sentence} | " in page for event, meaning in EVENTS.items())
    assert "| `application.received` | The file reached the register, complete. | `journey.screening.take` |" in page
    assert page.count("| – |") == len(EVENTS) - 1
    assert named_doors({"application.refused": journal.END}) == {"application.refused": []}


def test_every_event_is_wired() -> None:
    assert sorted(WIRING) == sorted(EVENTS)
