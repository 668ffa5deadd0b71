"""A card at this station: its life, who may collect it, who is served first. Pure.

`due` is a card of the list that was not seen yet. A state here is what this station saw with its own eyes; what the
register makes of it is the centre's. Counts reconcile because every change is a row of this table and one act:
received = handed over + wrong + withheld + returned + missing + left.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

from bitaqa.foundation.kernel.states import StateTable, move
from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.country import DocumentType
from bitaqa.foundation.rules.field_pack import CardDue
from bitaqa.foundation.rules.packet_bodies import OldCard

from .errors import CollectorNotAllowedError, CollectorNotNamedError, OldCardNotAccountedError


class HereState(StrEnum):
    DUE = "due"
    AT_STATION = "at_station"
    MISSING = "missing"
    HANDED_OVER = "handed_over"
    WRONG = "wrong"
    WITHHELD = "withheld"
    RETURNED = "returned"
    DESTROYED = "destroyed"


H = HereState
CARD_HERE = StateTable(
    aggregate="card",
    states=HereState,
    initial=H.DUE,
    final=frozenset({H.HANDED_OVER, H.WRONG, H.DESTROYED}),
    moves=(
        move("receive", [H.DUE, H.MISSING], H.AT_STATION, by="field_operator", event="card.at_delivery_point"),
        move("miss", [H.DUE, H.AT_STATION], H.MISSING, by="field_operator", event="card.missing", needs=["because"]),
        move("hand_over", H.AT_STATION, H.HANDED_OVER, by="field_operator", event="card.handed_over"),
        move("find_wrong", H.AT_STATION, H.WRONG, by="field_operator", event="application.found_wrong"),
        move("withhold", H.AT_STATION, H.WITHHELD, by="field_operator", event="card.withheld", needs=["because"]),
        move("return", [H.AT_STATION, H.WITHHELD], H.RETURNED, by="field_operator", event="card.returned"),
        move(
            "destroy",
            [H.WITHHELD, H.RETURNED],
            H.DESTROYED,
            by=["field_operator", "station_head"],
            event="card.destroyed",
            needs=["witness", "because"],
        ),
    ),
)
del H

MISSING_REASONS: Final = ("not_in_box", "damaged_in_box", "lost_here", "stolen_here")
WITHHOLD_REASONS: Final = ("reported_death", "centre_said_so", "damaged", "doubt")
RETURN_REASONS: Final = ("uncollected", "withheld", "visit_ended", "not_on_list")
DESTROY_REASONS: Final = ("wrong_data", "uncollected", "reported_death", "damaged")
RELEASE_REASONS: Final = (
    "no_finger_on_file",
    "no_finger_captured",
    "finger_unclear",
    "face_unclear",
    "face_needs_a_second_sign",
    "fingers_of_another",
    "device_broken",
    "collected_for_another",
)
"""Why two people released a card without the machine; a code of each kind of doubt, none of them an accusation."""

COLLECTORS: Final = ("holder", "representative", "authorised")


def check_may_collect(due: CardDue, *, policy: DocumentType, collector: str, collector_names: str, on: date) -> None:
    """Who may take this card, by the data of its document type (`collect`).

    A holder too young to sign comes with the legal representative. A representative and an authorised collector are
    those whom the field pack names, under either script. Raises CollectorNotAllowedError, CollectorNotNamedError.
    """
    if collector not in policy.collect or collector not in COLLECTORS:
        raise CollectorNotAllowedError(collector=collector)
    if collector == "holder":
        if due.birth.age_range(on)[0] < policy.own_signature_from_age:
            raise CollectorNotAllowedError(collector=collector)
        return
    if not collector_names.strip():
        raise CollectorNotNamedError()
    named = representative_names(due) if collector == "representative" else (_without_number(due.authorised),)
    if not any(_same_name(name, collector_names) for name in named):
        raise CollectorNotAllowedError(collector=collector)


def representative_names(due: CardDue) -> tuple[str, ...]:
    """How the legal representative of a minor may be written: in either script, the family name last or first."""
    if not due.minor or due.representative is None:
        return ()
    both = (due.representative.names.arabic, due.representative.names.latin)
    return tuple(text for name in both for text in (name.whole(), f"{name.family} {name.given}".strip()))


def collectors_of(due: CardDue, *, policy: DocumentType, on: date) -> tuple[str, ...]:
    """The kinds of collector that a screen may offer for this card."""
    found = []
    if "holder" in policy.collect and due.birth.age_range(on)[0] >= policy.own_signature_from_age:
        found.append("holder")
    if "representative" in policy.collect and representative_names(due):
        found.append("representative")
    if "authorised" in policy.collect and due.authorised:
        found.append("authorised")
    return tuple(found)


def _without_number(text: str) -> str:
    """The name in what was once asked as "name and number" in one line: a word with a digit is no name."""
    return " ".join(word for word in text.replace(",", " ").split() if not any(c.isdigit() for c in word))


def _same_name(named: str, given: str) -> bool:
    if not named.strip():
        return False
    return any(key(named) and key(named) == key(given) for key in (arabic_key, latin_key))


def old_card_wanted(due: CardDue) -> bool:
    """Whether the holder still has a card that must come back or be declared lost now."""
    return bool(due.old_document_number) and due.old_card_fate == "with_holder"


def settled_old_card(due: CardDue, given: OldCard | None) -> OldCard | None:
    """What becomes of the old card: what was declared before, or what is settled at the counter.

    Raises OldCardNotAccountedError: the new card is not handed over while the old one is with its holder.
    """
    if not due.old_document_number:
        return None
    match due.old_card_fate:
        case "declared_lost" | "declared_stolen" as fate:
            if given is not None and given.fate == "taken_back":
                return OldCard(number=due.old_document_number, fate="taken_back")  # found again, and brought
            return OldCard(number=due.old_document_number, fate=fate)
        case "with_holder":
            if given is None or given.fate == "not_brought":
                raise OldCardNotAccountedError(number=due.old_document_number)
            return OldCard(number=due.old_document_number, fate=given.fate)
    return None


def in_order_of_service(cards: Iterable[CardDue]) -> list[CardDue]:
    """Corrections first, then the nearest deadline, then the order of the box."""
    return sorted(cards, key=lambda c: (c.kind is not ApplicationKind.CORRECTION, c.needed_by or date.max, c.position))
