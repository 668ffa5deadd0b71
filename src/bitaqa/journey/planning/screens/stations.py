"""Stations: keys and epochs, what reached the centre of their chain, crews, field packs, revocation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, Scope, actor_of, can, fresh_sign_in, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.records.stations import door as stations
from bitaqa.records.stations.door import StationValue
from bitaqa.ui.errors import in_words
from bitaqa.ui.formats import number_text
from bitaqa.ui.shapes import Crumb, Fact
from bitaqa.ui.tables import Column, Filter, build_table

from ..chains import SILENT, chain_state, traffic
from ..errors import PlanningError
from ..forms import CrewForm, RevokeForm
from ..packing import issue_field_pack
from ..provisioning import end_crew_member, save_crew_member
from ..queries import crew_of, newest_packs, packs_of
from ..reach import check_unit, covers, stations_within
from ..words import CREW_ROLES
from .campaigns import arabic


def unit_name(station: StationValue) -> str:
    return station.unit_name_ar if arabic() else station.unit_name_fr


def runs_in_words(gaps: tuple[tuple[int, int], ...]) -> str:
    """`3, 7–9`, isolated as left-to-right; empty when nothing is missing."""
    told = [str(first) if first == last else f"{first}–{last}" for first, last in gaps]
    return f"\u2066{', '.join(told)}\u2069" if told else ""


def station_state(station: StationValue) -> str:
    return "station.revoked" if station.revoked else "station.working"


@requires(Permission.SEE_STATIONS)
@require_GET
def station_list(request: HttpRequest) -> HttpResponse:
    user, at = person_of(request), now()
    rows = stations_within(user, Permission.SEE_STATIONS, stations.all_stations())
    heard, packs = traffic(), newest_packs()
    chains = {station.id: chain_state(station.id, station.epoch) for station in rows}
    table = build_table(
        request,
        id="stations",
        caption=_("Stations"),
        rows=rows,
        columns=[
            Column("code", _("Station"), "latin", sort="1", href=lambda s: reverse("planning:station", args=[s.code])),
            Column("unit", _("Unit"), value=unit_name),
            Column("epoch", _("Epoch"), "num"),
            Column("state", _("State"), "status", value=station_state),
            Column("last", _("Last packet"), "instant", value=lambda s: heard.get(s.id, SILENT).last_at),
            Column("gaps", _("Packets missing"), value=lambda s: runs_in_words(chains[s.id].gaps) or gettext("None")),
            Column("quarantined", _("In quarantine"), "num", value=lambda s: heard.get(s.id, SILENT).quarantined),
            Column("pack", _("Field pack"), value=lambda s: _pack_in_words(packs.get(s.id), at)),
            Column(
                "expires", _("Until"), "instant", value=lambda s: packs[s.id].valid_until if s.id in packs else None
            ),
        ],
        filters=[
            Filter(
                "trouble",
                _("Show"),
                [
                    ("gaps", _("With packets missing")),
                    ("quarantine", _("With quarantine")),
                    ("pack", _("Without a valid pack")),
                ],
                apply=lambda rows, value: [s for s in rows if _has(value, s, chains, heard, packs, at)],
            ),
        ],
        search=["code", "unit_name_ar", "unit_name_fr"],
        empty_title=_("No station is provisioned"),
        empty_text=_("A station writes a request file when it is set up; provision it from that file."),
    )
    context = {"table": table, "may_provision": can(user, Permission.PROVISION_STATIONS)}
    return render(request, "planning/stations.html", context)


def _pack_in_words(pack: Any, at: datetime) -> str:
    if pack is None:
        return gettext("None issued")
    if pack.valid_until <= at:
        return gettext("No. %(serial)s, expired") % {"serial": number_text(pack.serial)}
    return gettext("No. %(serial)s") % {"serial": number_text(pack.serial)}


def _owner(station: StationValue) -> str:
    """Who owns the unit and lends it to campaigns (F0.1), in the reader's script; empty when nobody said."""
    unit = next((each for each in stations.all_units() if each.id == station.unit), None)
    return (unit.owner_ar if arabic() else unit.owner_fr) if unit else ""


def _has(value: str, station: StationValue, chains: Any, heard: Any, packs: Any, at: datetime) -> bool:
    if value == "gaps":
        return bool(chains[station.id].gaps)
    if value == "quarantine":
        return bool(heard.get(station.id, SILENT).quarantined)
    return station.id not in packs or packs[station.id].valid_until <= at


@requires(Permission.SEE_STATIONS)
@require_GET
def station(request: HttpRequest, code: str) -> HttpResponse:
    return _station_page(request, code)


