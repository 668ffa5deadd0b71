"""Ends of keeping: what is due, lists that wait for a second person, and what was erased. Nobody's name is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import (
    Permission,
    display_names,
    fresh_sign_in,
    fresh_sign_in_to_act,
    person_of,
    requires,
)
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words
from bitaqa.ui.formats import number_text
from bitaqa.ui.shapes import Crumb, Fact
from bitaqa.ui.statuses import Status, add_statuses
from bitaqa.ui.tables import Column, build_table

from .actions import confirm_erasure, decline_erasure, propose_erasure
from .domain import What
from .models import Erasure
from .queries import due_now, erasures, get_erasure, keeping

WHAT_WORDS = {What.FILES.value: _("Application files"), What.PERSONS.value: _("Persons long deceased")}
add_statuses(
    {
        "erasure.waiting": Status(_p("erasure", "Waiting for a second person"), "hourglass", "wait"),
        "erasure.erased": Status(_p("erasure", "Erased"), "eraser", "ok"),
        "erasure.declined": Status(_p("erasure", "Declined"), "slash-circle", "calm"),
    }
)


@requires(Permission.ERASE_PERSONAL)
@require_http_methods(["GET", "POST"])
@fresh_sign_in_to_act
def due_page(request: HttpRequest) -> HttpResponse:
    """What has been kept long enough; POST proposes the list of one kind."""
    error: BitaqaError | None = None
    if request.method == "POST":
        try:
            made = propose_erasure(what=What(request.POST.get("what", "")), by=person_of(request), at=now())
        except BitaqaError as refusal:
            error = refusal
        except ValueError:
            return HttpResponseRedirect(reverse("retention:due"))
        else:
            messages.success(request, gettext("The list is proposed; another administrator confirms or declines it."))
            return HttpResponseRedirect(reverse("retention:erasure", args=[made.id]))
    at = now()
    rule = keeping(at)
    context = {
        "error": in_words(error) if error else None,
        "rule": rule,
        "periods": _periods(rule) if rule else [],
        "due": [
            {"what": each.what.value, "words": WHAT_WORDS[each.what.value], "count": each.count, "more": each.more,
             "dialog": f"propose-{each.what.value}"}
            for each in due_now(at)
        ],
        "table": _table(request),
    }  # fmt: skip
    return render(request, "retention/due.html", context, status=error.status if error else 200)


def _periods(rule: Any) -> list[dict[str, Any]]:
    return [
        *({"status": f"application.{state.value}", "years": years} for state, years in rule.files.items()),
        {"words": WHAT_WORDS[What.PERSONS.value], "years": rule.persons_after_death},
    ]


def _table(request: HttpRequest) -> Any:
    rows = erasures()
    names = display_names([row.proposed_by for row in rows], get_language() or "ar")
    return build_table(
        request,
        id="erasures",
        caption=_("Lists"),
        rows=rows,
        columns=[
            Column("what", _("What"), value=lambda r: WHAT_WORDS[r.what], href=lambda r: _page_of(r)),
            Column("proposed_by", _("Proposed by"), value=lambda r: names.get(r.proposed_by, "")),
            Column("proposed_at", _("Proposed on"), "instant", sort="proposed_at"),
            Column("outcome", _("State"), "status", value=lambda r: f"erasure.{r.outcome or 'waiting'}"),
            Column("files", _("Files emptied"), "num"),
        ],
        empty_title=_("No list was ever proposed"),
        empty_text=_("Lists stay here, with who proposed and who confirmed them."),
    )


def _page_of(row: Erasure) -> str:
    return reverse("retention:erasure", args=[row.id])


@requires(Permission.ERASE_PERSONAL)
@require_GET
def erasure_page(request: HttpRequest, erasure: UUID) -> HttpResponse:
    return _show(request, get_erasure(erasure))


def _show(request: HttpRequest, row: Erasure, refusal: BitaqaError | None = None) -> HttpResponse:
    names = display_names([id_ for id_ in (row.proposed_by, row.settled_by) if id_], get_language() or "ar")
    facts = [
        Fact(_("What"), WHAT_WORDS[row.what]),
        Fact(_("On the list"), len(row.subjects), "num"),
        Fact(_("Proposed by"), names.get(row.proposed_by, "")),
        Fact(_("Proposed on"), row.proposed_at, "instant"),
    ]
    if row.settled_by:
        facts += [
            Fact(_("Decided by"), names.get(row.settled_by, "")),
            Fact(_("Decided on"), row.settled_at, "instant"),
            Fact(_("Files emptied"), row.files, "num"),
        ]
    context = {
        "row": row,
        "status": f"erasure.{row.outcome or 'waiting'}",
        "what": WHAT_WORDS[row.what],
        "count": len(row.subjects),
        "facts": facts,
        "mine": row.proposed_by == person_of(request).pk,
        "crumbs": [Crumb(_("Ends of keeping"), reverse("retention:due")), Crumb(WHAT_WORDS[row.what])],
        "error": in_words(refusal) if refusal else None,
    }
    return render(request, "retention/erasure.html", context, status=refusal.status if refusal else 200)


@requires(Permission.ERASE_PERSONAL)
@require_POST
@fresh_sign_in
def confirm(request: HttpRequest, erasure: UUID) -> HttpResponse:
    def act() -> str:
        files = confirm_erasure(erasure=erasure, by=person_of(request), at=now())
        return gettext("Erased: %(count)s files.") % {"count": number_text(files)}

    return _act(request, erasure, act)


@requires(Permission.ERASE_PERSONAL)
@require_POST
def decline(request: HttpRequest, erasure: UUID) -> HttpResponse:
    def act() -> str:
        decline_erasure(erasure=erasure, by=person_of(request), at=now())
        return gettext("The list falls; nothing was erased.")

    return _act(request, erasure, act)


def _act(request: HttpRequest, erasure: UUID, act: Callable[[], str]) -> HttpResponse:
    """Does it, or says why not on the list's page; pressed twice, the page shows what was decided."""
    row = get_erasure(erasure)
    if row.outcome:
        return HttpResponseRedirect(_page_of(row))
    try:
        messages.success(request, act())
    except BitaqaError as refusal:
        return _show(request, get_erasure(erasure), refusal)
    return HttpResponseRedirect(_page_of(row))
