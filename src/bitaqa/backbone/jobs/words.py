"""What the steps of the pipeline are called on screen, and the kinds of things they move."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

STEPS: Final[dict[str, Promise]] = {
    "intake": _("Packets to open"),
    "screening": _("Applications to screen"),
    "order": _("Approved applications to order"),
    "order-again": _("Cards to order again"),
    "order-stop": _("Orders to cancel"),
    "personalise": _("Cards to print"),
    "certificate": _("Certificates to sign"),
    "delivery": _("Packets about cards"),
    "delivery-stop": _("Cards to withhold"),
}
SUBJECTS: Final[dict[str, Promise]] = {
    "application": _p("subject", "Application"),
    "card": _p("subject", "Card"),
    "packet": _p("subject", "Packet"),
    "batch": _p("subject", "Batch"),
    "person": _p("subject", "Person"),
}
