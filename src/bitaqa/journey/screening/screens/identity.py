"""Who somebody without papers may be: persons ranked by what agrees, never by what the register holds; witnesses.

Nothing here shows an answer. A person's data stand beside the applicant on the case's own page, once the applicant
was asked about them.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.records.applications import door as applications
from bitaqa.records.persons import door as persons
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb

from ..domain import RefusalGround
from ..errors import PapersNotLostError, ScreeningError
from ..identity.acts import identity_policy, name_witness, search_register, without_papers
from ..identity.enough import proof_about
from ..identity.forms import WitnessForm
from ..identity.proof import Fingers
from ..identity.words import FINGERS_SAY, RELATION_WORDS, line_in_words
from ..letters import read_slip
from ..models import Case, CaseState, IdentitySearch, Witness
from ..queries import get_case
from ..reach import check_reach
from ..words import WEIGHT_WORDS
from .files import private


@requires(Permission.ADJUDICATE)
@require_GET
def identity(request: HttpRequest, case: UUID) -> HttpResponse:
    return _page(request, case)


def _page(
    request: HttpRequest, case: UUID, *, wrong: WitnessForm | None = None, refusal: BitaqaError | None = None
) -> HttpResponse:
    row, user = get_case(case), person_of(request)
    file = applications.get_application(row.application)
    check_reach(user, Permission.ADJUDICATE, file)
    if not without_papers(file):
        raise PapersNotLostError()
    search = IdentitySearch.objects.filter(case=row).first()
    ranked = search.ranked if search else []
    shown = [UUID(one["person"]) for one in ranked]
    by = actor_of(user)
    looks("person.looked_at", subject_kind="application", subjects=[file.id], by=by, purpose="identity_search")
    looks("person.looked_at", subject_kind="person", subjects=shown, by=by, purpose="identity_search")
    people, rules = _people(request, row, ranked), identity_policy()
    choices = [(one["id"], one["title"]) for one in people]
    open_ = row.state == CaseState.OPEN and str(user.pk) not in row.excluded
    context = {
        "crumbs": [
            Crumb(_("Adjudication"), reverse("screening:queue")),
            Crumb(file.receipt_number, reverse("screening:case", args=[case])),
            Crumb(_("Re-establish the identity")),
        ],
        "file": file,
        "row": row,
        "search": search,
        "people": people,
        "open": open_,
        "lines": [line_in_words(text) for text, _fits in rules.lines],
        "witness_form": (wrong or WitnessForm(people=choices)) if open_ and people else None,
        "error": in_words(refusal) if refusal else None,
    }
    status = 422 if wrong is not None and refusal is None else refusal.status if refusal else 200
    return render(request, "screening/identity.html", context, status=status)


def _people(request: HttpRequest, row: Case, ranked: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The ranked, as the page draws them: by rank, not by name."""
    interviews = {held.person: held for held in row.interviews.all()}
    witnesses = _witnesses(request, row)
    user, rules, told = person_of(request), identity_policy(), []
    for number, one in enumerate(ranked, start=1):
        id_ = UUID(one["person"])
        held, proof = interviews.get(id_), proof_about(row, id_)
        under_way = held is not None and held.ended_at is None
        enough = rules.enough(proof)
        told.append(
            {
                "id": one["person"],
                "title": gettext("Person %(number)s") % {"number": number},
                "fingers": FINGERS_SAY[Fingers(one["said"])],
                "tone": {"alike": "ok", "against": "stop"}.get(one["said"], "calm"),
                "agrees": [WEIGHT_WORDS[name] for name in one["agrees"] if name in WEIGHT_WORDS],
                "died": one["died"],
                "proof": proof if held is not None and held.ended_at else None,
                "under_way": under_way,
                "mine": reverse("screening:interview", args=[held.id])
                if held is not None and under_way and held.by == user.pk
                else "",
                "asked": held is not None,
                "witnesses": witnesses.get(id_, []),
                "enough": line_in_words(enough) if enough else "",
            }
        )
    return told


def _witnesses(request: HttpRequest, row: Case) -> dict[UUID, list[dict[str, Any]]]:
    """By the person vouched for: the witness's name, so that it can be read against the card shown."""
    rows = list(row.witnesses.order_by("at", "id"))
    held = persons.persons_by_id(one.witness for one in rows)
    looks(
        "person.looked_at", subject_kind="person", subjects=list(held), by=actor_of(person_of(request)),
        purpose="identity_witness",
    )  # fmt: skip
    arabic = (get_language() or "ar").startswith("ar")
    told: dict[UUID, list[dict[str, Any]]] = {}
    for one in rows:
        others = Witness.objects.filter(witness=one.witness).exclude(case=row).count()
        name = held[one.witness].name_ar if arabic else held[one.witness].name_latin
        told.setdefault(one.person, []).append(
            {"name": name, "relation": RELATION_WORDS.get(one.relation, one.relation), "others": others}
        )
    return told


@requires(Permission.ADJUDICATE)
@require_POST
def search(request: HttpRequest, case: UUID) -> HttpResponse:
    try:
        found = search_register(case=case, by=person_of(request), at=now())
    except ScreeningError as refusal:
        tell(request, refusal)
        return HttpResponseRedirect(reverse("screening:case", args=[case]))
    if not found.ranked:
        messages.info(request, gettext("The register holds nobody whose fingers or facts are like the applicant's."))
    return HttpResponseRedirect(reverse("screening:identity", args=[case]))


@sensitive_post_parameters()
@requires(Permission.ADJUDICATE)
@require_POST
def witness(request: HttpRequest, case: UUID) -> HttpResponse:
    row = get_case(case)
    found = IdentitySearch.objects.filter(case=row).first()
    choices = [
        (one["person"], gettext("Person %(number)s") % {"number": number})
        for number, one in enumerate(found.ranked if found else [], start=1)
    ]
    form = WitnessForm(request.POST, people=choices)
    if not form.is_valid():
        return _page(request, case, wrong=form)
    given = form.cleaned_data
    try:
        name_witness(
            case=case, person=UUID(given["person"]), national_number=given["national_number"],
            relation=given["relation"], by=person_of(request), at=now(),
        )  # fmt: skip
    except ScreeningError as refusal:
        return _page(request, case, wrong=form, refusal=refusal)
    messages.success(request, gettext("The witness is named."))
    return HttpResponseRedirect(reverse("screening:identity", args=[case]))


@requires(Permission.ADJUDICATE)
@require_GET
def slip(request: HttpRequest, case: UUID) -> HttpResponse:
    """The slip of somebody whom nobody was found to be: where a birth is recorded, and a first request made."""
    row, user = get_case(case), person_of(request)
    file = applications.get_application(row.application)
    check_reach(user, Permission.ADJUDICATE, file)
    if row.letter is None or row.ground != RefusalGround.NOBODY_FOUND:
        raise Http404
    looks("person.looked_at", subject_kind="application", subjects=[file.id], by=actor_of(user), purpose="letter")
    return private(read_slip(row.letter), "application/pdf", name=f"{file.receipt_number}-slip.pdf")


def tell(request: HttpRequest, refusal: BitaqaError) -> None:
    """A refusal on the next page: its sentence, and what to do."""
    words = in_words(refusal)
    messages.info(request, f"{words.sentence} {words.next_step}")
