"""The lines of the day report (msgids), for the screen and the sheet; what to do when two of them do not agree."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop as _n

SECTIONS: Final = {
    "requests": _n("Requests by kind"),
    "files": _n("People and files"),
    "cards": _n("Cards"),
    "duty": _n("Stamp duty"),
    "money": _n("Money, in dirhams"),
    "packets": _n("Packets"),
    "use": _n("Vehicle and supplies"),
    "incidents": _n("Incidents"),
    "counted": _n("Counted by hand at closing"),
}
SUPPLIES: Final = {
    "receipt_rolls": _n("Receipt rolls"),
    "a4_sheets": _n("Sheets of paper"),
    "wipes": _n("Wipes for fingers"),
    "generator_hours": _n("Generator, hours"),
}
INCIDENTS: Final = {
    "vehicle": _n("Vehicle"),
    "power": _n("Electricity"),
    "network": _n("Network"),
    "device": _n("Device"),
    "weather": _n("Weather"),
    "security": _n("Security"),
    "other": _n("Other"),
}
KINDS: Final = {
    "renewal": _n("Renewal"),
    "first": _n("First issue"),
    "duplicate": _n("Duplicate"),
    "correction": _n("Correction"),
}
LINES: Final = {
    "files": {
        "tickets": _n("Numbers given"),
        "served": _n("People served"),
        "no_show": _n("Nobody came"),
        "turned_away": _n("People turned away"),
        "incomplete": _n("Incomplete files"),
        "completed": _n("Files completed"),
        "referred": _n("People referred"),
        "abandoned": _n("Drafts abandoned"),
    },
    "cards": {
        "cards_before": _n("Cards held at the opening"),
        "cards_received": _n("Cards received"),
        "handed_over": _n("Cards handed over"),
        "wrong_cards": _n("Wrong cards"),
        "cards_left": _n("Cards left"),
        "old_cards_taken_back": _n("Old cards taken back"),
        "not_verified": _n("Not verified"),
    },
    "duty": {"stamps": _n("Stamps"), "waivers": _n("Waivers")},
    "packets": {"packets_sealed": _n("Packets sealed")},
    "use": {"km": _n("Kilometres driven"), "fuel_litres": _n("Fuel, litres")},
}
_SUPPORT: Final = _n(
    "Nobody typed these figures: print the report as it stands and call the station's support before closing."
)
_QUEUE: Final = ("queue:board", _n("Queue"))
_CARDS: Final = ("handover:list", _n("Cards"))
_OUTBOX: Final = ("outbox:list", _n("Outbox"))
_HERE: Final = ("", "")
SETTLED: Final = {
    "drafts_left": (
        _n("Finish and seal each draft, or abandon it with a reason."),
        ("enrolment:list", _n("Drafts")),
    ),
    "tickets_open": (_n("Say of each number whether the person was served or did not come."), _QUEUE),
    "tickets": (_SUPPORT, _QUEUE),
    "odometer": (_n("Write both readings below, under Vehicle, supplies, incidents."), _HERE),
    "boxes_open": (_n("Scan what is left of the box, then close it."), ("handover:boxes", _n("Boxes"))),
    "attempts_open": (_n("End each hand-over, or say that the person left."), _CARDS),
    "duties": (_SUPPORT, _HERE),
    "money": (_SUPPORT, _HERE),
    "cards": (_n("Count the cards and look for each in the list; mark as missing what is not there."), _CARDS),
    "handed_over": (_SUPPORT, _CARDS),
    "wrong_cards": (_SUPPORT, _CARDS),
    "card_states": (_SUPPORT, _CARDS),
    "packets": (_SUPPORT, _OUTBOX),
    "sequences": (_SUPPORT, _OUTBOX),
    "packets_none": (_SUPPORT, _OUTBOX),
}
"""By the code of a difference: what to do (msgid), then the page where it is done with its name; no page: this one."""
