"""What the codes in the errors of this room read as; apart from `words`, which knows the rules that raise them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _p

ZONE_FIELDS: Final = {
    "document_number": _("the document's number"),
    "expiry": _("the day of expiry"),
    "read": _("what was read from the card"),
    "shape": _("its lines do not follow ICAO Doc 9303"),
}
"""What of a machine readable zone may differ."""
CHIP_STATES: Final = {
    "signed": _p("chip", "Signed, not written here"),
    "exported": _p("chip", "Written by the bureau"),
    "read_back": _p("chip", "Read back and believed"),
    "failed": _p("chip", "Did not pass"),
}
