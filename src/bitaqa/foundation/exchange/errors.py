"""What a file of an exchange format can have wrong. A reader refuses whole files; it never returns part of one."""

from bitaqa.foundation.kernel.errors import BitaqaError


class ExchangeFormatError(BitaqaError):
    """A file that is not what its format says."""

    code = "exchange.format"
    sentence = "The file cannot be read: it is not what its format prescribes."
    next_step = "Take the capture again, or ask whoever sent the file for a new one."
    status = 422


class ExchangeMagicError(ExchangeFormatError):
    code = "exchange.magic"
    sentence = "This is not a %(format)s file: it begins with %(found)s."


class ExchangeTruncatedError(ExchangeFormatError):
    code = "exchange.truncated"
    sentence = "The %(format)s file ends too soon: %(wanted)s bytes are lacking."


class ExchangeTrailingBytesError(ExchangeFormatError):
    code = "exchange.trailing"
    sentence = "The %(format)s file is followed by %(extra)s bytes that do not belong to it."


class ExchangeFieldError(ExchangeFormatError):
    code = "exchange.field"
    sentence = "The %(format)s file holds an impossible value for %(field)s: %(value)s."


class ExchangePictureError(ExchangeFormatError):
    code = "exchange.picture"
    sentence = "The picture inside the %(format)s file cannot be decoded (%(compression)s)."
