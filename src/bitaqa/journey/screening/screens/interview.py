"""An interview: one question at a time, what is said typed, nothing told before it ends.

The page shows the applicant's portrait and name, and of the person asked about nothing at all.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import looks
from bitaqa.records.applications import door as applications
from bitaqa.ui.shapes import Crumb

from ..errors import InterviewUnknownError, ScreeningError
from ..identity.acts import answer_question, begin_interview, end_interview
from ..identity.forms import AnswerForm
from ..identity.questions import Question, Verdict
from ..identity.words import QUESTION_WORDS
from ..models import Interview
from ..reach import check_reach
from .files import portrait_url
from .identity import tell


@requires(Permission.ADJUDICATE)
@require_POST
def begin(request: HttpRequest, case: UUID, person: UUID) -> HttpResponse:
    try:
        held = begin_interview(case=case, person=person, by=person_of(request), at=now())
    except ScreeningError as refusal:
        tell(request, refusal)
        return HttpResponseRedirect(reverse("screening:identity", args=[case]))
    return HttpResponseRedirect(reverse("screening:interview", args=[held.id]))


@requires(Permission.ADJUDICATE)
@require_GET
def interview(request: HttpRequest, interview: UUID) -> HttpResponse:
    """The next question; an interview that has ended leads back to the file."""
    held, user = _mine(request, interview), person_of(request)
    if held.ended_at is not None:
        return HttpResponseRedirect(reverse("screening:identity", args=[held.case_id]))
    file = applications.get_application(held.case.application)
    check_reach(user, Permission.ADJUDICATE, file)
    looks(
        "person.looked_at", subject_kind="application", subjects=[file.id], by=actor_of(user),
        purpose="identity_interview",
    )  # fmt: skip
    answered = set(held.answers.values_list("question", flat=True))
    left = [question for question in held.questions if question not in answered]
    context = {
        "crumbs": [
            Crumb(_("Adjudication"), reverse("screening:queue")),
            Crumb(_("Re-establish the identity"), reverse("screening:identity", args=[held.case_id])),
            Crumb(_("Interview")),
        ],
        "held": held,
        "file": file,
        "photo": portrait_url(user, file),
        "question": left[0] if left else "",
        "words": QUESTION_WORDS[Question(left[0])] if left else "",
        "number": len(held.questions) - len(left) + 1,
        "many": len(held.questions),
        "form": AnswerForm(),
    }
    return render(request, "screening/interview.html", context)


@sensitive_post_parameters()
@requires(Permission.ADJUDICATE)
@require_POST
def answer(request: HttpRequest, interview: UUID) -> HttpResponse:
    """Keeps the answer and asks the next; after the last one the interview ends."""
    held, user = _mine(request, interview), person_of(request)
    form = AnswerForm(request.POST)
    said = form.cleaned_data["said"] if form.is_valid() and "declined" not in request.POST else ""
    asked = request.POST.get("question", "")
    here = HttpResponseRedirect(reverse("screening:interview", args=[held.id]))
    if asked not in held.questions:
        return here
    if not said and "declined" not in request.POST:
        messages.info(request, gettext("Write what the person says, or that the person does not know."))
        return here
    try:
        left = answer_question(interview=held.id, question=Question(asked), said=said, by=user, at=now())
    except ScreeningError as refusal:
        tell(request, refusal)
        return here
    return _ended(request, held) if not left else here


@requires(Permission.ADJUDICATE)
@require_POST
def end(request: HttpRequest, interview: UUID) -> HttpResponse:
    return _ended(request, _mine(request, interview))


def _ended(request: HttpRequest, held: Interview) -> HttpResponse:
    back = HttpResponseRedirect(reverse("screening:identity", args=[held.case_id]))
    try:
        told = end_interview(interview=held.id, by=person_of(request), at=now())
    except ScreeningError as refusal:
        tell(request, refusal)
        return back
    counts = {verdict.value: told[verdict] for verdict in Verdict}
    messages.success(
        request,
        gettext("The interview has ended. Right: %(right)s, wrong: %(wrong)s, not known: %(declined)s.") % counts,
    )
    return back


def _mine(request: HttpRequest, interview: UUID) -> Interview:
    """Raises InterviewUnknownError."""
    held = Interview.objects.select_related("case").filter(pk=interview, by=person_of(request).pk).first()
    if held is None:
        raise InterviewUnknownError()
    return held
