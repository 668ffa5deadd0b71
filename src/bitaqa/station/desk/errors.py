"""What can stand in the way of someone who sits down at a desk."""

from __future__ import annotations

from typing import ClassVar, Final

from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.errors import PROGRAM_FAULT, BitaqaError
from bitaqa.foundation.rules.roles import Permission

PERMISSIONS: Final = {
    Permission.ENROL.value: _("enrol a person"),
    Permission.SEAL.value: _("seal a file"),
    Permission.HAND_OVER.value: _("hand a card over"),
    Permission.RELEASE_WITHOUT_MATCH.value: _("be the second person when the holder is not recognised"),
    Permission.RUN_DAY.value: _("open and close the day"),
    Permission.UNLOCK_STATION.value: _("unlock the station"),
}
"""What a role at a station may do; the centre's permissions are asked for nowhere here."""


class NotSignedInError(BitaqaError):
    code = "desk.not_signed_in"
    sentence = "Nobody is signed in at this desk."
    next_step = "Sign in with your operator code and your PIN."
    status = 401


class SignInRefusedError(BitaqaError):
    code = "desk.sign_in_refused"
    sentence = "The operator code or the PIN is not right."
    next_step = "Try again; after several mistakes the desk waits before the next attempt."
    status = 403


class SignInPausedError(BitaqaError):
    code = "desk.sign_in_paused"
    sentence = "Too many mistakes: the next attempt is possible in %(seconds)s seconds."
    next_step = "Wait, or ask the head of station."
    status = 429


class DeskNotEnrolledError(BitaqaError):
    code = "desk.not_enrolled"
    sentence = "This machine is not a desk of the station."
    next_step = "The head of station enrols it: Desks, then “Enrol a desk”, then type the code shown here."
    status = 403


class DeskCodeRefusedError(BitaqaError):
    code = "desk.code_refused"
    sentence = "The enrolment code is not right or has been used."
    next_step = "Ask the head of station for a new code."
    status = 403


class PermissionMissingError(BitaqaError):
    code = "desk.permission_missing"
    sentence = "Your role does not allow this act (%(permission)s)."
    next_step = "Ask the head of station."
    words: ClassVar = {"permission": PERMISSIONS}
    status = 403


class SecondPersonMissingError(BitaqaError):
    code = "desk.second_person_missing"
    sentence = "This act needs a second person, other than the one who does it."
    next_step = "Another operator types their own code and PIN."
    status = 403


class OperatorUnknownError(BitaqaError):
    code = "desk.operator_unknown"
    sentence = "No operator of this station has the code %(operator)s."
    next_step = "Check the code, or fetch a newer field pack."
    status = 404


class NotProvisionedError(BitaqaError):
    code = "station.not_provisioned"
    sentence = "The centre has not provisioned this station yet."
    next_step = "Send the request file to the centre, then install the genesis that it answers."


class GenesisNotOursError(BitaqaError):
    code = "station.genesis_not_ours"
    sentence = "The genesis names other keys than those of this station."
    next_step = "Check that the right request file was provisioned."


class GenesisOlderError(BitaqaError):
    code = "station.genesis_older"
    sentence = "The genesis opens epoch %(epoch)s, and this station is in epoch %(current)s."
    next_step = "Use the newest genesis that the centre made."


class ProvisionMalformedError(BitaqaError):
    code = "station.provision_malformed"
    sentence = "The provisioning file cannot be read."
    next_step = "Fetch it again from the centre."
    status = 400


class PlayedClockRefusedError(BitaqaError):
    code = "station.played_clock_refused"
    sentence = "This station keeps real time: no other date can be played."
    next_step = "Set BITAQA_CLOCK=scenario on a demonstration station."
    status = 403


class ClockFarOffError(BitaqaError):
    code = "station.clock_far_off"
    sentence = "The clock of this station reads %(station_time)s while the centre's word dates from %(centre_time)s."
    next_step = "Set the date and time of the machine, then reload; what was sealed meanwhile keeps both readings."


class EventUnknownError(BitaqaError):
    code = "station.event_unknown"
    sentence = "The station's journal knows no event “%(event)s”."
    next_step = PROGRAM_FAULT
