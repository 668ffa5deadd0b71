"""Two entries that may be one person: proposed by number, read side by side by another adjudicator, settled."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import (
    Permission,
    actor_of,
    display_names,
    fresh_sign_in,
    fresh_sign_in_to_act,
    person_of,
    requires,
)
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb
from bitaqa.ui.tables import Column, build_table

from ..forms import JoinForm, PartForm
from ..joining import (
    confirm_join,
    decline_join,
    get_open_join,
    joined_lately,
    open_joins,
    propose_join,
    propose_parting,
)
from ..models import Join
from ..words import JOIN_WORDS, PART_WORDS
from .case import document_face
from .comparing import differences

BECAUSE_WORDS = JOIN_WORDS | PART_WORDS


@sensitive_post_parameters()
@requires(Permission.ADJUDICATE)
@require_http_methods(["GET", "POST"])
@fresh_sign_in_to_act
def joins(request: HttpRequest) -> HttpResponse:
    """What waits, and a form to propose another."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    error, status = None, 422 if form.is_bound and not form.is_valid() else 200
    if form.is_bound and form.is_valid():
        try:
            made = propose_join(**form.cleaned_data, by=person_of(request), at=now())
        except BitaqaError as refusal:
            error, status = in_words(refusal), refusal.status
        else:
            return HttpResponseRedirect(reverse("screening:join", args=[made.id]))
    rows = open_joins()
    names = display_names([row.proposed_by for row in rows], get_language() or "ar")
    table = build_table(
        request,
        id="joins",
        caption=_("Proposals that wait"),
        rows=rows,
        columns=[
            Column(
                "because",
                _("Reason"),
                value=lambda row: BECAUSE_WORDS.get(row.because, row.because),
                href=lambda row: reverse("screening:join", args=[row.id]),
            ),
            Column("proposed_by", _("Proposed by"), value=lambda row: names.get(row.proposed_by, "")),
            Column("proposed_at", _("Proposed on"), "instant"),
        ],
        empty_title=_("No proposal waits"),
        empty_text=_("When two entries turn out to be one person, propose it here by their numbers."),
    )
    context = {"form": form, "error": error, "table": table, "part_form": PartForm(), "joined": _joined()}
    return render(request, "screening/joins.html", context, status=status)


def _joined() -> list[dict[str, object]]:
    """Joinings that stand and may be undone, in words."""
    rows = joined_lately()
    people = persons.persons_by_id(id_ for row in rows for id_ in (row.alias, row.into))
    names = display_names([row.settled_by for row in rows if row.settled_by], get_language() or "ar")
    return [
        {
            "row": row,
            "numbers": [people[id_].national_number or "—" for id_ in (row.alias, row.into)],
            "by": names.get(row.settled_by, "") if row.settled_by else "",
        }
        for row in rows
    ]


@requires(Permission.ADJUDICATE)
@require_GET
def join(request: HttpRequest, join: UUID) -> HttpResponse:
    return _page(request, get_open_join(join))


def _page(request: HttpRequest, row: Join, refusal: BitaqaError | None = None) -> HttpResponse:
    user = person_of(request)
    both = persons.persons_by_id([row.alias, row.into])
    alias, into = both[row.alias], both[row.into]
    looks(
        "person.looked_at",
        subject_kind="person",
        subjects=[alias.id, into.id],
        by=actor_of(user),
        purpose="joining_entries",
    )
    held = documents.documents_of_persons([alias.id, into.id])
    context = {
        "crumbs": [Crumb(_("Two entries, one person"), reverse("screening:joins")), Crumb(_("Compare"))],
        "row": row,
        "mine": row.proposed_by == user.pk,
        "because": BECAUSE_WORDS.get(row.because, row.because),
        "proposer": display_names([row.proposed_by], get_language() or "ar").get(row.proposed_by, ""),
        "rows": differences(
            alias.identity, into.identity, claimed=alias.national_number or "", number=into.national_number or ""
        ),
        "documents": [document_face(each) for id_ in (alias.id, into.id) for each in held.get(id_, [])],
        "parting": row.parts_id is not None,
        "error": in_words(refusal) if refusal else None,
    }
    return render(request, "screening/join.html", context, status=refusal.status if refusal else 200)


@requires(Permission.ADJUDICATE)
@require_POST
@fresh_sign_in
def confirm(request: HttpRequest, join: UUID) -> HttpResponse:
    settled = get_open_join(join)
    try:
        revoked = confirm_join(join=join, by=person_of(request), at=now())
    except BitaqaError as refusal:
        return _page(request, get_open_join(join), refusal)
    if settled.parts_id is not None:
        messages.success(request, gettext("The two entries are two people again."))
    elif revoked:
        messages.success(request, gettext("The two entries are one person; the second living document is revoked."))
    else:
        messages.success(request, gettext("The two entries are one person."))
    return HttpResponseRedirect(reverse("screening:joins"))


@requires(Permission.ADJUDICATE)
@require_POST
@fresh_sign_in
def part(request: HttpRequest, join: UUID) -> HttpResponse:
    """The first of two who undo a joining."""
    form = PartForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose the reason."))
        return HttpResponseRedirect(reverse("screening:joins"))
    try:
        made = propose_parting(join=join, by=person_of(request), at=now(), because=form.cleaned_data["because"])
    except BitaqaError as refusal:
        words = in_words(refusal)
        messages.info(request, f"{words.sentence} {words.next_step}")
        return HttpResponseRedirect(reverse("screening:joins"))
    return HttpResponseRedirect(reverse("screening:join", args=[made.id]))


@requires(Permission.ADJUDICATE)
@require_POST
def decline(request: HttpRequest, join: UUID) -> HttpResponse:
    decline_join(join=join, by=person_of(request), at=now())
    messages.info(request, gettext("The two entries stay two people."))
    return HttpResponseRedirect(reverse("screening:joins"))
