"""The pages of adjudication: the queue, a case decided by keyboard forms, applications with a purpose, a death."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bitaqa.backbone.accounts.door import Scope
from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.screening.models import Case
from bitaqa.records.applications.door import get_application
from bitaqa.records.persons import door as persons

from ..people import account, browser_of, text_of
from .bench import Bench
from .pages import looks_of, page, state
from .test_deciding import arrive, known, screened

pytestmark = pytest.mark.django_db
LANGUAGES = ("ar", "fr", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queue_with_a_case_and_empty(bench: Bench, language: str) -> None:
    client = browser_of(bench.first, language)
    shown = text_of(client.get(reverse("screening:queue")))
    assert get_application(bench.application).name_ar in shown and f'lang="{language}' in shown
    assert page(bench) in shown
    assert len(looks_of("adjudication_queue")) == 1
    bench.case  # noqa: B018 - the case stands before it is removed from the queue
    Case.objects.all().delete()
    assert "bq-empty" in text_of(client.get(reverse("screening:queue")))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "zzzz"}, False),
        ({"reason": "same_name_and_birth"}, True),
        ({"reason": "person_died"}, False),
        ({"kind": "first"}, True),
        ({"state": "proposed"}, False),
        ({"mine": "1"}, True),
        ({"mine": "0"}, False),
    ],
)
def test_the_queue_is_searched_and_filtered(bench: Bench, asked: dict[str, str], found: bool) -> None:
    shown = text_of(browser_of(bench.first).get(reverse("screening:queue"), asked))
    assert (f'<a href="{page(bench)}"' in shown.split('id="cases-results"')[1]) is found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_case_shows_both_side_by_side_and_the_look_is_written(bench: Bench, language: str) -> None:
    shown = text_of(browser_of(bench.first, language).get(page(bench)))
    assert shown.count("bq-comparison") and "bq-timeline" in shown and "bq-document" in shown
    assert 'data-press="1"' in shown and 'data-press="4"' in shown
    [look] = looks_of("adjudication")
    assert {look.subject, *look.others} == {bench.application, bench.known}


def test_photos_and_papers_open_for_the_reader_alone(bench: Bench) -> None:
    import re

    client = browser_of(bench.first)
    shown = text_of(client.get(page(bench)))
    addresses = re.findall(r'(?:src|href)="(/screening/files/[^"]+)"', shown)
    assert len(addresses) >= 2
    for address in addresses:
        served = client.get(address)
        assert served.status_code == 200 and served.headers["Cache-Control"] == "no-store, private"
        assert served.content[:2] == b"\xff\xd8" or served.content.startswith(b"\x89PNG")
        assert browser_of(bench.second).get(address).status_code == 404
        assert browser_of(None).get(address).status_code == 302
    assert client.get("/screening/files/invented/").status_code == 404


def test_wrong_roles_are_refused_and_nobody_is_sent_to_sign_in(bench: Bench) -> None:
    coordinator, delivery = account("coord", "coordinator"), account("deli", "delivery")
    for name in ("queue", "applications", "death"):
        assert "/accounts/sign-in/" in browser_of(None).get(reverse(f"screening:{name}")).headers["Location"]
    assert browser_of(coordinator).get(page(bench)).status_code == 403
    assert browser_of(coordinator).post(page(bench, "approve-new"), {"because": "x"}).status_code == 403
    assert browser_of(coordinator).get(reverse("screening:applications")).status_code == 403
    assert browser_of(delivery).get(reverse("screening:queue")).status_code == 403
    assert browser_of(delivery).get(reverse("screening:applications")).status_code == 200
    assert browser_of(bench.first).get(reverse("screening:death")).status_code == 403
    assert state(bench) == "adjudication"


def test_a_role_of_another_campaign_reaches_nothing(bench: Bench) -> None:
    other = account("elsewhere", "adjudicator", scope=Scope(campaign=new_id()))
    here = account("here", "adjudicator", scope=Scope(campaign=bench.world.campaign))
    assert browser_of(other).get(page(bench)).status_code == 403
    assert browser_of(other).post(page(bench, "approve-new"), {"because": "x"}).status_code == 403
    assert page(bench) not in text_of(browser_of(other).get(reverse("screening:queue")))
    assert browser_of(here).get(page(bench)).status_code == 200
    form = {"q": get_application(bench.application).receipt_number, "purpose": "check"}
    assert get_application(bench.application).name_ar not in text_of(
        browser_of(other).post(reverse("screening:applications"), form)
    )


@pytest.mark.parametrize(
    ("name", "given", "wrong"),
    [
        ("approve-new", {"because": " "}, "wrong_because"),
        ("approve-same", {"because": "x"}, "wrong_person"),
        ("approve-same", {"because": "x", "person": "00000000-0000-7000-8000-000000000000"}, "wrong_person"),
        ("return", {"asked": "nonsense"}, "wrong_asked"),
        ("propose", {"ground": "not_proven"}, "wrong_papers"),
        ("propose", {"ground": "not_proven", "line_ar": "شهادة"}, "wrong_line_fr"),
        ("propose", {"ground": "not_proven", "line_fr": "certificat"}, "wrong_line_ar"),
    ],
)
def test_an_incomplete_decision_says_what_to_correct(
    bench: Bench, name: str, given: dict[str, str], wrong: str
) -> None:
    for language in LANGUAGES:
        answer = browser_of(bench.first, language).post(page(bench, name), given)
        assert answer.status_code == 422
        assert f'id="{wrong}_error"' in text_of(answer) or f'"{wrong}_field"' in text_of(answer)
        assert "data-error-summary" in text_of(answer)
    assert state(bench) == "adjudication"


def test_approved_as_the_candidate_then_the_next_case_opens(bench: Bench) -> None:
    known(person(3, 30))
    other = arrive(bench.world, person(3, 30))
    screened(other)
    following = Case.objects.get(application=other)
    answer = browser_of(bench.first).post(
        page(bench, "approve-same"), {"person": str(bench.known), "because": "نفس الشخص"}
    )
    assert answer.headers["Location"] == reverse("screening:case", args=[following.id])
    assert get_application(bench.application).person == bench.known


def test_a_second_press_and_another_tab_find_it_settled(bench: Bench) -> None:
    client, other = browser_of(bench.first, "fr"), browser_of(bench.second, "fr")
    given = {"because": "une autre personne"}
    assert client.post(page(bench, "approve-new"), given).headers["Location"] == reverse("screening:queue")
    for again in (client, other):
        answer = again.post(page(bench, "approve-new"), given, follow=True)
        assert answer.status_code == 200 and answer.request["PATH_INFO"] == page(bench)
        assert "data-toast" in text_of(answer) and "SPECIMEN adj-one" in text_of(answer)
        assert again.post(page(bench, "propose"), {"ground": "not_proven", "papers": "birth_record"}).status_code == 302
    assert JournalEntry.objects.filter(event="application.approved").count() == 1


def test_a_newcomer_met_meanwhile_brings_the_case_back(bench: Bench) -> None:
    known_again = persons.NewPerson(get_application(bench.application).identity, "W700001", new_id())
    from datetime import UTC, datetime

    persons.create_persons([known_again], by="worker:test", at=datetime(2026, 5, 5, tzinfo=UTC), act=new_id())
    answer = browser_of(bench.first).post(page(bench, "approve-new"), {"because": "آخر"}, follow=True)
    assert answer.request["PATH_INFO"] == page(bench) and state(bench) == "adjudication"
    assert text_of(answer).count('class="bq-comparison"') == 2


def test_a_file_is_returned_to_a_visit_to_come(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import UTC, datetime

    from bitaqa.journey.screening.screens import case, deciding

    for module in (case, deciding):
        monkeypatch.setattr(module, "now", lambda: datetime(2026, 5, 3, 9, tzinfo=UTC))
    client = browser_of(bench.first)
    assert str(bench.world.visit) in text_of(client.get(page(bench)))
    client.post(page(bench, "return"), {"asked": ["birth_record", "portrait"], "complete_at": str(bench.world.visit)})
    file = get_application(bench.application)
    assert file.state.value == "returned" and file.complete_at == bench.world.visit
    assert (file.missing, file.recapture) == (("birth_record",), ("portrait",))


def test_a_refusal_by_two_with_its_letter_and_an_appeal_by_others(bench: Bench) -> None:
    one, two = browser_of(bench.first), browser_of(bench.second, "fr")
    one.post(
        page(bench, "propose"),
        {"ground": "not_proven", "papers": "old_card", "line_ar": "نسخة كاملة", "line_fr": "copie intégrale"},
    )
    mine = text_of(one.get(page(bench)))
    assert "withdraw" in mine and 'id="confirm"' not in mine and 'data-press="1"' not in mine
    assert one.post(page(bench, "confirm"), follow=True).status_code == 200
    assert state(bench) == "adjudication"
    assert (
        two.post(page(bench, "propose"), {"ground": "not_proven", "papers": "birth_record"}, follow=True).status_code
        == 200
    )
    assert bench.case.proposed_by == bench.first.pk
    theirs = text_of(two.get(page(bench)))
    assert 'id="confirm"' in theirs and "نسخة كاملة" in theirs and "copie intégrale" in theirs
    assert "Ancienne carte" in theirs and "البطاقة القديمة" in theirs
    assert two.post(page(bench, "confirm")).headers["Location"] == page(bench)
    assert state(bench) == "refused"
    letter = reverse("screening:letter", args=[bench.application])
    assert letter in text_of(two.get(page(bench)))
    served = two.get(letter)
    assert served.content.startswith(b"%PDF") and served.headers["Cache-Control"] == "no-store, private"
    application = reverse("screening:application", args=[bench.application])
    third = account("adj-three", "adjudicator")
    assert 'id="appeal"' in text_of(one.get(application, {"purpose": "applicant_asks"}))
    appeal = reverse("screening:appeal", args=[bench.application])
    assert one.post(appeal, {"because": ""}).status_code == 422
    assert one.post(appeal, {"because": "وثيقة جديدة"}).status_code == 302
    assert one.post(appeal, {"because": "وثيقة جديدة"}).status_code == 302
    assert Case.objects.filter(application=bench.application).count() == 2
    for client in (one, two):
        barred = text_of(client.get(page(bench)))
        assert 'data-press="1"' not in barred
        client.post(page(bench, "approve-new"), {"because": "x"})
        assert state(bench) == "adjudication"
    known = {"person": str(bench.known), "because": "الوثيقة تثبت"}
    browser_of(third).post(page(bench, "approve-same"), known)
    assert state(bench) == "adjudication", "what two refused, one does not overturn"
    fourth = browser_of(account("adj-four", "adjudicator"))
    shown = text_of(fourth.get(page(bench)))
    assert f'name="person" value="{bench.known}"' in shown and "إنهما شخص واحد" in shown
    fourth.post(page(bench, "approve-same"), known)
    assert state(bench) == "approved"


def test_the_second_person_declines(bench: Bench) -> None:
    browser_of(bench.first).post(page(bench, "propose"), {"ground": "not_proven", "papers": "birth_record"})
    browser_of(bench.second).post(page(bench, "withdraw"))
    assert bench.case.state == "open"
    assert browser_of(bench.second).post(page(bench, "withdraw"), follow=True).status_code == 200
