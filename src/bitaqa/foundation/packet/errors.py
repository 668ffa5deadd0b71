"""What can be wrong with bytes that travel between a station and the centre, one class per fact.

The tree is drawn by who must act: codec (the writer is broken), container (the carrier cut it), header and keys
(the wrong thing or the wrong place), signature and seal (tampering), chain (something is missing or doubled),
then one branch per other message. Facts are ids, codes and sizes, never anything about a person.
"""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError

_RESEND = "Send the packet again from the station; it still holds its own copy."
_QUARANTINE = "The packet is kept whole in quarantine; compare it with the station's copy."
_ASK_AGAIN = "Ask for it again where it came from; what was received before stands."
_ENGINEER = "Nothing was sealed; the program has a fault, report it with the code."


class PacketError(BitaqaError):
    """Anything that travels between a station and the centre and cannot be taken."""

    code = "packet.error"
    sentence = "The packet cannot be taken."
    next_step = _RESEND


# --- codec -----------------------------------------------------------------------------------------------------


class CodecError(PacketError):
    """Bytes that are not the one allowed encoding of a value, or a value that has none."""

    code = "packet.codec"
    sentence = "The data cannot be read."
    next_step = _ASK_AGAIN


class ValueRefusedError(CodecError):
    code = "packet.codec.value_refused"
    sentence = "A value of the kind %(kind)s has no place in a packet."
    next_step = _ENGINEER


class DataTruncatedError(CodecError):
    code = "packet.codec.truncated"
    sentence = "The data stops at byte %(at)s, before its end."


class DataTrailingError(CodecError):
    code = "packet.codec.trailing"
    sentence = "The data is followed by %(extra)s bytes that do not belong to it."


class NotCanonicalError(CodecError):
    code = "packet.codec.not_canonical"
    sentence = "The data is not written in its one canonical form at byte %(at)s: %(rule)s."


class DuplicateKeyError(CodecError):
    code = "packet.codec.duplicate_key"
    sentence = "The data holds the same key twice at byte %(at)s."


class TooDeepError(CodecError):
    code = "packet.codec.too_deep"
    sentence = "The data is nested deeper than %(limit)s levels."


class DataTooLargeError(CodecError):
    code = "packet.codec.too_large"
    sentence = "The data has %(size)s bytes; %(limit)s are allowed."


# --- container and header --------------------------------------------------------------------------------------


class NotAPacketError(PacketError):
    code = "packet.not_a_packet"
    sentence = "These bytes are not a packet."
    next_step = "Check that the right file was chosen."
    status = 400


class PacketTruncatedError(PacketError):
    code = "packet.truncated"
    sentence = "The packet has %(size)s bytes of the %(expected)s it announces."
    next_step = _RESEND
    status = 400


class TrailingBytesError(PacketError):
    code = "packet.trailing_bytes"
    sentence = "The packet is followed by %(extra)s bytes that do not belong to it."
    next_step = _RESEND
    status = 400


class PacketTooLargeError(PacketError):
    code = "packet.too_large"
    sentence = "The packet has %(size)s bytes; %(limit)s are allowed."
    next_step = "Take the papers again at a lower resolution, or seal them in a later packet."
    status = 413


class UnknownFormatError(PacketError):
    code = "packet.unknown_format"
    sentence = "The packet is in format %(format)s, which this program does not read."
    next_step = "The packet waits in quarantine until the centre reads this format."


class UnknownKindError(PacketError):
    code = "packet.unknown_kind"
    sentence = "Packet %(sequence)s of station %(station)s is of an unknown kind: %(kind)s."
    next_step = "The packet waits in quarantine until the centre knows this kind."


class HeaderInvalidError(PacketError):
    code = "packet.header_invalid"
    sentence = "The header of the packet cannot be taken: %(reason)s."
    next_step = _QUARANTINE


# --- keys, signature, seal, content ----------------------------------------------------------------------------


class KeyInvalidError(PacketError):
    code = "packet.key_invalid"
    sentence = "These %(size)s bytes are not a %(kind)s key."
    next_step = "Run the station's set-up again; it makes new keys."


