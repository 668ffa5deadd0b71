"""Addresses of this room, under /accounts/."""

from __future__ import annotations

from django.urls import path

from .api import api
from .screens import account, deciding, people, signing_in

app_name = "accounts"

urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/password/", signing_in.first_password, name="first-password"),
    path("sign-in/second-factor/", signing_in.second_factor, name="second-factor"),
    path("sign-in/code/", signing_in.code, name="code"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("confirm/", signing_in.confirm, name="confirm"),
    path("confirm/go-on/", signing_in.go_on, name="go-on"),
    path("me/", account.me, name="me"),
    path("me/language/", account.language, name="language"),
    path("me/password/", account.password, name="password"),
    path("me/recovery-codes/", account.recovery_codes, name="recovery-codes"),
    path("people/", people.people, name="people"),
    path("people/new/", people.new_person, name="new-person"),
    path("people/<uuid:user>/", people.person, name="person"),
    path("people/<uuid:user>/ask/", people.ask, name="ask"),
    path("people/<uuid:user>/close/", deciding.close, name="close"),
    path("people/<uuid:user>/reopen/", deciding.reopen, name="reopen"),
    path("people/<uuid:user>/reset/", people.reset_ask, name="reset-ask"),
    path("resets/<uuid:reset>/confirm/", deciding.reset_confirm, name="reset-confirm"),
    path("grants/<uuid:grant>/grant/", deciding.grant, name="grant"),
    path("grants/<uuid:grant>/decline/", deciding.decline, name="decline"),
    path("grants/<uuid:grant>/revoke/", deciding.revoke, name="revoke"),
    path("api/", api.urls),
]
