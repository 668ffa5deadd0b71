"""The first honest version of screening, as pure rules: who may be the applicant, and how sure equality makes us.

A candidate is a person *or* a pending application. Equality of normal names and a compatible birth date, or names so
alike that one may be the other respelled and the same birth day; fingerprints and faces come behind the same door.
Nothing is refused here: a doubt is for people.
Pitfalls named: twins share birth and family name but not the given name; fathers and sons share names but not the
birth year; frequent names with a year-only birth date meet strangers, which is why people look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import ApplicationKind, Ground


class Why(StrEnum):
    """Why a file is shown to people, as codes with a sentence each in the catalogue."""

    NUMBER_UNKNOWN = "number_unknown"
    NUMBER_MISSING = "number_missing"
    NAMES_DIFFER = "names_differ"
    BIRTH_DIFFERS = "birth_differs"
    SEX_DIFFERS = "sex_differs"
    PERSON_DIED = "person_died"
    NO_VALID_DOCUMENT = "no_valid_document"
    SAME_NAME_AND_BIRTH = "same_name_and_birth"
    SIMILAR_NAME = "similar_name"
    ALREADY_PENDING = "already_pending"
    IDENTITY_CHANGES = "identity_changes"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Keys:
    """What equality is judged on, for an applicant or someone known."""

    id: UUID
    arabic_key: str
    latin_key: str
    birth: PartialDate
    sex: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who may be the applicant: `kind` is `person` or `application`."""

    kind: str
    id: UUID
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What screening says of one application: clear for `person` (None: a new one), or doubtful with candidates."""

    application: UUID
    person: UUID | None = None
    reasons: tuple[Why, ...] = ()
    candidates: tuple[Candidate, ...] = field(default=())

    @property
    def clear(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Claim:
    """What the register holds under the claimed number."""

    keys: Keys | None
    died: bool
    holds_document: bool


def same_names(one: Keys, other: Keys) -> bool:
    """Equal in one script is enough: the other may be spelled anew. Empty keys equal nothing."""
    return (one.arabic_key != "" and one.arabic_key == other.arabic_key) or (
        one.latin_key != "" and one.latin_key == other.latin_key
    )


def differences(applicant: Keys, known: Keys) -> tuple[Why, ...]:
    """What contradicts that the two are one person; empty when nothing does."""
    found = []
    if not same_names(applicant, known):
        found.append(Why.NAMES_DIFFER)
    if not applicant.birth.may_equal(known.birth):
        found.append(Why.BIRTH_DIFFERS)
    if applicant.sex != known.sex and "X" not in (applicant.sex, known.sex):
        found.append(Why.SEX_DIFFERS)
    return tuple(found)


def may_be_same(applicant: Keys, known: Keys) -> bool:
    return applicant.id != known.id and not differences(applicant, known)


RESPELLED: Final = 5.0
"""Log-odds of the least alike words from which a name may be the other respelled. Strangers' words reach 4.6 once in
ten thousand; with a given name in a hundred alike and 1,400 people of 40 million born the same day, that is about one
needless doubt in a thousand newcomers. Brothers and twins differ in the given name and stay far below."""


def may_be_respelled(applicant: Keys, known: Keys, weakest: float) -> bool:
    """Born the same day, of no other sex, and every word of one name like a word of the other."""
    return (
        applicant.id != known.id
        and weakest >= RESPELLED
        and applicant.birth.complete
        and applicant.birth == known.birth
        and (applicant.sex == known.sex or "X" in (applicant.sex, known.sex))
    )


def judge_claim(
    applicant: Keys,
    kind: ApplicationKind,
    ground: Ground,
    claimed: bool,
    claim: Claim,
    pending: Iterable[Keys],
    persons: Iterable[Keys] = (),
) -> Finding:
    """A renewal or duplicate: the claimed person first (most applications are renewals).

    Without a number that the register knows, people choose among those of the same name and birth date.
    """
    if claim.keys is None:
        alike = [Candidate("person", p.id, (Why.SAME_NAME_AND_BIRTH,)) for p in persons if may_be_same(applicant, p)]
        why = Why.NUMBER_UNKNOWN if claimed else Why.NUMBER_MISSING
        return Finding(applicant.id, reasons=(why,), candidates=tuple(alike))
    reasons = list(differences(applicant, claim.keys))
    if claim.died:
        reasons.append(Why.PERSON_DIED)
    if not claim.holds_document:
        reasons.append(Why.NO_VALID_DOCUMENT)
    if ground in (Ground.NAME_CHANGE, Ground.BIRTH_DATA_CHANGE):
        reasons.append(Why.IDENTITY_CHANGES)
    others = [other for other in pending if may_be_same(applicant, other)]
    candidates = [Candidate("application", other.id, (Why.ALREADY_PENDING,)) for other in others]
    if others:
        reasons.append(Why.ALREADY_PENDING)
    if not reasons:
        return Finding(applicant.id, person=claim.keys.id)
    return Finding(
        applicant.id,
        reasons=tuple(reasons),
        candidates=(Candidate("person", claim.keys.id, tuple(reasons)), *candidates),
    )


def judge_first(
    applicant: Keys, persons: Sequence[Keys], pending: Sequence[Keys], respelled: Sequence[UUID] = ()
) -> Finding:
    """A first issue: nobody in the register, and no other pending file, may be the same person.

    `respelled` are persons of whom `may_be_respelled` says so.
    """
    candidates = [
        Candidate("person", known.id, (Why.SAME_NAME_AND_BIRTH,)) for known in persons if may_be_same(applicant, known)
    ]
    candidates += [
        Candidate("application", other.id, (Why.ALREADY_PENDING,)) for other in pending if may_be_same(applicant, other)
    ]
    met = {candidate.id for candidate in candidates}
    candidates += [Candidate("person", id_, (Why.SIMILAR_NAME,)) for id_ in respelled if id_ not in met]
    reasons = tuple(dict.fromkeys(why for candidate in candidates for why in candidate.why))
    return Finding(applicant.id, reasons=reasons, candidates=tuple(candidates))


class RefusalGround(StrEnum):
    """Grounds of a refusal; the letter says the sentence, the missing proof and how to appeal."""

    ANOTHER_IDENTITY = "another_identity"
    NOT_PROVEN = "not_proven"
    NOT_ENTITLED = "not_entitled"
    PAPERS_CONTRADICT = "papers_contradict"


class ReturnGround(StrEnum):
    """Why a file goes back to be completed or captured again."""

    NEEDS_PAPER = "needs_paper"
    NEEDS_RECAPTURE = "needs_recapture"
