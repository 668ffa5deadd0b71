"""Items set aside, step by step, with their reason, to be tried again. Nothing here is ever dropped."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from bitaqa.backbone.accounts.door import Permission, actor_of, person_of, requires
from bitaqa.backbone.naming import names_of
from bitaqa.ui.tables import Column, Table, build_table
from bitaqa.ui.templatetags.ui_actions import ui_button

from .aside import SetAsideItem, items_set_aside, retry_set_aside, subjects_set_aside, work_counts, work_tables
from .models import WorkItem
from .words import STEPS, SUBJECTS

LISTED = 2000
"""Items of a step that one page lists, the oldest; it says so when there are more."""


@requires(Permission.RESOLVE_QUARANTINE)
@require_GET
def set_aside(request: HttpRequest) -> HttpResponse:
    steps = []
    for table in sorted(work_tables(), key=lambda table: table.STEP):
        counts = work_counts(table)
        if counts["set_aside"]:
            steps.append(
                {
                    "step": table.STEP,
                    "title": STEPS.get(table.STEP, table.STEP),
                    "counts": counts,
                    "listed": LISTED if counts["set_aside"] > LISTED else 0,
                    "table": _table(request, table),
                }
            )
    return render(request, "jobs/set_aside.html", {"steps": steps})


@requires(Permission.RESOLVE_QUARANTINE)
@require_POST
def retry(request: HttpRequest, step: str) -> HttpResponse:
    """Tries one item again (`subject`), or all of the step's."""
    table = next((table for table in work_tables() if step == table.STEP), None)
    if table is None:
        raise Http404
    subject = _subject(request.POST.get("subject", ""))
    subjects = [subject] if subject else subjects_set_aside(table)
    count = retry_set_aside(table, subjects, by=actor_of(person_of(request)))
    told = ngettext("%(count)s item is tried again.", "%(count)s items are tried again.", count)
    messages.success(request, told % {"count": count})
    return HttpResponseRedirect(reverse("jobs:set-aside"))


def _table(request: HttpRequest, table: type[WorkItem]) -> Table:
    def button(item: SetAsideItem) -> SafeString:
        context = ui_button(
            _("Try again"),
            kind="quiet",
            icon="arrow-clockwise",
            form=f"retry-{table.STEP}",
            name="subject",
            value=str(item.subject),
            small=True,
        )
        return render_to_string("ui/components/button.html", context)

    def is_asked(item: SetAsideItem, asked: str) -> bool:
        told = (names[item.subject], str(item.subject), item.reason, item.code)
        return any(asked.casefold() in each.casefold() for each in told)

    items = items_set_aside(table, limit=LISTED)
    names = names_of(table.SUBJECT_KIND, [item.subject for item in items])
    return build_table(
        request,
        id=f"aside-{table.STEP.replace('.', '-')}",
        caption=STEPS.get(table.STEP, table.STEP),
        prefix=f"{table.STEP.replace('.', '-')}-",
        rows=items,
        columns=[
            Column("reason", _("Reason")),
            Column("next_step", _("What to do now")),
            Column("code", _("Code"), "latin"),
            Column("attempts", _("Attempts"), "num"),
            Column("enqueued_at", _("Since"), "instant"),
            Column(
                "subject",
                SUBJECTS.get(table.SUBJECT_KIND, _("Subject")),
                "latin",
                value=lambda item: names[item.subject],
            ),
            Column("retry", _("Try again"), "html", value=button),
        ],
        search=lambda rows, asked: [item for item in rows if is_asked(item, asked)],
        search_label=_("Number, reason or code"),
    )


def _subject(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Http404 from None
