"""What can be wrong with a packet or its arrival, beyond what `foundation.packet` finds."""

from __future__ import annotations

from typing import ClassVar

from bitaqa.foundation.kernel.errors import TRY_AGAIN, BitaqaError
from bitaqa.ui.statuses import state_words


class IntakeError(BitaqaError):
    code = "intake.error"
    sentence = "The packet could not be taken in."
    next_step = TRY_AGAIN


class PacketUnreadableError(IntakeError):
    code = "intake.packet_unreadable"
    sentence = "These bytes are not a packet; they are kept whole in quarantine."
    next_step = "Seal the file again at the station, or bring the disk to the centre's support."
    status = 422


class EpochNotProvisionedError(IntakeError):
    code = "intake.epoch_not_provisioned"
    sentence = "Station %(station)s has no epoch %(epoch)s at this centre."
    next_step = "Provision the station, then try the packet again."


class EpochClosedWithLossError(IntakeError):
    code = "intake.epoch_closed"
    sentence = (
        "Epoch %(epoch)s of station %(station)s was closed; packet %(sequence)s came after its loss was declared."
    )
    next_step = "A coordinator looks at it and releases or dismisses it."


class StationRevokedPacketError(IntakeError):
    code = "intake.station_revoked"
    sentence = "Station %(station)s is revoked; its packet %(sequence)s waits for a person."
    next_step = "A coordinator looks at it and releases or dismisses it."


class ApplicationKnownError(IntakeError):
    code = "intake.application_known"
    sentence = "The application of packet %(sequence)s was entered before, from another packet."
    next_step = "Compare the two packets; dismiss the second one."


class ReceiptKnownError(IntakeError):
    code = "intake.receipt_known"
    sentence = "The receipt number of packet %(sequence)s belongs to another application."
    next_step = "Ask the station to seal the file again under a new number."


class ApplicationMissingError(IntakeError):
    code = "intake.application_missing"
    sentence = "Packet %(sequence)s completes an application that has not arrived."
    next_step = "Wait for the station's earlier packets, then try again."


class ApplicationNotWaitingError(IntakeError):
    code = "intake.application_not_waiting"
    sentence = "Packet %(sequence)s completes an application that waits for nothing (it is “%(state)s”)."
    words: ClassVar = {"state": state_words("application")}
    next_step = "Dismiss the packet after a look at the application."


class CompletedTooLateError(IntakeError):
    code = "intake.completed_too_late"
    sentence = "Packet %(sequence)s brings what a file waited for after the file had ended."
    next_step = "Have the applicant make a new request, then dismiss the packet."


class CompletionShortError(IntakeError):
    code = "intake.completion_short"
    sentence = "Packet %(sequence)s does not bring all that its file waits for."
    next_step = "Look at what the file was sent back for; dismiss the packet when the applicant must come again."


class VisitUnknownToIntakeError(IntakeError):
    code = "intake.visit_unknown"
    sentence = "Packet %(sequence)s names a visit the centre does not know."
    next_step = "Enter the visit, then try the packet again."


class AttachmentMissingError(IntakeError):
    code = "intake.attachment_missing"
    sentence = "The file of packet %(sequence)s names “%(name)s”, which is not in the packet."
    next_step = "Ask the station to seal the file again."


class AttachmentNotAPictureError(IntakeError):
    code = "intake.attachment_not_a_picture"
    sentence = "“%(name)s” of packet %(sequence)s is not a readable picture."
    next_step = "Ask the station to take it again."


class NothingSentError(IntakeError):
    code = "intake.nothing_sent"
    sentence = "The request carried no packet."
    next_step = "Send the packet again from the station; it still holds its own copy."
    status = 422


class UploadOffsetError(IntakeError):
    code = "intake.upload_offset"
    sentence = "The centre holds %(held)s bytes of this upload; the next piece must start there."
    next_step = "Ask for the offset again and go on from it."


class UploadDamagedError(IntakeError):
    code = "intake.upload_damaged"
    sentence = "The pieces of the upload do not make the packet announced; they were thrown away."
    next_step = "Send the packet again from its beginning."
    status = 422


class SpoolFullError(IntakeError):
    code = "intake.spool_full"
    sentence = "The centre cannot store packets at the moment: its disk is full or not writable."
    next_step = "The station keeps the packet and tries again by itself."
    status = 503


class PacketUnknownError(IntakeError):
    code = "intake.packet_unknown"
    sentence = "There is no such packet."
    next_step = "Go back to the list of packets."
    status = 404


class PacketSettledError(IntakeError):
    code = "intake.packet_settled"
    sentence = "This packet left quarantine a moment ago."
    next_step = "Look at its state; someone else may have acted on it."


class PacketNotToRetryError(IntakeError):
    code = "intake.packet_not_to_retry"
    sentence = "These bytes are not a packet: trying them again changes nothing."
    next_step = "Ask the station to send the packet again, then dismiss these bytes."


class PacketBytesGoneError(IntakeError):
    code = "intake.packet_bytes_gone"
    sentence = "The sealed bytes of this packet are no longer on the centre's disk."
    next_step = "Ask the station to send the packet again; it still holds its own copy."
    status = 410


class DismissalNotProposedError(IntakeError):
    code = "intake.dismissal_not_proposed"
    sentence = "Nobody has proposed to dismiss this packet."
    next_step = "Propose it first; a second person then confirms."


class DismissalByOneError(IntakeError):
    code = "intake.dismissal_by_one"
    sentence = "You proposed to dismiss this packet: someone else must confirm it."
    next_step = "Leave it to another coordinator."
    status = 403


class DismissalReasonMissingError(IntakeError):
    code = "intake.dismissal_reason_missing"
    sentence = "A packet is not dismissed without a reason."
    next_step = "Choose the reason."
    status = 422


class DiskFileRefusedError(IntakeError):
    code = "intake.disk_file_refused"
    sentence = "This file is not a packet that one of our stations exported."
    next_step = "Bring the files as the station wrote them: station-epoch-number.btq."
    status = 422


class ReferralUnclearError(IntakeError):
    code = "intake.referral_unclear"
    sentence = "A referral names the role that is asked and what it should find out; its end, what was found."
    next_step = "Choose from the lists."
    status = 422


class NotReferredError(IntakeError):
    code = "intake.not_referred"
    sentence = "This packet is referred to nobody any more."
    next_step = "Look at the packet again: a colleague may have answered a moment ago."


# --- looks in the register ------------------------------------------------------------------------------------------
class LookNotUnderstoodError(IntakeError):
    code = "intake.look_not_understood"
    sentence = "The question to the register cannot be read."
    next_step = "Go on by hand; bring the station's software up to date."
    status = 422


class LookWithoutFieldPackError(IntakeError):
    code = "intake.look_without_field_pack"
    sentence = "This station has no field pack in force: the register tells it nothing."
    next_step = "Ask the coordinator for a field pack; go on by hand meanwhile."
    status = 403


class LookNotOfCrewError(IntakeError):
    code = "intake.look_not_of_crew"
    sentence = "“%(operator)s” is not of this station's crew: the register tells them nothing."
    next_step = "Ask the coordinator to enter the operator in the crew; go on by hand meanwhile."
    status = 403


class LookLimitReachedError(IntakeError):
    code = "intake.look_limit_reached"
    sentence = "This station has asked the register as often as it may within %(hours)s h."
    next_step = "Go on by hand: the card and the civil-status paper are enough."
    status = 429


class LookSentTwiceError(IntakeError):
    code = "intake.look_sent_twice"
    sentence = "This question was answered before; an answer is given once."
    next_step = "Ask again: the station then draws a new question."
