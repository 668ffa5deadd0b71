"""What the desk adds to the home page: a clock nobody should open a day on."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.ui.errors import in_words
from bitaqa.ui.shapes import Home, WorkItem

from . import clock
from .domain import Operator

DOUBTFUL = timedelta(hours=1)
"""Drift never makes as much: someone set the clock, or the centre was not heard for years."""


def items(operator: Operator) -> Home:
    wrong = []
    told = clock.reading()
    try:
        clock.check_clock_is_plausible()
    except BitaqaError as refused:
        said = in_words(refused)
        wrong.append(
            WorkItem(said.sentence, reverse("desk:me"), detail=said.next_step, icon="clock-history", tone="stop")
        )
    else:
        if told.centre_time is not None and told.uncertainty > DOUBTFUL:
            wrong.append(
                WorkItem(
                    _("The clock of this station is doubtful"),
                    reverse("desk:me"),
                    detail=_("Compare it with another clock before opening the day."),
                    icon="clock",
                    tone="wait",
                )
            )
    return Home(wrong=tuple(wrong))
