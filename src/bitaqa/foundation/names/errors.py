"""Why a written name is not accepted, or a file of names: one class per fact, no name repeated in the facts.

NameProblemError
├── NameEmptyError, NameTooLongError
└── NameControlCharacterError, NameDigitError, NameMixedScriptsError, NameScriptError, NameCharacterError
PairsUnreadableError
"""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class NameProblemError(BitaqaError):
    """A name cannot be registered as it is written."""

    code = "names.problem"
    sentence = "The name cannot be registered as it is written."
    next_step = "Copy the name from the civil-status paper."
    status = 422


class NameEmptyError(NameProblemError):
    code = "names.empty"
    sentence = "The name is empty or has no letter."
    next_step = "Copy the name from the civil-status paper."


class NameTooLongError(NameProblemError):
    code = "names.too_long"
    sentence = "The name has %(length)s characters; at most %(limit)s can be registered."
    next_step = "Check that only one name stands in the field; ask the centre when the paper really says so."


class NameControlCharacterError(NameProblemError):
    code = "names.control_character"
    sentence = "An invisible character stands at place %(place)s."
    next_step = "Delete the name and type it again instead of pasting it."


class NameDigitError(NameProblemError):
    code = "names.digit"
    sentence = "A digit stands at place %(place)s; names have letters only."
    next_step = "Remove the digit."


class NameMixedScriptsError(NameProblemError):
    code = "names.mixed_scripts"
    sentence = "Letters of two scripts are mixed; the first stranger stands at place %(place)s."
    next_step = "Check the keyboard's language and type the name again."


class NameScriptError(NameProblemError):
    code = "names.script"
    sentence = "The name is not written in the script of this field."
    next_step = "Change the keyboard's language, or move the name to the other field."


class NameCharacterError(NameProblemError):
    code = "names.character"
    sentence = "The sign at place %(place)s does not belong in a name."
    next_step = "Remove the sign."


class PairsUnreadableError(BitaqaError):
    code = "names.pairs_unreadable"
    sentence = "The file %(file)s holds no pairs of names that can be read."
    next_step = "Give a UTF-8 file with a Latin and an Arabic spelling on each line, separated by a tab."
    status = 422
