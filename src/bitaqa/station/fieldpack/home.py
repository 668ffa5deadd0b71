"""What the field pack adds to the home page: that there is none, that it ended or ends soon."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.station.desk.door import Operator, now
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Home, WorkItem

from .queries import find_pack
from .rules import check_enrolment_allowed

SOON = timedelta(days=3)


def items(operator: Operator) -> Home:
    pack, at, href = find_pack(), now(), reverse("fieldpack:pack")
    wrong = []
    try:
        check_enrolment_allowed(at)
    except BitaqaError as refused:
        said = in_words(refused)
        wrong.append(WorkItem(said.sentence, href, detail=said.next_step, icon="calendar-x", tone="stop"))
    if pack is None:
        return Home(wrong=tuple(wrong))
    if at < pack.valid_until <= at + SOON:
        wrong.append(
            WorkItem(
                _("The field pack ends soon"),
                href,
                icon="hourglass-split",
                tone="wait",
                due=local_day(pack.valid_until),
            )
        )
    return Home(wrong=tuple(wrong))
