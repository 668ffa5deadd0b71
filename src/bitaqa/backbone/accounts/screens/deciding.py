"""What the second person decides, and what ends: one POST each, behind a dialog and a fresh sign-in."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from bitaqa.backbone import clock
from bitaqa.foundation.rules.roles import Permission

from ..access import fresh_sign_in, person_of, requires
from ..actions.grants import decline_role, grant_role, revoke_role
from ..actions.people import close_account, confirm_reset, reopen_account
from ..queries import get_reset, get_user


def _back(request: HttpRequest, user: UUID, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("accounts:person", args=[user]))


@requires(Permission.GRANT_ROLES)
@fresh_sign_in
@require_POST
def grant(request: HttpRequest, grant: UUID) -> HttpResponse:
    row = grant_role(grant=grant, by=person_of(request), at=clock.now())
    return _back(request, row.user_id, gettext("The role is granted and holds from now on."))


@requires(Permission.GRANT_ROLES)
@fresh_sign_in
@require_POST
def decline(request: HttpRequest, grant: UUID) -> HttpResponse:
    because = request.POST.get("because", "")
    row = decline_role(grant=grant, by=person_of(request), at=clock.now(), because=because)
    return _back(request, row.user_id, gettext("The request was declined."))


@requires(Permission.GRANT_ROLES)
@fresh_sign_in
@require_POST
def revoke(request: HttpRequest, grant: UUID) -> HttpResponse:
    because = request.POST.get("because", "")
    row = revoke_role(grant=grant, by=person_of(request), at=clock.now(), because=because)
    return _back(request, row.user_id, gettext("The role is revoked from now on."))


@requires(Permission.GRANT_ROLES)
@fresh_sign_in
@require_POST
def close(request: HttpRequest, user: UUID) -> HttpResponse:
    close_account(user=user, by=person_of(request), at=clock.now(), because=request.POST.get("because", ""))
    return _back(request, user, gettext("The account is closed and its roles are revoked."))


@requires(Permission.GRANT_ROLES)
@fresh_sign_in
@require_POST
def reopen(request: HttpRequest, user: UUID) -> HttpResponse:
    reopen_account(user=user, by=person_of(request), at=clock.now())
    return _back(request, user, gettext("The account is open again, without any role."))


@requires(Permission.GRANT_ROLES)
@fresh_sign_in
@require_POST
def reset_confirm(request: HttpRequest, reset: UUID) -> HttpResponse:
    user = get_reset(reset).user_id
    slip = confirm_reset(reset=reset, by=person_of(request), at=clock.now())
    return render(request, "accounts/first_slip.html", {"person": get_user(user), "slip": slip})
