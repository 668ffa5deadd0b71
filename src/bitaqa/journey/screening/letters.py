"""The refusal letter: ground, missing proof, how and by when to appeal; Arabic and French on one sheet, kept in
the vault."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bitaqa.backbone.vault.door import blob_store
from bitaqa.foundation.kernel.clock import PLACE_ZONE, local_day
from bitaqa.records.applications import door as applications
from bitaqa.ui.printing import render_pdf

from . import policy
from .models import Case
from .words import GROUND_WORDS, KIND_WORDS

LETTER = "letter.pdf"
CENTRE = _("Centre")
HOW_TO_APPEAL = _("At any registration station, or in writing to the centre, giving the receipt number.")


def _both(word: object) -> dict[str, str]:
    with override("ar"):
        arabic = str(word)
    with override("fr"):
        french = str(word)
    return {"ar": arabic, "fr": french}


def _local(at: datetime) -> str:
    return at.astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M")


def letter_data(case: Case, *, at: datetime) -> dict[str, object]:
    """What the letter says, as `refusal_letter.typ` takes it. The two deciders stand as codes, not names."""
    file = applications.get_application(case.application)
    pack = policy.country_pack()
    kind = pack.document_type(file.document_type, file.day)
    words, ground = _both(KIND_WORDS[file.kind.value]), _both(GROUND_WORDS[case.ground])
    centre = _both(CENTRE)
    how = _both(HOW_TO_APPEAL)
    deciders = [str(user)[-6:].upper() for user in (case.proposed_by, case.settled_by) if user]
    return {
        "made_at": _local(at),
        "place_ar": centre["ar"],
        "place_fr": centre["fr"],
        "name_ar": file.name_ar,
        "name_latin": file.name_latin,
        "document_ar": kind.names["ar"],
        "document_fr": kind.names["fr"],
        "receipt_number": file.receipt_number,
        "kind_ar": words["ar"],
        "kind_fr": words["fr"],
        "received_at": _local(file.confirmed_at),
        "decided_at": _local(at),
        "ground_ar": ground["ar"],
        "ground_fr": ground["fr"],
        "missing": [{"ar": case.missing_proof, "fr": case.missing_proof}],
        "appeal_by": (local_day(at) + timedelta(days=pack.raw["appeal"]["days"])).isoformat(),
        "appeal_ar": how["ar"],
        "appeal_fr": how["fr"],
        **{f"decider_{number}": code for number, code in enumerate(deciders, start=1)},
    }


def keep_letter(case: Case, *, at: datetime) -> UUID:
    """Makes the letter and keeps it with the applicant's files; returns its container's id. Inside a transaction."""
    pdf = render_pdf("refusal_letter", letter_data(case, at=at))
    [reference] = blob_store().put_many([(case.application, {LETTER: pdf})])
    return reference.id


def read_letter(letter: UUID) -> bytes:
    """The PDF. Raises the vault's errors when it was erased or is damaged."""
    return blob_store().read(letter, LETTER)
