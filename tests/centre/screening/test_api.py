"""The machine doors of adjudication: the same acts as the screens, the same refusals, every look written down."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from bitaqa.backbone.journal.door import count_subjects
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.persons import door as persons

from ..people import account, browser_of
from .bench import Bench

pytestmark = pytest.mark.django_db


def sent(who: Any, path: str, body: Any = None, method: str = "POST") -> Any:
    client: Client = browser_of(who, "en")
    return client.generic(method, f"/screening/api/{path}", json.dumps(body or {}), content_type="application/json")


def state(bench: Bench) -> str:
    return str(applications_by_id([bench.application])[bench.application].state)


def refusal(answer: Any) -> str:
    assert answer.status_code >= 400, answer.content
    return str(answer.json()["code"])


REFUSE = {"ground": "not_proven", "papers": ["birth_record"]}


def test_the_queue_and_one_case_with_its_look_written_down(bench: Bench) -> None:
    [row] = sent(bench.first, "cases", method="GET").json()
    assert (row["case"], row["application"], row["state"]) == (str(bench.case.id), str(bench.application), "open")
    assert row["mine_to_decide"] and row["reasons"]
    before = count_subjects(event="person.looked_at").get((), 0)
    one = sent(bench.first, f"cases/{bench.case.id}", method="GET").json()
    assert str(bench.known) in {candidate["id"] for candidate in one["candidates"]} and one["mine_to_decide"]
    assert count_subjects(event="person.looked_at")[()] == before + 1
    assert sent(bench.first, f"cases/{new_id()}", method="GET").status_code == 404


def test_approved_as_the_candidate(bench: Bench) -> None:
    case = bench.case.id
    assert refusal(sent(bench.first, f"cases/{case}/approve", {"person": str(bench.known), "because": " "}))
    assert refusal(sent(bench.first, f"cases/{case}/approve", {"person": str(new_id()), "because": "same face"}))
    assert state(bench) == "adjudication"
    given = {"person": str(bench.known), "because": "same face"}
    assert sent(bench.first, f"cases/{case}/approve", given).json() == {"outcome": "approved"}
    assert state(bench) == "approved"
    assert refusal(sent(bench.second, f"cases/{case}/approve", given)), "decided once"


def test_returned_to_a_named_visit(bench: Bench) -> None:
    given = {"recapture": ["fingers"], "complete_at": str(bench.world.visit)}
    assert sent(bench.first, f"cases/{bench.case.id}/return", given).json() == {"outcome": "returned"}
    file = applications_by_id([bench.application])[bench.application]
    assert (file.state, file.complete_at) == ("returned", bench.world.visit)
    assert sent(bench.first, f"cases/{bench.case.id}/return", {"papers": ["a smile"]}).status_code == 422
    taken = sent(
        bench.first, f"applications/{bench.application}/take-back", {"because": "another's finger was bandaged"}
    )
    assert taken.json() == {"case": str(bench.case.id)} and bench.case.reasons[0] == "taken_back"
    assert refusal(sent(bench.first, f"cases/{bench.case.id}/return", {})) == "screening.nothing_asked"


def test_two_people_refer_and_others_enter_the_answer(bench: Bench) -> None:
    case = bench.case.id
    given = {"suspicion": "false_papers", "because": "the stamp is of another commune"}
    assert sent(bench.first, f"cases/{case}/propose-referral", given).json() == {"outcome": "proposed"}
    assert sent(bench.second, f"cases/{case}/confirm-referral").json()["outcome"] == "referred"
    answer = {"answer": "referral_unfounded", "because": "letter 12"}
    path = f"applications/{bench.application}/referral-answer"
    assert refusal(sent(bench.second, path, answer)) == "screening.decided_before"
    third = account("adj-three", "adjudicator")
    assert sent(third, path, answer).json() == {"case": str(bench.case.id)} and bench.case.id != case


def test_two_people_refuse_and_others_hear_the_appeal(bench: Bench) -> None:
    case = bench.case.id
    assert refusal(sent(bench.second, f"cases/{case}/confirm-refusal"))
    assert refusal(
        sent(bench.first, f"cases/{case}/propose-refusal", {"ground": "not_proven", "missing_proof_ar": " "})
    )
    assert refusal(sent(bench.first, f"cases/{case}/propose-refusal", {**REFUSE, "missing_proof_ar": "شهادة"}))
    assert sent(bench.first, f"cases/{case}/propose-refusal", REFUSE).json() == {"outcome": "proposed"}
    assert state(bench) == "adjudication", "nothing is refused yet"
    assert refusal(sent(bench.second, f"cases/{case}/propose-refusal", REFUSE)), "somebody else's proposal stands"
    assert refusal(sent(bench.first, f"cases/{case}/confirm-refusal")), "never alone"
    assert sent(bench.second, f"cases/{case}/confirm-refusal").json()["outcome"] == "refused"
    assert state(bench) == "refused"

    third = account("adj-three", "adjudicator")
    where = f"applications/{bench.application}/appeal"
    assert refusal(sent(third, where, {"because": " "}))
    assert sent(third, f"applications/{new_id()}/appeal", {"because": "x"}).status_code == 404
    appeal = sent(third, where, {"because": "the birth record was found"}).json()["case"]
    for barred in (bench.first, bench.second):
        assert refusal(sent(barred, f"cases/{appeal}/approve", {"person": str(bench.known), "because": "again"}))
        assert not sent(barred, f"cases/{appeal}", method="GET").json()["mine_to_decide"]
    given = {"person": str(bench.known), "because": "proof seen"}
    assert sent(third, f"cases/{appeal}/approve", given).json() == {"outcome": "proposed"}
    assert refusal(sent(third, f"cases/{appeal}/approve", given)) and state(bench) == "adjudication", "never alone"
    fourth = account("adj-four", "adjudicator")
    assert refusal(sent(fourth, f"cases/{appeal}/approve", {**given, "person": None})), "another word is not a second"
    assert sent(fourth, f"cases/{appeal}/approve", given).json() == {"outcome": "approved"}


def test_a_reported_death_stops_what_is_pending(bench: Bench) -> None:
    given = {"person": str(bench.known), "because": "same face"}
    sent(bench.first, f"cases/{bench.case.id}/approve", given)
    coordinator = account("coord", "coordinator")
    number = persons.persons_by_id([bench.known])[bench.known].national_number
    told = {"national_number": number, "died_on": "2026-05-01"}
    assert sent(coordinator, "deaths", {**told, "national_number": "ZZ000000"}).status_code == 404
    assert sent(coordinator, "deaths", told).json() == {"stopped": [str(bench.application)]}
    assert state(bench) == "stopped"
    assert refusal(sent(coordinator, "deaths", told)), "once only"


def test_doors_are_for_adjudicators(bench: Bench) -> None:
    case, coordinator = bench.case.id, account("coord", "coordinator")
    for who, status in ((None, 401), (coordinator, 403)):
        assert sent(who, "cases", method="GET").status_code == status
        for act in ("approve", "return", "propose-refusal", "confirm-refusal"):
            assert sent(who, f"cases/{case}/{act}", {"because": "x", **REFUSE}).status_code in (status, 422), act
    assert sent(bench.first, "deaths", {"national_number": "X", "died_on": "2026-05-01"}).status_code == 403
    assert state(bench) == "adjudication"
