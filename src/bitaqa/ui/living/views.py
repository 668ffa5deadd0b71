"""The living page and its moving parts. Open to anyone: everything on it is invented.

A POST to it comes back to it: the forms on it show how they behave, and keep nothing.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bitaqa.ui.errors import FAILURES, ErrorInWords, failure
from bitaqa.ui.living import specimens
from bitaqa.ui.shapes import NavItem, Sync, Who
from bitaqa.ui.statuses import STATUSES
from bitaqa.ui.tables import build_table

TOTAL = 2095


def living(request: HttpRequest) -> HttpResponse:
    """Every component once, in the reader's language."""
    if request.method == "POST":
        messages.success(request, _("The application was sealed."))
        return redirect("ui:living")
    request.shell_nav = [  # type: ignore[attr-defined]
        NavItem(_("Home"), "/", "house"),
        NavItem(_("Living page"), request.path, "palette"),
        NavItem(_("Applications"), "/applications/", "files", 7),
        NavItem(_("Cards"), "/cards/", "person-vcard"),
    ]
    request.shell_who = Who("Amina SPECIMEN", _("Coordinator"), "البروج")  # type: ignore[attr-defined]
    request.shell_sync = Sync("offline", 12)  # type: ignore[attr-defined]
    context = {name.lower(): value for name, value in vars(specimens).items() if name.isupper()}
    context |= {
        "form": specimens.SpecimenForm(),
        "wrong": specimens.wrong_form(),
        "scan": specimens.ScanSpecimenForm(),
        "pin": specimens.PinSpecimenForm(),
        "table": _table(request),
        "empty_table": build_table(
            request, id="none", caption=_("Consignments"), columns=specimens.COLUMNS, rows=[], prefix="none-",
            empty_title=_("No consignment is on the way"),
            empty_text=_("A consignment appears here once it is sealed."),
        ),
        "error": ErrorInWords(
            _("The card was already handed over."),
            _("Open the card's history, and call the station head if the holder says otherwise."),
            "delivery.already_handed_over",
        ),
        "names": sorted(STATUSES),
        "at": specimens.FACTS[2].value,
        "total": TOTAL,
        "failures": sorted(FAILURES),
    }  # fmt: skip
    return render(request, "ui/living.html", context)


def progress_specimen(request: HttpRequest) -> HttpResponse:
    """Answers the polled bar with ever more, until it is full."""
    asked = request.GET.get("value", "0")
    value = min(TOTAL, int(asked) + 160) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    return render(request, "ui/living_progress.html", {"value": value, "total": TOTAL})


def map_specimen(request: HttpRequest) -> HttpResponse:
    """Invented places and the tour of one vehicle."""
    return JsonResponse(specimens.places_on_a_map(), content_type="application/geo+json")


def sheet_specimen(request: HttpRequest) -> HttpResponse:
    """A print sheet."""
    return render(request, "ui/living_sheet.html", {"person": specimens.PERSON, "facts": specimens.FACTS})


def failure_specimen(request: HttpRequest, status: int) -> HttpResponse:
    """What a reader sees when something failed, shown with that status."""
    return failure(request, status)


def _table(request: HttpRequest):  # type: ignore[no-untyped-def]
    return build_table(
        request,
        id="applications",
        caption=_("Applications"),
        columns=specimens.COLUMNS,
        rows=specimens.rows(),
        filters=specimens.FILTERS,
        search=("receipt", "name", "latin"),
        search_label=_("Name or receipt number"),
        page_size=8,
    )
