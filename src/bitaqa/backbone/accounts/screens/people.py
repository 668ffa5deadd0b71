"""People and their roles: the list, one person, a new one. What needs a second person waits on top of the list."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from bitaqa.backbone import clock
from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.roles import ROLES, Permission
from bitaqa.ui.shapes import Crumb, Fact
from bitaqa.ui.tables import Column, Filter, build_table

from ..access import fresh_sign_in, person_of, requires
from ..actions.grants import ask_role
from ..actions.people import ask_reset, create_account
from ..domain import GrantState
from ..errors import AccountsError
from ..forms import ASK_WORDS, REVOKE_WORDS, AskRoleForm, PersonForm, ReasonForm
from ..models import RoleGrant, User
from ..permissions import can, effective_now
from ..queries import (
    all_people,
    get_user,
    grants_awaiting,
    grants_of,
    people_matching,
    reset_awaiting_for,
    resets_awaiting,
)
from ..roles import role_description, role_name
from ..scopes import Choices, read_scope, scope_choices, scope_in_words
from .signing_in import bind_form, show

STATE_WORDS = {
    GrantState.ASKED: (_("Waits for a second person"), "hourglass", "wait"),
    GrantState.GRANTED: (_("In force"), "check-circle", "ok"),
    GrantState.DECLINED: (_("Declined"), "x-circle", "stop"),
    GrantState.REVOKED: (_("Revoked"), "slash-circle", "calm"),
}
_REASONS = dict((*ASK_WORDS, *REVOKE_WORDS, ("demonstration", _("Demonstration")), ("bootstrap", _("First ceremony"))))


@requires(Permission.SEE_ACCOUNTS)
@require_http_methods(["GET"])
def people(request: HttpRequest) -> HttpResponse:
    viewer, choices = person_of(request), scope_choices()
    may_grant = can(viewer, Permission.GRANT_ROLES)
    table = build_table(
        request,
        id="people",
        caption=_("People"),
        columns=(
            Column("shown_name", _("Name"), href=lambda user: reverse("accounts:person", args=[user.id])),
            Column("name", _("Sign-in name"), kind="latin", sort="name"),
            Column("roles", _("Roles"), value=_roles_now),
            Column(
                "is_active", _("Account"), value=lambda user: gettext("Open") if user.is_active else gettext("Closed")
            ),
        ),
        rows=all_people(),
        filters=(
            Filter("role", _("Role"), [(str(c), gettext(r.name)) for c, r in ROLES.items()], apply=_holding),
            Filter("open", _("Account"), [("1", _("Open")), ("0", _("Closed"))], lookup="is_active"),
        ),
        search=people_matching,
        search_label=_("Search by name"),
        default_sort="name",
        empty_title=_("Nobody matches"),
        empty_text=_("Try part of the name, in Arabic or in Latin letters."),
    )
    waiting = [_grant_row(grant, choices) for grant in grants_awaiting(viewer)] if may_grant else []
    resets = list(resets_awaiting(viewer)) if may_grant else []
    context = {"table": table, "waiting": waiting, "resets": resets, "may_grant": may_grant}
    return render(request, "accounts/people.html", context)


def _roles_now(user: User) -> str:
    names = {role_name(grant.role) for grant in user.grants.all() if grant.state == GrantState.GRANTED}
    return "، ".join(sorted(names)) if names else gettext("No role")


def _holding(people: Any, role: str) -> Any:
    return people.filter(pk__in=RoleGrant.objects.filter(effective_now(), role=role).values("user"))


def _grant_row(grant: RoleGrant, choices: Choices) -> dict[str, Any]:
    word, icon, tone = STATE_WORDS[GrantState(grant.state)]
    return {
        "grant": grant,
        "role": role_name(grant.role),
        "description": role_description(grant.role),
        "where": scope_in_words(grant.scope, choices),
        "because": _REASONS.get(grant.because, grant.because),
        "word": word,
        "icon": icon,
        "tone": tone,
    }


@requires(Permission.SEE_ACCOUNTS)
@require_http_methods(["GET"])
def person(request: HttpRequest, user: UUID) -> HttpResponse:
    return _person_page(request, get_user(user))


def _person_page(
    request: HttpRequest, shown: User, form: AskRoleForm | None = None, error: AccountsError | None = None
) -> HttpResponse:
    viewer, choices = person_of(request), scope_choices()
    may_grant = can(viewer, Permission.GRANT_ROLES)
    rows = []
    for grant in grants_of(shown):
        row = _grant_row(grant, choices)
        second = may_grant and viewer.id not in (grant.asked_by_id, grant.user_id)
        row["may_decide"] = second and grant.state == GrantState.ASKED
        row["own"] = grant.state == GrantState.ASKED and not row["may_decide"]
        row["may_revoke"] = may_grant and grant.state == GrantState.GRANTED
        rows.append(row)
    context = {
        "person": shown,
        "crumbs": (Crumb(_("People"), reverse("accounts:people")), Crumb(shown.shown_name)),
        "facts": (
            Fact(_("Sign-in name"), shown.name, "latin"),
            Fact(_("Name in Arabic"), shown.name_ar),
            Fact(_("Name in Latin letters"), shown.name_latin, "latin"),
            Fact(_("Second factor"), gettext("Set up") if shown.has_second_factor else gettext("Not yet")),
            Fact(_("Account"), gettext("Open") if shown.is_active else gettext("Closed")),
            Fact(_("Since"), shown.created_at, "instant"),
        ),
        "rows": rows,
        "reset": reset_awaiting_for(shown),
        "ask_form": form or AskRoleForm(choices=choices),
        "reason_form": ReasonForm(),
        "may_grant": may_grant,
        "may_change": may_grant and viewer.id != shown.id,
    }
    return show(request, "accounts/person.html", context, error)


@requires(Permission.GRANT_ROLES)
@fresh_sign_in
@require_http_methods(["GET", "POST"])
def new_person(request: HttpRequest) -> HttpResponse:
    form, error = bind_form(PersonForm, request), None
    if form.is_valid():
        try:
            user, slip = create_account(**form.cleaned_data, by=person_of(request), at=clock.now())
        except AccountsError as refusal:
            error = refusal
        else:
            return render(request, "accounts/first_slip.html", {"person": user, "slip": slip})
    crumbs = (Crumb(_("People"), reverse("accounts:people")), Crumb(_("New person")))
    return show(request, "accounts/new_person.html", {"form": form, "crumbs": crumbs}, error)


@requires(Permission.GRANT_ROLES)
@fresh_sign_in
@require_POST
def ask(request: HttpRequest, user: UUID) -> HttpResponse:
    shown, choices = get_user(user), scope_choices()
    form = AskRoleForm(request.POST, choices=choices)
    if not form.is_valid():
        return _person_page(request, shown, form)
    try:
        ask_role(
            user=shown.id,
            role=form.cleaned_data["role"],
            scope=read_scope(form.cleaned_data["scope"], choices),
            valid_until=_end_of(form.cleaned_data["until"]),
            because=form.cleaned_data["because"],
            by=person_of(request),
            at=clock.now(),
        )
    except AccountsError as refusal:
        return _person_page(request, shown, form, refusal)
    messages.success(request, gettext("The role was asked for; another administrator now grants or declines it."))
    return HttpResponseRedirect(reverse("accounts:person", args=[shown.id]))


def _end_of(day: Any) -> datetime | None:
    """The end of a local day, as an instant; None stays None."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=1), time.min, PLACE_ZONE).astimezone(UTC)


@requires(Permission.GRANT_ROLES)
@fresh_sign_in
@require_POST
def reset_ask(request: HttpRequest, user: UUID) -> HttpResponse:
    ask_reset(user=user, by=person_of(request), at=clock.now())
    messages.success(request, gettext("Asked: another administrator confirms and hands over a first password."))
    return HttpResponseRedirect(reverse("accounts:person", args=[user]))
