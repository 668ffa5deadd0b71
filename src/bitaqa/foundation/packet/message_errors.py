"""What can be wrong with a receipt, a field pack or a request of a station, one class per fact.

They meet people at a desk, so each says what to do without the machine's help.
"""

from __future__ import annotations

from .errors import PacketError

# --- receipt ---------------------------------------------------------------------------------------------------


class ReceiptError(PacketError):
    """What someone typed or scanned is not a receipt of ours."""

    code = "packet.receipt"
    sentence = "The receipt cannot be taken."
    next_step = "Look the person up by name, by list or by finger: a receipt is never required."
    status = 400


class ReceiptNumberMalformedError(ReceiptError):
    code = "packet.receipt.number_malformed"
    sentence = "A receipt number has %(length)s letters and digits; this one cannot be read."
    next_step = "Type the number again as printed; the letters I, L, O and U do not occur."


class ReceiptNumberMistypedError(ReceiptError):
    code = "packet.receipt.number_mistyped"
    sentence = "The receipt number holds a typing mistake: its last character does not fit the others."
    next_step = "Compare the number with the paper, group by group."


class ReceiptUnreadableError(ReceiptError):
    code = "packet.receipt.unreadable"
    sentence = "The code on the receipt cannot be read: %(reason)s."


class ReceiptFromUnknownStationError(ReceiptError):
    code = "packet.receipt.unknown_station"
    sentence = "The receipt was signed by a station that this one does not know (key %(signer)s)."
    next_step = "Load a newer field pack, or look the person up by name, by list or by finger."


class ReceiptForgedError(ReceiptError):
    code = "packet.receipt.forged"
    sentence = "The receipt was not made by the station it names."
    next_step = "Keep the paper and tell the station head; look the person up by name, by list or by finger."


# --- field pack ------------------------------------------------------------------------------------------------


class FieldPackError(PacketError):
    """A field pack that the station must not load."""

    code = "packet.field_pack"
    sentence = "The field pack cannot be loaded."
    next_step = "Fetch the field pack again from the centre; the one already loaded stays in use."


class FieldPackForAnotherStationError(FieldPackError):
    code = "packet.field_pack.another_station"
    sentence = "The field pack was made for station %(station)s."


class FieldPackSignatureInvalidError(FieldPackError):
    code = "packet.field_pack.signature_invalid"
    sentence = "The field pack is not signed by this centre."


class FieldPackTamperedError(FieldPackError):
    code = "packet.field_pack.tampered"
    sentence = "The field pack is damaged: %(reason)s."


# --- requests over HTTP ----------------------------------------------------------------------------------------


class RequestError(PacketError):
    """A request that cannot be taken for a station's."""

    code = "packet.request"
    sentence = "The request cannot be taken."
    next_step = "Send again; if it is refused again, check that this centre provisioned the station."
    status = 401


class RequestUnsignedError(RequestError):
    code = "packet.request.unsigned"
    sentence = "The request lacks the header %(header)s."


class RequestMalformedError(RequestError):
    code = "packet.request.malformed"
    sentence = "The header %(header)s of the request cannot be read."
    status = 400


class RequestSignatureInvalidError(RequestError):
    code = "packet.request.signature_invalid"
    sentence = "The request is not signed by station %(station)s."


class RequestClockError(RequestError):
    code = "packet.request.clock"
    sentence = "The station's clock reads %(station_time)s while the centre's reads %(centre_time)s."
    next_step = "Set the station's clock to the centre's time, then send again; nothing is lost meanwhile."
