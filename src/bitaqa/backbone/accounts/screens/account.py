"""My account: what I may do and where, my language, my password, my recovery codes."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bitaqa.backbone import clock
from bitaqa.ui.language import choose_language as keep_language

from ..access import fresh_sign_in, person_of, signed_in
from ..actions.people import change_password, choose_language
from ..errors import AccountsError
from ..forms import LanguageForm, OwnPasswordForm
from ..models import RecoveryCode
from ..permissions import held_roles
from ..roles import role_description, role_name
from ..scopes import scope_choices, scope_in_words
from ..second_factor import replace_recovery_codes
from ..sign_in import address_of, check_password_of, tell
from .signing_in import bind_form, show


@signed_in
@require_http_methods(["GET"])
def me(request: HttpRequest) -> HttpResponse:
    user, choices = person_of(request), scope_choices()
    held = [
        {
            "name": role_name(held.role),
            "description": role_description(held.role),
            "where": scope_in_words(held.scope, choices),
        }
        for held in held_roles(user)
    ]
    left = RecoveryCode.objects.filter(user=user, used_at=None).count()
    language = LanguageForm(initial={"language": user.language})
    return render(request, "accounts/me.html", {"person": user, "held": held, "left": left, "language_form": language})


@signed_in
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    chosen = form.cleaned_data["language"] if form.is_valid() else "ar"
    choose_language(user=person_of(request), language=chosen)
    response = keep_language(request, chosen)
    response.headers["Location"] = reverse("accounts:me")
    return response


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    user, form, error = person_of(request), bind_form(OwnPasswordForm, request), None
    if form.is_valid():
        try:
            check_password_of(name=user.name, password=form.cleaned_data["current"], address=address_of(request))
            change_password(user=user, password=form.cleaned_data["password"], at=clock.now())
        except AccountsError as refusal:
            error = refusal
        else:
            update_session_auth_hash(request, user)
            messages.success(request, gettext("The password was changed; other sessions of yours have ended."))
            return HttpResponseRedirect(reverse("accounts:me"))
    return show(request, "accounts/password.html", {"form": form}, error)


@signed_in
@fresh_sign_in
@require_http_methods(["GET", "POST"])
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """GET asks; POST replaces all of them and shows the new ones once."""
    if request.method != "POST":
        return render(request, "accounts/recovery_ask.html")
    user = person_of(request)
    with transaction.atomic():
        codes = replace_recovery_codes(user)
        tell("account.changed", user, because="recovery_codes_replaced")
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": reverse("accounts:me")})
