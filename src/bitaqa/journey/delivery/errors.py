"""What delivery refuses, as facts.

DeliveryError
├── of a packet about cards: unknown card, not there, handed over before, withheld  (the packet waits, set aside)
├── of consignments: unknown, nothing inside, no bag number
├── of cards ordered again: not lost, not awaited
└── of destruction by two: unknown, same person, not destroyable
"""

from __future__ import annotations

from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, BitaqaError
from bitaqa.ui.statuses import state_words

ACTS: Final = {
    "spoil": _("failed its check"),
    "pack": _("packed"),
    "dispatch": _("sent off"),
    "receive": _("received"),
    "miss": _("missing"),
    "hand_over": _("handed over"),
    "withhold": _("withheld"),
    "take_back": _("taken back"),
    "return": _("sent back"),
    "destroy": _("destroyed"),
}
"""What a station may report of a card, by the move of the state table it stands for."""


class DeliveryError(BitaqaError):
    """Parent of the room's errors; never raised itself."""


# --- packets about cards --------------------------------------------------------------------------------------------
class CardUnknownError(DeliveryError):
    code = "delivery.card_unknown"
    sentence = "No card has the number “%(number)s”."
    next_step = "Scan it again; a card of another register is kept apart and reported."
    status = 404


class CardAlreadyHandedOverError(DeliveryError):
    code = "delivery.card_already_handed_over"
    sentence = "The card %(number)s was handed over already (%(place)s, %(day)s); a second hand-over was reported."
    next_step = "Ask both stations what happened and who holds the card; nothing was changed."


class CardWithheldError(DeliveryError):
    code = "delivery.card_withheld"
    sentence = "The card %(number)s must not be handed over, yet a station reports that it was."
    next_step = "Ask the station for the card; it is taken back and destroyed by two."


class CardNotThereError(DeliveryError):
    code = "delivery.card_not_there"
    sentence = "“%(act)s” was reported of the card %(number)s, which is “%(state)s”."
    next_step = "Look at the card's trail, then try the packet again."
    words: ClassVar = {"act": ACTS, "state": state_words("card")}


class WitnessMissingError(DeliveryError):
    code = "delivery.witness_missing"
    sentence = "The card %(number)s was reported destroyed without two different people."
    next_step = "Ask the station who was there; until then the card counts as withheld."


# --- consignments ---------------------------------------------------------------------------------------------------
class ConsignmentUnknownError(DeliveryError):
    code = "delivery.consignment_unknown"
    sentence = "No consignment is known under this id."
    next_step = CHOOSE_AGAIN
    status = 404


class BagNumberMissingError(DeliveryError):
    code = "delivery.bag_number_missing"
    sentence = "The tamper bag's number is needed: letters, digits and dashes, at most 40."
    next_step = "Read it from the bag the box was put in."
    status = 422


class BagUsedError(DeliveryError):
    code = "delivery.bag_used"
    sentence = "The tamper bag %(bag)s already closes another consignment."
    next_step = "Read the number again: each bag is used once."
    status = 422


class NothingToSendError(DeliveryError):
    code = "delivery.nothing_to_send"
    sentence = "No card of the box %(box)s can be sent."
    next_step = "Its cards were withheld; take them out and have them destroyed by two."


class CarrierMissingError(DeliveryError):
    code = "delivery.carrier_missing"
    sentence = "Who takes the box is needed: a badge, a vehicle or a service, as letters, digits and dashes."
    next_step = "Write the carrier's code."
    status = 422


# --- returns and destruction ----------------------------------------------------------------------------------------
class NothingScannedError(DeliveryError):
    code = "delivery.nothing_scanned"
    sentence = "No card number was given."
    next_step = "Scan the cards one after the other."
    status = 422


class NotDestroyableError(DeliveryError):
    code = "delivery.not_destroyable"
    sentence = "These cards are not here to be destroyed: %(numbers)s."
    next_step = "Only cards returned, taken back or withheld at the centre are destroyed; receive them first."
    status = 422


class NotReturnableError(DeliveryError):
    code = "delivery.not_returnable"
    sentence = "These cards cannot come back in their state: %(numbers)s."
    next_step = "Look at each card's trail."
    status = 422


class NotReplaceableError(DeliveryError):
    code = "delivery.not_replaceable"
    sentence = "These cards cannot be ordered again: %(numbers)s."
    next_step = (
        "Only a card that is lost, withheld, returned or destroyed as damaged, and still awaited, is made again."
    )
    status = 422


class DestructionUnknownError(DeliveryError):
    code = "delivery.destruction_unknown"
    sentence = "No destruction is waiting under this id."
    next_step = "Someone may have confirmed or withdrawn it already."
    status = 404


class SecondPersonNeededError(DeliveryError):
    code = "delivery.second_person_needed"
    sentence = "The person who proposed a destruction does not confirm it."
    next_step = "A second person signs in with their own account and confirms."
    status = 403


class TwoPeopleNeededError(DeliveryError):
    code = "delivery.two_people_needed"
    sentence = "The card %(number)s was handed over without a match and without two different people."
    next_step = "Ask the station who recognised the holder; nothing was changed."
