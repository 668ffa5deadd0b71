"""The steps of an enrolment and what each still lacks, in words. Pure; screens, machine doors and seal ask the same.

A step is data: its code, its name, and a check which answers remarks. A *blocking* remark keeps the file from being
sealed; the others advise. Nothing typed is refused for being incomplete: it is kept, and remarked upon.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext

from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.country import CountryPack, NationalNumberRefusedError, check_national_number
from bitaqa.foundation.rules.persons import Identity, LegalRepresentative

from .errors import DraftNotReadyError
from .rules import CaseRules
from .sequence import sequence_remarks
from .who import Remark, identity_remarks, representative_remarks

__all__ = ["STEPS", "DraftFacts", "Remark", "Step", "StepState", "check_can_seal", "step_states"]


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A draft as its checks see it. Raw maps are what was typed; parsed values are None until they are sound."""

    claimed: Mapping[str, Any] = field(default_factory=dict)
    identity_raw: Mapping[str, Any] = field(default_factory=dict)
    identity: Identity | None = None
    representative_raw: Mapping[str, Any] = field(default_factory=dict)
    representative: LegalRepresentative | None = None
    papers: frozenset[str] = frozenset()
    """Codes of papers whose picture is kept."""
    missing: tuple[str, ...] = ()
    complete_at_day: date | None = None
    portrait: bool = False
    portrait_remarks: tuple[str, ...] = ()
    fingers: Mapping[int, str] = field(default_factory=dict)
    """Position → empty when captured, else the reason why not."""
    finger_doubts: Sequence[Mapping[str, Any]] = ()
    signed: bool = False
    witness: str = ""
    fee: Mapping[str, Any] = field(default_factory=dict)
    notice: Mapping[str, Any] = field(default_factory=dict)
    confirmed_on: str = ""
    confirmed_at: datetime | None = None
    needed_by: date | None = None
    places: frozenset[str] = frozenset()


