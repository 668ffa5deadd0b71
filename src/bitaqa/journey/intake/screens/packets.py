"""Packets as they arrived: by station and epoch with the chain's gaps, by state, by kind; and one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import EVERYWHERE, Permission, can, display_names, person_of, requires, role_name
from bitaqa.journey.planning.door import covers, stations_within
from bitaqa.records.stations import door as stations
from bitaqa.records.stations.door import StationValue
from bitaqa.ui.shapes import Crumb, Fact, Figure
from bitaqa.ui.tables import Column, Filter, build_table

from .. import spool
from ..errors import PacketUnknownError
from ..forms import DismissForm, FindingForm, ReferForm
from ..models import Packet, PacketState
from ..queries import get_packet, head_of
from ..referring import may_close
from ..words import DISMISS_WORDS, FINDING_WORDS, PACKET_KINDS, PACKET_STATES, REFER_WORDS, reason_in_words


@requires(Permission.SEE_STATIONS)
@require_GET
def packets(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    own = stations_within(user, Permission.SEE_STATIONS, stations.all_stations())
    codes = {station.id: station.code for station in own}
    rows = Packet.objects.all()
    if not covers(user, Permission.SEE_STATIONS, EVERYWHERE):
        rows = rows.filter(station__in=codes)
    epochs = sorted({number for station in own for number in range(1, station.epoch + 1)})
    table = build_table(
        request,
        id="packets",
        caption=_("Packets"),
        rows=rows,
        page_size=50,
        columns=[
            Column("sequence", _("Number"), "num", sort="sequence"),
            Column("station", _("Station"), "latin", value=lambda p: codes.get(p.station, f"…{str(p.station)[-8:]}")),
            Column("epoch", _("Epoch"), "num"),
            Column("kind", _("Kind of packet"), value=kind_in_words, href=packet_url),
            Column("state", _("State"), "status", value=packet_status),
            Column("reason", _("Reason"), value=lambda p: _sentence(p, codes)),
            Column("stored_at", _("Stored"), "instant", sort="stored_at"),
            Column("size", _("Bytes"), "num", sort="size"),
        ],
        filters=[
            Filter("station", _("Station"), [(str(s.id), s.code) for s in own]),
            Filter("epoch", _("Epoch"), [(str(number), str(number)) for number in epochs]),
            Filter("state", _("State"), list(PACKET_STATES.items())),
            Filter("kind", _("Kind of packet"), list(PACKET_KINDS.items())),
        ],
        search=lambda found, asked: _matching(found, asked, codes),
        search_label=_("Number of the packet, or code of the station"),
        default_sort="-stored_at",
        empty_title=_("No packet has come"),
        empty_text=_("Stations send their packets when they are online, or on a disk."),
    )
    waiting = rows.filter(state=PacketState.QUARANTINED).count()
    context = {
        "table": table,
        "chains": _chains(own, table.filters[0].chosen, table.filters[1].chosen),
        "figures": [
            Figure(
                _("In quarantine"),
                waiting,
                icon="shield-exclamation",
                tone="wait" if waiting else "",
                href="?state=quarantined",
            ),
            Figure(_("Stored, not opened yet"), rows.filter(state=PacketState.STORED).count(), icon="hourglass"),
            Figure(_("Accepted"), rows.filter(state=PacketState.ACCEPTED).count(), icon="check-circle"),
        ],
        "may_bring": can(user, Permission.RESOLVE_QUARANTINE),
    }
    return render(request, "intake/packets.html", context)


def _matching(rows: QuerySet[Packet], asked: str, codes: Mapping[UUID, str]) -> QuerySet[Packet]:
    """By the number that a station shows beside a packet, by station, or by the packet's id."""
    if asked.isdecimal():
        return rows.filter(sequence=int(asked)) if len(asked) < 10 else rows.none()
    try:
        return rows.filter(id=UUID(asked))
    except ValueError:
        return rows.filter(station__in=[id_ for id_, code in codes.items() if asked.casefold() in code.casefold()])


def kind_in_words(packet: Packet) -> Any:
    return PACKET_KINDS.get(packet.kind, packet.kind) or _("Bytes that are not a packet")


def _sentence(packet: Packet, codes: dict[UUID, str]) -> str:
    words = reason_in_words(packet, codes)
    return words.sentence if words else ""


def packet_status(packet: Packet) -> str:
    if packet.state == PacketState.QUARANTINED and packet.dismissed_by is not None:
        return "packet.proposed"
    return f"packet.{packet.state}"


