"""The centre does not take a station's word: a sealed file that breaks the country's rules waits in quarantine."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.foundation.packet.header import PacketKind
from bitaqa.foundation.rules import conformity
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.conformity import RuleBrokenError, broken_rules, check_against_rules
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.foundation.rules.packet_bodies import ApplicationBody
from bitaqa.foundation.specimens.people import SpecimenPerson, person
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.campaigns import door as campaigns

from .conftest import ACTOR, AT, World
from .test_entering import bring, enrolled

pytestmark = pytest.mark.django_db
PAID = {"rule": "stamp-12-and-over", "centimes": 7500}
BORN = {"adult": "1995-03-02", "pupil": "2010-01-01", "child": "2018-01-01"}


def who(age: str, world: World) -> dict[str, Any]:
    return {**person(7, 1).identity_map(world.station.place), "birth": BORN[age]}


def made(world: World, age: str, given: SpecimenPerson | None = None, **changes: Any) -> tuple[ApplicationBody, Any]:
    """What a station that keeps to no rule would seal: `changes` over a file that keeps to them all."""
    return world.station.application(given or person(7, 1), identity=who(age, world), **changes)


BREAKS: list[tuple[str, str, dict[str, Any]]] = [
    ("adult", conformity.FINGERS_NOT_TAKEN, {"fingers": [], "fingers_rule": "under_age"}),
    ("child", conformity.FINGERS_TAKEN,
     {"fingers": [{"position": at, "exception": "worn"} for at in range(1, 11)], "fingers_rule": "ten"}),
    ("child", conformity.NO_REPRESENTATIVE, {"representative": None}),
    ("pupil", conformity.NO_REPRESENTATIVE, {"representative": None}),
    ("adult", conformity.NO_PORTRAIT, {"portrait": None}),
    ("adult", conformity.NO_SIGNATURE, {"signature": {"signed": False}}),
    ("adult", conformity.PAPERS_LACKING, {"papers": []}),
    ("pupil", conformity.PAPERS_LACKING,
     {"papers": [{"code": "birth_record", "number": "1"}, {"code": "residence_certificate", "number": "2"}]}),
    ("adult", conformity.PAPER_EMPTY, {"papers": [{"code": "birth_record"}, {"code": "residence_certificate"}]}),
    ("adult", conformity.OTHER_DUTY, {"fee": {"rule": "stamp-12-and-over", "centimes": 0}}),
    ("adult", conformity.OTHER_DUTY, {"fee": {"rule": "stamp-under-12", "centimes": 5000, "stamp_number": "S1"}}),
    ("adult", conformity.DUTY_NOT_PAID, {"fee": PAID}),
    ("adult", conformity.WAIVER_UNKNOWN, {"fee": {**PAID, "waived_by": "proximity"}, "programme": "proximity"}),
    ("adult", conformity.WAIVER_UNKNOWN, {"fee": {**PAID, "waived_by": "mercy"}}),
    ("adult", conformity.KIND_NOT_OFFERED, {"document_type": "register-extract", "kind": ApplicationKind.RENEWAL,
     "ground": "expiry"}),
    ("child", conformity.GROUND_TOO_EARLY, {"kind": ApplicationKind.RENEWAL, "ground": "age_twelve"}),
]  # fmt: skip


@pytest.mark.parametrize(("age", "problem", "changes"), BREAKS)
def test_a_file_that_breaks_a_rule_is_told_by_what_it_breaks(
    world: World, age: str, problem: str, changes: dict[str, Any]
) -> None:
    body, _ = made(world, age, **changes)
    kind = load_country_pack().document_type(body.document_type, body.day)
    assert problem in set(broken_rules(body, kind, waiving=set()))
    with pytest.raises(RuleBrokenError):
        check_against_rules(body, kind, waiving=set())


def test_every_clause_has_its_case() -> None:
    assert {problem for _, problem, _ in BREAKS} == set(conformity.OF_COUNTRY)


@pytest.mark.parametrize("age", BORN)
@pytest.mark.parametrize("kind", list(ApplicationKind))
def test_what_a_station_makes_by_the_rules_keeps_to_them(world: World, age: str, kind: ApplicationKind) -> None:
    corrects = {"corrects": str(world.visit)} if kind is ApplicationKind.CORRECTION else {}
    body, _ = made(world, age, kind=kind, **corrects)
    rules = load_country_pack().document_type(body.document_type, body.day)
    assert list(broken_rules(body, rules, waiving=set())) == []


@pytest.mark.parametrize(
    ("age", "changes"), [(age, changes) for age, problem, changes in BREAKS if problem in (
        conformity.FINGERS_NOT_TAKEN, conformity.NO_REPRESENTATIVE, conformity.PAPERS_LACKING,
        conformity.OTHER_DUTY, conformity.KIND_NOT_OFFERED,
    )]
)  # fmt: skip
def test_its_packet_waits_in_quarantine_and_nothing_is_entered(world: World, age: str, changes: dict[str, Any]) -> None:
    body, attached = made(world, age, **changes)
    row = bring(world, PacketKind.APPLICATION, body.to_map(), attached)
    assert (row.state, row.reason_code) == ("quarantined", "country.rule_broken")
    assert row.reason_facts["problem"] in conformity.OF_COUNTRY
    assert applications_by_id([body.application]) == {}


def test_a_document_nobody_issues_waits_and_the_rest_of_its_batch_goes_on(world: World) -> None:
    body, attached = made(world, "adult", document_type="flying-licence")
    row = bring(world, PacketKind.APPLICATION, body.to_map(), attached)
    assert (row.state, row.reason_code) == ("quarantined", "country.unknown_document_type")
    enrolled(world, 2)


def test_a_correction_that_breaks_a_rule_waits_with_its_destroyed_card(world: World) -> None:
    first = enrolled(world, 3)
    body, attached = made(world, "child", kind=ApplicationKind.CORRECTION, corrects=str(first.application),
                          representative=None)  # fmt: skip
    wrong = {
        "what": "wrong_card", "card": str(world.visit), "fields": [{"field": "given", "printed": "A", "right": "B"}],
        "fault": "ours", "destroyed_by": ["op-1", "head"], "application": body.to_map(), "at": AT.isoformat(),
    }  # fmt: skip
    assert bring(world, PacketKind.CORRECTION, wrong, attached).reason_code == "country.rule_broken"


def test_a_programme_that_waives_the_duty_does_so_at_the_centre_too(world: World) -> None:
    campaigns.save_programme(
        campaigns.ProgrammeValue(
            code="winter", name_ar="شتاء", name_fr="Hiver", opens=AT.date(), fee_waived=True
        ), by=ACTOR, at=AT,
    )  # fmt: skip
    body, attached = made(world, "adult", fee={**PAID, "waived_by": "winter"}, programme="winter")
    assert bring(world, PacketKind.APPLICATION, body.to_map(), attached).state == "accepted"
    borrowed, attached = made(world, "adult", fee={**PAID, "waived_by": "winter"}, programme="proximity")
    assert bring(world, PacketKind.APPLICATION, borrowed.to_map(), attached).reason_code == "country.rule_broken"