Check = Callable[[DraftFacts, CaseRules, CountryPack], tuple[Remark, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """`code` is stable; `name` is a msgid."""

    code: str
    name: str
    check: Check


@dataclass(frozen=True, slots=True)
class StepState:
    """`state`: `done`, `remarks` (may be sealed, someone should look) or `missing`; `needed` False by rule."""

    code: str
    name: str
    state: str
    remarks: tuple[Remark, ...]
    needed: bool = True


def _kind(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[Remark, ...]:
    found: list[Remark] = []
    number = str(draft.claimed.get("national_number") or "")
    document = str(draft.claimed.get("document_number") or "")
    if number:
        try:
            check_national_number(number, pack=country, on=rules.day)
        except NationalNumberRefusedError as refused:
            found.append(Remark.of(refused, field="claimed.national_number"))
    if not number and not document:
        if rules.kind is ApplicationKind.RENEWAL:
            found.append(
                Remark("kind.old_card_not_named", "Read the old card, or type its number or the national number.")
            )
        elif rules.kind is ApplicationKind.DUPLICATE:
            found.append(
                Remark(
                    "kind.number_unknown",
                    "No number is known: the register will look by name and fingers, which takes longer.",
                    blocking=False,
                )
            )
    if rules.ground is Ground.AGE_TWELVE and rules.age is not None and rules.age < 12:
        found.append(Remark("kind.not_twelve_yet", "The person is not twelve yet: choose another ground."))
    if draft.needed_by is not None and draft.needed_by < rules.day:
        found.append(Remark("kind.needed_by_passed", "The day by which the card is needed has passed.", blocking=False))
    return tuple(found)


def _who(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[Remark, ...]:
    found = list(identity_remarks(draft.identity_raw, draft.identity, day=rules.day, places=draft.places))
    if rules.minor:
        found += representative_remarks(draft.representative_raw, draft.representative)
    elif draft.representative_raw and rules.birth is not None:
        found.append(Remark("who.representative_not_needed", "An adult needs no legal representative.", blocking=False))
    return tuple(found)


def _papers(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[Remark, ...]:
    found = [
        Remark("papers.lacking", "A paper is neither here nor on the list of missing ones.", field=f"papers.{code}")
        for code in rules.papers
        if code.value not in draft.papers and code.value not in draft.missing
    ]
    here = [code for code in draft.missing if code in draft.papers]
    if here:
        found.append(Remark("papers.both", "A paper on the list of missing ones is here: take it off the list."))
    if draft.missing:
        if draft.complete_at_day is None:
            found.append(
                Remark("papers.no_later_visit", "Name the later visit at which the missing papers are brought.")
            )
        elif draft.complete_at_day <= rules.day:
            found.append(Remark("papers.visit_not_later", "The visit named for the missing papers is not later."))
    return tuple(found)


def _photo(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[Remark, ...]:
    if not draft.portrait:
        return (Remark("photo.none", "Take the portrait."),) if rules.portrait else ()
    from bitaqa.foundation.matching.quality import FINDING_SENTENCES

    return tuple(
        Remark(code, FINDING_SENTENCES.get(code, "Look at the portrait again."), blocking=False, field="portrait")
        for code in draft.portrait_remarks
    )


def _fingers(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[Remark, ...]:
    if not rules.fingers:
        return ()
    lacking = [position for position in range(1, 11) if position not in draft.fingers]
    if len(lacking) == 10:
        return (Remark("fingers.none", "Take the ten fingers."),)
    told = tuple(
        Remark(
            "fingers.lacking",
            "Finger %(position)s is neither captured nor excused with a reason.",
            {"position": position},
            field=f"fingers.{position}",
        )
        for position in lacking
    )
    return told + sequence_remarks(draft.finger_doubts)


def _signature(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[Remark, ...]:
    if not rules.own_signature:
        return ()  # the representative signs, which the step “who” asks
    if draft.signed or draft.witness:
        return ()
    return (Remark("signature.none", "Take the signature, or name the witness of someone who cannot sign."),)


def _fee(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[Remark, ...]:
    due = rules.fee
    if due is None:
        return (Remark("fee.birth_unknown", "The duty depends on the birth date."),)
    rule, amount = due
    if not draft.fee:
        if amount.centimes == 0:
            return ()
        return (Remark("fee.none", "Take the stamp duty: %(amount)s.", {"amount": str(amount)}),)
    found: list[Remark] = []
    if draft.fee.get("rule") != rule or draft.fee.get("centimes") != amount.centimes:
        found.append(Remark("fee.other_amount", "The duty of this request is %(amount)s.", {"amount": str(amount)}))
    if amount.centimes and not draft.fee.get("stamp_number") and not draft.fee.get("waived_by"):
        found.append(Remark("fee.not_paid", "Write the number of the stamp, or the programme that waives the duty."))
    if draft.fee.get("waived_by") and not (rules.waived and draft.fee["waived_by"] == rules.programme):
        found.append(Remark("fee.not_waived", "The programme of this request does not waive the duty."))
    return tuple(found)


def _notice(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[Remark, ...]:
    if draft.notice.get("read_aloud") is True and draft.notice.get("language") and draft.notice.get("version"):
        return ()
    return (Remark("notice.not_read", "Read the data-protection notice aloud, in the person's language."),)


def _review(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[Remark, ...]:
    if draft.confirmed_on and draft.confirmed_at:
        return ()
    return (
        Remark("review.not_confirmed", "The applicant reads the file on the second view or in print, and confirms."),
    )


STEPS: Final = (
    Step("kind", "Request", _kind),
    Step("who", "Who", _who),
    Step("papers", "Papers", _papers),
    Step("photo", "Portrait", _photo),
    Step("fingers", "Fingers", _fingers),
    Step("signature", "Signature", _signature),
    Step("fee", "Stamp duty", _fee),
    Step("notice", "Data-protection notice", _notice),
    Step("review", "Review", _review),
)


def step_states(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> tuple[StepState, ...]:
    """Every step with its remarks, in order."""
    needed = {"photo": rules.portrait, "fingers": rules.fingers, "signature": rules.own_signature}
    states = []
    for step in STEPS:
        remarks = step.check(draft, rules, country)
        state = "missing" if any(r.blocking for r in remarks) else "remarks" if remarks else "done"
        states.append(StepState(step.code, step.name, state, remarks, needed.get(step.code, True)))
    return tuple(states)


def check_can_seal(draft: DraftFacts, rules: CaseRules, country: CountryPack) -> None:
    """Raises DraftNotReadyError with the first remark that stands in the way."""
    blocking = [r for state in step_states(draft, rules, country) for r in state.remarks if r.blocking]
    if blocking:
        raise DraftNotReadyError(
            remark=gettext(blocking[0].sentence) % blocking[0].facts,
            count=len(blocking),
            remarks=[remark.code for remark in blocking],
        )
