"""The decisions on a case: each posts here, settles the case once, and opens the next one.

A second press, or another tab, finds the case settled: the page then says what was decided and by whom.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bitaqa.backbone.accounts.door import Permission, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words

from .. import actions
from ..domain import RefusalGround, Suspicion
from ..errors import (
    CaseSettledError,
    DecidedBeforeError,
    IdentityNotSearchedError,
    NoProposalError,
    ProofNotEnoughError,
    SamePersonTwiceError,
    SecondOpinionNeededError,
)
from ..forms import NewPersonForm, ReferralForm, RefusalForm, ReturnForm, SamePersonForm
from ..identity.acts import without_papers
from ..models import CaseState
from ..queries import get_case, get_case_view
from ..referring import confirm_referral, propose_referral
from ..returning import return_case
from .case import case_page, person_choices, visit_choices
from .queue import next_case
from .timing import seconds_open

KINDLY = (
    CaseSettledError, NoProposalError, SamePersonTwiceError, SecondOpinionNeededError, DecidedBeforeError,
    IdentityNotSearchedError, ProofNotEnoughError,
)  # fmt: skip
"""Refusals that only mean that someone was quicker, that others decide, or what comes first: told on the page."""


@requires(Permission.ADJUDICATE)
@require_POST
def approve_new(request: HttpRequest, case: UUID) -> HttpResponse:
    form = NewPersonForm(request.POST, auto_id="wrong_%s")
    if not form.is_valid():
        return case_page(request, case, wrong=form, act="approve-new", status=422)
    return _approve(request, case, None, form)


@requires(Permission.ADJUDICATE)
@require_POST
def approve_same(request: HttpRequest, case: UUID) -> HttpResponse:
    view = get_case_view(case, person_of(request).pk)
    form = SamePersonForm(request.POST, people=person_choices(view), auto_id="wrong_%s")
    if not form.is_valid():
        return case_page(request, case, wrong=form, act="approve-same", status=422)
    return _approve(request, case, UUID(form.cleaned_data["person"]), form)


def _approve(request: HttpRequest, case: UUID, person: UUID | None, form: forms.Form) -> HttpResponse:
    told: list[str] = []

    def act() -> None:
        told.append(
            actions.approve_case(
                case=case,
                person=person,
                by=person_of(request),
                at=now(),
                because=form.cleaned_data["because"],
                seconds=seconds_open(request, case),
            )
        )

    answer = _settled(request, case, act, "" if person is None else _("The application is approved."))
    if told == ["proposed"]:
        messages.success(request, _("Noted: another adjudicator must say the same."))
        return answer
    if told == ["approved"] and person is None:
        messages.success(request, _("The application is approved."))
    if get_case(case).state != CaseState.SETTLED:
        messages.warning(
            request, _("Someone took this name while you were reading: look at the new candidate, then decide again.")
        )
        return _back(case)
    return answer


@requires(Permission.ADJUDICATE)
@require_POST
def send_back(request: HttpRequest, case: UUID) -> HttpResponse:
    view = get_case_view(case, person_of(request).pk)
    form = ReturnForm(request.POST, visits=visit_choices(view.application), auto_id="wrong_%s")
    if not form.is_valid():
        return case_page(request, case, wrong=form, act="return", status=422)
    visit = form.cleaned_data["complete_at"]

    def act() -> None:
        return_case(
            case=case,
            papers=form.papers,
            recapture=form.recapture,
            complete_at=UUID(visit) if visit else None,
            by=person_of(request),
            at=now(),
            seconds=seconds_open(request, case),
        )

    return _settled(request, case, act, _("The file is returned and its letter is made."))


@requires(Permission.ADJUDICATE)
@require_POST
def propose(request: HttpRequest, case: UUID) -> HttpResponse:
    lost = without_papers(get_case_view(case, person_of(request).pk).application)
    form = RefusalForm(request.POST, without_papers=lost, auto_id="wrong_%s")
    if not form.is_valid():
        return case_page(request, case, wrong=form, act="propose", status=422)

    def act() -> None:
        actions.propose_refusal(
            case=case,
            ground=RefusalGround(form.cleaned_data["ground"]),
            missing=form.missing,
            by=person_of(request),
            at=now(),
            seconds=seconds_open(request, case),
        )

    return _settled(request, case, act, _("The refusal is proposed; another adjudicator confirms or declines it."))


@requires(Permission.ADJUDICATE)
@require_POST
def refer(request: HttpRequest, case: UUID) -> HttpResponse:
    """The first of two people who refer a file to the service against fraud."""
    form = ReferralForm(request.POST, auto_id="wrong_%s")
    if not form.is_valid():
        return case_page(request, case, wrong=form, act="refer", status=422)

    def act() -> None:
        propose_referral(
            case=case,
            suspicion=Suspicion(form.cleaned_data["suspicion"]),
            because=form.cleaned_data["because"],
            by=person_of(request),
            at=now(),
            seconds=seconds_open(request, case),
        )

    return _settled(request, case, act, _("The referral is proposed; another adjudicator confirms or declines it."))


@requires(Permission.ADJUDICATE)
@require_POST
def confirm_refer(request: HttpRequest, case: UUID) -> HttpResponse:
    def act() -> None:
        confirm_referral(case=case, by=person_of(request), at=now())

    return _settled(request, case, act, _("The file is referred and the applicant's letter is made."), stay=True)


@requires(Permission.ADJUDICATE)
@require_POST
def confirm(request: HttpRequest, case: UUID) -> HttpResponse:
    def act() -> None:
        actions.confirm_refusal(case=case, by=person_of(request), at=now())

    return _settled(request, case, act, _("The application is refused and its letter is made."), stay=True)


@requires(Permission.ADJUDICATE)
@require_POST
def withdraw(request: HttpRequest, case: UUID) -> HttpResponse:
    def act() -> None:
        actions.withdraw_proposal(case=case, by=person_of(request))

    return _settled(request, case, act, _("The proposal is taken back; the case is open again."), stay=True)


def _settled(
    request: HttpRequest, case: UUID, act: Callable[[], Any], told: str, *, stay: bool = False
) -> HttpResponse:
    """Does the act; then the next case opens, or with `stay` this one (its letter is printed, or it is open again)."""
    try:
        act()
    except KINDLY as refusal:
        _tell(request, refusal)
        return _back(case)
    if told:
        messages.success(request, told)
    return _back(case) if stay else HttpResponseRedirect(next_case(person_of(request), but=case))


def _tell(request: HttpRequest, refusal: BitaqaError) -> None:
    words = in_words(refusal)
    messages.info(request, f"{words.sentence} {words.next_step}")


def _back(case: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("screening:case", args=[case]))
