"""Why a PIN is not given, printed or set."""

from __future__ import annotations

from .errors import ProductionError


class ChipNotPassedError(ProductionError):
    code = "production.chip_not_passed"
    sentence = "The chip of the card %(number)s was not read back and believed."
    next_step = "Write and read it at the line first; a card that fails is made again."


class PinLetterGivenError(ProductionError):
    code = "production.pin_letter_given"
    sentence = "The chip of this card has its PIN letter already."
    next_step = "Print the letter that lies in the vault. If it was lost, the holder resets the PIN at a desk."


class PinLetterGoneError(ProductionError):
    code = "production.pin_letter_gone"
    sentence = "There is no PIN letter to print for this card: none was made, or it was printed."
    next_step = "A letter is printed once. If it was lost, the holder resets the PIN at a desk."
    status = 410


class PrinterRefusedError(ProductionError):
    code = "production.printer_refused"
    sentence = "The printer %(printer)s did not take the letter."
    next_step = "Check the printer; the letter is still in the vault and can be printed."


class PinQuestionError(ProductionError):
    code = "production.pin_question"
    sentence = "What was asked about a PIN cannot be read, or comes from no crew with a field pack in force."
    next_step = "Send the question again from a desk where somebody of the crew is signed in."
    status = 403
