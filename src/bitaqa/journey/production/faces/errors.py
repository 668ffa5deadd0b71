"""Why card faces cannot be printed."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import TRY_AGAIN, BitaqaError


class FacesError(BitaqaError):
    """The faces of a batch were not printed; none of its cards was."""

    code = "faces.error"
    sentence = "The card faces were not printed."
    next_step = TRY_AGAIN
    status = 422


class LayoutUnknownError(FacesError):
    code = "faces.layout_unknown"
    sentence = "There is no card layout called %(layout)s."
    next_step = "Choose the layout and version which the document type declares."


class NothingToPrintError(FacesError):
    code = "faces.nothing_to_print"
    sentence = "The batch holds no card."
    next_step = "Put orders into the batch first."


class FaceFieldError(FacesError):
    code = "faces.field"
    sentence = "The card with document number %(document_number)s cannot be printed: %(field)s is not %(rule)s."
    next_step = "Set this card aside and correct its data; print the rest of the batch."
