"""The field pack on a screen: which one is in use, until when, what it carries; installing one from a file.

A pack is the centre's word, signed and sealed to this station: whoever brings the file proves nothing and need not.
So while the station has no pack, hence no crew, the page is open at the station's desks; afterwards the head installs.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import DeskNotEnrolledError, Operator, check_may, desk_of, now, public, signed_in
from bitaqa.ui.errors import ErrorInWords, in_words
from bitaqa.ui.shapes import Fact, Figure

from .errors import NoPackFileError
from .forms import PackFileForm
from .install import install_field_pack
from .queries import PackHead, cards_due_count, find_pack, incomplete_files, places, visits


@public
def pack_page(request: HttpRequest) -> HttpResponse:
    """What is in use; the head of station installs another."""
    pack = find_pack()
    if pack is not None:
        signed_in(request)
    elif desk_of(request) is None:
        raise DeskNotEnrolledError()
    form = PackFileForm(request.POST or None, request.FILES or None)
    error: ErrorInWords | None = None
    status = 200
    if request.method == "POST":
        try:
            found = _install(request, form, first=pack is None)
        except BitaqaError as refused:
            error, status = in_words(refused), refused.status
        else:
            messages.success(request, _("Field pack %(serial)s is in use.") % {"serial": found.serial})
            return HttpResponseRedirect(reverse("desk:sign-in" if pack is None else "fieldpack:pack"))
    operator = getattr(request, "operator", None)
    context = {
        "pack": pack, "form": form, "error": error, "figures": _figures() if pack else [],
        "facts": _facts(pack) if pack else [], "expired": pack is not None and now() >= pack.valid_until,
        "may_install": pack is None or (isinstance(operator, Operator) and operator.may(Permission.RUN_DAY)),
    }  # fmt: skip
    return render(request, "fieldpack/pack.html" if pack else "fieldpack/first.html", context, status=status)


def _install(request: HttpRequest, form: PackFileForm, *, first: bool) -> PackHead:
    by = "desk"
    if not first:
        operator = signed_in(request)
        check_may(operator, Permission.RUN_DAY)
        by = operator.code
    if not form.is_valid() or form.cleaned_data["file"] is None:
        raise NoPackFileError()
    return install_field_pack(data=form.cleaned_data["file"].read(), by=by, at=now())


def _facts(pack: PackHead) -> list[Fact]:
    return [
        Fact(_("Number"), pack.serial, "num"),
        Fact(_("Signed by the centre at"), pack.issued_at, "instant"),
        Fact(_("In force from"), pack.valid_from, "instant"),
        Fact(_("Until"), pack.valid_until, "instant"),
        Fact(_("Rules"), pack.rules_version, "latin"),
    ]


def _figures() -> list[Figure]:
    return [
        Figure(_("Visits"), len(visits()), icon="calendar-event"),
        Figure(_("Places"), len(places()), icon="geo-alt"),
        Figure(_("Cards due"), cards_due_count(), icon="credit-card-2-front"),
        Figure(_("Incomplete files"), len(incomplete_files()), icon="file-earmark-minus"),
    ]
