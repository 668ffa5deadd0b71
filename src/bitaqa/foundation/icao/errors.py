"""Why a machine readable zone cannot be built or believed: one class per fact.

MrzError
├── building: MrzFieldError, MrzLongNumberError, MrzNoNameError, MrzLetterError
└── reading:  MrzLineCountError, MrzLineLengthError, MrzCharacterError, MrzDocumentCodeError,
              MrzStateError, MrzNationalityError, MrzDocumentNumberError, MrzDocumentNumberDigitError,
              MrzBirthDateError, MrzBirthDigitError, MrzSexError, MrzExpiryDateError, MrzExpiryDigitError,
              MrzCompositeDigitError, MrzNameError

Facts never repeat a name or a date of the holder: a position is enough to correct a reading.
"""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError

_READ_AGAIN = "Read the zone again; if it is printed like this, the card does not pass quality check."


class MrzError(BitaqaError):
    """A machine readable zone is not what Doc 9303 describes."""

    code = "icao.mrz"
    sentence = "The machine readable zone does not follow ICAO Doc 9303."
    next_step = _READ_AGAIN
    status = 422


class MrzFieldError(MrzError):
    code = "icao.mrz_field"
    sentence = "The field %(field)s cannot stand in the machine readable zone: %(rule)s."
    next_step = "Correct the field in the document type or in the application."


class MrzLongNumberError(MrzError):
    code = "icao.mrz_long_number"
    sentence = "A document number of %(length)s characters leaves no room: at most %(limit)s fit here."
    next_step = "Shorten the document number or leave the optional field empty."


class MrzNoNameError(MrzError):
    code = "icao.mrz_no_name"
    sentence = "The holder has no name in Latin letters, and the zone needs one."
    next_step = "Enter the registered Latin form of the name."


class MrzLetterError(MrzError):
    code = "icao.mrz_letter"
    sentence = "The letter U+%(codepoint)s has no form in the machine readable zone (ICAO 9303-3, section 6)."
    next_step = "Check the spelling of the name in Latin letters."


class MrzLineCountError(MrzError):
    code = "icao.mrz_line_count"
    sentence = "A card's zone has three lines; %(count)s were read."
    next_step = _READ_AGAIN


class MrzLineLengthError(MrzError):
    code = "icao.mrz_line_length"
    sentence = "Line %(line)s has %(length)s characters; it must have 30."
    next_step = _READ_AGAIN


class MrzCharacterError(MrzError):
    code = "icao.mrz_character"
    sentence = "Line %(line)s holds at place %(column)s a character which may not stand there."
    next_step = _READ_AGAIN


class MrzDocumentCodeError(MrzError):
    code = "icao.mrz_document_code"
    sentence = "The document code does not start with A, C or I: this is not the zone of a card."
    next_step = _READ_AGAIN


class MrzStateError(MrzError):
    code = "icao.mrz_state"
    sentence = "The issuing state is not a code of one to three letters."
    next_step = _READ_AGAIN


class MrzNationalityError(MrzError):
    code = "icao.mrz_nationality"
    sentence = "The nationality is not a code of one to three letters."
    next_step = _READ_AGAIN


class MrzDocumentNumberError(MrzError):
    code = "icao.mrz_document_number"
    sentence = "The document number is empty or interrupted."
    next_step = _READ_AGAIN


class MrzDocumentNumberDigitError(MrzError):
    code = "icao.mrz_document_number_digit"
    sentence = "The check digit of the document number does not fit."
    next_step = _READ_AGAIN


class MrzBirthDateError(MrzError):
    code = "icao.mrz_birth_date"
    sentence = "The birth date is not a date."
    next_step = _READ_AGAIN


class MrzBirthDigitError(MrzError):
    code = "icao.mrz_birth_digit"
    sentence = "The check digit of the birth date does not fit."
    next_step = _READ_AGAIN


class MrzSexError(MrzError):
    code = "icao.mrz_sex"
    sentence = "The sex is neither M, F nor unspecified."
    next_step = _READ_AGAIN


class MrzExpiryDateError(MrzError):
    code = "icao.mrz_expiry_date"
    sentence = "The expiry date is not a date."
    next_step = _READ_AGAIN


class MrzExpiryDigitError(MrzError):
    code = "icao.mrz_expiry_digit"
    sentence = "The check digit of the expiry date does not fit."
    next_step = _READ_AGAIN


class MrzCompositeDigitError(MrzError):
    code = "icao.mrz_composite_digit"
    sentence = "The last check digit, over all numbers of the zone, does not fit."
    next_step = _READ_AGAIN


class MrzNameError(MrzError):
    code = "icao.mrz_name"
    sentence = "The name line is not a family name, two fillers and given names."
    next_step = _READ_AGAIN
