"""A reported death: the person is found by number, shown, and only then stopped. Two presses, never one."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.records.persons import door as persons
from bitaqa.ui.errors import in_words

from ..actions import report_death
from ..errors import PersonDeadAlreadyError, PersonUnknownError, ScreeningError
from ..forms import DeathForm
from .applications import person_face


@sensitive_post_parameters()
@requires(Permission.REPORT_DEATH)
@require_http_methods(["GET", "POST"])
def death(request: HttpRequest) -> HttpResponse:
    form = DeathForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return render(request, "screening/death.html", {"form": form})
    if not form.is_valid():
        return render(request, "screening/death.html", {"form": form}, status=422)
    try:
        return _found(request, form)
    except ScreeningError as refusal:
        context = {"form": form, "error": in_words(refusal)}
        return render(request, "screening/death.html", context, status=refusal.status)


def _found(request: HttpRequest, form: DeathForm) -> HttpResponse:
    user, number = person_of(request), form.cleaned_data["national_number"]
    person = persons.persons_by_number([number]).get(number)
    if person is None:
        raise PersonUnknownError()
    if person.died_on is not None:
        raise PersonDeadAlreadyError()
    if request.POST.get("sure") != "yes":
        looks(
            "person.looked_at", subject_kind="person", subjects=[person.id], by=actor_of(user), purpose="report_death"
        )
        context: dict[str, Any] = {"form": form, "face": person_face(person), "given": form.cleaned_data}
        return render(request, "screening/death.html", context)
    stopped = report_death(
        person=person.id,
        died_on=datetime.combine(form.cleaned_data["died_on"], time(12), PLACE_ZONE),
        by=actor_of(user),
        at=now(),
    )
    told = ngettext(
        "The death is noted; %(count)s application is stopped.",
        "The death is noted; %(count)s applications are stopped.",
        len(stopped),
    )
    messages.success(request, told % {"count": len(stopped)})
    return HttpResponseRedirect(reverse("screening:death"))
