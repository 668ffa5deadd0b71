"""What the rules ask of one request: papers, fingers, who signs, what is due. Pure: from the country pack and the case.

Every answer is data of the document type in force that day; a third document type needs no line here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bitaqa.foundation.kernel.money import Money
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import GROUNDS, ApplicationKind, Ground, PaperCode
from bitaqa.foundation.rules.country import CountryPack, DocumentType

from .errors import KindNotOfferedError

NOTICE_VERSION = "notice-1"
FINGER_REASONS = ("amputated", "bandaged", "injured", "worn", "deformed", "unreadable")
"""Why a finger cannot be captured; anything else is another try."""
ABANDON_REASONS = ("left", "other_person", "duplicate_draft", "changed_mind", "referred", "mistake", "day_ended")
REFERRAL_REASONS = ("no_civil_status", "civil_status_doubtful", "foreigner", "no_representative", "other_office")


@dataclass(frozen=True, slots=True)
class CaseRules:
    """The rules of one request on its day. `birth` None: not known yet, so the strictest reading is shown."""

    type: DocumentType
    kind: ApplicationKind
    ground: Ground
    day: date
    birth: PartialDate | None
    programme: str
    waived: bool

    @property
    def age(self) -> int | None:
        return None if self.birth is None else self.type.age(self.birth, self.day)

    @property
    def minor(self) -> bool:
        return self.birth is not None and self.type.needs_representative(self.birth, self.day)

    @property
    def fingers(self) -> bool:
        """False under the age by rule, which is not an exception."""
        return self.birth is None or self.type.takes_fingers(self.birth, self.day)

    @property
    def own_signature(self) -> bool:
        return self.age is None or self.age >= self.type.own_signature_from_age

    @property
    def portrait(self) -> bool:
        return self.type.carrier == "card"

    @property
    def papers(self) -> tuple[PaperCode, ...]:
        return self.type.papers_needed(self.kind, self.ground, minor=self.minor)

    @property
    def fee(self) -> tuple[str, Money] | None:
        """(rule, amount due); None until the birth date is known. A waiver does not change what is due."""
        if self.birth is None:
            return None
        return self.type.fee(self.birth, self.ground, self.day)


def case_rules(
    *,
    country: CountryPack,
    document_type: str,
    kind: ApplicationKind,
    ground: Ground,
    day: date,
    birth: PartialDate | None,
    programme: str,
    waived: bool,
) -> CaseRules:
    """Raises UnknownDocumentTypeError, NoRuleInForceError, KindNotOfferedError."""
    found = country.document_type(document_type, day)
    if kind not in found.kinds or ground not in GROUNDS[kind]:
        raise KindNotOfferedError(kind=kind.value, ground=ground.value)
    return CaseRules(found, kind, ground, day, birth, programme, waived)
