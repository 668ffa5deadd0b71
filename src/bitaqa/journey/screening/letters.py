"""Letters of the bench, Arabic and French on one sheet, kept in the vault with the applicant's files.

A refusal says its ground, the missing proof, how and by when to appeal. A call says what to bring and where. A notice
of further examination says until when, and where to ask, and nothing of why: a suspicion is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from bitaqa.backbone.vault.door import blob_store
from bitaqa.foundation.kernel.clock import PLACE_ZONE, local_day
from bitaqa.records.applications import door as applications
from bitaqa.records.applications.door import ApplicationValue
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.places import door as places
from bitaqa.ui.printing import render_pdf

from . import policy
from .domain import RefusalGround
from .models import Case
from .words import GROUND_WORDS, KIND_WORDS, PAPER_WORDS, RECAPTURE_WORDS

LETTER = "letter.pdf"
SLIP = "slip.pdf"
"""Beside a refusal because nobody was found: where a birth is recorded, and a first request made."""
CENTRE = _("Centre")
OFFICE = _("The civil-status office of the place of birth")
STEPS = (
    _("Ask for the birth record, or for a judgment that declares the birth"),
    _("Then make a first request, with the birth record and this slip"),
)
HOW_TO_APPEAL = _("At any registration station, or in writing to the centre, giving the receipt number.")


def _both(word: object) -> dict[str, str]:
    with override("ar"):
        arabic = str(word)
    with override("fr"):
        french = str(word)
    return {"ar": arabic, "fr": french}


def _local(at: datetime) -> str:
    return at.astimezone(PLACE_ZONE).strftime("%Y-%m-%dT%H:%M")


def _head(file: ApplicationValue, *, at: datetime) -> dict[str, object]:
    """What stands at the top of each letter: from where, to whom, about which request."""
    kind = policy.country_pack().document_type(file.document_type, file.day)
    words, centre = _both(KIND_WORDS[file.kind.value]), _both(CENTRE)
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
    }


def _deciders(case: Case) -> dict[str, str]:
    """Codes, not names."""
    codes = [str(user)[-6:].upper() for user in (case.proposed_by, case.settled_by) if user]
    return {f"decider_{number}": code for number, code in enumerate(codes, start=1)}


def missing_lines(case: Case) -> list[dict[str, str]]:
    """Which proof is missing: papers by their names, then what was written, each in Arabic and in French."""
    told = [_both(PAPER_WORDS.get(code, code)) for code in case.missing_papers]
    if case.missing_proof or case.missing_proof_fr:
        told.append({"ar": case.missing_proof, "fr": case.missing_proof_fr})
    return told


def refusal_data(case: Case, *, at: datetime) -> dict[str, object]:
    """What the letter says, as `refusal_letter.typ` takes it."""
    file = applications.get_application(case.application)
    ground, how = _both(GROUND_WORDS[case.ground]), _both(HOW_TO_APPEAL)
    return {
        **_head(file, at=at),
        "received_at": _local(file.confirmed_at),
        "decided_at": _local(at),
        "ground_ar": ground["ar"],
        "ground_fr": ground["fr"],
        "missing": missing_lines(case),
        "appeal_by": (local_day(at) + timedelta(days=policy.country_pack().raw["appeal"]["days"])).isoformat(),
        "appeal_ar": how["ar"],
        "appeal_fr": how["fr"],
        **_deciders(case),
    }


def call_data(case: Case, *, at: datetime) -> dict[str, object]:
    """What a file sent back waits for, as `come_again.typ` takes it."""
    file = applications.get_application(case.application)
    asked = [_both(PAPER_WORDS.get(code, code)) for code in file.missing]
    asked += [_both(RECAPTURE_WORDS[what]) for what in file.recapture]
    visit = campaigns.visits_by_id([file.complete_at]).get(file.complete_at) if file.complete_at else None
    told: dict[str, object] = {**_head(file, at=at), "asked": asked}
    if visit is not None:
        place = places.places_by_code([visit.place]).get(visit.place)
        told["visit"] = {
            "date": visit.day.isoformat(),
            "place_ar": place.name_ar if place else visit.place,
            "place_fr": place.name_fr if place else visit.place,
        }
    return told


def examination_data(case: Case, *, at: datetime, answer_by: date) -> dict[str, object]:
    """What a referred applicant is told, as `under_examination.typ` takes it."""
    file, ask = applications.get_application(case.application), _both(HOW_TO_APPEAL)
    return {
        **_head(file, at=at),
        "received_at": _local(file.confirmed_at),
        "decided_at": _local(at),
        "answer_by": answer_by.isoformat(),
        "ask_ar": ask["ar"],
        "ask_fr": ask["fr"],
        **_deciders(case),
    }


def slip_data(case: Case, *, at: datetime) -> dict[str, object]:
    """Where somebody goes whom the register does not hold, as `referral_slip.typ` takes it."""
    file, office = applications.get_application(case.application), _both(OFFICE)
    identity, centre = file.identity, _both(CENTRE)
    return {
        "made_at": _local(at),
        "place_ar": centre["ar"],
        "place_fr": centre["fr"],
        "slip_number": file.receipt_number,
        "name_ar": file.name_ar,
        "name_latin": file.name_latin,
        "birth": str(file.birth),
        "birth_place_ar": identity.birth_place_ar,
        "birth_place_fr": identity.birth_place_latin,
        "office_ar": office["ar"],
        "office_fr": office["fr"],
        "steps": [_both(step) for step in STEPS],
    }


def keep_refusal(case: Case, *, at: datetime) -> UUID:
    """Makes the letter and keeps it with the applicant's files; returns its container's id. Inside a transaction."""
    slip = render_pdf("referral_slip", slip_data(case, at=at)) if case.ground == RefusalGround.NOBODY_FOUND else b""
    return _keep("refusal_letter", case, refusal_data(case, at=at), **({SLIP: slip} if slip else {}))


def keep_call(case: Case, *, at: datetime) -> UUID:
    """The same for a file sent back."""
    return _keep("come_again", case, call_data(case, at=at))


def keep_examination(case: Case, *, at: datetime, answer_by: date) -> UUID:
    """The same for a file referred."""
    return _keep("under_examination", case, examination_data(case, at=at, answer_by=answer_by))


def _keep(sheet: str, case: Case, data: Mapping[str, object], **beside: bytes) -> UUID:
    files = {LETTER: render_pdf(sheet, dict(data)), **beside}
    [reference] = blob_store().put_many([(case.application, files)])
    return reference.id


def read_letter(letter: UUID) -> bytes:
    """The PDF. Raises the vault's errors when it was erased or is damaged."""
    return blob_store().read(letter, LETTER)


def read_slip(letter: UUID) -> bytes:
    """The slip kept beside it. Raises as `read_letter`, and when there is none."""
    return blob_store().read(letter, SLIP)
