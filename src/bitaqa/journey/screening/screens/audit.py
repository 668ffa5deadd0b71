"""What the last audit of the whole register found: its figures as charts, and the pairs that wait for people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, fresh_sign_in, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb, Fact, Figure
from bitaqa.ui.tables import Column, build_table

from ..audit.landing import get_pair, latest_run, pairs_waiting, say_two_people
from ..audit.model import WORTH_LOOKING
from ..audit.weighing_all import level_weights
from ..joining import propose_join
from ..words import COMPARISON_WORDS, LEVEL_WORDS
from .case import document_face
from .comparing import differences


@requires(Permission.ADJUDICATE)
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    run, waiting = latest_run(), pairs_waiting()
    people = persons.persons_by_id({id_ for row in waiting for id_ in (row.one, row.other)})
    if waiting:
        looks(
            "person.looked_at", subject_kind="person", subjects=sorted(people), by=actor_of(person_of(request)),
            purpose="joining_entries",
        )  # fmt: skip
    table = build_table(
        request,
        id="pairs",
        caption=_("Pairs that wait"),
        rows=waiting,
        columns=[
            Column("name_ar", _("Name"), "arabic", value=lambda row: people[row.one].name_ar, href=_address),
            Column("other_ar", _("The other's name"), "arabic", value=lambda row: people[row.other].name_ar),
            Column("birth", _("Born"), "partial_date", value=lambda row: people[row.one].birth),
            Column("other_birth", _("The other's birth"), "partial_date", value=lambda row: people[row.other].birth),
            Column("weight", _("Weight"), "num", value=lambda row: round(row.weight)),
        ],
        empty_title=_("No pair waits"),
        empty_text=_("The last audit found nobody twice, or people have looked at all it found."),
    )
    context: dict[str, Any] = {
        "crumbs": [Crumb(_("Two entries, one person"), reverse("screening:joins")), Crumb(_("Audit of the register"))],
        "run": run, "table": table, "weights": _weights(),
    }  # fmt: skip
    if run is not None:
        context |= {"figures": _figures(run, len(waiting)), "bars": _bars(run.histogram)}
    return render(request, "screening/audit.html", context)


def _address(row: Any) -> str:
    return reverse("screening:audit-pair", args=[row.id])


def _figures(run: Any, waiting: int) -> list[Figure]:
    return [
        Figure(_("Entries looked at"), run.records, icon="people"),
        Figure(_("Pairs weighed"), sum(run.blocked.values()), icon="intersect"),
        Figure(_("Pairs that weigh enough"), run.listed, icon="search"),
        Figure(_("Waiting"), waiting, icon="hourglass", tone="wait" if waiting else ""),
    ]


def _bars(histogram: dict[str, int]) -> list[dict[str, Any]]:
    """Weighed pairs by their weight, as bars of a height in tenths; the bins from which people look are marked."""
    most = max(histogram.values(), default=1)
    return [
        {
            "low": int(low),
            "count": count,
            "width": max(1, round(100 * count / most)),
            "looked": int(low) >= WORTH_LOOKING,
        }
        for low, count in sorted(histogram.items(), key=lambda item: int(item[0]))
    ]


def _weights() -> list[dict[str, Any]]:
    """What agreeing in each is worth: for the chart of weights."""
    return [
        {
            "name": COMPARISON_WORDS[name],
            "levels": [
                {
                    "label": LEVEL_WORDS[label], "told": number_format(weight, 1), "against": weight < 0,
                    "width": min(100, round(abs(weight) * 10)),
                }
                for label, weight in levels
            ],
        }
        for name, levels in level_weights().items()
    ]  # fmt: skip


@requires(Permission.ADJUDICATE)
@require_GET
def pair(request: HttpRequest, pair: UUID) -> HttpResponse:
    return _pair_page(request, pair)


def _pair_page(request: HttpRequest, pair: UUID, refusal: BitaqaError | None = None) -> HttpResponse:
    row, user = get_pair(pair), person_of(request)
    both = persons.persons_by_id([row.one, row.other])
    one, other = both[row.one], both[row.other]
    looks(
        "person.looked_at", subject_kind="person", subjects=[one.id, other.id], by=actor_of(user),
        purpose="joining_entries",
    )  # fmt: skip
    held = documents.documents_of_persons([one.id, other.id])
    facts = [Fact(COMPARISON_WORDS[name], LEVEL_WORDS.get(label, label)) for name, label in row.levels.items()]
    context = {
        "crumbs": [Crumb(_("Audit of the register"), reverse("screening:audit")), Crumb(_("Compare"))],
        "row": row,
        "rows": differences(
            one.identity, other.identity, claimed=one.national_number or "", number=other.national_number or ""
        ),
        "facts": [Fact(_("Weight"), number_format(row.weight, 1)), *facts],
        "documents": [document_face(each) for id_ in (one.id, other.id) for each in held.get(id_, [])],
        "numbered": bool(one.national_number and other.national_number),
        "error": in_words(refusal) if refusal else None,
    }
    return render(request, "screening/audit_pair.html", context, status=refusal.status if refusal else 200)


@requires(Permission.ADJUDICATE)
@require_POST
@fresh_sign_in
def join_pair(request: HttpRequest, pair: UUID) -> HttpResponse:
    """The first of two who join; the older entry stays."""
    row = get_pair(pair)
    both = persons.persons_by_id([row.one, row.other])
    into, alias = both[row.one], both[row.other]  # ids are in the order of entering
    try:
        made = propose_join(
            alias=alias.national_number or "", into=into.national_number or "", by=person_of(request), at=now(),
            because="audit",
        )  # fmt: skip
    except BitaqaError as refusal:
        return _pair_page(request, pair, refusal)
    return HttpResponseRedirect(reverse("screening:join", args=[made.id]))


@requires(Permission.ADJUDICATE)
@require_POST
def tell_apart(request: HttpRequest, pair: UUID) -> HttpResponse:
    say_two_people(pair=pair, by=person_of(request), at=now())
    messages.success(request, gettext("Noted: two people. The pair does not come back."))
    return HttpResponseRedirect(reverse("screening:audit"))