def _station_page(
    request: HttpRequest,
    code: str,
    *,
    crew: CrewForm | None = None,
    error: BitaqaError | None = None,
    status: int = 200,
) -> HttpResponse:
    user, value, at = person_of(request), stations.station_by_code(code), now()
    check_unit(user, Permission.SEE_STATIONS, value.unit)
    heard = traffic().get(value.id, SILENT)
    epochs = sorted(
        (e for (id_, _e), e in stations.epochs_of_stations().items() if id_ == value.id), key=lambda e: -e.epoch
    )
    chains = [
        {
            "epoch": e,
            "chain": (chain := chain_state(value.id, e.epoch)),
            "gaps": runs_in_words(chain.gaps),
            "missing": sum(b - a + 1 for a, b in chain.gaps),
        }
        for e in epochs
    ]
    may = covers(user, Permission.PROVISION_STATIONS, Scope(unit=value.unit))
    packs = packs_of(value.id)
    pack_table = build_table(
        request,
        id="packs",
        prefix="pack-",
        caption=_("Field packs"),
        rows=packs,
        columns=[
            Column("serial", _("Serial"), "num"),
            Column("issued_at", _("Issued"), "instant"),
            Column("valid_until", _("Valid until"), "instant"),
            Column("visits", _("Visits"), "num"),
            Column("cards", _("Cards"), "num"),
            Column("files", _("Incomplete files"), "num"),
            Column("fetched_at", _("Fetched by the station"), "instant"),
        ],
        empty_title=_("No field pack yet"),
        empty_text=_("A station enrols nobody without a field pack."),
    )
    context = {
        "station": value,
        "name": unit_name(value),
        "status": station_state(value),
        "crumbs": [Crumb(_("Stations"), reverse("planning:stations")), Crumb(value.code)],
        "facts": [
            Fact(_("Unit"), unit_name(value)),
            Fact(_("Owner of the unit"), _owner(value)),
            Fact(_("Epoch"), value.epoch, "num"),
            Fact(_("Last packet"), heard.last_at, "instant"),
            Fact(_("Packets received"), heard.packets, "num"),
        ],
        "heard": heard,
        "quarantine": f"{reverse('intake:packets')}?{urlencode({'station': str(value.id), 'state': 'quarantined'})}",
        "packets": f"{reverse('intake:packets')}?{urlencode({'station': str(value.id)})}",
        "chains": chains,
        "crew": [
            {"value": m, "role": CREW_ROLES.get(m.role, m.role), "name": m.name_ar if arabic() else m.name_latin}
            for m in crew_of(value.id)
        ],
        "crew_form": crew or CrewForm(),
        "packs": pack_table,
        "pack_expired": not packs or packs[0].valid_until <= at,
        "revoke_form": RevokeForm(),
        "may": may and not value.revoked,
        "error": in_words(error) if error else None,
    }
    return render(request, "planning/station.html", context, status=status)


@sensitive_post_parameters("pin")
@requires(Permission.PROVISION_STATIONS)
@require_POST
def save_crew(request: HttpRequest, code: str) -> HttpResponse:
    value, form = _mine(request, code), CrewForm(request.POST)
    if not form.is_valid():
        return _station_page(request, code, crew=form, status=422)
    given = form.cleaned_data
    with transaction.atomic():
        save_crew_member(
            station=value.id,
            operator=given["operator"],
            role=RoleCode(given["role"]),
            name_ar=given["name_ar"],
            name_latin=given["name_latin"],
            pin=given["pin"],
            at=now(),
        )
    messages.success(request, gettext("The operator is entered; the next field pack carries the PIN."))
    return HttpResponseRedirect(reverse("planning:station", args=[code]))


@requires(Permission.PROVISION_STATIONS)
@require_POST
def end_crew(request: HttpRequest, code: str) -> HttpResponse:
    value = _mine(request, code)
    if end_crew_member(station=value.id, operator=request.POST.get("operator", ""), at=now()):
        messages.success(request, gettext("The operator leaves the crew with the next field pack."))
    return HttpResponseRedirect(reverse("planning:station", args=[code]))


@requires(Permission.PROVISION_STATIONS)
@require_POST
def issue_pack(request: HttpRequest, code: str) -> HttpResponse:
    value = _mine(request, code)
    try:
        issue = issue_field_pack(station=value.id, by=actor_of(person_of(request)), at=now())
    except PlanningError as refusal:
        return _station_page(request, code, error=refusal, status=refusal.status)
    told = gettext("Field pack No. %(serial)s is sealed; the station fetches it when it is next online.")
    messages.success(request, told % {"serial": number_text(issue.serial)})
    return HttpResponseRedirect(reverse("planning:station", args=[code]))


@requires(Permission.PROVISION_STATIONS)
@require_POST
@fresh_sign_in
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    value, form = stations.station_by_code(code), RevokeForm(request.POST)
    check_unit(person_of(request), Permission.PROVISION_STATIONS, value.unit)
    if form.is_valid():
        by = actor_of(person_of(request))
        stations.revoke_station(value.id, by=by, at=now(), because=form.cleaned_data["because"])
        messages.success(request, gettext("The station is revoked: its packets wait in quarantine from now on."))
    return HttpResponseRedirect(reverse("planning:station", args=[code]))


def _mine(request: HttpRequest, code: str) -> StationValue:
    """The station, when this person may change it. Raises NotPermittedError, StationRevokedError."""
    value = stations.station_by_code(code)
    check_unit(person_of(request), Permission.PROVISION_STATIONS, value.unit)
    if value.revoked:
        raise stations.StationRevokedError(station=code)
    return value
