"""What the bench found, by reason and by line of the policy; and each adjudicator's own consistency.

An adjudicator reads their own line; who answers for the bench (an auditor) reads all, in no order of merit.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, can, display_names, person_of, requires
from bitaqa.ui.shapes import Crumb, Figure
from bitaqa.ui.tables import Column, build_table

from ..opinions import AdjudicatorFigures, every_case, figures_by_adjudicator, figures_by_line, figures_by_reason
from ..words import WHY_WORDS
from .reasons import line_in_words


@requires(Permission.ADJUDICATE, Permission.READ_JOURNAL)
@require_GET
def figures(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    rows = every_case()
    every = can(user, Permission.READ_JOURNAL)
    people = figures_by_adjudicator(None if every else user.pk)
    names = display_names([one.by for one in people], get_language() or "ar") if people else {}
    settled = [row for row in rows if row.state == "settled"]
    context = {
        "crumbs": [Crumb(_("Adjudication"), reverse("screening:queue")), Crumb(_("Figures"))]
        if can(user, Permission.ADJUDICATE)
        else [],
        "figures": [
            Figure(_("Cases so far"), len(rows), icon="people"),
            Figure(_("Of them strong candidates"), sum(row.level == "hit" for row in rows), icon="fingerprint"),
            Figure(_("Decided so far"), len(settled), icon="check-circle"),
        ],
        "reasons": _table(request, "reasons", _("By reason"), figures_by_reason(rows), "r_", lambda one: str(
            WHY_WORDS.get(one.code, one.code))),
        "lines": _table(request, "lines", _("By line of the policy"), figures_by_line(rows), "l_", lambda one: (
            line_in_words(one.code))),
        "people": build_table(
            request,
            id="people",
            caption=_("Adjudicators") if every else _("Your own decisions"),
            rows=people,
            prefix="p_",
            columns=[
                Column("by", _("Adjudicator"), value=lambda one: names.get(one.by, "")),
                Column("opinions", _("Opinions"), "num"),
                Column("median_seconds", _("Median time"), value=_minutes),
                Column("second", _("Strong candidates said to be someone else: seconded"),
                       value=lambda one: _of(one.seconded, one.asked_for_second)),
                Column("blind", _("Blind opinions that agreed"), value=lambda one: _of(
                    one.blind_agreed, one.blind_given)),
            ],
            empty_title=_("Nothing has been decided yet"),
        ),
    }  # fmt: skip
    return render(request, "screening/figures.html", context)


def _table(request: HttpRequest, id_: str, caption: Any, rows: Any, prefix: str, words: Any) -> Any:
    return build_table(
        request,
        id=id_,
        caption=caption,
        rows=rows,
        prefix=prefix,
        columns=[
            Column("code", caption, value=words),
            Column("cases", _("Cases"), "num"),
            Column("same", _("Same person"), "num"),
            Column("different", _("Different people"), "num"),
            Column("otherwise", _("Otherwise"), "num"),
            Column("waiting", _("Waiting"), "num"),
        ],
        empty_title=_("No case so far"),
    )


def _of(part: int, whole: int) -> str:
    return gettext("%(part)s of %(whole)s") % {"part": part, "whole": whole} if whole else "—"


def _minutes(one: AdjudicatorFigures) -> str:
    if one.median_seconds is None:
        return "—"
    minutes, seconds = divmod(one.median_seconds, 60)
    return f"\u2066{minutes}:{seconds:02d}\u2069"
