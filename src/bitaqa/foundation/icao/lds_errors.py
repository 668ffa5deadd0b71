"""Why a file of the chip cannot be built or believed: one class per fact.

LdsError
├── form:    LdsTruncatedError, LdsTrailingError, LdsLengthError, LdsTagError
└── content: LdsFieldError (writing), LdsValueError (reading), LdsDisagreeError

Facts are names of files, tags and rules, never what the holder's data says.
"""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError

_READ_AGAIN = "Read the chip again; if it says the same, the card does not pass quality check."


class LdsError(BitaqaError):
    """A file of the chip is not what Doc 9303-10 describes."""

    code = "icao.lds"
    sentence = "A file of the chip does not follow ICAO Doc 9303."
    next_step = _READ_AGAIN
    status = 422


class LdsTruncatedError(LdsError):
    code = "icao.lds_truncated"
    sentence = "The file %(file)s stops at byte %(at)s, before its end."
    next_step = _READ_AGAIN


class LdsTrailingError(LdsError):
    code = "icao.lds_trailing"
    sentence = "The file %(file)s is followed by %(extra)s bytes that do not belong to it."
    next_step = _READ_AGAIN


class LdsLengthError(LdsError):
    code = "icao.lds_length"
    sentence = "The length at byte %(at)s of the file %(file)s is not written in its shortest form."
    next_step = _READ_AGAIN


class LdsTagError(LdsError):
    code = "icao.lds_tag"
    sentence = "The file %(file)s holds the tag %(found)s where %(expected)s must stand."
    next_step = _READ_AGAIN


class LdsFieldError(LdsError):
    code = "icao.lds_field"
    sentence = "The field %(field)s cannot stand in the file %(file)s: %(rule)s."
    next_step = "Correct the field in the document type or in the application."


class LdsValueError(LdsError):
    code = "icao.lds_value"
    sentence = "The field %(field)s of the file %(file)s is not what it must be: %(rule)s."
    next_step = _READ_AGAIN


class LdsDisagreeError(LdsError):
    code = "icao.lds_disagree"
    sentence = "The files %(one)s and %(other)s of the chip do not say the same about %(field)s."
    next_step = _READ_AGAIN
