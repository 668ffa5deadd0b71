"""Cards that come back, and their destruction by two: one proposes with the cards in hand, another confirms."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, can, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words
from bitaqa.ui.printing import render_pdf
from bitaqa.ui.tables import Column, build_table

from ..acts.destroy_cards import confirm_destruction, propose_destruction, withdraw_destruction
from ..acts.take_back_returns import take_back_returns
from ..models import Destruction
from ..policy import centre_names
from ..queries import cards_called_back, cards_here_to_destroy, destructions_waiting, get_destruction
from .words import REASONS, Names, place_names, reason_words


class Pile(forms.Form):
    """Cards scanned one after the other, one per line, at one centre."""

    numbers = forms.CharField(
        label=_("Cards"),
        help_text=_("Scan one card after the other: one number per line."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    centre = forms.ChoiceField(label=_("Issuing centre"))
    because = forms.ChoiceField(
        label=_("To be destroyed because"),
        help_text=_("A card damaged before it reached its holder is made again once two people destroyed it."),
        choices=[("", _("What the register says of each card")), ("damaged", _("Damaged"))],
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        arabic = (get_language() or "ar").startswith("ar")
        self.fields["centre"].choices = [  # type: ignore[attr-defined]
            (code, ar if arabic else fr) for code, (ar, fr) in centre_names().items()
        ]


@requires(Permission.MOVE_CONSIGNMENTS, Permission.DESTROY_CARDS)
@require_GET
def returns(request: HttpRequest) -> HttpResponse:
    user = person_of(request)
    here, called, waiting = cards_here_to_destroy(), cards_called_back(), destructions_waiting()
    names = Names([*(d.first for d in waiting), *(c.keeper for c in here), *(c.keeper for c, _order in called)])
    there = place_names(card.place for card, _order in called)
    find = reverse("delivery:cards")
    here_table = build_table(
        request,
        id="here",
        prefix="h-",
        caption=_("At the centre, to be destroyed"),
        rows=here,
        columns=[
            Column("number", _("Card number"), "latin", sort="number", href=lambda c: f"{find}?number={c.number}"),
            Column("state", _("State"), "status", value=lambda c: f"card.{c.state.value}"),
            Column("keeper", _("Kept by"), value=lambda c: names.of(c.keeper)),
        ],
        search=["number"],
        empty_title=_("No card waits to be destroyed"),
    )
    called_table = build_table(
        request,
        id="called",
        prefix="c-",
        caption=_("Called back, not yet here"),
        rows=called,
        columns=[
            Column(
                "number",
                _("Card number"),
                "latin",
                value=lambda r: r[0].number,
                href=lambda r: f"{find}?number={r[0].number}",
            ),
            Column("place", _("Place"), value=lambda r: there.get(r[0].place or "", r[0].place)),
            Column("keeper", _("Kept by"), value=lambda r: names.of(r[0].keeper)),
            Column("because", _("Reason"), value=lambda r: reason_words(r[1].because)),
            Column("at", _("Since"), "day", value=lambda r: r[1].at.astimezone(PLACE_ZONE).date()),
        ],
        empty_title=_("No card is called back"),
    )
    proposals = [
        {
            "row": d,
            "first": names.of(d.first),
            "mine": d.first == actor_of(user),
            "cards": list(d.cards.order_by("number")),
        }
        for d in waiting
    ]
    done = list(Destruction.objects.filter(second__isnull=False).order_by("-second_at")[:10])
    context = {
        "pile": Pile(),
        "here": here_table,
        "called": called_table,
        "proposals": proposals,
        "done": done,
        "may_move": can(user, Permission.MOVE_CONSIGNMENTS),
        "may_destroy": can(user, Permission.DESTROY_CARDS),
        "reasons": REASONS,
    }
    return render(request, "delivery/returns.html", context)


@requires(Permission.MOVE_CONSIGNMENTS)
@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    form = Pile(request.POST)
    if form.is_valid():
        try:
            numbers = form.cleaned_data["numbers"].split()
            taken = take_back_returns(
                numbers, centre=form.cleaned_data["centre"], by=actor_of(person_of(request)), at=now()
            )
            told = ngettext("%(count)s card is back.", "%(count)s cards are back.", len(taken))
            messages.success(request, told % {"count": len(taken)})
        except BitaqaError as error:
            _refuse(request, error)
    else:
        messages.error(request, _("Scan at least one card and say where it is."))
    return HttpResponseRedirect(reverse("delivery:returns"))


@requires(Permission.DESTROY_CARDS)
@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    form = Pile(request.POST)
    if form.is_valid():
        try:
            propose_destruction(
                form.cleaned_data["numbers"].split(),
                where=form.cleaned_data["centre"],
                by=actor_of(person_of(request)),
                at=now(),
                because=form.cleaned_data["because"],
            )
            messages.success(request, _("Proposed: a second person confirms with their own account."))
        except BitaqaError as error:
            _refuse(request, error)
    else:
        messages.error(request, _("Scan at least one card and say where it is."))
    return HttpResponseRedirect(reverse("delivery:returns"))


@requires(Permission.DESTROY_CARDS)
@require_POST
def confirm(request: HttpRequest, destruction: UUID) -> HttpResponse:
    try:
        confirm_destruction(destruction, by=actor_of(person_of(request)), at=now())
        messages.success(request, _("The destruction is recorded, with two names."))
    except BitaqaError as error:
        _refuse(request, error)
    return HttpResponseRedirect(reverse("delivery:returns"))


@requires(Permission.DESTROY_CARDS)
@require_POST
def withdraw(request: HttpRequest, destruction: UUID) -> HttpResponse:
    try:
        withdraw_destruction(destruction)
        messages.success(request, _("The proposal is withdrawn: the cards are still here."))
    except BitaqaError as error:
        _refuse(request, error)
    return HttpResponseRedirect(reverse("delivery:returns"))


def _refuse(request: HttpRequest, error: BitaqaError) -> None:
    words = in_words(error)
    messages.error(request, f"{words.sentence} {words.next_step}")


@requires(Permission.DESTROY_CARDS)
@require_GET
def record_sheet(request: HttpRequest, destruction: UUID) -> HttpResponse:
    """The record of a destruction, to be signed and filed."""
    from django.utils.translation import override

    row = get_destruction(destruction)
    names = Names([row.first, row.second or ""])
    place_ar, place_fr = centre_names().get(row.where, (row.where, row.where))
    lines = []
    for card in row.cards.order_by("number"):
        with override("ar"):
            reason_ar = str(reason_words(card.reason))
        with override("fr"):
            reason_fr = str(reason_words(card.reason))
        lines.append({"document_number": card.number, "reason_ar": reason_ar, "reason_fr": reason_fr})
    sheet = {
        "made_at": now().astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M"),
        "place_ar": place_ar,
        "place_fr": place_fr,
        "record_number": row.code,
        "where_ar": place_ar,
        "where_fr": place_fr,
        "at": (row.second_at or row.first_at).astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M"),
        "means_ar": "آلة تقطيع",
        "means_fr": "Broyeur",
        "person_1": names.of(row.first),
        "cards": lines,
        **({"person_2": names.of(row.second)} if row.second else {}),
    }
    pdf = render_pdf("destruction_record", sheet)
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{row.code}.pdf"'}
    )
