"""Codes of this room in words a person reads; why a packet is in quarantine."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.kernel.errors import ERRORS
from bitaqa.foundation.packet.header import PacketKind
from bitaqa.ui.errors import ErrorInWords, facts_in_words

from .models import Packet

PACKET_KINDS = {
    PacketKind.APPLICATION.value: _("Application"),
    PacketKind.HAND_OVER.value: _("Hand-over"),
    PacketKind.CUSTODY.value: _("Custody of cards"),
    PacketKind.JOURNAL.value: _("Station journal"),
    PacketKind.DAY_REPORT.value: _("Day report"),
    PacketKind.CORRECTION.value: _("Correction or missing papers"),
}
PACKET_STATES = {
    "stored": _("Stored, not opened yet"),
    "accepted": _("Accepted"),
    "quarantined": _("In quarantine"),
    "dismissed": _("Dismissed by two people"),
}
DISMISS_WORDS = {
    "sent_again": _("The station sealed and sent it again"),
    "damaged": _("The bytes are damaged beyond repair"),
    "entered_before": _("Its content was entered from another packet"),
    "not_ours": _("It does not come from one of our stations"),
}
REFER_WORDS = {
    "ask_station": _("The station must be asked what happened"),
    "check_cards": _("Cards or hand-overs must be counted"),
    "check_keys": _("The station's keys or its provisioning must be looked at"),
    "check_rules": _("The rules of the country pack may be at fault"),
}
FINDING_WORDS = {
    "try_again": _("It can be tried again"),
    "dismiss": _("It can be dismissed"),
    "nothing_found": _("Nothing was found"),
    "not_ours": _("It is for another role to look at"),
}
UNKNOWN = _("This version of the program does not know the reason.")


def reason_in_words(packet: Packet, codes: Mapping[UUID, str]) -> ErrorInWords | None:
    """Why the packet waits, what to do, and the code; None when nothing is wrong. `codes` names stations."""
    if not packet.reason_code:
        return None
    kind = ERRORS.get(packet.reason_code)
    if kind is None:
        return ErrorInWords(str(UNKNOWN), "", packet.reason_code)
    facts = {"sequence": packet.sequence, "epoch": packet.epoch, **facts_in_words(packet.reason_facts, kind)}
    facts["station"] = codes.get(packet.station, str(packet.station)[-8:])
    try:
        return ErrorInWords(
            gettext(kind.sentence) % facts, gettext(kind.next_step) % facts if kind.next_step else "", kind.code
        )
    except KeyError:
        return ErrorInWords(str(UNKNOWN), "", packet.reason_code)
