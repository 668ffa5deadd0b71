"""Why a chip cannot be spoken to, or is not believed: one class per fact.

ChipError
├── talking: ChipSilentError, ChipStatusError, ApduError, SecureMessagingError, PointInvalidError
├── opening: AccessRefusedError, PersonalisationRefusedError, ChipLockedError
├── proving: ChipAuthenticationError, ActiveAuthenticationError, ChipContentError
└── PIN:     PinWrongError, PinBlockedError, PinFormError

No fact is ever a key, an access number, a PIN or what the holder's data says.
"""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError

_REMAKE = "Set the card aside and make it again under a new document number."


class ChipError(BitaqaError):
    """A chip did not do what Doc 9303-11 or this project's card profile describes."""

    code = "icao.chip"
    sentence = "The chip did not answer as it must."
    next_step = "Put the card on the reader again; if it answers the same, set it aside."


class ChipSilentError(ChipError):
    code = "icao.chip_silent"
    sentence = "No chip answers in the reader %(reader)s."
    next_step = "Put the card on the reader again; then try another reader."


class ChipStatusError(ChipError):
    code = "icao.chip_status"
    sentence = "The chip answered %(status)s to the step “%(step)s”."
    next_step = "Put the card on the reader again; if it answers the same, set it aside."


class ApduError(ChipError):
    code = "icao.chip_apdu"
    sentence = "A command of %(size)s bytes is not one a chip can be given: %(rule)s."


class SecureMessagingError(ChipError):
    code = "icao.chip_secure_messaging"
    sentence = "A message between reader and chip was changed on its way."
    next_step = "Put the card on the reader again, alone."


class PointInvalidError(ChipError):
    code = "icao.chip_point"
    sentence = "A key of the other side does not lie on the curve %(curve)s."
    next_step = "Put the card on the reader again; if it happens again, set it aside."


class AccessRefusedError(ChipError):
    code = "icao.chip_access_refused"
    sentence = "The chip does not accept the %(shown)s that was typed or read."
    next_step = "Read the zone or the access number on the card again."
    status = 403


class PersonalisationRefusedError(ChipError):
    code = "icao.chip_personalisation_refused"
    sentence = "The chip does not know the transport key it was delivered under."
    next_step = "Check which delivery the blank came with; set the card aside."
    status = 403


class ChipLockedError(ChipError):
    code = "icao.chip_locked"
    sentence = "The chip is personalised and locked: nothing can be written to it any more."
    next_step = _REMAKE


class ChipAuthenticationError(ChipError):
    code = "icao.chip_authentication"
    sentence = "The chip could not prove that it holds the key of Chip Authentication: it may be a copy."
    next_step = _REMAKE


class ActiveAuthenticationError(ChipError):
    code = "icao.chip_active_authentication"
    sentence = "The chip could not prove that it holds the key of Active Authentication: it may be a copy."
    next_step = _REMAKE


class ChipContentError(ChipError):
    code = "icao.chip_content"
    sentence = "The file %(file)s read from the chip is not what was to be written."
    next_step = _REMAKE


class PinWrongError(ChipError):
    code = "icao.chip_pin_wrong"
    sentence = "The PIN is wrong; %(left)s tries are left."
    next_step = "Type the PIN again."
    status = 403


class PinBlockedError(ChipError):
    code = "icao.chip_pin_blocked"
    sentence = "The PIN is blocked, or none was chosen yet."
    next_step = "Reset it at an issuing desk, after the holder is recognised."
    status = 403


class PinFormError(ChipError):
    code = "icao.chip_pin_form"
    sentence = "A PIN has %(least)s to %(most)s digits."
    next_step = "Choose another PIN."
    status = 422


class ChipImageError(ChipError):
    code = "icao.chip_image"
    sentence = "The file on the simulated reader is no chip of a specimen card."
    next_step = "Have the centre write the file again (bitaqa line specimen)."
    status = 422
