"""Applications looked up at a counter: by receipt number, number or name, with a purpose that the journal keeps.

The search is a POST: names stay out of addresses and histories. Opening an application asks for the purpose too, so
that an address sent by a colleague opens nothing silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, can, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.foundation.rules.persons import Identity
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.cards import door as cards
from bitaqa.records.cards.door import CardValue
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.door import PersonValue
from bitaqa.records.places import door as places
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb, Fact, PersonFace
from bitaqa.ui.tables import Column, build_table

from .. import actions, policy
from ..errors import ScreeningError
from ..forms import AppealForm, PurposeForm, SearchForm, TakeBackForm, WithdrawForm
from ..history import keeper_in_words, place_name, timeline_of
from ..letters import read_letter
from ..queries import cases_of, letter_of, open_case_of
from ..reach import check_reach, within_reach
from ..withdrawing import can_withdraw
from ..words import GROUND_WORDS, KIND_WORDS, PAPER_WORDS, PURPOSE_WORDS, RECAPTURE_WORDS, SEX_WORDS
from .case import papers_of
from .files import portrait_url, private

MOST = 50


@sensitive_post_parameters()
@requires(Permission.SEE_APPLICATIONS)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "asked": False}
    if form.is_valid():
        found, people = _found(user, form.cleaned_data["q"])
        looks(
            "person.looked_at",
            subject_kind="application" if found else "person",
            subjects=[*(file.id for file in found), *(person.id for person in people)],
            by=actor_of(user),
            purpose=form.cleaned_data["purpose"],
        )
        context |= {
            "asked": True,
            "many": len(found) == MOST,
            "table": _table(request, found, form.cleaned_data["purpose"]),
            "people": [person_face(person) for person in people],
        }
    status = 422 if request.method == "POST" and not form.is_valid() else 200
    return render(request, "screening/applications.html", context, status=status)


def _found(user: Any, text: str) -> tuple[list[ApplicationValue], list[PersonValue]]:
    """Applications within reach, and persons of the register who have none (for those who may search persons)."""
    people = persons.search_persons(text, limit=MOST) if can(user, Permission.SEARCH_PERSONS) else []
    found = applications.search_applications(text, persons=[person.id for person in people], limit=MOST)
    covered = within_reach(user, Permission.SEE_APPLICATIONS, found)
    with_file = {file.person for file in found}
    return [file for file in found if file.id in covered], [person for person in people if person.id not in with_file]


def _table(request: HttpRequest, found: list[ApplicationValue], purpose: str) -> Any:
    names = {code: place_name(place) for code, place in places.places_by_code({f.place for f in found}).items()}

    def href(file: ApplicationValue) -> str:
        return f"{reverse('screening:application', args=[file.id])}?{urlencode({'purpose': purpose})}"

    return build_table(
        request,
        id="found",
        caption=_("Applications found"),
        rows=found,
        page_size=MOST,
        columns=[
            Column("receipt_number", _("Receipt number"), "latin", href=href),
            Column("name_ar", _("Name"), "arabic", href=href),
            Column("name_latin", _("In Latin letters"), "latin"),
            Column("birth", _("Born"), "partial_date"),
            Column("kind", _("Kind"), value=lambda file: KIND_WORDS[file.kind.value]),
            Column("place", _("Place"), value=lambda file: names.get(file.place, file.place)),
            Column("day", _("Enrolled on"), "day"),
            Column("state", _("State"), "status", value=lambda file: f"application.{file.state.value}"),
        ],
        empty_title=_("No application answers"),
        empty_text=_("Check the number, or write the beginning of the name as the civil-status paper has it."),
    )


def person_face(person: PersonValue) -> PersonFace:
    return PersonFace(
        name_ar=person.name_ar,
        name_latin=person.name_latin,
        national_number=person.national_number or "",
        born=person.birth,
        birth_place=_birth_place(person.identity),
        sex=SEX_WORDS.get(person.sex, person.sex),
        facts=(Fact(_("Died on"), person.died_on, "day"),) if person.died_on else (),
    )


@requires(Permission.SEE_APPLICATIONS)
@require_GET
def application(request: HttpRequest, application: UUID) -> HttpResponse:
    file = applications.get_application(application)
    check_reach(person_of(request), Permission.SEE_APPLICATIONS, file)
    form = PurposeForm(request.GET if "purpose" in request.GET else None)
    if not form.is_valid():
        context = {
            "form": form,
            "crumbs": [Crumb(_("Applications"), reverse("screening:applications")), Crumb(_("Why you look"))],
        }
        return render(request, "screening/purpose.html", context)
    return _application_page(request, file, form.cleaned_data["purpose"])


def _application_page(
    request: HttpRequest, file: ApplicationValue, purpose: str, *, appeal: AppealForm | None = None, error: Any = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    user = person_of(request)
    looks("person.looked_at", subject_kind="application", subjects=[file.id], by=actor_of(user), purpose=purpose)
    made = cards.cards_of_applications([file.id]).get(file.id, [])
    person = persons.persons_by_id([file.person]).get(file.person) if file.person else None
    case = open_case_of(file.id) if can(user, Permission.ADJUDICATE) else None
    letter = letter_of(file.id)
    context = {
        "file": file,
        "crumbs": [Crumb(_("Applications"), reverse("screening:applications")), Crumb(file.receipt_number)],
        "error": error,
        "purpose": purpose,
        "purpose_words": PURPOSE_WORDS[purpose],
        "face": PersonFace(
            name_ar=file.name_ar,
            name_latin=file.name_latin,
            national_number=(person.national_number if person else file.claimed_number) or "",
            born=file.birth,
            birth_place=_birth_place(file.identity),
            sex=SEX_WORDS.get(file.sex, file.sex),
            photo_url=portrait_url(user, file),
            status=f"application.{file.state.value}",
            facts=(Fact(_("Died on"), person.died_on, "day"),) if person and person.died_on else (),
        ),
        "facts": _facts(file),
        "papers": papers_of(user, file) if can(user, Permission.ADJUDICATE) else [],
        "missing": [RECAPTURE_WORDS[what] for what in file.recapture]
        + [PAPER_WORDS.get(code, code) for code in file.missing],
        "take_back": TakeBackForm()
        if file.state is ApplicationState.RETURNED and can(user, Permission.ADJUDICATE)
        else None,
        "withdraw": WithdrawForm(auto_id="withdraw_%s") if can_withdraw(user, file) else None,
        "cards": [_card_facts(card) for card in made],
        "timeline": timeline_of(file.id),
        "case": reverse("screening:case", args=[case.id]) if case else "",
        "letter": reverse("screening:letter", args=[file.id]) if letter else "",
        **_appeal(user, file, appeal),
    }
    return render(request, "screening/application.html", context, status=status)


def _facts(file: ApplicationValue) -> list[Fact]:
    known = places.places_by_code([file.place])
    visits = campaigns.visits_by_id(id_ for id_ in (file.delivery_visit, file.complete_at) if id_)
    facts = [
        Fact(_("Receipt number"), file.receipt_number, "latin"),
        Fact(_("Kind"), KIND_WORDS[file.kind.value]),
        Fact(_("Place"), place_name(known[file.place]) if file.place in known else file.place),
        Fact(_("Enrolled on"), file.day, "day"),
        Fact(_("In this state since"), file.state_at, "instant"),
    ]
    if file.needed_by:
        facts.append(Fact(_("Needed by"), file.needed_by, "day"))
    if file.ready_on and file.state is ApplicationState.APPROVED:
        facts.append(Fact(_("Card promised for"), file.ready_on, "day"))
    if file.delivery_visit in visits:
        facts.append(Fact(_("Hand-over visit"), visits[file.delivery_visit].day, "day"))  # type: ignore[index]
    if file.complete_at in visits and file.state in (ApplicationState.INCOMPLETE, ApplicationState.RETURNED):
        facts.append(Fact(_("Completed at the visit of"), visits[file.complete_at].day, "day"))  # type: ignore[index]
    if file.refused_ground:
        facts.append(Fact(_("Ground of the refusal"), GROUND_WORDS.get(file.refused_ground, file.refused_ground)))
    return facts


def _place(code: str | None, known: Mapping[str, places.PlaceValue]) -> str:
    return place_name(known[code]) if code in known and code else code or ""


def _card_facts(card: CardValue) -> dict[str, Any]:
    known = places.places_by_code([card.place]) if card.place else {}
    return {
        "status": f"card.{card.state.value}",
        "facts": [
            Fact(_("Document number"), card.number, "latin"),
            Fact(_("Kept by"), keeper_in_words(card.keeper)),
            Fact(_("Place"), _place(card.place, known)),
            Fact(_("Made"), card.made_at, "instant"),
        ],
    }


def _arabic() -> bool:
    return (get_language() or "ar").startswith("ar")


def _birth_place(identity: Identity) -> str:
    """In the reader's script; in the other one where only that is known."""
    both = (identity.birth_place_ar, identity.birth_place_latin)
    first, second = both if _arabic() else both[::-1]
    return first or second


