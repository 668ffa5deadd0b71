"""Where a published figure comes from; and a whole bulletin as one HTML file that needs nothing else."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, requires
from bitaqa.ui.shapes import Crumb, Fact

from .screens import file_answer, said, visible
from .sources import source_of


@requires(Permission.SEE_BULLETIN)
@require_GET
def figure(request: HttpRequest, bulletin: UUID, table: str, row: str) -> HttpResponse:
    """The event, the query, the position, and the same query asked again."""
    found = visible(request, bulletin)
    source = source_of(found, table, row)
    facts = [
        Fact(_("Counted"), said(source.table["counts"])),
        Fact(_("Event in the journal"), source.table["event"], "latin"),
        Fact(_("Position in the journal"), found.position, "num"),
        Fact(_("As at"), found.as_at, "instant"),
        Fact(_("Total of the table"), source.table["total"], "num"),
    ]
    context = {
        "crumbs": [
            Crumb(_("Bulletins"), reverse("bulletin:bulletins")),
            Crumb(said(found.body["title"]), reverse("bulletin:bulletin", args=[found.id])),
            Crumb(said(source.row["label"])),
        ],
        "title": said(source.row["label"]),
        "table": said(source.table["title"]),
        "source": source,
        "facts": facts,
    }
    return render(request, "bulletin/figure.html", context)


@requires(Permission.SEE_BULLETIN)
@require_GET
def as_html(request: HttpRequest, bulletin: UUID) -> HttpResponse:
    """Arabic and French together, with no script, style sheet or picture of elsewhere."""
    found = visible(request, bulletin)
    page = render_to_string("bulletin/sheet.html", {"bulletin": found, "body": found.body})
    return file_answer(page.encode(), "text/html; charset=utf-8", f"bulletin-{found.position}.html")
