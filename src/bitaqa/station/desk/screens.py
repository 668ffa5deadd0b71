"""Screens of the desk: unlocking after a start, enrolling a machine, signing in, home."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.roles import ROLES, Permission
from bitaqa.station import keys
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.shapes import Fact, Figure, Home, WorkItem

from . import clock, desks, identity
from .crew import find_operator, operators
from .errors import DeskNotEnrolledError, PermissionMissingError
from .forms import EnrolDeskForm, NewDeskForm, SignInForm, UnlockForm, data_of
from .journal import record
from .middleware import public, requires, signed_in
from .sessions import end_session, start_session

LAST_OPERATOR = "bitaqa_last_operator"
"""Whoever signed in last at this desk is proposed; the PIN is theirs to type."""

HOME_PARTS = (
    "bitaqa.station.desk.home.items",
    "bitaqa.station.fieldpack.home.items",
    "bitaqa.station.enrolment.home.items",
    "bitaqa.station.outbox.home.items",
    "bitaqa.station.queue.home.items",
    "bitaqa.station.handover.home.items",
    "bitaqa.station.day.home.items",
)
"""Each room may add to the home page: a function (operator) → Home. A room without one adds nothing."""


@public
def unlock_page(request: HttpRequest) -> HttpResponse:
    """The head of station opens the keys; anyone may see this page, nobody passes without the secret."""
    if not keys.is_locked():
        return HttpResponseRedirect(reverse("home"))
    form = UnlockForm(request.POST or None)
    error: ErrorInWords | None = None
    if request.method == "POST" and form.is_valid():
        try:
            unlock_station(head=data_of(form, "head").strip().lower(), secret=data_of(form, "secret"))
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            return HttpResponseRedirect(reverse("desk:sign-in"))
    return render(request, "desk/unlock.html", {"form": form, "error": error}, status=403 if error else 200)


def unlock_station(*, head: str, secret: str) -> None:
    """Unlocks; someone who lost the right to since is refused. Raises what `keys.unlock` raises."""
    keys.unlock(head=head, secret=secret)
    call_command("migrate", verbosity=0, interactive=False)
    operator = find_operator(head)
    if operator is not None and not operator.may(Permission.UNLOCK_STATION):
        keys.lock()
        connection.close()
        raise PermissionMissingError(permission=Permission.UNLOCK_STATION.value)
    record("station.unlocked", at=clock.now(), by=head)


@public
def sign_in_page(request: HttpRequest) -> HttpResponse:
    crew = operators() if desks.desk_of(request) is not None else ()
    last = request.COOKIES.get(LAST_OPERATOR, "")
    form = SignInForm(request.POST or None, crew=crew, initial={"operator": last})
    error: ErrorInWords | None = None
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            start_session(request, code=data_of(form, "operator"), pin=data_of(form, "pin"))
        except BitaqaError as refused:
            error, status = in_words(refused), refused.status
        else:
            answer = HttpResponseRedirect(_back(request))
            answer.set_cookie(
                LAST_OPERATOR, data_of(form, "operator"), max_age=desks.COOKIE_AGE, httponly=True, samesite="Lax",
                secure=request.is_secure(),
            )  # fmt: skip
            return answer
    context = {
        "form": form, "error": error, "next": request.GET.get("next", request.POST.get("next", "")),
        "crew": crew, "known": any(one.code == last for one in crew),
    }  # fmt: skip
    return render(request, "desk/sign_in.html", context, status=status)


@require_POST
def sign_out_page(request: HttpRequest) -> HttpResponse:
    end_session(request)
    return HttpResponseRedirect(reverse("desk:sign-in"))


@public
def enrol_page(request: HttpRequest) -> HttpResponse:
    """A new machine types the code that the head of station reads out."""
    form = EnrolDeskForm(request.POST or None)
    error: ErrorInWords | None = None
    if request.method == "POST" and form.is_valid():
        try:
            cookie = desks.enrol(code=data_of(form, "code"), at=clock.now())
        except BitaqaError as refused:
            error = in_words(refused)
        else:
            answer = HttpResponseRedirect(reverse("desk:sign-in"))
            answer.set_cookie(
                desks.COOKIE,
                cookie,
                max_age=desks.COOKIE_AGE,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
            return answer
    return render(request, "desk/enrol.html", {"form": form, "error": error}, status=403 if error else 200)


def me_page(request: HttpRequest) -> HttpResponse:
    """Who is signed in, with which rights, at which desk, and what this station's clock is worth."""
    operator = signed_in(request)
    told = clock.reading()
    here = identity.find_identity()
    return render(
        request,
        "desk/me.html",
        {
            "operator": operator,
            "role": ROLES[operator.role],
            "facts": [
                Fact(_("Operator code"), operator.code, "latin"),
                Fact(_("Desk"), desks.desk_in_words(operator.desk)),
                Fact(_("Station"), here.code if here else "", "latin"),
                Fact(_("Time here"), told.at, "instant"),
                Fact(
                    _("Last time told by the centre"),
                    told.centre_time or _("Never"),
                    "instant" if told.centre_time else "text",
                ),
                Fact(_("May be off by"), _("%(seconds)s seconds") % {"seconds": int(told.uncertainty.total_seconds())}),
            ],
        },
    )


@requires(Permission.RUN_DAY)
def desks_page(request: HttpRequest) -> HttpResponse:
    """Enrolled machines; a new code is shown once."""
    form = NewDeskForm(request.POST or None)
    code = ""
    if request.method == "POST" and request.POST.get("revoke"):
        desks.revoke_desk(desk=_desk_id(request.POST["revoke"]), by=signed_in(request), at=clock.now())
        messages.success(request, _("The desk can no longer be used."))
        return HttpResponseRedirect(reverse("desk:desks"))
    if request.method == "POST" and form.is_valid():
        code = desks.open_enrolment(name=data_of(form, "name"), by=signed_in(request), at=clock.now())
        form = NewDeskForm()
    return render(request, "desk/desks.html", {"form": form, "desks": desks.desks(), "code": code})


def home(request: HttpRequest) -> HttpResponse:
    """What waits, what went wrong, what is next: each room tells its part."""
    operator = signed_in(request)
    waiting: list[WorkItem] = []
    wrong: list[WorkItem] = []
    upcoming: list[WorkItem] = []
    figures: list[Figure] = []
    for dotted in HOME_PARTS:
        try:
            part = import_string(dotted)(operator)
        except (ImportError, NoReverseMatch):
            continue
        waiting += part.waiting
        wrong += part.wrong
        upcoming += part.upcoming
        figures += part.figures
    shown = Home(tuple(waiting), tuple(wrong), tuple(upcoming), tuple(figures))
    return render(request, "desk/home.html", {"home": shown})


def _desk_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise DeskNotEnrolledError() from None


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse("home")
