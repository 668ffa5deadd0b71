"""What screening says of an application, as pure rules: who may be the applicant, and why people look.

The person claimed comes first, one to one: most applications are renewals. Then those of a like name and birth, then
those of like fingers; what becomes of each pair is said by the policy's lines (`rules.py`). A candidate is a person
*or* a pending application. Nothing is refused here: a doubt is for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from uuid import UUID

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.foundation.rules.applications import Ground, PaperCode

from .rules import RANK, Level, Pair, ScreeningPolicy


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
    WEIGHS_ENOUGH = "weighs_enough"
    FINGERS_ALIKE = "fingers_alike"
    HANDS_EXCHANGED = "hands_exchanged"
    FINGERS_OF_ANOTHER = "fingers_of_another"
    ALREADY_PENDING = "already_pending"
    IDENTITY_CHANGES = "identity_changes"
    APPEAL = "appeal"
    REFERRAL_FOUNDED = "referral_founded"
    REFERRAL_UNFOUNDED = "referral_unfounded"
    TAKEN_BACK = "taken_back"
    ASKED_ABOUT = "asked_about"


@dataclass(frozen=True, slots=True)
class MissingProof:
    """What would have proven it: papers, and what no paper's name says, in the two languages of the letter."""

    papers: tuple[PaperCode, ...] = ()
    line_ar: str = ""
    line_fr: str = ""


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
    level: Level = Level.CANDIDATE
    line: str = ""
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Someone the applicant was compared with: a `person` or an `application`; what the two have in common.

    `parts` are the weights that make up the pair's; `held_back` why others were not believed.
    """

    kind: str
    id: UUID
    pair: Pair
    parts: Mapping[str, float] = field(default_factory=dict)
    held_back: str = ""
    hands_exchanged: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """What screening says of one application: clear for `person` (None: a new one), or doubtful with candidates."""

    application: UUID
    person: UUID | None = None
    reasons: tuple[Why, ...] = ()
    candidates: tuple[Candidate, ...] = field(default=())
    told_apart: frozenset[UUID] = frozenset()
    """Those it was compared with whom the policy says are others."""

    @property
    def clear(self) -> bool:
        return not self.reasons

    @property
    def level(self) -> Level:
        """The surest of the candidates; a doubt without any is a candidate's."""
        return max((c.level for c in self.candidates), key=RANK.__getitem__, default=Level.CANDIDATE)


@dataclass(frozen=True, slots=True)
class Claim:
    """What the register holds under the claimed number."""

    keys: Keys | None
    died: bool
    holds_document: bool
    fingers: Mapping[int, float] = field(default_factory=dict)
    """Scores of the fingers that both the applicant and the person on file have."""


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


LIKE_A_FINGER: Final = 0.36
"""The measured threshold of one finger (`foundation.matching`): from here the bench says "alike"."""
RESPELLED: Final = 5.0
"""Log-odds of the least alike words from which a name may be the other respelled. Strangers' words reach 4.6 once in
ten thousand; with a given name in a hundred alike and 1,400 people of 40 million born the same day, that is about one
needless doubt in a thousand newcomers. Brothers and twins differ in the given name and stay far below."""


def judged(known: Known, policy: ScreeningPolicy) -> Candidate | None:
    """The candidate a pair is by the policy, with everything that speaks for it; None: clear."""
    line = policy.said_of(known.pair)
    if line is None:
        return None
    return Candidate(known.kind, known.id, _speaks_for(known), line.level, line.text, known)


def _speaks_for(known: Known) -> tuple[Why, ...]:
    pair = known.pair
    why = []
    if any(score >= LIKE_A_FINGER for score in pair.fingers.values()):
        why.append(Why.FINGERS_ALIKE)
        if known.hands_exchanged:
            why.append(Why.HANDS_EXCHANGED)
    if pair.compatible_sex and pair.same_name and pair.compatible_birth:
        why.append(Why.SAME_NAME_AND_BIRTH if known.kind == "person" else Why.ALREADY_PENDING)
    elif pair.compatible_sex and pair.respelled_name and pair.same_birth_day:
        why.append(Why.SIMILAR_NAME)
    return tuple(why) or (Why.WEIGHS_ENOUGH,)