def _appeal(user: Any, file: ApplicationValue, form: AppealForm | None) -> dict[str, Any]:
    """The appeal form while the refusal can be appealed, and until when."""
    if file.state is not ApplicationState.REFUSED:
        return {"appeal": None}
    refused = [case for case in cases_of(file.id) if case.outcome == "refused" and case.settled_at]
    days = policy.country_pack().raw["appeal"]["days"]
    until = local_day(refused[-1].settled_at) + timedelta(days=days) if refused else None  # type: ignore[arg-type]
    open_ = until is None or local_day(now()) <= until
    may = can(user, Permission.DECIDE_APPEALS) and open_
    return {"appeal": (form or AppealForm()) if may else None, "appeal_until": until, "appeal_over": not open_}


@requires(Permission.DECIDE_APPEALS)
@require_POST
def appeal(request: HttpRequest, application: UUID) -> HttpResponse:
    """Enters an appeal at the counter: a case that those who refused cannot decide."""
    file = applications.get_application(application)
    check_reach(person_of(request), Permission.DECIDE_APPEALS, file)
    purpose = "applicant_asks"
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _application_page(request, file, purpose, appeal=form, status=422)
    if file.state is ApplicationState.ADJUDICATION:
        messages.info(request, gettext("The appeal is entered already."))
    else:
        try:
            actions.open_appeal(
                application=application, by=person_of(request), at=now(), because=form.cleaned_data["because"]
            )
        except ScreeningError as refusal:
            return _application_page(
                request, file, purpose, appeal=form, error=in_words(refusal), status=refusal.status
            )
        messages.success(request, gettext("The appeal is entered; people who did not refuse it decide."))
    return HttpResponseRedirect(f"{reverse('screening:application', args=[application])}?purpose={purpose}")


@requires(Permission.SEE_APPLICATIONS, Permission.ADJUDICATE)
@require_GET
def letter(request: HttpRequest, application: UUID) -> HttpResponse:
    """The letter of the last refusal, to be printed and handed over."""
    user = person_of(request)
    file = applications.get_application(application)
    check_reach(user, Permission.SEE_APPLICATIONS, file)
    found = letter_of(application)
    if found is None:
        raise Http404
    looks("person.looked_at", subject_kind="application", subjects=[application], by=actor_of(user), purpose="letter")
    return private(read_letter(found), "application/pdf", name=f"{file.receipt_number}.pdf")
