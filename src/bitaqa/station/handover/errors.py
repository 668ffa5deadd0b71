"""What can stand in the way of a card. A refusal never says why the person is doubted, only what to do next."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.errors import BitaqaError

from .words import CAPTURES, COLLECTORS, CORRECTED, HERE, STOPPED


class CardNotHereError(BitaqaError):
    code = "handover.card_not_here"
    sentence = "The card %(number)s was not scanned at this station."
    next_step = "Receive its box, or scan the card; if it is not there, mark it as missing."


class CardGoneError(BitaqaError):
    code = "handover.card_gone"
    sentence = "The card %(number)s is no longer at this station (%(state)s)."
    next_step = "Look at its history; if it lies before you, call the head of station."
    words: ClassVar = {
        "state": {name.removeprefix("here."): row.word for name, row in HERE.items()} | {"stopped": _("stopped")}
    }


class CardStoppedError(BitaqaError):
    code = "handover.card_stopped"
    sentence = "The card %(number)s must not be handed over (%(because)s)."
    next_step = "Withhold it: it goes back to the centre."
    words: ClassVar = {"because": STOPPED}


class CollectorNotAllowedError(BitaqaError):
    code = "handover.collector_not_allowed"
    sentence = "This person may not collect the card (%(collector)s)."
    next_step = (
        "The holder collects it; for a child the legal representative; else the person named when the request was made."
    )
    words: ClassVar = {"collector": COLLECTORS}
    status = 403


class CollectorNotNamedError(BitaqaError):
    code = "handover.collector_not_named"
    sentence = "The name of the person who collects the card is missing."
    next_step = "Write the name as it stands on their own card."
    status = 422


class OldCardNotAccountedError(BitaqaError):
    code = "handover.old_card_not_accounted"
    sentence = "The old card %(number)s is still with its holder."
    next_step = "Take it back, or have its loss or theft declared; then hand the new card over."


class NotCheckedError(BitaqaError):
    code = "handover.not_checked"
    sentence = "The holder has not read the card yet."
    next_step = "Let the holder read every line of the card, then sign."


class NotSignedError(BitaqaError):
    code = "handover.not_signed"
    sentence = "The collector has not signed."
    next_step = "Take the signature, then hand the card over."


class ReceiptOfAnotherError(BitaqaError):
    code = "handover.receipt_of_another"
    sentence = "The receipt shown belongs to another card."
    next_step = "Open the card of this receipt, or go on without a receipt."


class GenuineReceiptNotDueError(BitaqaError):
    code = "handover.genuine_receipt_not_due"
    sentence = (
        "The receipt is genuine: request %(number)s was deposited at %(station)s on %(day)s. "
        "Its card is not on this list."
    )
    next_step = (
        "The person loses nothing: say where their card is due, or ask the centre; "
        "another receipt or name may be looked for."
    )
    status = 404


class HolderAloneError(BitaqaError):
    code = "handover.holder_alone"
    sentence = "Only the holder in person chooses the PIN of a card."
    next_step = "Whoever collects for another takes the card; its holder comes for the PIN."
    status = 403


class HolderNotRecognisedError(BitaqaError):
    code = "handover.holder_not_recognised"
    sentence = "The person was not recognised as the holder of this card within the last minutes."
    next_step = "Compare a finger, then the face; failing that, two people decide."
    status = 403


class PinEasyError(BitaqaError):
    code = "handover.pin_easy"
    sentence = "Anyone would try this PIN first."
    next_step = "Choose digits that do not follow each other, with at least three different ones."
    status = 422


class CaptureNotUnderstoodError(BitaqaError):
    code = "handover.capture_not_understood"
    sentence = "The capture cannot be read (%(field)s)."
    next_step = "Capture again; if the device fails, two people decide."
    words: ClassVar = {"field": CAPTURES}
    status = 422


class ReasonUnknownError(BitaqaError):
    code = "handover.reason_unknown"
    sentence = "“%(because)s” is not one of the reasons."
    next_step = "Choose a reason of the list."
    status = 422


class ConsignmentUnknownError(BitaqaError):
    code = "handover.consignment_unknown"
    sentence = "No box of the field pack has this number."
    next_step = "Check the number on the box, or fetch a newer field pack."
    status = 404


class BoxEmptyError(BitaqaError):
    code = "handover.box_empty"
    sentence = "No card of the box was scanned."
    next_step = "Scan the cards, or say that the box is damaged."
    status = 422


class WrongFieldsMissingError(BitaqaError):
    code = "handover.wrong_fields_missing"
    sentence = "What is wrong on the card is not said."
    next_step = "Write each wrong line: as printed, and as it should read."
    status = 422


class CorrectedIdentityError(BitaqaError):
    code = "handover.corrected_identity"
    sentence = "“%(field)s” of the corrected identity cannot be understood (%(problem)s)."
    next_step = "Correct the field; the card stays at the station meanwhile."
    words: ClassVar = {"field": CORRECTED}
    status = 422


class RepresentativeMissingError(BitaqaError):
    code = "handover.representative_missing"
    sentence = "A minor's correction has nobody who answers for it, or they have not signed."
    next_step = "Write who the father, the mother, the guardian or the kafala holder is, and let them sign."
    status = 422


class DutyNotPaidError(BitaqaError):
    code = "handover.duty_not_paid"
    sentence = "A correction of what the holder declared costs %(amount)s."
    next_step = "Write the number of the stamp; a fault of ours is free."
    status = 422
