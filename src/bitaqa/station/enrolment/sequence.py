"""The right fingers, each where it was asked for? The captures of a draft, and what the field pack holds of the person.

The comparison itself is `foundation.matching.sequence`; here are the fingers on file it may use and the words in which
its findings are told. Nothing is ever refused for them: the file goes on, and people have been told what to look at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import lazy
from django.utils.translation import get_language

from bitaqa.foundation.matching.sequence import SequenceCode, sequence_findings
from bitaqa.station.devices.door import apart
from bitaqa.station.durable import FileDamagedError
from bitaqa.station.fieldpack.door import card_body, find_card_of

from .who import Remark
from .words import FINGERS

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    SequenceCode.SAME_FINGER_TWICE.value: (
        "These look like one and the same finger: %(fingers)s.",
        "Take both again, naming each finger aloud; the new captures replace these.",
    ),
    SequenceCode.HANDS_EXCHANGED.value: (
        "The two hands were exchanged: the fingers taken here agree with those of the other hand on file.",
        "Take them again, the right hand as the right one.",
    ),
    SequenceCode.HANDS_LEAN_EXCHANGED.value: (
        "The two hands may have been exchanged: the ridges lean as those of the other hand usually do.",
        "Ask which hand was laid down first; take the fingers again only if they were exchanged.",
    ),
    SequenceCode.OTHER_FINGER.value: (
        "Another finger was laid down: “%(fingers)s” agrees with “%(like)s” on file.",
        "Take it again, naming the finger aloud.",
    ),
    SequenceCode.FOREIGN_FINGER.value: (
        "This may be someone else's finger: “%(fingers)s” does not agree with the file, while others do.",
        "See that only the applicant touches the glass, and take it again.",
    ),
    SequenceCode.NOT_ON_FILE.value: (
        "None of these fingers agrees with those on file for the card that was read.",
        "Check that the card is the applicant's own. If it is, go on: the centre compares again and people decide.",
    ),
}
"""(what is seen, what to do) of each finding; msgids."""


def sequence_remarks(kept: Sequence[Mapping[str, Any]]) -> tuple[Remark, ...]:
    """The findings kept with a draft's fingers, in words; none stands in the way."""
    return tuple(_told(finding) for finding in kept if finding.get("code") in SENTENCES)


def is_doubt(remark: Remark) -> bool:
    """Whether a remark tells a finding of this module."""
    return remark.code.removeprefix("fingers.") in SENTENCES


def _told(finding: Mapping[str, Any]) -> Remark:
    sentence, next_step = SENTENCES[finding["code"]]
    facts = {"fingers": _named(tuple(finding["positions"])), "like": _named(tuple(finding.get("agrees_with", ())))}
    field = f"fingers.{finding['positions'][0]}"
    return Remark(f"fingers.{finding['code']}", sentence, facts, field, blocking=False, next_step=next_step)


def findings_to_keep(held: Mapping[str, bytes], claimed: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What should be looked at in these captures (position → record), as plain values for the draft's row."""
    taken = {int(position): record for position, record in held.items() if position.isdigit()}
    if not taken:
        return []
    return [
        {"code": found.code.value, "positions": list(found.positions), "agrees_with": list(found.agrees_with)}
        for found in apart(sequence_findings, taken, _on_file(claimed))
    ]


def in_doubt(kept: Sequence[Mapping[str, Any]]) -> set[int]:
    """Positions whose next capture replaces the one that is kept, however good that looks."""
    return {position for finding in kept for position in finding["positions"]}


def _on_file(claimed: Mapping[str, Any]) -> dict[int, bytes]:
    """The fingers the field pack carries of the person whose card was read; none for most, which is no fault."""
    card = find_card_of(
        document_number=str(claimed.get("document_number") or ""),
        national_number=str(claimed.get("national_number") or ""),
    )
    if card is None:
        return {}
    try:
        return card_body(card).fingers
    except FileDamagedError:
        return {}


def _names(positions: tuple[int, ...]) -> str:
    between = "، " if get_language() == "ar" else ", "
    return between.join(str(FINGERS[position]) for position in positions)


_named = lazy(_names, str)
