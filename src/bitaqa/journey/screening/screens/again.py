"""A decided case shown once more to someone who did not decide it, and is not told: how sure is the bench?"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.ui.shapes import Crumb

from ..errors import NothingToShowAgainError
from ..opinions import case_to_show_again, say_blindly
from ..queries import get_case_view
from .case import applicant_and_candidates
from .timing import page_opened, seconds_open


@requires(Permission.ADJUDICATE)
@require_GET
def again(request: HttpRequest) -> HttpResponse:
    """The comparison alone: no history, no outcome, no name of whoever decided."""
    user = person_of(request)
    crumbs = [Crumb(_("Adjudication"), reverse("screening:queue")), Crumb(_("Look again"))]
    try:
        row = case_to_show_again(user)
    except NothingToShowAgainError:
        return render(request, "screening/again.html", {"crumbs": crumbs, "nothing": True})
    view = get_case_view(row.id, user.pk)
    shown = [view.application.id, *(candidate.id for candidate in view.candidates)]
    looks("person.looked_at", subject_kind="application", subjects=shown, by=actor_of(user), purpose="blind_opinion")
    page_opened(request, row.id)
    context = {**applicant_and_candidates(user, view), "case": row.id, "crumbs": crumbs}
    return render(request, "screening/again.html", context)


@requires(Permission.ADJUDICATE)
@require_POST
def say(request: HttpRequest, case: UUID) -> HttpResponse:
    seconds = seconds_open(request, case)
    try:
        say_blindly(case=case, says=request.POST.get("says", ""), by=person_of(request), at=now(), seconds=seconds)
    except NothingToShowAgainError:
        messages.info(request, gettext("This was noted already."))
    else:
        messages.success(request, gettext("Noted. It changes nothing in the register."))
    return HttpResponseRedirect(reverse("screening:again"))
