"""What enrolment adds to the home page: drafts, files that wait for papers, why nothing can be started."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.rules.roles import Permission
from bitaqa.station.desk.door import Operator, now
from bitaqa.station.fieldpack.door import find_pack, visits
from bitaqa.ui.shapes import Figure, Home, WorkItem

from .queries import day_figures, drafts_open
from .waiting import completions_of, waiting_files


def items(operator: Operator) -> Home:
    if not operator.may(Permission.ENROL) or find_pack() is None:
        return Home()
    today = local_day(now())
    waiting, wrong = [], []
    drafts = drafts_open()
    listed = reverse("enrolment:list")
    mine = [face for face in drafts if face.operator == operator.code]
    if mine:
        waiting.append(WorkItem(_("My drafts to finish"), listed, len(mine), icon="pencil"))
    if len(drafts) > len(mine):
        waiting.append(WorkItem(_("Drafts of other operators"), listed, len(drafts) - len(mine), icon="pencil"))
    old = [face for face in drafts if local_day(face.started_at) < today]
    if old:
        wrong.append(
            WorkItem(
                _("Drafts left from an earlier day"),
                listed,
                len(old),
                detail=_("Finish or abandon them."),
                icon="clock-history",
                tone="wait",
            )
        )
    here = visits(day=today, kind="enrolment")
    done = completions_of()
    due = [file for visit in here for file in waiting_files(visit=visit.visit) if file.application not in done]
    if due:
        waiting.append(
            WorkItem(
                _("Incomplete files due today"), reverse("enrolment:incomplete"), len(due), icon="file-earmark-minus"
            )
        )
    figures = []
    if here:
        counted = day_figures(visit=here[0].visit, day=today)
        figures = [
            Figure(_("Enrolled today"), sum(counted.enrolled.values()), icon="person-check", tone="ok"),
            Figure(_("Incomplete today"), counted.incomplete, icon="file-earmark-minus"),
        ]
    return Home(tuple(waiting), tuple(wrong), (), tuple(figures))
