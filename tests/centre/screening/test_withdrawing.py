"""The applicant takes the request back: it ends once, its case closes, its order and its card stop."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.rules.applications import ApplicationKind, Ground
from bitaqa.foundation.rules.reports import ReportEnd, Withdrawal
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.delivery.models import StoppedItem
from bitaqa.journey.production.models import StopItem
from bitaqa.journey.screening import errors, losses, withdrawing
from bitaqa.journey.screening.models import Case
from bitaqa.records.documents import door as documents

from ..people import account, browser_of, text_of
from .bench import Bench
from .pages import state
from .test_api import refusal, sent
from .test_deciding import AT, arrive, known, screened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_withdrawn_on_the_files_page(bench: Bench, language: str) -> None:
    client, at = browser_of(bench.first, language), f"/screening/applications/{bench.application}/"
    assert f"{at}withdraw/" in text_of(client.get(f"{at}?purpose=applicant_asks"))
    client.post(f"{at}withdraw/", {"because": "bored"})
    assert state(bench) == "adjudication", "without its reason nothing ends"
    assert client.post(f"{at}withdraw/", {"because": "not_wanted"}).status_code == 302
    assert state(bench) == "withdrawn"
    assert Case.objects.get(application=bench.application).outcome == "withdrawn"
    assert StopItem.objects.filter(subject=bench.application).exists()
    assert StoppedItem.objects.filter(subject=bench.application).exists()
    shown = text_of(client.get(f"{at}?purpose=applicant_asks"))
    assert f"{at}withdraw/" not in shown
    assert client.post(f"{at}withdraw/", {"because": "not_wanted"}, follow=True).status_code == 200


def test_who_may_not(bench: Bench) -> None:
    at = f"/screening/applications/{bench.application}/"
    officer = browser_of(account("officer", "delivery"))
    assert f"{at}withdraw/" not in text_of(officer.get(f"{at}?purpose=applicant_asks"))
    assert officer.post(f"{at}withdraw/", {"because": "not_wanted"}).status_code == 403


def test_machines_withdraw_once(bench: Bench) -> None:
    given = {"because": "by_mistake"}
    assert sent(bench.first, f"applications/{bench.application}/withdraw", given).json() == {"outcome": "withdrawn"}
    assert (
        refusal(sent(bench.first, f"applications/{bench.application}/withdraw", given)) == "screening.not_withdrawable"
    )


def test_a_correction_is_not_withdrawn(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from bitaqa.records.applications.models import Application

    Application.objects.filter(pk=bench.application).update(kind=ApplicationKind.CORRECTION)
    with pytest.raises(errors.NotWithdrawableError):
        withdrawing.withdraw_application(
            application=bench.application, by=bench.first, at=AT, because=Withdrawal.NOT_WANTED
        )
    assert state(bench) == "adjudication"


def test_what_waits_to_be_searched_is_let_be(bench: Bench) -> None:
    """A file withdrawn before its fingers were searched is searched for nobody, and stays withdrawn."""
    waiting = arrive(bench.world, person(3, 30))
    withdrawing.withdraw_application(application=waiting, by=bench.first, at=AT, because=Withdrawal.NOT_WANTED)
    assert screened(waiting) == ["withdrawn"]
    run_until_still(["order", "order-stop", "delivery-stop"])
    assert screened(waiting) == ["withdrawn"]


def test_a_report_of_a_pending_file_is_not_ended_at_the_desk(bench: Bench) -> None:
    holder = known(person(3, 4))
    changes: dict[str, Any] = {"ground": Ground.LOSS.value}
    file = arrive(bench.world, person(3, 4), ApplicationKind.DUPLICATE, **changes)
    [held] = documents.documents_of_persons([holder])[holder]
    [report] = documents.standing_reports([held.id])[held.id]
    assert report.application == file and losses.is_pending(file)
    desk = text_of(browser_of(bench.first, "en").post("/screening/losses/", {"number": held.number}))
    assert "how that request ends decides" in desk
    with pytest.raises(errors.ReportOfFileError):
        losses.lift_report(report=report.id, because=ReportEnd.FOUND, by=bench.first, at=AT)
    with pytest.raises(errors.DocumentNotInForceError):
        losses.lift_report(report=report.id, because=ReportEnd.UNFOUNDED, by=bench.first, at=AT)
    withdrawing.withdraw_application(application=file, by=bench.first, at=AT, because=Withdrawal.NOT_WANTED)
    assert losses.lift_report(report=report.id, because=ReportEnd.FOUND, by=bench.first, at=AT)
