"""Sign-in in a browser: name and password, first password, second factor, code, sign-out, and proof of presence.

Each step keeps what was typed before except secrets, and says what to do next.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bitaqa.backbone import clock
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words

from ..access import person_of, public, signed_in
from ..actions.people import change_password, set_second_factor
from ..errors import AccountsError, SignInRefusedError
from ..forms import CodeForm, ConfirmForm, NewPasswordForm, SecondFactorForm, SignInForm
from ..held_acts import find_held_act, forget_held_act
from ..models import User
from ..second_factor import (
    decode_sealed,
    encode_sealed,
    new_secret,
    open_secret,
    provisioning_uri,
    qr_image,
    seal_secret,
)
from ..sign_in import (
    Pending,
    address_of,
    begin_pending,
    check_code_of,
    check_password_of,
    close_session,
    find_pending,
    open_session,
    renew_session,
)

_OFFERED = "accounts_offered_totp"


def safe_next(request: HttpRequest, wanted: str) -> str:
    """`wanted` when it leads to this host, else the home."""
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return wanted
    try:
        return reverse(str(settings.LOGIN_REDIRECT_URL))
    except NoReverseMatch:
        return reverse("accounts:me")


def show(
    request: HttpRequest, template: str, context: dict[str, Any], error: BitaqaError | None = None
) -> HttpResponse:
    """The page, with the refusal above its form and the refusal's own status."""
    words = in_words(error) if error else None
    response = render(request, template, {**context, "error": words}, status=error.status if error else 200)
    if error is not None and "seconds" in error.facts:
        response.headers["Retry-After"] = str(error.facts["seconds"])
    return response


def bind_form(form_class: type[forms.Form], request: HttpRequest) -> forms.Form:
    return form_class(request.POST if request.method == "POST" else None)


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    if request.method == "GET" and isinstance(request.user, User):
        return HttpResponseRedirect(safe_next(request, wanted))
    form, error = bind_form(SignInForm, request), None
    if form.is_valid():
        try:
            user = check_password_of(
                name=form.cleaned_data["name"], password=form.cleaned_data["password"], address=address_of(request)
            )
        except AccountsError as refusal:
            error = refusal
        else:
            begin_pending(request, user, next_url=safe_next(request, wanted))
            return _next_step(user)
    return show(request, "accounts/sign_in.html", {"form": form, "next": wanted}, error)


def _next_step(user: User) -> HttpResponse:
    if user.must_change_password:
        return HttpResponseRedirect(reverse("accounts:first-password"))
    return HttpResponseRedirect(reverse("accounts:code" if user.has_second_factor else "accounts:second-factor"))


def _start_again() -> HttpResponse:
    return HttpResponseRedirect(reverse("accounts:sign-in"))


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_password(request: HttpRequest) -> HttpResponse:
    """The password of the paper slip is replaced by one's own."""
    pending = find_pending(request)
    if pending is None or not pending.user.must_change_password:
        return _start_again()
    form, error = bind_form(NewPasswordForm, request), None
    if form.is_valid():
        try:
            change_password(user=pending.user, password=form.cleaned_data["password"], at=clock.now())
        except AccountsError as refusal:
            error = refusal
        else:
            begin_pending(request, pending.user, next_url=pending.next)
            return _next_step(pending.user)
    return show(request, "accounts/first_password.html", {"form": form}, error)


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    pending = find_pending(request)
    if pending is None or pending.user.must_change_password or not pending.user.has_second_factor:
        return _start_again()
    form, error = bind_form(CodeForm, request), None
    if form.is_valid():
        try:
            check_code_of(pending.user, form.cleaned_data["code"])
        except AccountsError as refusal:
            error = refusal
        else:
            open_session(request, pending.user)
            return _in_their_language(request, HttpResponseRedirect(pending.next), pending.user)
    return show(request, "accounts/code.html", {"form": form, "name": pending.user.shown_name}, error)


def _in_their_language(request: HttpRequest, response: HttpResponse, user: User) -> HttpResponse:
    """A machine on which nobody chose a language speaks the account's."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", secure=request.is_secure(), httponly=True
        )
    return response


@public
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """First sign-in: the telephone scans the secret, proves it with a code, and recovery codes are shown once."""
    pending = find_pending(request)
    if pending is None or pending.user.must_change_password or pending.user.has_second_factor:
        return _start_again()
    secret = _offered_secret(request, pending)
    form, error = bind_form(SecondFactorForm, request), None
    if form.is_valid():
        try:
            codes = set_second_factor(user=pending.user, secret=secret, code=form.cleaned_data["code"], at=clock.now())
        except SignInRefusedError as refusal:
            error = refusal
        else:
            open_session(request, pending.user)
            return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": pending.next})
    uri = provisioning_uri(secret, name=pending.user.name)
    spaced = " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))
    return show(request, "accounts/second_factor.html", {"form": form, "qr": qr_image(uri), "secret": spaced}, error)


def _offered_secret(request: HttpRequest, pending: Pending) -> str:
    """One secret per attempt, sealed in the session, so that a mistyped code does not change the picture."""
    kept = request.session.get(_OFFERED)
    if kept is not None:
        return open_secret(decode_sealed(kept), user=pending.user.id)
    secret = new_secret()
    request.session[_OFFERED] = encode_sealed(seal_secret(secret, user=pending.user.id))
    return secret


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Proof that the person of the session is still the one at the desk, before a sensitive act."""
    me = person_of(request)
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    form, error = bind_form(ConfirmForm, request), None
    if form.is_valid():
        try:
            user = check_password_of(name=me.name, password=form.cleaned_data["password"], address=address_of(request))
            check_code_of(user, form.cleaned_data["code"])
        except AccountsError as refusal:
            error = refusal
        else:
            renew_session(request)
            return HttpResponseRedirect(safe_next(request, wanted))
    lead = gettext("What you are about to do is sensitive; for %(minutes)s minutes nothing more is asked.")
    context = {
        "form": form, "next": wanted, "lead": lead % {"minutes": settings.BITAQA_FRESH_MINUTES},
        "held": wanted == reverse("accounts:go-on"),
    }  # fmt: skip
    return show(request, "accounts/confirm.html", context, error)


@signed_in
@require_http_methods(["GET"])
def go_on(request: HttpRequest) -> HttpResponse:
    """After the proof: the act that was interrupted, sent by one more press; nothing was done meanwhile."""
    held = find_held_act(request)
    if held is None:
        return HttpResponseRedirect(safe_next(request, ""))
    forget_held_act(request)
    return render(request, "accounts/go_on.html", {"held": held, "back": safe_next(request, held.back)})


@public
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST ends the session; GET asks, since a link on another page must not sign anybody out."""
    if request.method == "POST":
        close_session(request)
        return _start_again()
    return render(request, "accounts/sign_out.html")