class WrongStationError(PacketError):
    code = "packet.wrong_station"
    sentence = "The packet says it comes from station %(station)s, and this is not the station it was checked for."
    next_step = _QUARANTINE


class WrongRecipientError(PacketError):
    code = "packet.wrong_recipient"
    sentence = "The packet is sealed for the opening key %(recipient)s, which is not at hand."
    next_step = "Bring the opening key back from the vault; the packet waits in quarantine."


class SignatureInvalidError(PacketError):
    code = "packet.signature_invalid"
    sentence = "The signature of packet %(sequence)s of station %(station)s does not hold: it was changed on its way."
    next_step = _RESEND


class SealBrokenError(PacketError):
    code = "packet.seal_broken"
    sentence = "Packet %(sequence)s of station %(station)s is signed as it should be, and its seal does not open."
    next_step = _QUARANTINE


class BodyNotCanonicalError(PacketError):
    code = "packet.body_not_canonical"
    sentence = "The content of packet %(sequence)s of station %(station)s is not written as agreed: %(reason)s."
    next_step = _QUARANTINE


class AttachmentCorruptError(PacketError):
    code = "packet.attachment_corrupt"
    sentence = "The attachment %(name)s of packet %(sequence)s of station %(station)s was damaged before sealing."
    next_step = _QUARANTINE


# --- chain -----------------------------------------------------------------------------------------------------


class ChainError(PacketError):
    """A packet that is sound in itself and does not take its place in its station's chain."""

    code = "packet.chain"
    sentence = "The packet does not follow the packets of its station."
    next_step = "Compare the station's chain at the centre with what waits at the station."


class SequenceGapError(ChainError):
    code = "packet.chain.gap"
    sentence = "Packet %(sequence)s of station %(station)s came before packets %(first)s to %(last)s."
    next_step = "Ask the station for the missing packets; nothing is refused meanwhile."


class ReplayedPacketError(ChainError):
    code = "packet.chain.replayed"
    sentence = "Packet %(sequence)s of station %(station)s was already received."
    next_step = "Nothing to do: the first copy stands."


class ForkedChainError(ChainError):
    code = "packet.chain.forked"
    sentence = "Packet %(sequence)s of station %(station)s tells another history than the one received."
    next_step = "Stop the station and compare both packets: its disk may have been copied or restored."


class EpochClosedError(ChainError):
    code = "packet.chain.epoch_closed"
    sentence = "Packet %(sequence)s of station %(station)s belongs to epoch %(epoch)s, closed when %(current)s began."
    next_step = "The packet waits in quarantine: it was declared lost and has come to light."


class EpochUnknownError(ChainError):
    code = "packet.chain.epoch_unknown"
    sentence = "Packet %(sequence)s of station %(station)s belongs to epoch %(epoch)s, which was never opened."
    next_step = "Bring the genesis of that epoch to the centre; the packet waits in quarantine."


# --- signed statements: genesis and answers --------------------------------------------------------------------


class StatementMalformedError(PacketError):
    code = "packet.statement.malformed"
    sentence = "The signed statement cannot be read: %(reason)s."
    next_step = _ASK_AGAIN
    status = 400


class StatementSignatureError(PacketError):
    code = "packet.statement.signature_invalid"
    sentence = "The signature of the statement does not hold."
    next_step = _ASK_AGAIN


class GenesisInvalidError(PacketError):
    code = "packet.genesis.invalid"
    sentence = "The genesis of station %(station)s cannot be taken: %(reason)s."
    next_step = "Provision the station again."


class GenesisSignatureError(PacketError):
    code = "packet.genesis.signature_invalid"
    sentence = "The genesis is not signed by this centre."
    next_step = "Provision the station again."


class AnswerInvalidError(PacketError):
    code = "packet.answer.invalid"
    sentence = "The centre's answer cannot be taken: %(reason)s."
    next_step = "Keep the packets and send again later."


class AnswerSignatureError(PacketError):
    code = "packet.answer.signature_invalid"
    sentence = "The answer is not signed by this centre; no packet is deleted on its word."
    next_step = "Keep the packets and send again later."
