"""Pages of bulletins: the list, one bulletin with its tables and bars, the comparison with station days."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import Permission, Scope, can, check_can, display_names, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.formats import day_text
from bitaqa.ui.shapes import Crumb, Fact, Figure
from bitaqa.ui.tables import Column, Filter, build_table

from .access import MAY_BUILD, can_build, check_can_build
from .actions import build_bulletin, publish_bulletin, recomputed
from .exports import csv_of, pdf_of
from .figures import Subject
from .forms import SubjectForm
from .maps import MAPPED, map_of
from .queries import BulletinValue, bulletins, compared_days, get_bulletin
from .words import percent_text

STATES = {"draft": _("Draft"), "published": _("Published")}


def _language() -> str:
    return (get_language() or "ar")[:2]


def said(words: Any) -> str:
    return str(words.get(_language()) or words["fr"])


def visible(request: HttpRequest, bulletin: UUID, permission: Permission = Permission.SEE_BULLETIN) -> BulletinValue:
    """The bulletin, for somebody whose role reaches its campaign. Raises BulletinUnknownError, NotPermittedError."""
    found = get_bulletin(bulletin)
    check_can(person_of(request), permission, scope=Scope(campaign=found.subject.campaign))
    return found


@requires(Permission.SEE_BULLETIN)
@require_http_methods(["GET", "POST"])
def bulletin_list(request: HttpRequest) -> HttpResponse:
    """Every bulletin, newest first; the form above builds one more."""
    user = person_of(request)
    known = [c for c in campaigns.all_campaigns() if can_build(user, c.id)]
    form = SubjectForm(request.POST or None, campaigns=known)
    if request.method == "POST" and form.is_valid():
        subject = form.subject()
        check_can_build(user, subject.campaign)
        built = build_bulletin(subject, by=user.pk, at=now())
        messages.success(request, gettext("The bulletin was built; a second person publishes it."))
        return HttpResponseRedirect(reverse("bulletin:bulletin", args=[built.id]))
    shown = [b for b in bulletins() if can(user, Permission.SEE_BULLETIN, scope=Scope(campaign=b.subject.campaign))]
    table = build_table(
        request,
        id="bulletins",
        caption=_("Bulletins"),
        rows=shown,
        columns=[
            Column("title", _("Bulletin"), value=lambda b: said(b.body["title"]), href=_address),
            Column("as_at", _("As at"), "instant", sort="as_at"),
            Column("requests", _("Requests processed"), "num", value=lambda b: b.body["tables"][0]["total"]),
            Column("state", _("State"), value=_state_in_words),
        ],
        filters=[Filter("state", _("State"), list(STATES.items()))],
        empty_title=_("No bulletin yet"),
        empty_text=_("Build one from a campaign: its figures are computed from the journal."),
    )
    may_build = any(can(user, permission) for permission in MAY_BUILD)
    return render(request, "bulletin/bulletins.html", {"table": table, "form": form, "may_build": may_build})


def _address(bulletin: BulletinValue) -> str:
    return reverse("bulletin:bulletin", args=[bulletin.id])


def _state_in_words(bulletin: BulletinValue) -> str:
    if bulletin.restated_by:
        return gettext("Published, restated since")
    return str(STATES[bulletin.state.value])


@requires(Permission.SEE_BULLETIN)
@require_GET
def one_bulletin(request: HttpRequest, bulletin: UUID) -> HttpResponse:
    """The tables as they were built; `?verify=1` computes them again from their position (or says what moved)."""
    found = visible(request, bulletin)
    user = person_of(request)
    verified = None
    if request.GET.get("verify"):
        recomputed(found)
        verified = True
    names = display_names([id_ for id_ in (found.drafted_by, found.published_by) if id_], _language())
    scope = Scope(campaign=found.subject.campaign)
    context = {
        "crumbs": [Crumb(_("Bulletins"), reverse("bulletin:bulletins")), Crumb(said(found.body["title"]))],
        "bulletin": found,
        "title": said(found.body["title"]),
        "prose_ar": [text["ar"] for text in found.body["prose"]],
        "prose_fr": [text["fr"] for text in found.body["prose"]],
        "tables": [_drawn(table) for table in found.body["tables"]],
        "figures": _tiles(found),
        "facts": _facts(found, names),
        "shares": _shares(found),
        "map": _map(found),
        "verified": verified,
        "mine": found.drafted_by == user.pk,
        "may_publish": found.state == "draft" and can(user, Permission.PUBLISH_BULLETIN, scope=scope),
    }
    return render(request, "bulletin/bulletin.html", context)


def _drawn(table: Any) -> dict[str, Any]:
    """A table for the template: both languages of each label, and the bar's length against the largest row."""
    other = "fr" if _language() == "ar" else "ar"
    largest = max([row["count"] or 0 for row in table["rows"]] or [0]) or 1
    return {
        "code": table["code"],
        "event": table["event"],
        "title": said(table["title"]),
        "counts": said(table["counts"]),
        "total": table["total"],
        "other": other,
        "largest": largest,
        "rows": [
            {"code": row["code"], "label": said(row["label"]), "other": row["label"][other], "count": row["count"]}
            for row in table["rows"]
        ],
    }


