"""Every state a person can meet on a screen, as a word, an icon and a tone: never a colour alone.

One row per state, named `aggregate.state` as the state tables name them. A state without a row is drawn with its own
name and a neutral icon, so that a new state is visible and ugly rather than missing.
Tones: `ok` (finished well), `go` (under way), `wait` (someone must act), `stop` (will not go on), `calm` (at rest).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import pgettext_lazy as _p

TONES: Final = frozenset({"ok", "go", "wait", "stop", "calm"})


@dataclass(frozen=True, slots=True)
class Status:
    word: Any
    icon: str
    tone: str


STATUSES: Final[dict[str, Status]] = {
    "application.draft": Status(_p("application", "Draft"), "pencil", "calm"),
    "application.incomplete": Status(_p("application", "Incomplete file"), "file-earmark-minus", "wait"),
    "application.sealed": Status(_p("application", "Sealed"), "envelope-check", "go"),
    "application.received": Status(_p("application", "Received"), "inbox", "go"),
    "application.screening": Status(_p("application", "Uniqueness check"), "search", "go"),
    "application.adjudication": Status(_p("application", "Adjudication"), "people", "wait"),
    "application.approved": Status(_p("application", "Approved"), "check-circle", "ok"),
    "application.refused": Status(_p("application", "Refused"), "x-octagon", "stop"),
    "application.fulfilled": Status(_p("application", "Card handed over"), "person-check", "ok"),
    "application.withdrawn": Status(_p("application", "Withdrawn"), "arrow-return-left", "calm"),
    "application.referred": Status(_p("application", "Under further examination"), "shield-exclamation", "wait"),
    "application.returned": Status(_p("application", "Returned for correction"), "arrow-counterclockwise", "wait"),
    "application.quarantined": Status(_p("application", "In quarantine"), "shield-exclamation", "wait"),
    "application.under_correction": Status(_p("application", "Being corrected"), "arrow-repeat", "wait"),
    "application.lapsed": Status(_p("application", "Lapsed: the papers never came"), "hourglass-bottom", "calm"),
    "application.uncollected": Status(_p("application", "Card not collected"), "clock-history", "calm"),
    "application.stopped": Status(_p("application", "Stopped: the applicant died"), "slash-circle", "stop"),
    "application.abandoned": Status(_p("application", "Abandoned at the station"), "x-circle", "calm"),
    "order.queued": Status(_p("order", "Queued"), "hourglass", "calm"),
    "order.assigned": Status(_p("order", "Assigned"), "signpost", "go"),
    "order.in_batch": Status(_p("order", "In a batch"), "collection", "go"),
    "order.personalised": Status(_p("order", "Personalised"), "credit-card-2-front", "go"),
    "order.passed": Status(_p("order", "Passed quality control"), "patch-check", "ok"),
    "order.rejected": Status(_p("order", "Rejected, to be made again"), "arrow-repeat", "wait"),
    "order.packed": Status(_p("order", "Packed"), "box-seam", "ok"),
    "order.cancelled": Status(_p("order", "Cancelled"), "x-circle", "stop"),
    "consignment.packed": Status(_p("consignment", "Packed"), "box-seam", "go"),
    "consignment.dispatched": Status(_p("consignment", "Dispatched"), "truck", "go"),
    "consignment.in_transit": Status(_p("consignment", "In transit"), "truck", "go"),
    "consignment.received": Status(_p("consignment", "Received complete"), "check-circle", "ok"),
    "consignment.short": Status(_p("consignment", "Received short"), "dash-circle", "wait"),
    "consignment.damaged": Status(_p("consignment", "Damaged"), "exclamation-triangle", "wait"),
    "consignment.emptied": Status(_p("consignment", "Emptied"), "box", "calm"),
    "card.made": Status(_p("card", "Made"), "credit-card-2-front", "go"),
    "card.spoiled": Status(_p("card", "Failed its check"), "x-circle", "stop"),
    "card.packed": Status(_p("card", "Packed"), "box-seam", "go"),
    "card.dispatched": Status(_p("card", "On its way"), "truck", "go"),
    "card.withheld": Status(_p("card", "Must not be handed over"), "slash-circle", "stop"),
    "card.handed_over": Status(_p("card", "Handed over"), "person-check", "ok"),
    "card.taken_back": Status(_p("card", "Taken back"), "arrow-return-left", "calm"),
    "card.missing": Status(_p("card", "Missing"), "question-circle", "stop"),
    "card.at_delivery_point": Status(_p("card", "At the delivery point"), "geo-alt", "wait"),
    "card.active": Status(_p("card", "Valid"), "check-circle", "ok"),
    "card.suspended": Status(_p("card", "Suspended"), "pause-circle", "wait"),
    "card.lost": Status(_p("card", "Declared lost"), "question-circle", "stop"),
    "card.stolen": Status(_p("card", "Declared stolen"), "shield-x", "stop"),
    "card.damaged": Status(_p("card", "Damaged"), "exclamation-triangle", "wait"),
    "card.expired": Status(_p("card", "Expired"), "calendar-x", "calm"),
    "card.superseded": Status(_p("card", "Replaced"), "arrow-left-right", "calm"),
    "card.revoked": Status(_p("card", "Revoked"), "slash-circle", "stop"),
    "card.uncollected": Status(_p("card", "Not collected"), "clock-history", "wait"),
    "card.returned": Status(_p("card", "Returned to the centre"), "arrow-return-left", "calm"),
    "card.destroyed": Status(_p("card", "Destroyed"), "trash", "calm"),
    "visit.planned": Status(_p("visit", "Planned"), "calendar-event", "calm"),
    "visit.open": Status(_p("visit", "Open"), "door-open", "go"),
    "visit.closed": Status(_p("visit", "Closed and reconciled"), "clipboard-check", "ok"),
    "visit.cancelled": Status(_p("visit", "Cancelled"), "calendar-x", "stop"),
    "campaign.planned": Status(_p("campaign", "Planned"), "calendar-event", "calm"),
    "campaign.open": Status(_p("campaign", "Open"), "play-circle", "go"),
    "campaign.closed": Status(_p("campaign", "Closed and reconciled"), "clipboard-check", "ok"),
    "packet.waiting": Status(_p("packet", "Waiting to be sent"), "hourglass", "wait"),
    "packet.sending": Status(_p("packet", "Being sent"), "cloud-upload", "go"),
    "packet.stored": Status(_p("packet", "Stored at the centre"), "cloud-check", "go"),
    "packet.accepted": Status(_p("packet", "Accepted"), "check-circle", "ok"),
    "packet.quarantined": Status(_p("packet", "In quarantine"), "shield-exclamation", "wait"),
    "packet.dismissed": Status(_p("packet", "Dismissed by two people"), "slash-circle", "calm"),
    "ticket.waiting": Status(_p("ticket", "Waiting"), "hourglass", "wait"),
    "ticket.called": Status(_p("ticket", "Called"), "megaphone", "go"),
    "ticket.served": Status(_p("ticket", "Served"), "check-circle", "ok"),
    "ticket.left": Status(_p("ticket", "Left"), "door-closed", "calm"),
}


def status_of(name: str) -> Status:
    """The row of `aggregate.state`; a neutral one that shows the bare state when there is none."""
    found = STATUSES.get(name)
    if found is not None:
        return found
    return Status(name.rpartition(".")[2].replace("_", " "), "circle", "calm")


def state_words(aggregate: str) -> dict[str, Any]:
    """The word of each state of one aggregate, by its bare name; for errors that say in which state a thing is."""
    start = f"{aggregate}."
    return {name.removeprefix(start): row.word for name, row in STATUSES.items() if name.startswith(start)}


def add_statuses(rows: dict[str, Status]) -> None:
    """A room adds states of its own (from its AppConfig.ready). Raises KeyError when one is already taken."""
    taken = [name for name in rows if name in STATUSES and STATUSES[name] != rows[name]]
    if taken:
        raise KeyError(f"states already drawn elsewhere: {taken}")
    STATUSES.update(rows)