def judge_first(applicant: UUID, known: Iterable[Known], policy: ScreeningPolicy) -> Finding:
    """A first issue: nobody in the register, and no other pending file, may be the same person."""
    met = list(known)
    candidates = _candidates(met, policy)
    reasons = tuple(dict.fromkeys(why for candidate in candidates for why in candidate.why))
    apart = frozenset(one.id for one in met) - {candidate.id for candidate in candidates}
    return Finding(applicant, reasons=reasons, candidates=candidates, told_apart=apart)


def judge_claim(
    applicant: Keys,
    ground: Ground,
    claimed: bool,
    claim: Claim,
    others: Iterable[Known],
    policy: ScreeningPolicy,
) -> Finding:
    """A renewal or duplicate: the claimed person first (most applications are renewals).

    `others` are pending files, people whose fingers are alike and, without a number that the register knows, people of
    the same name and birth date, among whom people choose.
    """
    candidates = _candidates(others, policy)
    whys = tuple(why for candidate in candidates for why in candidate.why)
    if claim.keys is None:
        why = Why.NUMBER_UNKNOWN if claimed else Why.NUMBER_MISSING
        told = tuple(w for w in whys if w in (Why.FINGERS_ALIKE, Why.HANDS_EXCHANGED))
        return Finding(applicant.id, reasons=tuple(dict.fromkeys((why, *told))), candidates=candidates)
    own = list(differences(applicant, claim.keys))
    if claim.died:
        own.append(Why.PERSON_DIED)
    if not claim.holds_document:
        own.append(Why.NO_VALID_DOCUMENT)
    if ground in (Ground.NAME_CHANGE, Ground.BIRTH_DATA_CHANGE):
        own.append(Why.IDENTITY_CHANGES)
    if policy.speak_against(claim.fingers):
        own.append(Why.FINGERS_OF_ANOTHER)
    reasons = tuple(dict.fromkeys((*own, *whys)))
    if not reasons:
        return Finding(applicant.id, person=claim.keys.id)
    pair = Pair(fingers=claim.fingers)
    level = Level.HIT if Why.FINGERS_OF_ANOTHER in own else Level.CANDIDATE
    shown = Candidate("person", claim.keys.id, tuple(own), level, known=Known("person", claim.keys.id, pair))
    return Finding(applicant.id, reasons=reasons, candidates=(shown, *candidates))


def _candidates(known: Iterable[Known], policy: ScreeningPolicy) -> tuple[Candidate, ...]:
    """The surest first."""
    found = [candidate for each in known if (candidate := judged(each, policy)) is not None]
    return tuple(sorted(found, key=lambda c: (-RANK[c.level], -(c.known.pair.weight if c.known else 0), str(c.id))))


def listed(candidate: Candidate) -> dict[str, object]:
    """A candidate as the case keeps it: who, and why in codes."""
    why = [w.value for w in candidate.why]
    return {"kind": candidate.kind, "id": str(candidate.id), "why": why, "level": candidate.level.value}


def evidence(candidate: Candidate) -> dict[str, object]:
    """What the bench says of a candidate: the policy's line, weights, fingers that are alike. Never a template."""
    known = candidate.known
    if known is None:
        return {}
    return {
        "line": candidate.line,
        "weight": round(known.pair.weight, 1),
        "parts": {name: round(value, 1) for name, value in known.parts.items() if value},
        "held_back": known.held_back,
        "fingers": {str(at): round(score, 2) for at, score in sorted(known.pair.fingers.items())},
        "exchanged": known.hands_exchanged,
    }


class RefusalGround(StrEnum):
    """Grounds of a refusal; the letter says the sentence, the missing proof and how to appeal."""

    ANOTHER_IDENTITY = "another_identity"
    NOT_PROVEN = "not_proven"
    NOT_ENTITLED = "not_entitled"
    PAPERS_CONTRADICT = "papers_contradict"
    NOBODY_FOUND = "nobody_found"


class Suspicion(StrEnum):
    """Why a file is referred to the service against fraud. Never told to the applicant, never in a letter."""

    TWO_IDENTITIES = "two_identities"
    FALSE_PAPERS = "false_papers"
    STOLEN_IDENTITY = "stolen_identity"
    COERCION = "coercion"


class ReferralAnswer(StrEnum):
    """What the service against fraud found; the decision stays with the bench."""

    FOUNDED = "referral_founded"
    UNFOUNDED = "referral_unfounded"


class ReturnGround(StrEnum):
    """Why a file goes back to be completed or captured again."""

    NEEDS_PAPER = "needs_paper"
    NEEDS_RECAPTURE = "needs_recapture"
