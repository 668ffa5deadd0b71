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
}
