"""Programmes: why people are called, who is meant, what is waived. Others ask through `door`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from bitaqa.backbone.journal.door import Entry, record
from bitaqa.foundation.kernel.ids import new_id

from .errors import ProgrammeUnknownError
from .models import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeValue:
    code: str
    name_ar: str
    name_fr: str
    fee_waived: bool = False
    document_types: tuple[str, ...] = ("cnie",)
    opens: date
    closes: date | None = None
    eligibility: str = ""
    eligibility_sensitive: bool = False


def save_programme(programme: ProgrammeValue, *, by: str, at: datetime) -> None:
    """Opens a programme or changes its words; journalled when new."""
    with transaction.atomic():
        _, new = Programme.objects.update_or_create(
            code=programme.code,
            defaults={
                "name_ar": programme.name_ar,
                "name_fr": programme.name_fr,
                "fee_waived": programme.fee_waived,
                "document_types": list(programme.document_types),
                "opens": programme.opens,
                "closes": programme.closes,
                "eligibility": programme.eligibility,
                "eligibility_sensitive": programme.eligibility_sensitive,
            },
        )
        if new:
            subject = new_id()
            record(
                [
                    Entry(
                        event="programme.opened",
                        subject_kind="programme",
                        subject=subject,
                        acted_at=at,
                        actor=by,
                        act=subject,
                        facts={"programme": programme.code},
                    )
                ]
            )


def get_programme(code: str) -> ProgrammeValue:
    """Raises ProgrammeUnknownError."""
    row = Programme.objects.filter(pk=code).first()
    if row is None:
        raise ProgrammeUnknownError(programme=code)
    return ProgrammeValue(
        code=row.code,
        name_ar=row.name_ar,
        name_fr=row.name_fr,
        fee_waived=row.fee_waived,
        document_types=tuple(row.document_types),
        opens=row.opens,
        closes=row.closes,
        eligibility=row.eligibility,
        eligibility_sensitive=row.eligibility_sensitive,
    )


def all_programmes() -> list[ProgrammeValue]:
    return [get_programme(code) for code in Programme.objects.order_by("code").values_list("code", flat=True)]
