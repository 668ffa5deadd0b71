"""The applicant beside a candidate, field by field, as the comparison component takes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from bitaqa.foundation.names.normal import arabic_key, latin_key
from bitaqa.foundation.rules.persons import Identity
from bitaqa.ui.shapes import Difference

from ..words import SEX_WORDS


def differences(applicant: Identity, known: Identity, *, claimed: str, number: str) -> list[Difference]:
    """Names agree when their normal forms do; births when no known part contradicts the other."""
    mine, theirs = applicant.names, known.names
    return [
        _named(_("Given name (Arabic)"), mine.arabic.given, theirs.arabic.given, "arabic", arabic_key),
        _named(_("Family name (Arabic)"), mine.arabic.family, theirs.arabic.family, "arabic", arabic_key),
        _named(_("Given name (Latin)"), mine.latin.given, theirs.latin.given, "latin", latin_key),
        _named(_("Family name (Latin)"), mine.latin.family, theirs.latin.family, "latin", latin_key),
        Difference(_("Born"), applicant.birth, known.birth, "partial_date", applicant.birth.may_equal(known.birth)),
        Difference(_("Sex"), SEX_WORDS[applicant.sex.value], SEX_WORDS[known.sex.value]),
        _named(_("Place of birth"), applicant.birth_place_ar, known.birth_place_ar, "arabic", arabic_key),
        _named(_("Father"), applicant.parents.father_ar, known.parents.father_ar, "arabic", arabic_key),
        _named(_("Mother"), applicant.parents.mother_ar, known.parents.mother_ar, "arabic", arabic_key),
        Difference(_("Civil-status number"), applicant.civil_status_number, known.civil_status_number, "latin"),
        Difference(_("National number"), claimed, number, "latin"),
        _named(
            _("Address"), "، ".join(applicant.address.lines_ar), "، ".join(known.address.lines_ar), "arabic", arabic_key
        ),
    ]


def _named(label: Any, left: str, right: str, kind: str, key: Callable[[str], str]) -> Difference:
    agrees = key(left) == key(right) if left and right else None
    return Difference(label, left, right, kind, agrees)
