"""Deny by default: only a signed-in operator at an enrolled desk reaches a view that is not marked `@public`.

`request.operator` is the `Operator` (or None on public views). Machine doors under `/api/` are refused by their own
authentication (`bitaqa.station.api`), which asks `operator_of` too; everything else is refused here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bitaqa.foundation.rules.roles import ROLES, Permission
from bitaqa.station import keys

from .crew import get_operator
from .desks import OWN_SCREEN, desk_of
from .domain import Operator, check_may
from .errors import DeskNotEnrolledError, NotSignedInError, OperatorUnknownError

SESSION_KEY = "operator"
View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """This view needs nobody to be signed in."""
    view.public = True  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """This view needs someone whose role holds `permission`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            check_may(signed_in(request), permission)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def operator_of(request: HttpRequest) -> Operator:
    """Who speaks. Raises StationLockedError, DeskNotEnrolledError, NotSignedInError."""
    keys.unlocked()
    desk = desk_of(request)
    if desk is None:
        raise DeskNotEnrolledError()
    code = request.session.get(SESSION_KEY)
    if not code:
        raise NotSignedInError()
    try:
        return get_operator(code, desk=desk)
    except OperatorUnknownError:
        raise NotSignedInError() from None


def signed_in(request: HttpRequest) -> Operator:
    """The operator the middleware found. Raises NotSignedInError."""
    found = getattr(request, "operator", None)
    if not isinstance(found, Operator):
        raise NotSignedInError()
    return found


class SignedInMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.operator = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.path.startswith("/api/"):
            return None
        is_public = getattr(view, "public", False)
        if keys.is_locked():
            return None if is_public else HttpResponseRedirect(reverse("desk:unlock"))
        try:
            operator = operator_of(request)
        except (NotSignedInError, DeskNotEnrolledError) as refused:
            if is_public:
                return None
            page = "desk:enrol" if isinstance(refused, DeskNotEnrolledError) else "desk:sign-in"
            return HttpResponseRedirect(f"{reverse(page)}?{urlencode({'next': request.get_full_path()})}")
        request.operator = operator  # type: ignore[attr-defined]
        request.shell_who = _who(operator)  # type: ignore[attr-defined]
        return None


def _who(operator: Operator) -> Any:
    from django.utils.translation import get_language, gettext

    from bitaqa.ui.shapes import Who

    name = operator.name_ar if get_language() == "ar" else operator.name_latin
    return Who(
        name=name or operator.code,
        role=gettext(ROLES[operator.role].name),
        place="" if operator.desk == OWN_SCREEN else operator.desk,
        sign_out_href=reverse("desk:sign-out"),
    )
