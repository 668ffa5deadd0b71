"""Words for what stands out."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from .domain import Measure

MEASURES: Final[dict[Measure, Any]] = {
    Measure.EXCEPTIONS: _("Files with excused fingers"),
    Measure.MINUTES: _("Minutes a file"),
    Measure.AWAY: _("Out of hours or away from the visit"),
    Measure.KIN: _("Files for the same family name"),
    Measure.LOOKS: _("Looks in the register without a file"),
}
