"""The lines of the day report (msgids), for the screen and the sheet."""

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
