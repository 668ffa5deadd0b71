"""Why the centre opens no session with the chip on the reader. The old PIN, if there was one, still stands."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class PinSessionError(BitaqaError):
    code = "outbox.pin_session"
    sentence = "The centre's answer about the chip cannot be used; the PIN is as it was."
    next_step = "Try again; if it stays so, tell the head of station."
    status = 502


class PinOfflineError(PinSessionError):
    code = "outbox.pin_offline"
    sentence = "The centre cannot be reached from here just now; the PIN is as it was."
    next_step = "A PIN is set with a line to the centre: try again when there is one."
    status = 503


class PinClosedError(PinSessionError):
    code = "outbox.pin_closed"
    sentence = "The centre opens no chip for this station: it needs a field pack in force and operators of its crew."
    next_step = "Fetch the field pack on the exchange screen, then try again."
    status = 403


class PinCardUnknownError(PinSessionError):
    code = "outbox.pin_card_unknown"
    sentence = "The centre knows no card it made under this number."
    next_step = "Compare the number with the card; if it says the same, tell the head of station."
    status = 404


class PinCardNotInForceError(PinSessionError):
    code = "outbox.pin_card_not_in_force"
    sentence = "This card is not in force: it was suspended, lost, stolen, replaced or has expired."
    next_step = "No PIN is set on it. Look at what the register says of the card."
    status = 409


class PinChipUnknownError(PinSessionError):
    code = "outbox.pin_chip_unknown"
    sentence = "The centre does not know which chip this card carries."
    next_step = "The chip was not written by a line of the centre: the card is made again."
    status = 409


class PinChipOfAnotherError(PinSessionError):
    code = "outbox.pin_chip_of_another"
    sentence = "The card on the reader is another one."
    next_step = "Put the card of the recognised holder on the reader."
    status = 409


class PinChipNotProvenError(PinSessionError):
    code = "outbox.pin_chip_not_proven"
    sentence = "The chip on the reader did not prove that it is the one the centre wrote: it may be a copy."
    next_step = "Withhold the card and tell the head of station."
    status = 409


class PinTooLateError(PinSessionError):
    code = "outbox.pin_too_late"
    sentence = "The holder was recognised too long ago."
    next_step = "Compare finger or face again, then choose the PIN at once."
    status = 409


class PinTooOftenError(PinSessionError):
    code = "outbox.pin_too_often"
    sentence = "The PIN of this card was set as often as it may be in a day."
    next_step = "Try again tomorrow."
    status = 429
