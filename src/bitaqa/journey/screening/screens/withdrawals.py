"""The applicant takes the request back: entered from the file's page, after one question."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from bitaqa.backbone.accounts.door import Permission, person_of, requires
from bitaqa.backbone.clock import now
from bitaqa.foundation.rules.reports import Withdrawal
from bitaqa.ui.errors import in_words

from ..errors import NotWithdrawableError
from ..forms import WithdrawForm
from ..withdrawing import withdraw_application


@requires(Permission.ADJUDICATE)
@require_POST
def withdraw(request: HttpRequest, application: UUID) -> HttpResponse:
    """A reason not chosen, or a file that ended meanwhile, is told on the file's own page."""
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose the reason: nothing was changed."))
    else:
        because = Withdrawal(form.cleaned_data["because"])
        try:
            withdraw_application(application=application, by=person_of(request), at=now(), because=because)
        except NotWithdrawableError as refusal:
            words = in_words(refusal)
            messages.info(request, f"{words.sentence} {words.next_step}")
        else:
            messages.success(request, gettext("The request is withdrawn; what was under way for it stops."))
    return HttpResponseRedirect(f"{reverse('screening:application', args=[application])}?purpose=applicant_asks")
