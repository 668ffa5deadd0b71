"""The outbox on a screen: what waits, what the centre said, one round now."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bitaqa.foundation.kernel.errors import ERRORS
from bitaqa.ui.shapes import Figure
from bitaqa.ui.tables import Column, Filter, build_table

from .domain import PacketState
from .queries import PacketFace, outbox_state, packets_kept
from .sync import run_round

KINDS = {
    "application": gettext_lazy("Application"),
    "hand-over": gettext_lazy("Hand-over"),
    "custody": gettext_lazy("Custody of cards"),
    "journal": gettext_lazy("Journal of operations"),
    "day-report": gettext_lazy("Day report"),
    "correction": gettext_lazy("Correction"),
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
    return render(request, "outbox/list.html", {"state": state, "figures": _figures(state), "table": _table(request)})


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
        Figure(_("Deleted here after acceptance"), state.by_state[PacketState.DELETED.value], icon="trash"),
    ]


def _table(request: HttpRequest) -> Any:
    return build_table(
        request,
        id="packets",
        caption=_("Packets kept here"),
        rows=list(packets_kept(2000)),
        columns=[
            Column("sequence", _("Number"), "num", sort="sequence"),
            Column("kind", _("Content"), value=lambda p: KINDS.get(p.kind, p.kind), sort="kind"),
            Column("sealed_at", _("Sealed at"), "instant", sort="sealed_at"),
            Column("size", _("Bytes"), "num", sort="size"),
            Column("state", _("State"), "status", value=_status),
            Column("trouble", _("Remark"), value=_remark),
        ],
        filters=[Filter("kind", _("Content"), list(KINDS.items()))],
        empty_title=_("Nothing is kept here"),
        empty_text=_("Every packet has reached the centre and was accepted."),
    )


def _remark(packet: PacketFace) -> str:
    code = packet.trouble or packet.reason
    return trouble_in_words(code) if code else ""


def _status(packet: PacketFace) -> str:
    return "packet.waiting" if packet.state == PacketState.SEALED.value else f"packet.{packet.state}"
