"""Files that wait for the service against fraud, and its answers entered; files sent back that are taken up again."""

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
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Crumb

from ..domain import ReferralAnswer
from ..errors import ScreeningError
from ..forms import AnswerForm, TakeBackForm
from ..reach import within_reach
from ..referring import answer_referral, referred_files
from ..returning import take_back
from ..words import SUSPICION_WORDS


@requires(Permission.ADJUDICATE)
@require_GET
def referred(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, *, wrong: AnswerForm | None = None, about: UUID | None = None) -> HttpResponse:
    user, today = person_of(request), local_day(now())
    rows = referred_files()
    reach = within_reach(user, Permission.ADJUDICATE, [file for file, _case, _day in rows])
    rows = [row for row in rows if row[0].id in reach]
    looks(
        "person.looked_at", subject_kind="application", subjects=[file.id for file, _case, _day in rows],
        by=actor_of(user), purpose="adjudication",
    )  # fmt: skip
    files = [
        {
            "file": file,
            "case": case,
            "suspicion": SUSPICION_WORDS.get(case.ground, case.ground),
            "due": day,
            "late": day < today,
            "mine": user.pk in (case.proposed_by, case.settled_by),
            "form": wrong if wrong is not None and file.id == about else AnswerForm(auto_id=f"answer_{number}_%s"),
        }
        for number, (file, case, day) in enumerate(rows)
    ]
    crumbs = [Crumb(_("Adjudication"), reverse("screening:queue")), Crumb(_("Referred files"))]
    status = 422 if wrong is not None else 200
    return render(request, "screening/referred.html", {"crumbs": crumbs, "files": files}, status=status)


@requires(Permission.ADJUDICATE)
@require_POST
def answer(request: HttpRequest, application: UUID) -> HttpResponse:
    form = AnswerForm(request.POST, auto_id="wrong_%s")
    if not form.is_valid():
        return _page(request, wrong=form, about=application)
    try:
        answer_referral(
            application=application,
            answer=ReferralAnswer(form.cleaned_data["answer"]),
            because=form.cleaned_data["because"],
            by=person_of(request),
            at=now(),
        )
    except ScreeningError as refusal:
        words = in_words(refusal)
        messages.info(request, f"{words.sentence} {words.next_step}")
    else:
        messages.success(request, gettext("The answer is entered; the case is open again for other people."))
    return HttpResponseRedirect(reverse("screening:referred"))


@requires(Permission.ADJUDICATE)
@require_POST
def take_back_file(request: HttpRequest, application: UUID) -> HttpResponse:
    form = TakeBackForm(request.POST)
    back = f"{reverse('screening:application', args=[application])}?purpose=adjudication"
    if not form.is_valid():
        messages.error(request, gettext("Say why: a decision without its reason is not taken."))
        return HttpResponseRedirect(back)
    try:
        case = take_back(
            application=application, by=person_of(request), at=now(), because=form.cleaned_data["because"]
        )  # fmt: skip
    except ScreeningError as refusal:
        words = in_words(refusal)
        messages.info(request, f"{words.sentence} {words.next_step}")
        return HttpResponseRedirect(back)
    messages.success(request, gettext("The file is taken up again."))
    return HttpResponseRedirect(reverse("screening:case", args=[case]))
