"""The queue of cases: the deadline first; which ones are mine to decide."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.journal.door import looks
from bitaqa.records.places import door as places
from bitaqa.ui.shapes import Figure
from bitaqa.ui.tables import Column, Filter, build_table

from ..history import place_name
from ..queries import CaseRow, case_queue
from ..reach import within_reach
from ..words import KIND_WORDS, WHY_WORDS
from .reasons import LEVEL_WORDS

MOST = 2000


@requires(Permission.ADJUDICATE)
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    rows = queue_of(user)
    names = {code: place_name(place) for code, place in places.places_by_code({row.place for row in rows}).items()}
    table = build_table(
        request,
        id="cases",
        caption=_("Cases"),
        rows=rows,
        columns=[
            Column("name_ar", _("Applicant"), "arabic", sort="1", href=case_url),
            Column("name_latin", _("In Latin letters"), "latin", sort="1", href=case_url),
            Column("kind", _("Kind"), value=lambda row: KIND_WORDS[row.kind]),
            Column("reasons", _("Why people look"), value=lambda row: in_one_line(row.reasons)),
            Column("level", _("How sure"), value=lambda row: LEVEL_WORDS.get(row.level, row.level)),
            Column("place", _("Place"), value=lambda row: names.get(row.place, row.place)),
            Column("needed_by", _("Needed by"), "day", sort="1"),
            Column("opened_at", _("Since"), "instant", sort="1"),
            Column("state", _("State"), "status", value=lambda row: f"case.{row.state}"),
            Column("mine", _("For me"), value=_mine),
        ],
        filters=[
            Filter("reason", _("Why people look"), list(WHY_WORDS.items()), apply=_because),
            Filter("level", _("How sure"), list(LEVEL_WORDS.items())),
            Filter("kind", _("Kind"), list(KIND_WORDS.items())),
            Filter(
                "state",
                _("State"),
                [("open", _("Nobody has proposed yet")), ("proposed", _("Waits for a second person"))],
            ),
            Filter("mine", _("For me"), [("1", _("Mine to decide")), ("0", _("For others"))], apply=_by_mine),
        ],
        search=["name_ar", "name_latin", "receipt_number", "place"],
        search_label=_("Name, receipt number or place"),
        empty_title=_("No case is waiting"),
        empty_text=_("The program found no doubt that people must decide."),
    )
    looks(
        "person.looked_at",
        subject_kind="application",
        subjects=[row.application for row in table.rows],
        by=actor_of(user),
        purpose="adjudication_queue",
    )
    mine = [row for row in rows if row.mine_to_decide]
    figures = [
        Figure(_("Mine to decide"), len(mine), icon="people", tone="wait" if mine else ""),
        Figure(_("Waiting for a second person"), sum(row.state == "proposed" for row in rows), icon="hourglass"),
        Figure(_("With a deadline"), sum(row.needed_by is not None for row in rows), icon="calendar-event"),
    ]
    context = {"table": table, "figures": figures, "first": case_url(mine[0]) if mine else ""}
    return render(request, "screening/queue.html", context)


def queue_of(user: object) -> list[CaseRow]:
    """The cases within this person's reach, in the order they should be decided."""
    reach = partial(within_reach, user, Permission.ADJUDICATE)
    return case_queue(user.pk, limit=MOST, reach=reach)  # type: ignore[attr-defined]


def next_case(user: object, *, but: UUID) -> str:
    """The address of the next case this person may decide; the queue when there is none."""
    for row in queue_of(user):
        if row.mine_to_decide and row.id != but:
            return case_url(row)
    return reverse("screening:queue")


def case_url(row: CaseRow) -> str:
    return reverse("screening:case", args=[row.id])


def in_one_line(reasons: Iterable[str]) -> str:
    return " · ".join(str(WHY_WORDS.get(reason, reason)) for reason in reasons)


def _mine(row: CaseRow) -> str:
    return gettext("Yes") if row.mine_to_decide else gettext("Others decide")


def _because(rows: list[CaseRow], value: str) -> list[CaseRow]:
    return [row for row in rows if value in row.reasons]


def _by_mine(rows: list[CaseRow], value: str) -> list[CaseRow]:
    return [row for row in rows if row.mine_to_decide == (value == "1")]
