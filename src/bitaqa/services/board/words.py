"""What the board calls kinds, steps at the factory and today's visits."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

KINDS = {"renewal": _("Renewal"), "first": _("First issue"), "duplicate": _("Duplicate")}
BACKLOG = {
    "waiting": _("Cards to make"),
    "in_work": _("Cards being made"),
    "made": _("Cards made, not yet packed"),
    "packed": _("Cards packed"),
}
VISITS = {"enrolment": _("Enrolment"), "delivery": _("Hand-over"), "": _("No visit today")}
