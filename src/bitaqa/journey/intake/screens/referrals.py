"""A packet in quarantine referred to a role, and what its people found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bitaqa.backbone.accounts.door import Permission, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.ui.errors import in_words

from ..errors import IntakeError
from ..forms import FindingForm, ReferForm
from ..queries import get_packet
from ..referring import close_referral, refer_packet
from .packets import check_packet


@requires(Permission.RESOLVE_QUARANTINE)
@require_POST
def refer(request: HttpRequest, packet: UUID) -> HttpResponse:
    form = ReferForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {"role": "", "because": ""}
    told = _("The packet is referred; it stands on the home of those who hold the role.")
    return _act(
        request,
        packet,
        Permission.RESOLVE_QUARANTINE,
        told,
        lambda user: refer_packet(packet=packet, by=user, at=now(), **given),
    )


@requires(Permission.SEE_STATIONS)
@require_POST
def close(request: HttpRequest, packet: UUID) -> HttpResponse:
    form = FindingForm(request.POST)
    finding = form.cleaned_data["finding"] if form.is_valid() else ""
    told = _("What was found is noted; the packet waits for those who resolve quarantine.")
    return _act(
        request,
        packet,
        Permission.SEE_STATIONS,
        told,
        lambda u: close_referral(packet=packet, by=u, at=now(), finding=finding),
    )


def _act(request: HttpRequest, packet: UUID, needed: Permission, told: str, act: Callable[[Any], None]) -> HttpResponse:
    """Does it, or says kindly why not; the packet's page follows either way."""
    user = person_of(request)
    check_packet(user, needed, get_packet(packet))
    try:
        act(user)
    except IntakeError as refusal:
        words = in_words(refusal)
        messages.info(request, f"{words.sentence} {words.next_step}")
    else:
        messages.success(request, told)
    return HttpResponseRedirect(reverse("intake:packet", args=[packet]))
