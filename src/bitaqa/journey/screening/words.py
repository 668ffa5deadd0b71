"""Codes of this room in words a person reads."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .domain import RefusalGround, ReturnGround, Why

KIND_WORDS = {
    "first": _("First issue"),
    "renewal": _("Renewal"),
    "duplicate": _("Duplicate"),
    "correction": _("Correction"),
}

WHY_WORDS = {
    Why.NUMBER_UNKNOWN.value: _("The claimed number is not in the register"),
    Why.NUMBER_MISSING.value: _("No number was claimed"),
    Why.NAMES_DIFFER.value: _("The names differ from the register"),
    Why.BIRTH_DIFFERS.value: _("The birth date differs from the register"),
    Why.SEX_DIFFERS.value: _("The sex differs from the register"),
    Why.PERSON_DIED.value: _("The register says this person has died"),
    Why.NO_VALID_DOCUMENT.value: _("The person holds no valid document"),
    Why.SAME_NAME_AND_BIRTH.value: _("Same name and compatible birth date"),
    Why.ALREADY_PENDING.value: _("Another file of the same name and birth date is pending"),
    Why.IDENTITY_CHANGES.value: _("The application changes names or birth data"),
    Why.APPEAL.value: _("Appeal against a refusal"),
}

GROUND_WORDS = {
    RefusalGround.ANOTHER_IDENTITY.value: _("The register knows the applicant under another identity."),
    RefusalGround.NOT_PROVEN.value: _("The identity claimed is not proven by the papers brought."),
    RefusalGround.NOT_ENTITLED.value: _("The applicant is not entitled to this document."),
    RefusalGround.PAPERS_CONTRADICT.value: _("The papers brought contradict each other."),
    ReturnGround.NEEDS_PAPER.value: _("A further paper is needed."),
    ReturnGround.NEEDS_RECAPTURE.value: _("Photo or fingerprints must be captured again."),
}
