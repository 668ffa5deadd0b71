"""The centre's main navigation: what the signed-in person may open, in the order a card travels."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from bitaqa.backbone.accounts.door import Permission, permissions_of
from bitaqa.ui.shapes import NavItem

ENTRIES = (
    (_("Home"), "home", "house", None),
    (_("Campaigns"), "planning:campaigns", "calendar-event", Permission.PLAN_CAMPAIGNS),
    (_("Places"), "places:registry", "geo-alt", Permission.PLAN_CAMPAIGNS),
    (_("Stations"), "planning:stations", "truck", Permission.SEE_STATIONS),
    (_("Operators"), "operators:stations", "clipboard-data", Permission.PROVISION_STATIONS),
    (_("Packets"), "intake:packets", "box-seam", Permission.SEE_STATIONS),
    (_("Adjudication"), "screening:queue", "people", Permission.ADJUDICATE),
    (_("Two entries, one person"), "screening:joins", "intersect", Permission.ADJUDICATE),
    (_("Applications"), "screening:applications", "files", Permission.SEE_APPLICATIONS),
    (_("Report a loss or theft"), "screening:losses", "shield-exclamation", Permission.REPORT_LOSS),
    (_("Report a death"), "screening:death", "person-slash", Permission.REPORT_DEATH),
    (_("Production"), "production:floor", "printer", Permission.RUN_PRODUCTION),
    (_("Quality"), "production:quality", "check2-square", Permission.CHECK_QUALITY),
    (_("Cards"), "delivery:cards", "upc-scan", Permission.MOVE_CONSIGNMENTS),
    (_("Certificates"), "certificates:find", "file-earmark-check", Permission.SEE_APPLICATIONS),
    (_("Live boards"), "board:boards", "speedometer2", Permission.SEE_BULLETIN),
    (_("Bulletins"), "bulletin:bulletins", "bar-chart", Permission.SEE_BULLETIN),
    (_("Register imports"), "persons:imports", "upload", Permission.IMPORT_REGISTER),
    (_("Set aside"), "jobs:set-aside", "exclamation-triangle", Permission.RESOLVE_QUARANTINE),
    (_("Ends of keeping"), "retention:due", "hourglass-bottom", Permission.ERASE_PERSONAL),
    (_("Erase fingerprints"), "screening:finger-erasures", "fingerprint", Permission.ERASE_PERSONAL),
    (_("Journal"), "journal:search", "journal-text", Permission.READ_JOURNAL),
    (_("Keys and ceremonies"), "authority:log", "key", Permission.READ_JOURNAL),
    (_("People and roles"), "accounts:people", "person-badge", Permission.SEE_ACCOUNTS),
)


def navigation(request: HttpRequest) -> list[NavItem]:
    """Entries the person may open; none before sign-in. A room that has no such screen yet has no entry."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    held = permissions_of(user)
    entries = []
    for label, name, icon, permission in ENTRIES:
        if permission is not None and permission not in held:
            continue
        try:
            entries.append(NavItem(label=label, href=reverse(name), icon=icon))
        except NoReverseMatch:
            continue
    return entries
