"""The outbox on a screen: what waits, what the centre said, one round now."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import ERRORS, BitaqaError
from bitaqa.foundation.packet.answers import DISMISSED
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, real_now, requires, signed_in
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.formats import number_text
from bitaqa.ui.shapes import Figure
from bitaqa.ui.tables import Column, Filter, build_table

from .answers import erase_dismissed
from .disk import export_packets, get_disk, import_answers, removable_disks
from .domain import PacketState
from .queries import PacketFace, budget_use, outbox_state, packets_kept, packets_over_budget
from .sync import run_round

KINDS = {
    "application": gettext_lazy("Application"),
    "hand-over": gettext_lazy("Hand-over"),
    "custody": gettext_lazy("Custody of cards"),
    "journal": gettext_lazy("Journal of operations"),
    "day-report": gettext_lazy("Day report"),
    "correction": gettext_lazy("Correction"),
}


MIB = 1024 * 1024
QUARANTINE_WORDS = {
    "application_known": gettext_lazy("The centre already holds this request."),
    "receipt_known": gettext_lazy("Another request already bears this receipt number."),
    "application_missing": gettext_lazy("The centre does not hold the request that this packet completes."),
    "application_not_waiting": gettext_lazy("The request that this packet completes no longer waits."),
    "completed_too_late": gettext_lazy("The request that this packet completes had ended before: make a new one."),
    "attachment_missing": gettext_lazy("A picture or a finger is missing in the packet."),
    "attachment_not_a_picture": gettext_lazy("Something sent as a picture is not one."),
    "packet_unreadable": gettext_lazy("The packet cannot be opened."),
    "visit_unknown": gettext_lazy("The centre does not know the visit that is named."),
    "epoch_closed": gettext_lazy("The station was provisioned anew since this packet was sealed."),
    "epoch_not_provisioned": gettext_lazy("The centre has not provisioned this station yet."),
    "station_revoked": gettext_lazy("The centre no longer takes packets of this station."),
}


DISMISSED_WORDS = {
    "sent_again": gettext_lazy("The same content was sealed and sent again."),
    "damaged": gettext_lazy("Its bytes were damaged beyond repair: enrol the person again if their file is missing."),
    "entered_before": gettext_lazy("Its content had already been entered from another packet."),
    "not_ours": gettext_lazy("The centre does not hold it for a packet of this station."),
}


def outbox_page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        result = run_round()
        if result.trouble:
            messages.warning(request, trouble_in_words(result.trouble))
        else:
            messages.success(
                request, _("%(sent)s sent, %(waiting)s waiting.") % {"sent": result.sent, "waiting": result.waiting}
            )
        return HttpResponseRedirect(reverse("outbox:list"))
    state = outbox_state()
    use = budget_use(local_day(real_now()))
    kept = packets_kept(2000)
    quarantined = [
        {"sequence": p.sequence, "reason": p.reason, "words": quarantine_in_words(p.reason)}
        for p in kept
        if p.state == PacketState.QUARANTINED.value
    ]
    dismissed = [
        {
            "id": p.packet,
            "sequence": p.sequence,
            "reason": p.reason,
            "words": quarantine_in_words(p.reason),
            "dialog": f"erase-{p.sequence}",
        }
        for p in kept
        if p.state == PacketState.DISMISSED.value
    ]
    context = {
        "state": state, "figures": _figures(state), "table": _table(request, kept),
        "quarantined": quarantined[:5], "dismissed": dismissed[:5],
        "too_large": [{"sequence": p.sequence, "size": number_text(p.size)} for p in packets_over_budget()],
        "day_budget": number_text(use.budget),
        "used": -(-use.sent // MIB), "budget": use.budget // MIB, "line": _line(state.trouble),
        "budget_note": _("In mebibytes. What is over the budget leaves tomorrow, small packets first."),
    }  # fmt: skip
    return render(request, "outbox/list.html", context)


@requires(Permission.RUN_DAY)
@require_POST
def erase_packet(request: HttpRequest, packet: UUID) -> HttpResponse:
    """The head lets go of a packet that two people at the centre dismissed. Pressed twice, it is erased once."""
    if erase_dismissed(packet=packet, by=signed_in(request), at=now()):
        messages.success(request, _("The packet is erased here; its place in the chain stays."))
    return HttpResponseRedirect(reverse("outbox:list"))


@requires(Permission.RUN_DAY)
def disk_page(request: HttpRequest) -> HttpResponse:
    """Packets out, answers in, by a disk that the head of station plugs in."""
    error: ErrorInWords | None = None
    if request.method == "POST":
        try:
            said = _disk(request)
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("outbox:disk"))
    context = {"disks": removable_disks(), "error": error}
    return render(request, "outbox/disk.html", context, status=409 if error else 200)


def _disk(request: HttpRequest) -> str:
    folder = get_disk(request.POST.get("disk", ""))
    if request.POST.get("act") == "import":
        moved = import_answers(folder=folder)
        return _("Answers read: %(accepted)s accepted, %(quarantined)s in quarantine.") % {
            "accepted": moved[PacketState.ACCEPTED], "quarantined": moved[PacketState.QUARANTINED],
        }  # fmt: skip
    written = export_packets(folder=folder, by=signed_in(request).code, at=now())
    return _("%(count)s packets written to the disk.") % {"count": written}


def _line(code: str) -> ErrorInWords | None:
    """What the last round met, whole; nothing when it went well."""
    error = ERRORS.get(code)
    if not code or error is None or "%(" in error.sentence:
        return ErrorInWords(_("The last round did not go well."), "", code) if code else None
    return in_words(error())


def quarantine_in_words(reason: str) -> str:
    """Why the centre set a packet aside, or dismissed it; its own sentence when this program knows it."""
    words = DISMISSED_WORDS if reason.startswith(DISMISSED) else QUARANTINE_WORDS
    known = words.get(reason.rpartition(".")[2])
    return str(known) if known is not None else trouble_in_words(reason)


def trouble_in_words(code: str) -> str:
    """The sentence of an error whose facts were not kept; its code when the sentence needs them."""
    error = ERRORS.get(code)
    return _(error.sentence) if error is not None and "%(" not in error.sentence else code


def _figures(state: Any) -> list[Figure]:
    return [
        Figure(_("To send"), state.by_state[PacketState.SEALED.value], icon="hourglass"),
        Figure(_("Stored at the centre"), state.by_state[PacketState.STORED.value], icon="cloud-check"),
        Figure(_("Accepted"), state.by_state[PacketState.ACCEPTED.value], icon="check-circle"),
        Figure(_("In quarantine"), state.by_state[PacketState.QUARANTINED.value], icon="shield-exclamation"),
        Figure(_("Deleted here"), state.by_state[PacketState.DELETED.value], icon="trash"),
    ]


def _table(request: HttpRequest, kept: tuple[PacketFace, ...]) -> Any:
    return build_table(
        request,
        id="packets",
        caption=_("Packets kept here"),
        rows=list(kept),
        columns=[
            Column("sequence", _("Number"), "num", sort="sequence"),
            Column("kind", _("Content"), value=lambda p: KINDS.get(p.kind, p.kind), sort="kind"),
            Column("sealed_at", _("Sealed at"), "instant", sort="sealed_at"),
            Column("size", _("Bytes"), "num", sort="size"),
            Column("state", _("State"), "status", value=_status),
            Column("trouble", _("Remark"), value=_remark),
        ],
        filters=[Filter("kind", _("Content"), list(KINDS.items()))],
        search=lambda rows, asked: [
            p for p in rows if asked == str(p.sequence) or asked.casefold() in _remark(p).casefold()
        ],
        search_label=_("Number or remark"),
        empty_title=_("Nothing is kept here"),
        empty_text=_("Every packet has reached the centre and was accepted."),
    )


def _remark(packet: PacketFace) -> str:
    if packet.trouble:
        return trouble_in_words(packet.trouble)
    return quarantine_in_words(packet.reason) if packet.reason else ""


def _status(packet: PacketFace) -> str:
    return "packet.waiting" if packet.state == PacketState.SEALED.value else f"packet.{packet.state}"
