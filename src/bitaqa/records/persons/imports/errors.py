"""Why a register file, or one row of it, is not loaded. A row's reason never repeats what the row says of a person."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, BitaqaError


class ImportProblemError(BitaqaError):
    """Parent of the errors of imports; never raised itself."""


# --- the file -------------------------------------------------------------------------------------------------------
class FileUnreadableError(ImportProblemError):
    code = "imports.file_unreadable"
    sentence = "The file cannot be read as a table (%(problem)s)."
    next_step = "Save it as CSV in UTF-8, or as Parquet, and choose it again."
    status = 422


class ColumnsMissingError(ImportProblemError):
    code = "imports.columns_missing"
    sentence = "The file lacks the columns %(columns)s."
    next_step = "The first line names the columns; compare it with “Import a register” in the documentation."
    status = 422


class ImportUnknownError(ImportProblemError):
    code = "imports.import_unknown"
    sentence = "No import is known under this id."
    next_step = CHOOSE_AGAIN
    status = 404


# --- a row ----------------------------------------------------------------------------------------------------------
class ValueMissingError(ImportProblemError):
    code = "imports.value_missing"
    sentence = "“%(column)s” is empty."
    next_step = "Compare it with the card."


class ValueRefusedError(ImportProblemError):
    code = "imports.value_refused"
    sentence = "“%(column)s” is not written as it should be."
    next_step = "Compare it with the card."


class ValueTooLongError(ImportProblemError):
    code = "imports.value_too_long"
    sentence = "“%(column)s” has %(length)s characters; at most %(limit)s can be registered."
    next_step = "Compare it with the card."


class DateOrderError(ImportProblemError):
    code = "imports.date_order"
    sentence = "“%(column)s” is written day first or month first: nobody can tell which."
    next_step = "Write year-month-day (1972-05-04), or load the file with --dates dmy when all its dates are day first."


class DatesContradictError(ImportProblemError):
    code = "imports.dates_contradict"
    sentence = "The dates contradict each other: birth, then issue, then expiry."
    next_step = "Compare it with the card."


class NameRefusedError(ImportProblemError):
    code = "imports.name_refused"
    sentence = "“%(column)s” cannot be registered as it is written (%(problem)s)."
    next_step = "Copy the name from the civil-status paper."


class PlaceNotKnownError(ImportProblemError):
    code = "imports.place_not_known"
    sentence = "No place has the code in “place”."
    next_step = "Load the places first, or correct the code."


class StandsTwiceError(ImportProblemError):
    code = "imports.stands_twice"
    sentence = "“%(column)s” stands in row %(row)s already."
    next_step = "Keep the right one of the two rows."


class NumberOfAnotherError(ImportProblemError):
    code = "imports.number_of_another"
    sentence = "The register knows this “%(column)s” as another person's."
    next_step = "An adjudicator compares both; nothing was changed."
