"""The button that asks the register about the old card, and the try the program makes by itself when it is online."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import now, requires, signed_in
from bitaqa.station.enrolment.from_register import Prefilled, prefill_from_register
from bitaqa.station.enrolment.queries import DraftView
from bitaqa.station.enrolment.words import REGISTER_FIELDS
from bitaqa.station.outbox.door import RegisterLookError, centre_heard_lately, register_patience
from bitaqa.ui.errors import in_words
from bitaqa.ui.formats import day_text

from .frame import closed, open_view, step_url


def may_ask_register(view: DraftView) -> bool:
    """A renewal whose card was read, not told by the register yet."""
    claimed, identity = view.kept["claimed"], view.kept["identity"]
    numbered = claimed.get("document_number") or claimed.get("national_number")
    told = (identity.get("names") or {}).get("latin_from") == "register" and identity.get("birth_place_ar")
    return view.kept["kind"] == ApplicationKind.RENEWAL.value and bool(numbered) and not told


@requires(Permission.ENROL)
def ask(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Asks, and goes back to the form with what came of it; pressing again asks again and changes nothing typed."""
    if request.method == "POST":
        if open_view(draft) is None:
            return closed(draft)
        try:
            _say(request, prefill_from_register(draft=draft, by=signed_in(request), at=now()))
        except RegisterLookError as refused:
            _say_why(request, refused)
    return HttpResponseRedirect(step_url("who", draft))


def try_register(request: HttpRequest, draft: UUID) -> None:
    """After a card was read: asks when the centre was heard a moment ago, and gives up quickly."""
    view = open_view(draft)
    if view is None or not may_ask_register(view) or not centre_heard_lately():
        return
    try:
        patience = register_patience(little=True)
        _say(request, prefill_from_register(draft=draft, by=signed_in(request), at=now(), patience=patience))
    except RegisterLookError as refused:
        _say_why(request, refused)


def _say(request: HttpRequest, found: Prefilled) -> None:
    facts = {"number": found.document_number, "day": day_text(found.expires_on)}
    said = _("Card %(number)s expired on %(day)s.") if found.expired else _("Card %(number)s is valid to %(day)s.")
    messages.success(request, f"{_('The register filled the form: read each line to its holder.')} {said % facts}")
    if found.differing:
        named = "، ".join if request.LANGUAGE_CODE == "ar" else ", ".join
        fields = named(str(REGISTER_FIELDS[name]) for name in found.differing)
        messages.warning(
            request, _("The register writes this otherwise, what was typed stays: %(fields)s.") % {"fields": fields}
        )


def _say_why(request: HttpRequest, refused: BitaqaError) -> None:
    said = in_words(refused)
    messages.warning(request, f"{said.sentence} {said.next_step}")
