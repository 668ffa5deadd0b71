"""What people do with a packet in quarantine: try it again, dismiss it by two, take its sealed bytes for support."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, fresh_sign_in, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words

from .. import spool
from ..dismissing import confirm_dismissal, decline_dismissal, propose_dismissal
from ..errors import IntakeError, PacketBytesGoneError
from ..forms import DismissForm
from ..queries import get_packet
from ..releasing import release_packet
from .packets import check_packet


@requires(Permission.RESOLVE_QUARANTINE)
@require_POST
def release(request: HttpRequest, packet: UUID) -> HttpResponse:
    told = _("The packet is tried again; it comes back here if the reason still holds.")
    return _act(request, packet, told, lambda user: release_packet(packet=packet, by=user, at=now()))


@requires(Permission.RESOLVE_QUARANTINE)
@require_POST
@fresh_sign_in
def propose(request: HttpRequest, packet: UUID) -> HttpResponse:
    form = DismissForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    told = _("The dismissal is proposed; another person confirms or declines it.")
    return _act(request, packet, told, lambda u: propose_dismissal(packet=packet, by=u, at=now(), because=because))


@requires(Permission.RESOLVE_QUARANTINE)
@require_POST
@fresh_sign_in
def confirm(request: HttpRequest, packet: UUID) -> HttpResponse:
    return _act(
        request, packet, _("The packet is dismissed."), lambda u: confirm_dismissal(packet=packet, by=u, at=now())
    )


@requires(Permission.RESOLVE_QUARANTINE)
@require_POST
def decline(request: HttpRequest, packet: UUID) -> HttpResponse:
    return _act(
        request,
        packet,
        _("The proposal is taken back; the packet waits on."),
        lambda u: decline_dismissal(packet=packet, by=u, at=now()),
    )


def _act(request: HttpRequest, packet: UUID, told: str, act: Callable[[Any], None]) -> HttpResponse:
    """Does it, or says kindly why not (a second press, another tab); the packet's page follows either way."""
    user = person_of(request)
    check_packet(user, Permission.RESOLVE_QUARANTINE, get_packet(packet))
    try:
        act(user)
    except IntakeError as refusal:
        words = in_words(refusal)
        messages.info(request, f"{words.sentence} {words.next_step}")
    else:
        messages.success(request, told)
    return HttpResponseRedirect(reverse("intake:packet", args=[packet]))


@requires(Permission.RESOLVE_QUARANTINE)
@require_GET
def sealed_bytes(request: HttpRequest, packet: UUID) -> HttpResponse:
    """The packet as it came: sealed, so that support reads its shell and nobody reads its content."""
    row = get_packet(packet)
    check_packet(person_of(request), Permission.RESOLVE_QUARANTINE, row)
    digest = bytes(row.hash)
    if not spool.held(digest):
        raise PacketBytesGoneError()
    codes = {station.id: station.code for station in stations.all_stations()}
    name = f"{codes.get(row.station, 'unknown')}-{row.epoch}-{row.sequence or 0}.btq"
    response = HttpResponse(spool.read(digest), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
