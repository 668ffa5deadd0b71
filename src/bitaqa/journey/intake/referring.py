"""A quarantined packet is referred to a role that can find out what happened; its people see it on their home.

The packet stays where it is: whoever resolves quarantine may still try it again, or dismiss it by two. A referral ends
with what was found, by someone who holds the role, or is taken back by those who resolve. Refuses: a role that cannot
open the page of a packet, a reason that is not among the codes.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from bitaqa.backbone.accounts.door import NotPermittedError, Permission, RoleCode, actor_of, can, check_can, roles_of
from bitaqa.backbone.journal.door import record

from .errors import NotReferredError, ReferralUnclearError
from .models import Packet, PacketState
from .releasing import locked_in_quarantine, told
from .words import FINDING_WORDS, REFER_WORDS

if TYPE_CHECKING:
    from bitaqa.backbone.accounts.door import User

REFERRED_TO = (RoleCode.COORDINATOR, RoleCode.CAMPAIGN_HEAD, RoleCode.DELIVERY, RoleCode.ADMINISTRATOR)
"""Roles that see stations, and so may open a packet's page, and that act."""
_COLUMNS = ["referred_to", "referred_by", "referred_at", "referred_because", "finding", "found_by"]


@transaction.atomic
def refer_packet(*, packet: UUID, role: str, by: User, at: datetime, because: str) -> None:
    """`role` is one of REFERRED_TO, `because` a code of REFER_WORDS; referring again replaces the referral.

    Raises NotPermittedError, PacketUnknownError, PacketSettledError, ReferralUnclearError.
    """
    check_can(by, Permission.RESOLVE_QUARANTINE)
    if role not in REFERRED_TO or because not in REFER_WORDS:
        raise ReferralUnclearError()
    row = locked_in_quarantine(packet)
    if (row.referred_to, row.referred_because) == (role, because):
        return  # pressed twice
    row.referred_to, row.referred_by, row.referred_at, row.referred_because = role, by.pk, at, because
    row.finding, row.found_by = "", None
    row.save(update_fields=_COLUMNS)
    record([told(row, "packet.referred", by=actor_of(by), at=at, because=because)])


@transaction.atomic
def close_referral(*, packet: UUID, by: User, at: datetime, finding: str) -> None:
    """What was found, a code of FINDING_WORDS, by someone who holds the role named, or who resolves quarantine.

    Raises NotPermittedError, PacketUnknownError, PacketSettledError, NotReferredError, ReferralUnclearError.
    """
    row = locked_in_quarantine(packet)
    if not row.referred_to:
        raise NotReferredError()
    if not may_close(by, row):
        raise NotPermittedError(permission=str(Permission.RESOLVE_QUARANTINE))
    if finding not in FINDING_WORDS:
        raise ReferralUnclearError()
    row.referred_to, row.referred_by, row.referred_at, row.referred_because = "", None, None, ""
    row.finding, row.found_by = finding, by.pk
    row.save(update_fields=_COLUMNS)
    record([told(row, "packet.referral_closed", by=actor_of(by), at=at, because=finding)])


def may_close(user: Any, row: Packet) -> bool:
    """Whether this person holds the role that the packet is referred to, or resolves quarantine."""
    return bool(row.referred_to) and (row.referred_to in roles_of(user) or can(user, Permission.RESOLVE_QUARANTINE))


def referred_packets(user: Any) -> Any:
    """The packets in quarantine that are referred to a role of this person; a queryset for this room alone."""
    return Packet.objects.filter(state=PacketState.QUARANTINED, referred_to__in=list(roles_of(user)))
