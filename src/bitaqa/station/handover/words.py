"""Codes of hand-over in words (msgids), for screens and printed sheets."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

from bitaqa.foundation.matching.decide import REASON_SENTENCES
from bitaqa.ui.statuses import Status

COLLECTORS: dict[str, Promise] = {
    "holder": _("The holder"),
    "representative": _("Legal representative"),
    "authorised": _("Authorised collector"),
}
CAPACITIES: dict[str, Promise] = {
    "father": _p("capacity", "Father"),
    "mother": _p("capacity", "Mother"),
    "guardian": _p("capacity", "Guardian"),
    "kafala": _p("capacity", "Kafala holder"),
}
FOUND_BY: dict[str, Promise] = {
    "receipt": _("Receipt"),
    "name": _("Name"),
    "list": _("List"),
    "finger": _("Finger"),
}
RELEASE: dict[str, Promise] = {
    "no_finger_on_file": _("No fingerprint on file"),
    "no_finger_captured": _("No fingerprint could be taken"),
    "finger_unclear": _("Fingerprints unclear"),
    "face_unclear": _("Fingerprints and face unclear"),
    "face_needs_a_second_sign": _("The face agrees, the fingerprint could not be taken"),
    "fingers_of_another": _("Fingerprints differ; both people know the holder"),
    "device_broken": _("The device does not work"),
    "collected_for_another": _("Collected for another, papers seen"),
}
PIN_REASONS: dict[str, Promise] = {
    "first": _("First PIN"),
    "blocked": _("PIN blocked"),
    "forgotten": _("PIN forgotten"),
}
OLD_FATES: dict[str, Promise] = {
    "taken_back": _("Taken back now"),
    "declared_lost": _("Declared lost"),
    "declared_stolen": _("Declared stolen"),
}
WITHHOLD: dict[str, Promise] = {
    "reported_death": _("Death reported"),
    "centre_said_so": _("The centre says so"),
    "damaged": _("Card damaged"),
    "doubt": _("Doubt about the card"),
}
STOPPED: dict[str, Promise] = {
    "death": _("Death reported"),
    "centre_said_so": _("The centre says so"),
    "damaged": _("Card damaged"),
}
"""Why the centre stopped a card, as the field pack tells it."""
CAPTURES: dict[str, Promise] = {
    "captures": _("fingers"),
    "finger": _("finger"),
    "picture": _("portrait"),
    "portrait": _("portrait"),
    "position": _("position of the finger"),
    "simulated": _("simulated capture"),
    "take": _("simulated capture"),
    "template": _("finger"),
}
"""Parts of a capture that cannot be read."""
RETURN: dict[str, Promise] = {
    "uncollected": _("Not collected"),
    "withheld": _("Withheld"),
    "visit_ended": _("The visit ended"),
    "not_on_list": _("Not on the list"),
}
DESTROY: dict[str, Promise] = {
    "wrong_data": _("Wrong data"),
    "uncollected": _("Not collected"),
    "reported_death": _("Death reported"),
    "damaged": _("Card damaged"),
}
MISSING: dict[str, Promise] = {
    "not_in_box": _("Not in the box"),
    "damaged_in_box": _("Damaged in the box"),
    "lost_here": _("Lost at the station"),
    "stolen_here": _("Stolen at the station"),
}
BOXES: dict[str, Promise] = {"whole": _("Whole"), "short": _("Short"), "damaged": _("Damaged")}
ACTS: dict[str, Promise] = {
    "receive": _("Received"),
    "miss": _("Missing"),
    "hand_over": _("Handed over"),
    "find_wrong": _("Wrong data, destroyed by two"),
    "withhold": _("Withheld"),
    "return": _("Returned"),
    "destroy": _("Destroyed by two"),
}
OUTCOMES: dict[str, Promise] = {
    "handed_over": _("Handed over"),
    "wrong_data": _("Wrong data"),
    "not_verified": _("Not verified"),
    "stopped": _("Stopped"),
}
FIELDS: dict[str, Promise] = {
    "names.arabic": _("Name in Arabic"),
    "names.latin": _("Name in Latin letters"),
    "birth": _("Birth date"),
    "birth_place": _("Birth place"),
    "sex": _("Sex"),
    "address": _("Address"),
    "parents": _("Parents' names"),
    "portrait": _("Portrait"),
}
CORRECTED: dict[str, Promise] = {
    "identity.names": _("Names"),
    "identity.sex": _("Sex"),
    "identity.birth": _("Birth date"),
    "identity.birth_place_ar": _("Birth place"),
    "identity.birth_place_latin": _("Birth place"),
    "identity.nationality": _("Nationality"),
    "identity.parents": _("Parents' names"),
    "identity.civil_status_number": _("Number of the civil-status entry"),
    "identity.address": _("Address"),
    "representative.capacity": _("Capacity of the legal representative"),
    "representative.names": _("Names of the legal representative"),
    "representative.national_number": _("National number of the legal representative"),
    "representative.paper": _("Paper of the legal representative"),
    "representative.paper_number": _("Paper of the legal representative"),
    "representative.signed": _("Signature of the legal representative"),
    "fields.field": _("Wrong line"),
    "fields.printed": _("Wrong line, as printed"),
    "fields.right": _("Wrong line, as it should read"),
}
"""What of a correction may be refused for its shape."""


def reason_sentence(code: str) -> str:
    """Why the machine did not verify, as its English sentence (a msgid); empty for a code that is none."""
    return {reason.value: text for reason, text in REASON_SENTENCES.items()}.get(code, "")


HERE: dict[str, Status] = {
    "here.due": Status(_p("card", "Expected"), "hourglass", "calm"),
    "here.at_station": Status(_p("card", "At the station"), "geo-alt", "go"),
    "here.missing": Status(_p("card", "Missing"), "question-circle", "wait"),
    "here.handed_over": Status(_p("card", "Handed over"), "check-circle", "ok"),
    "here.wrong": Status(_p("card", "Wrong data"), "exclamation-triangle", "wait"),
    "here.withheld": Status(_p("card", "Withheld"), "slash-circle", "stop"),
    "here.returned": Status(_p("card", "Returned"), "arrow-return-left", "calm"),
    "here.destroyed": Status(_p("card", "Destroyed"), "trash", "calm"),
    "box.due": Status(_p("consignment", "Expected"), "hourglass", "calm"),
}
"""States of a card at this station, and of a box that has not come yet, for `ui.statuses`."""
