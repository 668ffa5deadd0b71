"""What can stand in the way of a packet."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.errors import BitaqaError


class CentreUnreachableError(BitaqaError):
    code = "outbox.centre_unreachable"
    sentence = "The centre cannot be reached."
    next_step = "Nothing is lost: packets wait here and leave by themselves; they can also travel on a removable disk."
    status = 503


class CentreRefusedError(BitaqaError):
    code = "outbox.centre_refused"
    sentence = "The centre did not take the request (%(status)s)."
    next_step = "The packet waits and is tried again; tell the coordinator if it stays."
    words: ClassVar = {"status": {"upload stuck": _("it takes no further byte")}}
    status = 502


class CentreAnswerError(BitaqaError):
    code = "outbox.centre_answer"
    sentence = "The answer cannot be taken for the centre's word."
    next_step = "Packets are kept. Check the address of the centre, then send again."
    status = 502


class NoDiskError(BitaqaError):
    code = "outbox.no_disk"
    sentence = "The removable disk cannot be written or read."
    next_step = "Check that it is plugged in and not write-protected."


class SyncRunningError(BitaqaError):
    code = "outbox.sync_running"
    sentence = "A round is already under way."
    next_step = "Wait a moment: its result will be shown."


# --- looks in the register ------------------------------------------------------------------------------------------
_BY_HAND = "Go on by hand: the card and the civil-status paper are enough."
_HEAD_FIRST = "Tell the head of station before going on; the centre will look at the file."


class RegisterLookError(BitaqaError):
    """The register was asked about a card and nothing of the person came back; the request goes on without it."""

    code = "outbox.register_look"
    sentence = "The register's answer cannot be used."
    next_step = _BY_HAND
    status = 502


class RegisterOfflineError(RegisterLookError):
    code = "outbox.register_offline"
    sentence = "The register cannot be reached from here just now."
    status = 503


class RegisterClosedError(RegisterLookError):
    code = "outbox.register_closed"
    sentence = "The register tells this station nothing: it needs a field pack in force and an operator of its crew."
    next_step = "Fetch the field pack on the exchange screen; go on by hand meanwhile."
    status = 403


class RegisterLimitError(RegisterLookError):
    code = "outbox.register_limit"
    sentence = "This station has asked the register as often as it may for now."
    status = 429


class RegisterNeedsCardError(RegisterLookError):
    code = "outbox.register_needs_card"
    sentence = "The register is asked about a card that was read, for a renewal."
    next_step = "Read the zone or the barcode of the old card first, or go on by hand."
    status = 422


class RegisterKnowsNobodyError(RegisterLookError):
    code = "outbox.register_knows_nobody"
    sentence = "The register knows no card and nobody under these numbers."
    next_step = "Compare the numbers with the card; then go on by hand: the centre will look at the file."
    status = 404


class RegisterNumbersDifferError(RegisterLookError):
    code = "outbox.register_numbers_differ"
    sentence = "The number of the card and the national number are of two people."
    next_step = "Read the card again; if it says the same, tell the head of station."
    status = 409


class RegisterCardNotInHandError(RegisterLookError):
    code = "outbox.register_card_not_in_hand"
    sentence = "The register does not count this card among those its holder has: it was lost, stolen or replaced."
    next_step = _HEAD_FIRST
    status = 409


class RegisterHolderDiedError(RegisterLookError):
    code = "outbox.register_holder_died"
    sentence = "The register says that the holder of this card died."
    next_step = _HEAD_FIRST
    status = 409