def _tiles(bulletin: BulletinValue) -> list[Figure]:
    by_code = {table["code"]: table for table in bulletin.body["tables"]}
    tiles = [Figure(_("Requests processed"), by_code["by_kind"]["total"], icon="files")]
    tiles += [Figure(said(row["label"]), row["count"]) for row in by_code["by_kind"]["rows"]]
    if bulletin.body["shares"]:
        last = bulletin.body["shares"][-1]
        note = gettext("%(percent)s of the requests") % {"percent": percent_text(last["percent"])}
        tiles.append(
            Figure(_("Card in the right hand"), last["handed_over"], note=note, icon="person-check", tone="ok")
        )
    return tiles


def _map(bulletin: BulletinValue) -> Any:
    """Places as the registry has them today, with the counts of the bulletin; None when too few have coordinates."""
    tables = [table for table in bulletin.body["tables"] if table["code"] in MAPPED]
    known = places.places_by_code(row["code"] for table in tables for row in table["rows"])
    spots = {
        code: (place.latitude, place.longitude)
        for code, place in known.items()
        if place.latitude is not None and place.longitude is not None
    }
    return map_of(tables, spots, title=gettext("Map of the places, numbered as their table ranks them"))


def _shares(bulletin: BulletinValue) -> list[dict[str, Any]]:
    total = bulletin.body["tables"][0]["total"]
    return [
        {
            "day_text": day_text(date.fromisoformat(share["day"])),
            "handed_over": share["handed_over"],
            "total": total,
            "note": percent_text(share["percent"]),
        }
        for share in bulletin.body["shares"]
    ]


def _facts(bulletin: BulletinValue, names: dict[UUID, str]) -> list[Fact]:
    facts = [
        Fact(_("As at"), bulletin.as_at, "instant"),
        Fact(_("Position in the journal"), bulletin.position, "num"),
        Fact(_("Built by"), names.get(bulletin.drafted_by, "")),
    ]
    if bulletin.waiting:
        facts.append(Fact(_("Entries not yet in the journal's tree"), bulletin.waiting, "num"))
    if bulletin.published_by:
        facts += [
            Fact(_("Published by"), names.get(bulletin.published_by, "")),
            Fact(_("Published on"), bulletin.published_at, "instant"),
        ]
    return facts


@requires(Permission.PUBLISH_BULLETIN)
@require_POST
def publish(request: HttpRequest, bulletin: UUID) -> HttpResponse:
    """By a second person. A refusal is a page that says why."""
    visible(request, bulletin, Permission.PUBLISH_BULLETIN)
    publish_bulletin(bulletin, by=person_of(request).pk, at=now())
    messages.success(request, gettext("The bulletin is published."))
    return HttpResponseRedirect(reverse("bulletin:bulletin", args=[bulletin]))


@requires(Permission.SEE_BULLETIN)
@require_GET
def as_pdf(request: HttpRequest, bulletin: UUID) -> HttpResponse:
    found = visible(request, bulletin)
    return file_answer(pdf_of(found), "application/pdf", f"bulletin-{found.position}.pdf")


@requires(Permission.SEE_BULLETIN)
@require_GET
def as_csv(request: HttpRequest, bulletin: UUID) -> HttpResponse:
    found = visible(request, bulletin)
    return file_answer(csv_of(found), "text/csv; charset=utf-8", f"bulletin-{found.position}.csv")


def file_answer(data: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(data, content_type=kind, headers=headers)


@requires(Permission.SEE_BULLETIN)
@require_GET
def compare(request: HttpRequest, bulletin: UUID) -> HttpResponse:
    """What each station counted on each day beside what the journal holds; differences first in the eye."""
    found = visible(request, bulletin)
    subject: Subject = found.subject
    days = compared_days(subject.campaign, position=found.position) if subject.campaign else []
    named = places.places_by_code(day.place for day in days)
    codes = {station.id: station.code for station in stations.all_stations()}
    arabic = _language() == "ar"

    def place_of(day: Any) -> str:
        place = named.get(day.place)
        return day.place if place is None else (place.name_ar if arabic else place.name_fr)

    table = build_table(
        request,
        id="days",
        caption=_("Days of the stations"),
        rows=days,
        columns=[
            Column("day", _("Day"), "day", sort="day"),
            Column("place", _("Place"), value=place_of),
            Column("station", _("Station"), "latin", value=lambda d: codes.get(d.station, str(d.station)[-8:])),
            Column("reported_total", _("Station's report"), "num"),
            Column("journalled_total", _("Journal"), "num"),
            Column("agrees", _("Comparison"), value=_comparison_in_words),
        ],
        empty_title=_("No day to compare"),
        empty_text=_("No request was registered, and no station sent a day report."),
    )
    context = {
        "crumbs": [
            Crumb(_("Bulletins"), reverse("bulletin:bulletins")),
            Crumb(said(found.body["title"]), _address(found)),
            Crumb(_("Comparison with the stations")),
        ],
        "bulletin": found,
        "table": table,
        "differing": sum(day.agrees is False for day in days),
        "unreported": sum(day.agrees is None for day in days),
    }
    return render(request, "bulletin/compare.html", context)


def _comparison_in_words(day: Any) -> str:
    if day.agrees is None:
        return gettext("No report yet")
    if day.agrees:
        return gettext("Agrees")
    if day.difference:
        return gettext("Differs by %(count)s") % {"count": f"{day.difference:+d}"}
    return gettext("Kinds differ")
