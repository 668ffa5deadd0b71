"""Signing in for machines that act as a person (the campaign player): JSON in, session cookie and CSRF token out.

POST sign-in `{"name", "password", "code"}` → 200 `{"account", "csrf_token", "permissions"}` and the session cookie;
send the token back as `X-CSRFToken` with every later POST. The same back-off, second factor and journal as the screens.
Refuses: a body that is not declared as JSON (a form on another site could send it), a code used before: one sign-in
per code, so a program signs in once and keeps its session.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import NinjaAPI, Schema, Status
from ninja.errors import HttpError
from pydantic import Field

from bitaqa.foundation.kernel.errors import BitaqaError

from .access import Staff, person_of, refusal_for_machines
from .errors import SecondFactorMissingError
from .models import User
from .permissions import permissions_of
from .sign_in import address_of, check_code_of, check_password_of, close_session, open_session

api = NinjaAPI(title="Bitaqa accounts", version="1", urls_namespace="accounts-api", docs_url=None)


class SignInBody(Schema):
    name: str = Field(max_length=64)
    password: str = Field(max_length=200)
    code: str = Field(max_length=20)


class SignedIn(Schema):
    account: str
    csrf_token: str
    permissions: list[str]


@api.exception_handler(BitaqaError)
def refuse(request: HttpRequest, error: BitaqaError) -> HttpResponse:
    return refusal_for_machines(error)


def _answer(request: HttpRequest, user: User) -> SignedIn:
    held = sorted(str(permission) for permission in permissions_of(user))
    return SignedIn(account=str(user.id), csrf_token=get_token(request), permissions=held)


@api.post("/sign-in", auth=None, response=SignedIn, summary="Sign in with name, password and code")
def sign_in(request: HttpRequest, body: SignInBody) -> SignedIn:
    if request.content_type != "application/json":
        raise HttpError(415, "application/json only")
    user = check_password_of(name=body.name, password=body.password, address=address_of(request))
    check_code_of(user, body.code)
    if user.must_change_password:
        raise SecondFactorMissingError()
    open_session(request, user)
    return _answer(request, user)


@api.get("/me", auth=Staff(), response=SignedIn, summary="Who is signed in, and what they may do")
def me(request: HttpRequest) -> SignedIn:
    return _answer(request, person_of(request))


@api.post("/sign-out", auth=Staff(), response={204: None}, summary="End the session")
def sign_out(request: HttpRequest) -> Status[None]:
    close_session(request)
    return Status(204, None)
