"""What a station's own journal says, as entries of the centre's: codes and ids only, under the station's operator.

A look at people keeps its event, its purpose and every id it showed, so that who asks about a card or a file finds
the look; any other act is told as the station's report. Refuses nothing: what cannot be read as a look is a report.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from bitaqa.backbone.journal.door import Entry, is_code
from bitaqa.foundation.rules.events import EVENTS
from bitaqa.foundation.rules.packet_bodies import StationEntry

LOOK: Final = "person.looked_at"
_SHOWN: Final = ("card", "application")


def entry_told(entry: StationEntry, *, station: UUID, sequence: int | None, act: UUID) -> Entry:
    """The centre's entry of one entry of a station's journal."""
    look = _look(entry)
    actor = f"station:{station}/{entry.operator}"
    if look is not None:
        kind, purpose, shown = look
        return Entry(
            event=LOOK, subject_kind=kind, subject=shown[0], others=shown[1:], acted_at=entry.at, actor=actor, act=act,
            because=purpose, station=station, facts={"shown": len(shown), "sequence": sequence},
        )  # fmt: skip
    facts: dict[str, Any] = {"told": entry.event if entry.event in EVENTS else "station.reported"}
    facts |= {key: value for key, value in entry.facts.items() if key != "told" and _is_kept(value)}
    if entry.subject is not None:
        facts["about"] = entry.subject
    return Entry(
        event="station.reported", subject_kind="station", subject=station, acted_at=entry.at, actor=actor, act=act,
        station=station, kind=entry.event, facts={**facts, "sequence": sequence},
    )  # fmt: skip


def _is_kept(value: object) -> bool:
    """Numbers and codes; a sentence is left out, so that one entry never holds up the packet it came in."""
    return isinstance(value, int) or (isinstance(value, str) and is_code(value))


def _look(entry: StationEntry) -> tuple[str, str, tuple[UUID, ...]] | None:
    """What kind of thing was shown, why, and all of them; None when the entry is no look that can be read."""
    kind, purpose, others = (entry.facts.get(name) for name in ("of", "purpose", "others"))
    if entry.event != LOOK or entry.subject is None or kind not in _SHOWN or not isinstance(others, list):
        return None
    if not isinstance(purpose, str) or not is_code(purpose):
        return None
    try:
        return kind, purpose, (entry.subject, *(UUID(str(one)) for one in others))
    except ValueError:
        return None
