"""Every page says who may open it; a page that says nothing is refused by the middleware.

`@public`, `@signed_in`, `@requires(Permission.X)`, and `@fresh_sign_in` on top of the last two for sensitive acts (or
`@fresh_sign_in_to_act` where reading the page is not one); `Staff(Permission.X)` is the same for a ninja operation.
The decorators check by themselves too, so that a view called without the middleware is no open door. Refuses: a page
declared twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial, wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from ninja.security import APIKeyCookie

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.roles import Permission
from bitaqa.ui.errors import in_words

from .errors import NotPermittedError, NotSignedInError, SignInNotFreshError
from .held_acts import hold_act
from .models import User
from .permissions import can, check_can
from .sign_in import is_fresh

View = TypeVar("View", bound=Callable[..., Any])


class Audience(StrEnum):
    PUBLIC = "public"
    SIGNED_IN = "signed in"
    PERMITTED = "permitted"
    OWN_CHECK = "own check"
    """A machine door with its own proof (a station's signature): ninja runs it."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a page; `permissions`: any one of them opens it."""

    audience: Audience
    permissions: tuple[Permission, ...] = ()


_DESIGN_SYSTEM = "bitaqa.ui."
"""Pages of `ui` (language, living page) cannot use the decorators, standing below; they show specimens only."""


def public(view: View) -> View:
    """Anyone may open this page: nothing on it may depend on who asks."""
    return _declared(view, Access(Audience.PUBLIC), None)


def signed_in(view: View) -> View:
    """Everyone with a session, whatever their roles."""
    return _declared(view, Access(Audience.SIGNED_IN), _check_signed_in)


def requires(permission: Permission, *or_else: Permission) -> Callable[[View], View]:
    """Whoever holds one of these permissions somewhere; the view itself checks the scope of what it shows."""
    wanted = (permission, *or_else)

    def check(request: HttpRequest) -> None:
        _check_signed_in(request)
        if not any(can(request.user, each) for each in wanted):
            raise NotPermittedError(permission=str(permission))

    def decorate(view: View) -> View:
        return _declared(view, Access(Audience.PERMITTED, wanted), check)

    return decorate


def fresh_sign_in(view: View) -> View:
    """Password and code typed a few minutes ago (BITAQA_FRESH_MINUTES), else they are asked again first.

    What was about to be sent is held meanwhile and offered again with one button; files are not held.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_fresh(request):
            if request.method == "GET":
                back = request.get_full_path()
            elif hold_act(request, back=_referring_path(request)):
                back = reverse("accounts:go-on")
            else:
                back = _referring_path(request)
            where = f"{reverse('accounts:confirm')}?{urlencode({'next': back})}"
            return _go(request, where)
        answer: HttpResponseBase = view(request, *args, **kwargs)
        return answer

    wrapper.asks_again = True  # type: ignore[attr-defined]
    return wrapper  # type: ignore[return-value]


def fresh_sign_in_to_act(view: View) -> View:
    """As `fresh_sign_in`, for a view whose page anyone with the permission may read: only sending asks again."""
    guarded = fresh_sign_in(view)

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = (guarded if request.method == "POST" else view)(request, *args, **kwargs)
        return answer

    wrapper.asks_again = True  # type: ignore[attr-defined]
    return wrapper  # type: ignore[return-value]


class Staff(APIKeyCookie):
    """Ninja: a signed-in person with this permission somewhere, and the CSRF token in `X-CSRFToken`.

    `fresh`: signed in within BITAQA_FRESH_MINUTES, for sensitive acts; raises SignInNotFreshError.
    """

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self, permission: Permission | None = None, *, fresh: bool = False) -> None:
        self.permission, self.fresh = permission, fresh
        super().__init__()

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        if not isinstance(request.user, User):
            return None
        if self.permission is not None:
            check_can(request.user, self.permission)
        if self.fresh and not is_fresh(request):
            raise SignInNotFreshError()
        return request.user


def declared_access(view: Callable[..., Any]) -> Access | None:
    """What a view says about who may open it; None when it says nothing."""
    given = getattr(view, "access", None)
    if isinstance(given, Access):
        return given
    if getattr(view, "__module__", "").startswith(_DESIGN_SYSTEM):
        return Access(Audience.PUBLIC)
    if isinstance(view, partial) and view.func.__module__ == "ninja.openapi.views":
        return Access(Audience.SIGNED_IN)
    return _ninja_access(view)


def _ninja_access(view: Callable[..., Any]) -> Access | None:
    """A ninja view is declared when each of its operations names its proof, or says `auth=None` in so many words."""
    from ninja.operation import PathView

    cells = getattr(view, "__closure__", None) or ()
    found = [cell.cell_contents for cell in cells if isinstance(cell.cell_contents, PathView)]
    if len(found) != 1:
        return None
    operations = found[0].operations
    if operations and all(operation.auth_callbacks or operation.auth_param is None for operation in operations):
        return Access(Audience.OWN_CHECK)
    return None


def refusal_for_machines(error: BitaqaError) -> JsonResponse:
    """An error as JSON: `{"code", "sentence", "next_step"}` with its own status."""
    words = in_words(error)
    response = JsonResponse(
        {"code": words.code, "sentence": words.sentence, "next_step": words.next_step}, status=error.status
    )
    if "seconds" in error.facts:
        response.headers["Retry-After"] = str(error.facts["seconds"])
    return response


def ask_to_sign_in(request: HttpRequest) -> HttpResponse:
    """The way to the sign-in page, as the caller can follow it: a redirect, an htmx redirect, or a 401."""
    if "/api/" in request.path or request.headers.get("Accept", "").startswith("application/json"):
        return refusal_for_machines(NotSignedInError())
    back = request.get_full_path() if request.method == "GET" else _referring_path(request)
    if request.headers.get("HX-Request"):
        current = urlsplit(request.headers.get("HX-Current-URL", ""))
        where = redirect_to_login(current.path + (f"?{current.query}" if current.query else "")).url
        return _go(request, where)
    return redirect_to_login(back)


def _go(request: HttpRequest, where: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)


def _referring_path(request: HttpRequest) -> str:
    """The page a form stood on, on this host; else the home."""
    referrer = urlsplit(request.headers.get("Referer", ""))
    if referrer.netloc == request.get_host():
        return referrer.path + (f"?{referrer.query}" if referrer.query else "")
    return "/"


def person_of(request: HttpRequest) -> User:
    """Whoever is signed in. Raises NotSignedInError."""
    if not isinstance(request.user, User):
        raise NotSignedInError()
    return request.user


def _check_signed_in(request: HttpRequest) -> None:
    person_of(request)


def _declared(view: View, access: Access, check: Callable[[HttpRequest], None] | None) -> View:
    if isinstance(getattr(view, "access", None), Access):
        raise TypeError(f"{view.__qualname__} already says who may open it")

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if check is not None:
            check(request)
        return view(request, *args, **kwargs)

    wrapper.access = access  # type: ignore[attr-defined]
    return wrapper  # type: ignore[return-value]
