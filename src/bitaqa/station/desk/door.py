"""What other rooms of the station may ask of the desk room."""

from __future__ import annotations

from .clock import check_clock_is_plausible, hear_centre_time, is_played, now, reading, real_now, set_played_clock
from .crew import find_operator, get_operator, hash_pin, operator_name, operators, prove_second_person, replace_crew
from .desks import desk_of
from .domain import Identity, Operator, check_may
from .errors import (
    ClockFarOffError,
    DeskNotEnrolledError,
    NotProvisionedError,
    NotSignedInError,
    PermissionMissingError,
    SecondPersonMissingError,
)
from .identity import centre_verifier, centre_verifiers, find_identity, identity, install_genesis, trust_centre_keys
from .journal import entries_to_send, entries_waiting, mark_sent, record, record_all, record_look
from .middleware import operator_of, public, requires, signed_in
from .sessions import change_operator

__all__ = [
    "ClockFarOffError",
    "DeskNotEnrolledError",
    "Identity",
    "NotProvisionedError",
    "NotSignedInError",
    "Operator",
    "PermissionMissingError",
    "SecondPersonMissingError",
    "centre_verifier",
    "centre_verifiers",
    "change_operator",
    "check_clock_is_plausible",
    "check_may",
    "desk_of",
    "entries_to_send",
    "entries_waiting",
    "find_identity",
    "find_operator",
    "get_operator",
    "hash_pin",
    "hear_centre_time",
    "identity",
    "install_genesis",
    "is_played",
    "mark_sent",
    "now",
    "operator_name",
    "operator_of",
    "operators",
    "prove_second_person",
    "public",
    "reading",
    "real_now",
    "record",
    "record_all",
    "record_look",
    "replace_crew",
    "requires",
    "set_played_clock",
    "signed_in",
    "trust_centre_keys",
]
