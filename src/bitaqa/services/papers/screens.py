"""The page of a campaign's papers, and each of them as a PDF."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, display_names, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.journey.planning import door as planning
from bitaqa.journey.planning.door import Addressee, NothingChangedError, RevisionValue
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.campaigns.door import CampaignValue
from bitaqa.records.places import door as places
from bitaqa.records.stations import door as stations
from bitaqa.ui.errors import in_words
from bitaqa.ui.printing.render import render_pdf
from bitaqa.ui.shapes import Crumb
from bitaqa.ui.tables import Column, build_table

from . import crews, letters
from .letters import Issue
from .wording import TITLES

OFFICES = {
    "caid": _("Caïd"),
    "pacha": _("Pacha"),
    "mokaddem": _("Mokaddem"),
    "school_head": _("Head of the school"),
    "authority": _("Local authority"),
}
OF_STATIONS = {
    "itinerary": (_("Itinerary"), crews.itinerary),
    "crew-order": (_("Crew order"), crews.crew_order),
    "deliveries": (_("Delivery list"), crews.deliveries),
}


def _campaign(request: HttpRequest, id_: UUID) -> CampaignValue:
    value = campaigns.get_campaign(id_)
    planning.check_campaign(person_of(request), Permission.PLAN_CAMPAIGNS, id_)
    return value


def _issue(campaign: CampaignValue, number: int | None) -> tuple[Issue | None, list[RevisionValue]]:
    every = planning.revisions_of(campaign.id)
    wanted = every[0].number if every and number is None else number
    found = next((r for r in every if r.number == wanted), None)
    if found is None:
        return None, every
    before = next((r for r in every if r.number == found.number - 1), None)
    return Issue(campaign, campaigns.get_programme(campaign.programme), found, before), every


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def papers(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Papers of the revision in force, or of `?revision=`."""
    asked = request.GET.get("revision", "")
    return _page(request, _campaign(request, campaign), int(asked) if asked.isdecimal() else None)


def _page(request: HttpRequest, campaign: CampaignValue, number: int | None, **more: Any) -> HttpResponse:
    issue, every = _issue(campaign, number)
    names = _names({r.by for r in every} | {r.approved_by for r in every})
    context: dict[str, Any] = {
        "campaign": campaign,
        "name": _shown(campaign),
        "crumbs": [
            Crumb(_("Campaigns"), reverse("planning:campaigns")),
            Crumb(_shown(campaign), reverse("planning:campaign", args=[campaign.id])),
            Crumb(_("Papers")),
        ],
        "changed": not every or planning.announced_rows(campaign.id) != list(every[0].rows),
        "next_number": every[0].number + 1 if every else 1,
        "revisions": build_table(
            request, id="revisions", caption=_("Revisions"), rows=every, prefix="r-",
            columns=[
                Column("number", _("Revision"), "num", href=lambda r: f"?revision={r.number}"),
                Column("at", _("Numbered on"), "instant"),
                Column("by", _("By"), value=lambda r: names.get(r.by, "")),
                Column("approved_by", _("Approved by"), value=lambda r: names.get(r.approved_by, "")),
                Column("rows", _("Visits"), "num", value=lambda r: len(r.rows)),
            ],
            empty_title=_("Nothing is announced yet"),
            empty_text=_("Publish a plan, or number the visits entered by hand."),
        ),
        **more,
    }  # fmt: skip
    if issue is not None:
        context |= {"issue": issue, "groups": _groups(issue)}
    return render(request, "papers/papers.html", context, status=409 if "error" in more else 200)


def _groups(issue: Issue) -> list[dict[str, Any]]:
    """Links to every paper of the revision, under their headings."""

    def href(paper: str, **query: str) -> str:
        address = reverse("papers:paper", args=[issue.campaign.id, issue.revision.number, paper])
        return address + ("?" + "&".join(f"{k}={v}" for k, v in query.items()) if query else "")

    rows = issue.rows()
    codes = sorted({m.row.place for m in rows})
    who = planning.addressees_of(codes)
    to = sorted({a for each in who.values() for a in each})
    known = places.places_by_code([*codes, *(a.place for a in to)])
    own = {s.id: s for s in stations.all_stations()}
    working = sorted({own[UUID(m.row.station)].code: own[UUID(m.row.station)] for m in rows}.items())
    groups: list[dict[str, Any]] = [
        {
            "title": _("Notices to authorities and schools"),
            "icon": "envelope-paper",
            "all": href("notices"),
            "links": [
                (f"{OFFICES[a.office]} · {_shown(known[a.place])}", href("notices", office=a.office, place=a.place))
                for a in to
            ],
        },
        {
            "title": _("Public posters"),
            "icon": "megaphone",
            "all": href("posters"),
            "links": [(_shown(known[code]), href("posters", place=code)) for code in codes],
        },
    ]
    groups += [
        {
            "title": title,
            "icon": "truck",
            "all": "",
            "links": [(code, href(paper, station=code)) for code, _ in working],
        }
        for paper, (title, _) in OF_STATIONS.items()
    ]
    if issue.before is not None:
        groups.insert(
            0,
            {"title": _("Who is told again"), "icon": "arrow-repeat", "all": href("told-again"), "links": []},
        )
    return groups


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def paper(request: HttpRequest, campaign: UUID, revision: int, paper: str) -> HttpResponse:
    """One paper as a PDF; `office` and `place`, or `station`, narrow it. 404 when the revision has no such paper."""
    issue, _every = _issue(_campaign(request, campaign), revision)
    if issue is None:
        raise Http404
    asked = request.GET
    data = letters.sheet_of(issue, paper, at=now()) if paper in TITLES else None
    made: list[dict[str, Any]] = []
    if paper == "notices":
        one = Addressee(asked["office"], asked["place"]) if "office" in asked and "place" in asked else None
        made = letters.notices(issue, to=one)
    elif paper == "posters":
        made = letters.posters(issue, place=asked.get("place", ""))
    elif paper == "told-again" and issue.before is not None:
        made = letters.told_again(issue)
    elif paper in OF_STATIONS:
        made = OF_STATIONS[paper][1](issue, stations.station_by_code(asked.get("station", "")))
    if data is None or not made:
        raise Http404
    key, sheet = ("posters", "poster") if paper == "posters" else ("letters", "campaign_paper")
    answer = HttpResponse(render_pdf(sheet, data | {key: made}), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{issue.campaign.code}-r{revision}-{paper}.pdf"'
    return answer


@requires(Permission.PLAN_CAMPAIGNS)
@require_POST
def number(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Numbers the visits as they stand, after changes by hand."""
    value = _campaign(request, campaign)
    try:
        made = planning.issue_revision(campaign, by=actor_of(person_of(request)), at=now())
    except NothingChangedError as refusal:
        return _page(request, value, None, error=in_words(refusal))
    messages.success(request, gettext("Revision %(n)s is numbered; print its papers.") % {"n": made})
    return HttpResponseRedirect(reverse("papers:papers", args=[campaign]))


def _shown(value: Any) -> str:
    return str(value.name_ar if _language() == "ar" else value.name_fr)


def _language() -> str:
    return "ar" if (get_language() or "ar").startswith("ar") else "fr"


def _names(actors: set[str]) -> dict[str, str]:
    """Actors that are people, by their name in the reader's script."""
    ids = {UUID(actor.removeprefix("user:")): actor for actor in actors if actor.startswith("user:")}
    return {ids[id_]: name for id_, name in display_names(ids, _language()).items()}