def packet_url(packet: Packet) -> str:
    return reverse("intake:packet", args=[packet.id])


def _chains(own: list[StationValue], station: str, epoch: str) -> list[dict[str, Any]]:
    """The chain of the station chosen, by epoch; else every chain in force that has gaps."""
    chosen = [each for each in own if str(each.id) == station] if station else own
    lines = []
    for each in chosen:
        numbers = [int(epoch)] if epoch else (list(range(each.epoch, 0, -1)) if station else [each.epoch])
        for number in numbers:
            if not 1 <= number <= each.epoch:
                continue
            head = head_of(each.id, number)
            if station or head.gaps:
                lines.append({"station": each, "epoch": number, "head": head, "gaps": gaps_in_words(head.gaps),
                              "missing": sum(last - first + 1 for first, last in head.gaps)})  # fmt: skip
    return lines


def gaps_in_words(gaps: tuple[tuple[int, int], ...]) -> str:
    """`3, 7–9`, isolated as left-to-right."""
    told = [str(first) if first == last else f"{first}–{last}" for first, last in gaps]
    return f"\u2066{', '.join(told)}\u2069" if told else ""


def check_packet(user: Any, permission: Permission, row: Packet) -> None:
    """Raises PacketUnknownError for a packet of a station outside this person's reach."""
    if covers(user, permission, EVERYWHERE):
        return
    own = {station.id for station in stations_within(user, permission, stations.all_stations())}
    if row.station not in own:
        raise PacketUnknownError()


@requires(Permission.SEE_STATIONS)
@require_GET
def packet(request: HttpRequest, packet: UUID) -> HttpResponse:
    user, row = person_of(request), get_packet(packet)
    check_packet(user, Permission.SEE_STATIONS, row)
    codes = {station.id: station.code for station in stations.all_stations()}
    ids = [id_ for id_ in (row.dismissed_by, row.dismissed_with, row.referred_by, row.found_by) if id_]
    names = display_names(ids, get_language() or "ar") if ids else {}
    may = can(user, Permission.RESOLVE_QUARANTINE)
    waiting = row.state == PacketState.QUARANTINED
    context = {
        "packet": row,
        "status": packet_status(row),
        "crumbs": [Crumb(_("Packets"), reverse("intake:packets")), Crumb(_("One packet"))],
        "kind": PACKET_KINDS.get(row.kind, row.kind),
        "reason": reason_in_words(row, codes),
        "facts": [
            Fact(_("Station"), codes.get(row.station, str(row.station)), "latin"),
            Fact(_("Epoch"), row.epoch, "num"),
            Fact(_("Number"), row.sequence, "num"),
            Fact(_("Kind of packet"), PACKET_KINDS.get(row.kind, row.kind)),
            Fact(_("Sealed at the station"), row.sealed_at, "instant"),
            Fact(_("Stored at the centre"), row.stored_at, "instant"),
            Fact(_("In quarantine since") if waiting else _("Settled"), row.settled_at, "instant"),
            Fact(_("Bytes"), row.size, "num"),
            Fact(_("Hash"), bytes(row.hash).hex(), "latin"),
        ],
        "may_act": may and waiting,
        "may_retry": may and waiting and row.sequence is not None and spool.held(bytes(row.hash)),
        "may_download": may and spool.held(bytes(row.hash)),
        "form": DismissForm(),
        "refer": ReferForm(auto_id="refer_%s") if may and waiting else None,
        "referral": _referral(row, names) if waiting else None,
        "finding": FindingForm() if waiting and may_close(user, row) else None,
        "found": FINDING_WORDS.get(row.finding, "") if waiting else "",
        "found_by": names.get(row.found_by, "") if row.found_by else "",
        "proposed_by": names.get(row.dismissed_by, "") if row.dismissed_by else "",
        "confirmed_by": names.get(row.dismissed_with, "") if row.dismissed_with else "",
        "because": DISMISS_WORDS.get(row.dismissed_because, row.dismissed_because),
        "mine": row.dismissed_by == user.pk,
        "station_href": f"{reverse('intake:packets')}?station={row.station}",
    }
    return render(request, "intake/packet.html", context)


def _referral(row: Packet, names: dict[UUID, str]) -> dict[str, Any] | None:
    """Who is asked, what, by whom; None when nobody is."""
    if not row.referred_to or row.referred_by is None:
        return None
    return {
        "role": role_name(row.referred_to),
        "because": REFER_WORDS.get(row.referred_because, row.referred_because),
        "by": names.get(row.referred_by, ""),
        "at": row.referred_at,
    }
