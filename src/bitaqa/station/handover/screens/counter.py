"""One card at the counter: who collects → verify → read the card → old card and signature → done.

The page shows the whole card and one next step; every press is a form, so that a scanner and a keyboard do.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.field_pack import CardDue, DueRepresentative
from bitaqa.foundation.rules.packet_bodies import OldCard
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.day.door import find_open_day
from bitaqa.station.desk.door import now, operator_name, record_look, requires, signed_in
from bitaqa.station.fieldpack.door import country, get_card
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.shapes import Crumb, Fact, PersonFace, Step, TimelineEntry

from ..attempting import AttemptFace, begin_attempt, counter_of, find_attempt, keep_captures, leave_attempt
from ..capturing import face_capture, finger_captures
from ..domain import WITHHOLD_REASONS, HereState, collectors_of, old_card_wanted
from ..finding import CardFound, get_card_here
from ..forms import CaptureForm, EndForm, ReleaseForm, WhoForm
from ..handing import hand_over_card, stop_card
from ..queries import acts_of
from ..verifying import Release, read_template
from ..words import ACTS, CAPACITIES, WITHHOLD, reason_sentence
from .scanned import keep_reading, receipt_was_checked

FOUND = ("receipt", "name", "list", "finger")


@requires(Permission.HAND_OVER)
def card_page(request: HttpRequest, card: UUID) -> HttpResponse:
    return _page(request, card)


@requires(Permission.HAND_OVER)
@require_POST
def who(request: HttpRequest, card: UUID) -> HttpResponse:
    """Who stands at the counter."""
    due, at = get_card(card=card), now()
    form = WhoForm(request.POST, allowed=_allowed(due))
    if not form.is_valid():
        return _page(request, card, who=form)
    found, checked = request.POST.get("found", "list"), receipt_was_checked(request, card)
    try:
        begin_attempt(
            card=card,
            collector=form.cleaned_data["collector"],
            collector_names=form.cleaned_data.get("collector_names", ""),
            found_by=found if found in FOUND else "list",  # type: ignore[arg-type]
            receipt_shown=form.cleaned_data["receipt_shown"] or checked,
            receipt_checked=checked,
            by=signed_in(request),
            at=at,
        )
    except BitaqaError as refused:
        return _page(request, card, who=form, error=in_words(refused))
    return _back(card)


@requires(Permission.HAND_OVER)
@require_POST
def capture(request: HttpRequest, card: UUID) -> HttpResponse:
    """A finger or a face taken now, compared with the list."""
    if find_attempt(card) is None:
        return _back(card)
    form = CaptureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, card, capture=form)
    due, seed = get_card(card=card), form.cleaned_data.get("specimen", "").strip()
    what = request.POST.get("what", "finger")
    try:
        if seed and what == "finger":
            keep_captures(
                card=card, fingers=finger_captures({"simulated": {"seed": seed}}, due), by=signed_in(request), at=now()
            )
        elif seed:
            keep_captures(
                card=card, portrait=face_capture({"simulated": {"seed": seed}}, due), by=signed_in(request), at=now()
            )
        finger, picture = form.cleaned_data.get("finger"), form.cleaned_data.get("picture")
        if finger is not None:
            keep_captures(card=card, fingers=(read_template(finger.read()),), by=signed_in(request), at=now())
        if picture is not None:
            keep_captures(card=card, portrait=picture.read(), by=signed_in(request), at=now())
    except BitaqaError as refused:
        return _page(request, card, capture=form, error=in_words(refused))
    return _back(card)


@requires(Permission.HAND_OVER)
@require_POST
def end(request: HttpRequest, card: UUID) -> HttpResponse:
    """The card was read, the old one settled, the collector signed: handed over."""
    attempt = find_attempt(card)
    if attempt is None:
        return _back(card)
    due = get_card(card=card)
    form = EndForm(request.POST, old_card=old_card_wanted(due))
    release = None if attempt.verified else ReleaseForm(request.POST)
    if not form.is_valid() or (release is not None and not release.is_valid()):
        return _page(request, card, end=form, release=release)
    fate = form.cleaned_data.get("old_fate", "")
    counter = replace(
        counter_of(attempt),
        holder_checked=form.cleaned_data["holder_checked"],
        signed=form.cleaned_data["signed"],
        old_card=OldCard(number=due.old_document_number, fate=fate) if fate else None,
        release=Release(**release.cleaned_data) if release is not None else None,
    )
    try:
        done = hand_over_card(card=card, counter=counter, by=signed_in(request), at=now())
    except BitaqaError as refused:
        return _page(request, card, end=form, release=release, error=in_words(refused))
    if done.outcome == "handed_over":
        keep_reading(request, None)
        messages.success(request, _("The card was handed over."))
        return HttpResponseRedirect(reverse("handover:list"))
    return _back(card)


@requires(Permission.HAND_OVER)
@require_POST
def give_up(request: HttpRequest, card: UUID) -> HttpResponse:
    """Not verified (sealed as an attempt), or the person simply left."""
    attempt = find_attempt(card)
    if attempt is None:
        return _back(card)
    keep_reading(request, None)
    if request.POST.get("what") == "left" or attempt.verified:
        leave_attempt(card=card, by=signed_in(request))
        return HttpResponseRedirect(reverse("handover:list"))
    hand_over_card(card=card, counter=counter_of(attempt), by=signed_in(request), at=now())
    leave_attempt(card=card, by=signed_in(request))
    messages.warning(request, _("The card stays at the station: the person could not be verified."))
    return HttpResponseRedirect(reverse("handover:list"))


@requires(Permission.HAND_OVER)
@require_POST
def stop(request: HttpRequest, card: UUID) -> HttpResponse:
    """A death reported at the counter, or a doubt: the card is withheld."""
    because = request.POST.get("because", "")
    stop_card(card=card, because=because, by=signed_in(request), at=now())
    messages.warning(request, _("The card is withheld and goes back to the centre."))
    return _back(card)


def _page(
    request: HttpRequest,
    card: UUID,
    *,
    who: WhoForm | None = None,
    capture: CaptureForm | None = None,
    end: EndForm | None = None,
    release: ReleaseForm | None = None,
    error: ErrorInWords | None = None,
) -> HttpResponse:
    found = get_card_here(card)
    due = found.due
    if due is not None:
        record_look(of="card", subjects=[card], purpose="hand_over", by=signed_in(request).code, at=now())
    attempt = find_attempt(card) if due is not None else None
    ready = due is not None and found.state is HereState.AT_STATION and find_open_day() is not None
    context: dict[str, Any] = {
        "found": found,
        "due": due,
        "person": person_face(found),
        "attempt": attempt,
        "ready": ready,
        "day": find_open_day(),
        "stopped": due is not None and due.stopped is not None,
        "error": error,
        "steps": _steps(found, attempt),
        "history": _history(card),
        "pin_wanted": due is not None and found.state is HereState.HANDED_OVER,
        "withhold": [(code, WITHHOLD[code]) for code in WITHHOLD_REASONS],
        "crumbs": [Crumb(_("Hand-over"), reverse("handover:list")), Crumb(found.document_number)],
        "found_by": request.GET.get("found", request.POST.get("found", "list")),
        "checked": receipt_was_checked(request, card),
    }
    if ready and due is not None:
        context["reason"] = _(sentence) if attempt and (sentence := reason_sentence(attempt.reason)) else ""
        shown = {"receipt_shown": context["found_by"] == "receipt", "collector": (_allowed(due) or ("",))[0]}
        context["who"] = who or WhoForm(allowed=_allowed(due), initial=shown)
        context["capture"] = capture or CaptureForm()
        context["end"] = end or EndForm(old_card=old_card_wanted(due), initial={"old_fate": "taken_back"})
        context["release"] = release or ReleaseForm(initial={"because": attempt.reason if attempt else ""})
    return render(request, "handover/card.html", context, status=409 if error else 200)


def _allowed(due: CardDue) -> tuple[str, ...]:
    today = local_day(now())
    return collectors_of(due, policy=country().document_type(due.document_type, today), on=today)


def _steps(found: CardFound, attempt: AttemptFace | None) -> list[Step]:
    done = found.state is not HereState.AT_STATION
    started, verified = attempt is not None, attempt is not None and (attempt.verified or attempt.captured)
    states = (
        "done" if started or done else "current",
        "done" if verified or done else "current" if started else "todo",
        "done" if done else "current" if verified else "todo",
    )
    labels = (_("Who collects"), _("Verify"), _("Read the card and sign"))
    return [Step(label, state) for label, state in zip(labels, states, strict=True)]


_TO_COMPARE = (HereState.DUE, HereState.AT_STATION, HereState.MISSING, HereState.WITHHELD)
"""A holder who has the card, or whose card is gone, is compared with nothing: no portrait is shown."""


def person_face(found: CardFound) -> PersonFace:
    facts = [Fact(_("Card"), found.document_number, "latin")]
    due = found.due
    if due is None:
        return PersonFace(status=f"here.{found.state.value}", facts=tuple(facts))
    if due.receipt_number:
        facts.append(Fact(_("Receipt"), due.receipt_number, "latin"))
    if due.needed_by is not None:
        facts.append(Fact(_("Needed by"), due.needed_by, "day"))
    if due.representative is not None:
        facts += _representative(due.representative)
    if due.authorised:
        facts.append(Fact(_("Authorised collector"), due.authorised))
    if due.authorised_number:
        facts.append(Fact(_("Card of the authorised collector"), due.authorised_number, "latin"))
    if old_card_wanted(due):
        facts.append(Fact(_("Old card"), due.old_document_number, "latin"))
    return PersonFace(
        name_ar=due.names.arabic.whole(),
        name_latin=due.names.latin.whole(),
        national_number=due.national_number,
        born=due.birth,
        photo_url=reverse("handover:portrait", args=[due.card]) if found.state in _TO_COMPARE else "",
        status=f"here.{found.state.value}",
        facts=tuple(facts),
    )


def _representative(named: DueRepresentative) -> list[Fact]:
    """In both scripts, with the capacity and the number to compare with the card they show."""
    names = " · ".join(
        f"\u2068{name.whole()}\u2069" for name in (named.names.arabic, named.names.latin) if name.whole()
    )
    facts = [Fact(_("Legal representative"), f"{names} ({CAPACITIES[named.capacity]})")]
    if named.number:
        facts.append(Fact(_("Card of the representative"), named.number, "latin"))
    return facts


def _history(card: UUID) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            act.at,
            ACTS[act.act],
            by=" + ".join(operator_name(one) for one in (act.by, act.witness) if one),
            icon="credit-card-2-front",
        )
        for act in acts_of(card)
    ]


def _back(card: UUID) -> HttpResponse:
    return HttpResponseRedirect(reverse("handover:card", args=[card]))
