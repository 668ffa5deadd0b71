"""A person's fingerprints are erased by two administrators, and anybody who may read the journal sees the proof."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening.fingers import requesting
from bitaqa.journey.screening.fingers.engines import house_engine
from bitaqa.journey.screening.fingers.keeping import templates_of
from bitaqa.journey.screening.models import FingerErasure
from bitaqa.records.persons import door as persons

from ..intake.conftest import make_world
from ..people import account, browser_of, text_of
from .seeded import Seeded

pytestmark = pytest.mark.django_db
PAGE = "/screening/fingers/"


def test_asked_by_one_confirmed_by_another_and_proved(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    register = Seeded(make_world())
    file = register.come(person(11, 1))
    number = persons.persons_by_id([file.person])[file.person].national_number  # type: ignore[list-item,index]
    admins: list[Any] = [account(f"adm-{n}", "administrator") for n in range(2)]
    one, two = browser_of(admins[0], "fr"), browser_of(admins[1], "ar")
    assert one.post(PAGE, {"national_number": number}).status_code == 422
    given = {"national_number": f" {number} ".lower(), "because": "person_asks"}
    assert one.post(PAGE, given | {"national_number": "ZZ999999"}).status_code == 404
    made = one.post(PAGE, given)
    here = made.headers["Location"]
    assert made.status_code == 302 and one.post(PAGE, given).status_code == 409
    assert f"{here}confirm/" not in text_of(one.get(here)) and f"{here}confirm/" in text_of(two.get(here))
    assert two.post(f"{here}decline/").status_code == 302 and templates_of([file.id])
    assert two.post(f"{here}decline/").status_code == 404
    here = one.post(PAGE, given).headers["Location"]
    assert one.post(f"{here}confirm/").status_code == 403 and templates_of([file.id])
    with pytest.raises(SystemExit):
        call_command("fingers_proof", number)
    assert two.post(f"{here}confirm/").status_code == 302
    assert templates_of([file.id]) == {} and file.id in house_engine().references()
    waiting = text_of(one.get(here))
    assert "Il manque encore" in waiting and "house" in waiting and file.receipt_number in waiting
    run_until_still(["fingers-erasure"])
    assert file.id not in house_engine().references()
    row = FingerErasure.objects.get(outcome="erased")
    [proof] = requesting.proof_of(row)
    assert proof.whole and proof.key_destroyed and set(proof.forgotten) == {"house"}
    assert "La preuve est complète" in text_of(browser_of(account("aud-1", "auditor"), "fr").get(here))
    assert "الدليل كامل" in text_of(two.get(here)) and number in text_of(two.get(here))
    call_command("fingers_proof", number)
    assert "the proof is whole" in capsys.readouterr().out
    assert one.post(PAGE, given).status_code == 409, "nothing is held any more"
    assert browser_of(account("adj-1", "adjudicator")).get(PAGE).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        FingerErasure.objects.filter(pk=row.pk).update(settled_by=row.proposed_by)


def test_a_request_that_is_not_there(db: None) -> None:
    admin = account("adm-0", "administrator")
    from bitaqa.foundation.kernel.ids import new_id

    assert browser_of(admin).get(f"{PAGE}{new_id()}/").status_code == 404
    assert requesting.erasures() == []
