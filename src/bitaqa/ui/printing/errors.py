"""Why a sheet or a card face cannot be printed."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import PROGRAM_FAULT, TRY_AGAIN, BitaqaError


class PrintingError(BitaqaError):
    """A sheet was not printed."""

    code = "printing.error"
    sentence = "The sheet was not printed."
    next_step = TRY_AGAIN
    status = 500


class FontsMissingError(PrintingError):
    code = "printing.fonts_missing"
    sentence = "The fonts %(families)s are not installed, and Arabic cannot be printed without them."
    next_step = "Run `make setup`."


class OcrbMissingError(PrintingError):
    code = "printing.ocrb_missing"
    sentence = "No OCR-B font is installed: the machine readable zone may only be printed on specimens."
    next_step = "Install the Debian package fonts-ocr-b, or put an OCR-B font into the fonts folder."
    status = 409


class TemplateUnknownError(PrintingError):
    code = "printing.template_unknown"
    sentence = "There is no sheet called %(template)s."
    next_step = "Choose one of the sheets listed in the printing reference."


class TemplateFaultError(PrintingError):
    code = "printing.template_fault"
    sentence = "The sheet %(template)s could not be laid out: %(reason)s"
    next_step = "Tell the technical team; the data of the sheet are kept."


class PictureNameError(PrintingError):
    code = "printing.picture_name"
    sentence = "A picture handed to the printer has a name which is not a plain file name."
    next_step = PROGRAM_FAULT


class PictureTypeError(PrintingError):
    code = "printing.picture_type"
    sentence = "A picture handed to the printer is neither JPEG, PNG nor SVG."
    next_step = "Take or scan the picture again."
    status = 422
