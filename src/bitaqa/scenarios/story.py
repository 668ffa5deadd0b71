"""Who comes, why, and what becomes of each: the seeded story of a campaign, before anything is played.

Pure and repeatable: the same seed and the same number of people give the same story. What the campaign then shows is
never read from here but from the journal; the two are compared at the end (`checks.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from random import Random

from bitaqa.foundation.rules.applications import ApplicationKind, Ground, PaperCode, Priority
from bitaqa.foundation.rules.country import CountryPack
from bitaqa.foundation.specimens.devices import ExceptionReason, finger_exceptions
from bitaqa.foundation.specimens.people import AgeGroup, SpecimenPerson, person
from bitaqa.scenarios.plan import Plan

_OTHERS_FROM = 5_000_000
"""Index from which people are drawn who hold cards and never come."""

MIXES: Mapping[ApplicationKind, Mapping[AgeGroup, float]] = {
    ApplicationKind.RENEWAL: {
        AgeGroup.ELDERLY: 0.31, AgeGroup.ADULT: 0.61, AgeGroup.PUPIL: 0.05, AgeGroup.CHILD_12_15: 0.03,
    },
    ApplicationKind.FIRST: {
        AgeGroup.PUPIL: 0.62, AgeGroup.CHILD_12_15: 0.13, AgeGroup.CHILD_UNDER_12: 0.11, AgeGroup.ADULT: 0.10,
        AgeGroup.ELDERLY: 0.04,
    },
    ApplicationKind.DUPLICATE: {AgeGroup.ADULT: 0.66, AgeGroup.ELDERLY: 0.24, AgeGroup.PUPIL: 0.10},
}  # fmt: skip


class Turn(StrEnum):
    """What is out of the ordinary with one request; at most one each, and it settles what becomes of it."""

    NONE = "none"
    COMPLETED_LATER = "completed_later"
    LAPSED = "lapsed"
    NAMESAKE = "namesakes"
    REFUSED = "refused"
    APPEALED = "appealed"
    REJECTED_CARD = "rejected_cards"
    WRONG_OURS = "wrong_ours"
    WRONG_HOLDER = "wrong_holder"
    DEATH = "deaths"
    UNCOLLECTED = "uncollected"
    LOST_RECEIPT = "lost_receipts"
    TWO_PEOPLE = "two_people"
    BY_FACE = "by_face"
    NO_PAPERS = "no_papers"
    """Everything was lost with the house (F3.4): no card, no number; two people decide from what the register says."""
    ABSENT = "absent"
    """Had not come for the card when the play ended; the card waits at the station (F3.5)."""


class Fate(StrEnum):
    """What became of a request in the end; the words of the second table."""

    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    LAPSED = "lapsed"
    STOPPED = "stopped"
    UNCOLLECTED = "uncollected"
    AWAITED = "awaited"


FATES: Mapping[Turn, Fate] = {
    Turn.LAPSED: Fate.LAPSED,
    Turn.REFUSED: Fate.REFUSED,
    Turn.DEATH: Fate.STOPPED,
    Turn.UNCOLLECTED: Fate.UNCOLLECTED,
    Turn.ABSENT: Fate.AWAITED,
}
_FIRST_ONLY = (Turn.NAMESAKE, Turn.REFUSED, Turn.APPEALED)
_ADULTS = (*_FIRST_ONLY, Turn.BY_FACE, Turn.TWO_PEOPLE, Turn.WRONG_OURS, Turn.WRONG_HOLDER, Turn.NO_PAPERS)


@dataclass(frozen=True, slots=True)
class Applicant:
    """One person who comes once with one request. `visit` counts enrolments, `delivery` the stops of the plan."""

    number: int
    person: SpecimenPerson
    kind: ApplicationKind
    ground: Ground
    visit: int
    delivery: int
    turn: Turn = Turn.NONE
    priority: Priority = Priority.NONE
    needed_by: date | None = None
    missing: tuple[PaperCode, ...] = ()
    cannot_sign: bool = False
    real_images: bool = False
    old_document: str = ""
    out_of_reach: bool = False
    """Whether their delivery visit comes after what is played."""

    @property
    def fate(self) -> Fate:
        if self.out_of_reach and self.turn not in (Turn.LAPSED, Turn.REFUSED):
            return Fate.AWAITED
        return FATES.get(self.turn, Fate.HANDED_OVER)

    @property
    def known(self) -> bool:
        """Whether the register holds them before the campaign."""
        return self.kind is not ApplicationKind.FIRST


@dataclass(frozen=True, slots=True)
class CardHolder:
    """Someone the register holds before the campaign, with the card they carry."""

    person: SpecimenPerson
    document: str
    issued: date
    expires: date
    place: str


@dataclass(frozen=True, slots=True)
class Story:
    plan: Plan
    applicants: tuple[Applicant, ...]
    holders: tuple[CardHolder, ...]

    def of_visit(self, number: int) -> list[Applicant]:
        """Whose fingers are read from images come first: that takes seconds, and nobody waits for it in the evening."""
        return sorted((one for one in self.applicants if one.visit == number), key=lambda one: not one.real_images)

    def of_delivery(self, number: int) -> list[Applicant]:
        return [one for one in self.applicants if one.delivery == number]

    def with_turn(self, *turns: Turn) -> list[Applicant]:
        return [one for one in self.applicants if one.turn in turns]


def tell_story(plan: Plan, country: CountryPack, seed: int) -> Story:
    """The whole story of a seed."""
    draw = Random(f"{seed}/{plan.raw['campaign']['code']}/{plan.people}")  # noqa: S311 - a story, not a secret
    kinds = [ApplicationKind(kind) for kind, count in plan.kinds.items() for _ in range(count)]
    draw.shuffle(kinds)
    visits = [visit.number for visit in plan.enrolments for _ in range(visit.people)]
    turns = _turns(plan, kinds, visits, draw)
    signless = set(draw.sample(range(plan.people), plan.story["cannot_sign"]))
    pictured = set(draw.sample(range(plan.people), plan.story["real_images"]))
    away = plan.undelivered
    applicants = []
    for number, (kind, visit) in enumerate(zip(kinds, visits, strict=True)):
        turn = turns.get(number, Turn.NONE)
        who = _person(seed, number, kind, turn, plan)
        ground = _ground(who, kind, draw, plan)
        stop = plan.enrolments[visit].stop
        applicants.append(
            Applicant(
                number=number, person=who, kind=kind, ground=ground, visit=visit, turn=turn, delivery=stop,
                priority=_priority(who, plan), needed_by=plan.exam if who.group is AgeGroup.PUPIL else None,
                out_of_reach=stop in away,
                missing=_missing(plan, country, kind, ground, who, turn),
                cannot_sign=number in signless and who.age >= 18, real_images=number in pictured,
                old_document=f"XA{number + 1:07d}" if kind is not ApplicationKind.FIRST else "",
            )
        )  # fmt: skip
    return Story(plan, tuple(applicants), tuple(_holders(plan, applicants, seed, draw)))


def _turns(plan: Plan, kinds: list[ApplicationKind], visits: list[int], draw: Random) -> dict[int, Turn]:
    """Which request takes which turn. Incomplete files come before the visit at which they are
    completed; wrong cards are found where the unit comes a second time."""
    turns: dict[int, Turn] = {}
    free = list(range(len(kinds)))
    draw.shuffle(free)
    for turn in Turn:
        wanted = plan.story.get(turn.value, 0)
        for number in free:
            if wanted == 0:
                break
            fits = kinds[number] is ApplicationKind.FIRST if turn in _FIRST_ONLY else True
            if turn in (Turn.COMPLETED_LATER, Turn.LAPSED):
                fits = _early(visits[number], plan)
            if turn is Turn.DEATH:  # reported by national number
                fits = kinds[number] is ApplicationKind.RENEWAL
            if turn in (Turn.WRONG_OURS, Turn.WRONG_HOLDER):
                fits = plan.enrolments[visits[number]].stop in plan.second_round
            if turn is Turn.NO_PAPERS:
                fits = kinds[number] is ApplicationKind.DUPLICATE
            if turn is Turn.ABSENT:
                fits = plan.enrolments[visits[number]].stop not in plan.undelivered
            if number not in turns and fits:
                turns[number] = turn
                wanted -= 1
    return turns


def _early(visit: int, plan: Plan) -> bool:
    """Whether their vehicle holds another enrolment visit on a later day."""
    return plan.enrolments[visit].day < plan.enrolments[plan.completion_of(visit)].day


def _person(seed: int, number: int, kind: ApplicationKind, turn: Turn, plan: Plan) -> SpecimenPerson:
    """Nobody resembles anyone by chance: who does is told by the turn."""
    mix = MIXES[kind]
    if turn in _ADULTS:
        mix = {AgeGroup.ADULT: 1.0}
    who = person(seed, number, as_of=plan.first_day, mix=mix, twins=0, namesakes=0)
    if turn in _FIRST_ONLY:
        other = _namesake(seed, number, plan)
        return replace(
            who, given=other.given, family=other.family, birth=other.birth, age=other.age, sex=other.sex,
            drawn_female=other.drawn_female,
        )  # fmt: skip
    return who


def _namesake(seed: int, number: int, plan: Plan) -> SpecimenPerson:
    return person(seed, _OTHERS_FROM + number, as_of=plan.first_day, mix={AgeGroup.ADULT: 1.0}, twins=0, namesakes=0)


def _ground(who: SpecimenPerson, kind: ApplicationKind, draw: Random, plan: Plan) -> Ground:
    if kind is ApplicationKind.FIRST:
        return Ground.NONE
    if kind is ApplicationKind.DUPLICATE:
        weights = plan.raw.get("duplicate_grounds", (0.6, 0.2, 0.2))
        return draw.choices((Ground.LOSS, Ground.THEFT, Ground.DAMAGE), weights)[0]
    if who.birth.age_range(plan.first_day)[0] == 12:
        return Ground.AGE_TWELVE
    return draw.choices((Ground.EXPIRY, Ground.ADDRESS_CHANGE), (0.9, 0.1))[0]


def _priority(who: SpecimenPerson, plan: Plan) -> Priority:
    if who.special_needs:
        return Priority.SPECIAL_NEEDS
    if who.group is AgeGroup.ELDERLY:
        return Priority.ELDERLY
    return Priority.EXAM if who.group is AgeGroup.PUPIL and plan.exam else Priority.NONE


def _missing(
    plan: Plan, country: CountryPack, kind: ApplicationKind, ground: Ground, who: SpecimenPerson, turn: Turn
) -> tuple[PaperCode, ...]:
    if turn not in (Turn.COMPLETED_LATER, Turn.LAPSED):
        return ()
    needed = country.document_type("cnie", plan.first_day).papers_needed(
        kind, ground, minor=who.representative is not None
    )
    return needed[-1:]


def _holders(plan: Plan, applicants: list[Applicant], seed: int, draw: Random) -> Iterator[CardHolder]:
    """Everyone the register holds: those who renew, those whose name someone else bears, and some who never come."""
    for one in applicants:
        place = plan.enrolments[one.visit].place
        if one.known:
            yield _holder(one.person, one.old_document, place, plan, draw)
        elif one.turn in _FIRST_ONLY:
            yield _holder(_namesake(seed, one.number, plan), f"XB{one.number + 1:07d}", place, plan, draw)
    for number in range(max(5, plan.people // 20)):
        index, mix = 2 * _OTHERS_FROM - 1 - number, MIXES[ApplicationKind.RENEWAL]
        who = person(seed, index, as_of=plan.first_day, mix=mix, twins=0, namesakes=0)
        yield _holder(who, f"XC{number + 1:07d}", plan.enrolments[0].place, plan, draw)


def _holder(who: SpecimenPerson, document: str, place: str, plan: Plan, draw: Random) -> CardHolder:
    """Their card runs out in the months after the campaign, or they are young and it was issued lately."""
    issued = date(plan.first_day.year - (10 if who.age >= 26 else 3), draw.randint(7, 12), draw.randint(1, 28))
    return CardHolder(who, document, issued, date(issued.year + 10, issued.month, issued.day), place)


def finger_story(who: SpecimenPerson) -> str:
    """`worn`, `excused` or `whole`: what the simulated scanner will find."""
    reasons = set(finger_exceptions(who).values())
    if ExceptionReason.WORN in reasons:
        return "worn"
    return "excused" if reasons else "whole"
