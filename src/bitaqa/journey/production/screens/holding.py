"""What a shift leader does to a batch before it is made: hold it with a reason, let it go on, part it in two."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now

from ..acts.hold_batches import hold_batch, resume_batch, split_batch
from ..queries import get_batch
from ..reach import check_reach
from ..words import HOLDS

P = Permission


class HoldForm(forms.Form):
    because = forms.ChoiceField(label=_("Reason"), choices=[(str(code), word) for code, word in HOLDS.items()])


class SplitForm(forms.Form):
    first = forms.IntegerField(
        label=_("First card of the new batch"), min_value=2, help_text=_("Its place in this batch.")
    )


@require_POST
@requires(P.RUN_PRODUCTION)
def hold(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Pressing twice holds once."""
    check_reach(person_of(request), P.RUN_PRODUCTION, get_batch(batch).issuing_centre)
    form = HoldForm(request.POST)
    because = form.cleaned_data["because"] if form.is_valid() else ""
    hold_batch(batch, by=actor_of(person_of(request)), at=now(), because=because)
    messages.warning(request, text("The batch is held: nothing of it is signed or made."))
    return redirect("production:batch", batch=batch)


@require_POST
@requires(P.RUN_PRODUCTION)
def resume(request: HttpRequest, batch: UUID) -> HttpResponse:
    check_reach(person_of(request), P.RUN_PRODUCTION, get_batch(batch).issuing_centre)
    resume_batch(batch, by=actor_of(person_of(request)), at=now())
    messages.success(request, text("The batch goes on."))
    return redirect("production:batch", batch=batch)


@require_POST
@requires(P.RUN_PRODUCTION)
def split(request: HttpRequest, batch: UUID) -> HttpResponse:
    """The second press parts the rest again only where a card is left on both sides."""
    check_reach(person_of(request), P.RUN_PRODUCTION, get_batch(batch).issuing_centre)
    form = SplitForm(request.POST)
    first = form.cleaned_data["first"] if form.is_valid() else 0
    made = split_batch(batch, first=first, by=actor_of(person_of(request)), at=now())
    messages.success(request, text("The batch was parted: this is the new one."))
    return redirect("production:batch", batch=made)
