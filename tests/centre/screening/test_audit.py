"""The whole register audited: pairs counted before they are weighed, listed by weight, landed at the bench once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.specimens.people import SpecimenPerson, person
from bitaqa.journey.screening import errors, joining
from bitaqa.journey.screening.audit import bench
from bitaqa.journey.screening.audit.describing import COLUMNS, skeleton
from bitaqa.journey.screening.audit.landing import pairs_waiting
from bitaqa.journey.screening.audit.model import BITS, WORTH_LOOKING, least_weight, prior
from bitaqa.journey.screening.audit.synthetic import SLIPS, synthetic_register
from bitaqa.journey.screening.audit.weighing_all import TooManyPairsError, audited, level_weights
from bitaqa.journey.screening.models import AuditPair, AuditRun
from bitaqa.records.persons import door as persons

from ..people import account, browser_of, text_of
from .test_deciding import AT, known

PAGE = "/screening/audit/"


def test_a_synthetic_register_is_audited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = synthetic_register(3, 3000, doubles=0.02)
    assert set(made.table.column_names) == set(COLUMNS) and len(made.truth) == 60
    assert {slip for _, slip in made.truth.values()} == set(SLIPS)
    said: list[str] = []
    found = audited(made.table, told=said.append, folder=str(tmp_path))
    listed = {frozenset((pair.one, pair.other)) for pair in found.pairs}
    true = {frozenset((second, first)) for second, (first, _) in made.truth.items()}
    assert len(listed & true) >= 0.95 * len(true) and len(listed) < 2.5 * len(true)
    weights = [pair.weight for pair in found.pairs]
    assert weights == sorted(weights, reverse=True) and weights[-1] >= WORTH_LOOKING
    assert str(sum(found.blocked.values())) in said[0] and len(found.blocked) == 5
    assert sum(n for low, n in found.histogram.items() if low >= WORTH_LOOKING) == len(found.pairs)
    with pytest.raises(TooManyPairsError):
        audited(made.table, most_pairs=10)
    assert bench.main(["--records", "600", "--out", str(tmp_path), "--doubles", "0.05"]) == 0
    assert "recall" in capsys.readouterr().out
    assert json.loads((tmp_path / "audit.json").read_text())["figures"]["highest memory"]["unit"] == "GiB"


def test_the_weights_are_those_of_the_policy() -> None:
    told = {name: dict(levels) for name, levels in level_weights().items()}
    assert told["birth"]["same day"] == pytest.approx(9.5) and told["civil"]["same"] == pytest.approx(8.0)
    assert told["mother"]["another"] == pytest.approx(-2.5) and told["given"]["another"] < -3
    assert least_weight(1000, worth=5.0) - least_weight(1000, worth=4.0) == pytest.approx(BITS)
    assert prior(2) <= 0.5
    assert skeleton("Cherkaoui") == skeleton("Sharqawi") != skeleton("Benali")


def twice(n: int) -> tuple[SpecimenPerson, SpecimenPerson]:
    who = next(w for w in (person(41, k) for k in range(n, n + 60)) if w.birth.complete and w.sex == "M")
    again = replace(
        who, index=who.index + 5000, national_number=person(41, who.index + 5000).national_number,
        given=("محمد", "Mohamed"), family=("الشركاوي", "Sharkawi"),
    )  # fmt: skip
    return replace(who, given=("محمد", "Mohamed"), family=("الشرقاوي", "Cherkaoui")), again


@pytest.fixture
def adjudicators(db: None) -> list[Any]:
    return [account(f"adj-{n}", "adjudicator", language=language) for n, language in enumerate(("ar", "fr"))]


@pytest.mark.django_db
def test_what_an_audit_finds_is_joined_by_two_or_told_apart_for_good(
    adjudicators: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = (browser_of(who, language) for who, language in zip(adjudicators, ("ar", "fr"), strict=True))
    assert "n'a pas encore" in text_of(other.get(PAGE)).replace("&#x27;", "'").replace("’", "'")
    entries = [known(who) for n in (1, 80) for who in twice(n)]
    for n in range(200, 206):
        known(person(41, n))
    call_command("audit_register")
    assert "2 pairs weigh enough; 2 are new" in capsys.readouterr().out
    assert JournalEntry.objects.filter(event="register.audited").count() == 1
    with pytest.raises(SystemExit):
        call_command("audit_register", most_pairs=1)
    assert AuditRun.objects.count() == 1, "refused before anything is weighed"
    shown = text_of(one.get(PAGE))
    assert shown.count("/screening/audit/") >= 2 and 'class="bq-bar' in shown
    first, second = pairs_waiting()
    assert {first.one, first.other, second.one, second.other} == set(entries)
    here = f"{PAGE}{first.id}/"
    assert "autrement écrit" in text_of(other.get(here))
    assert other.post(f"{here}apart/").status_code == 302
    assert other.post(f"{here}apart/").status_code == 404 and other.get(here).status_code == 404
    assert JournalEntry.objects.get(event="person.told_apart").because == "audit"
    there = f"{PAGE}{second.id}/"
    made = one.post(f"{there}join/")
    assert made.status_code == 302 and pairs_waiting() == []
    assert one.post(f"{there}join/").status_code == 409
    [row] = joining.open_joins()
    joining.confirm_join(join=row.id, by=adjudicators[1], at=AT)
    assert persons.leading_entry(second.other) == persons.leading_entry(second.one)
    call_command("audit_register")
    assert "1 pairs weigh enough; 0 are new" in capsys.readouterr().out
    assert pairs_waiting() == [] and AuditRun.objects.count() == 2 and AuditPair.objects.count() == 2
    assert errors.AuditPairUnknownError.status == 404
    assert browser_of(account("delivery-1", "delivery")).get(PAGE).status_code == 403
