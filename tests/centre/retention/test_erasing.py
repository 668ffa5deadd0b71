"""What has been kept long enough goes by two people; counts, the bulletin and the account of the acts stand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.accounts.door import NotPermittedError, ProposedByOneselfError
from bitaqa.backbone.clock import now
from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.journal.models import JournalPersonal
from bitaqa.backbone.journal.verifying import verify_journal
from bitaqa.backbone.vault.door import blob_store
from bitaqa.backbone.vault.errors import BlobDestroyedError
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState
from bitaqa.foundation.rules.country.load import load_country_pack, parse_country_pack
from bitaqa.foundation.rules.erased import ERASED_BIRTH
from bitaqa.foundation.rules.fields import OPEN, FieldClass
from bitaqa.journey.delivery.models import HandOver
from bitaqa.journey.intake.models import PacketContent
from bitaqa.journey.production.models import Order
from bitaqa.journey.screening.models import Case
from bitaqa.records.applications.door import applications_by_id, get_application
from bitaqa.records.applications.models import Application
from bitaqa.records.persons import door as persons
from bitaqa.records.persons.models import Person
from bitaqa.services.bulletin.figures import Subject, compute
from bitaqa.services.retention.actions import confirm_erasure, decline_erasure, propose_erasure
from bitaqa.services.retention.domain import RuleForMovingFileError, What, keeping_in_force, years_before
from bitaqa.services.retention.errors import (
    ErasureProposedAlreadyError,
    ErasureUnknownError,
    NothingDueError,
)
from bitaqa.services.retention.models import Erasure
from bitaqa.services.retention.queries import due

from ..delivery.world import AT, FIRST, LATER, World
from ..people import account, browser_of, text_of

pytestmark = pytest.mark.django_db
LONG_AFTER = LATER.replace(year=LATER.year + 13)


@pytest.fixture
def fulfilled(world: World, applied: Any) -> list[UUID]:
    """Two files whose cards were handed over, each with everything a file leaves behind; the first one is due."""
    _, handed = world.sent(2)
    files = [card.application for card in handed]
    for card in handed:
        world.hand_over(card)
        Case.objects.create(application=card.application, opened_at=AT, remark="SPECIMEN seen", missing_proof="x")
        [reference] = blob_store().put_many([(card.application, {"portrait": b"picture"})])
        Application.objects.filter(pk=card.application).update(container={"id": str(reference.id)})
    assert applied() == []
    Order.objects.filter(application__in=files).update(mrz="I<UTOSPECIMEN", can="123456")
    with transaction.atomic():
        journal.record(
            [
                journal.Entry(
                    event="application.doubted", subject_kind="application", subject=id_, acted_at=AT, actor=FIRST,
                    act=new_id(), personal={"remark": "SPECIMEN misspelt"},
                )
                for id_ in files
            ]
        )  # fmt: skip
    settle_journal()
    Application.objects.filter(pk=files[1]).update(state_at=LATER + timedelta(days=3650))
    return files


def settle_journal() -> None:
    while journal.sequence_committed():
        pass


def figures(world: World) -> Any:
    found = compute(Subject(campaign=world.campaign), position=figures_at, as_at=LATER)
    return [(table.code, [(row.code, row.count) for row in table.rows]) for table in found.tables]


figures_at = 0


def personal_text(id_: UUID) -> str:
    """Everything the file's rows say, as one text."""
    tables = [
        Application.objects.filter(pk=id_), Case.objects.filter(application=id_), Order.objects.filter(application=id_),
        HandOver.objects.filter(application=id_), PacketContent.objects.filter(body__application=str(id_)),
    ]  # fmt: skip
    return json.dumps([list(rows.values()) for rows in tables], default=str, ensure_ascii=False)


def test_a_file_kept_long_enough_is_emptied_by_two_people(
    world: World, fulfilled: list[UUID], administrators: tuple[Any, Any]
) -> None:
    erased, kept = fulfilled
    before, said, untouched = get_application(erased), personal_text(erased), personal_text(kept)
    counts = {event: journal.count_subjects(event=event) for event in ("application.fulfilled", "card.handed_over")}
    global figures_at
    figures_at = journal.position()
    published = figures(world)
    assert before.name_latin in personal_text(erased) and due(What.FILES, LONG_AFTER) == [erased]

    row = propose_erasure(what=What.FILES, by=administrators[0], at=LONG_AFTER)
    assert get_application(erased) == before, "a proposal erases nothing"
    with pytest.raises(ProposedByOneselfError):
        confirm_erasure(erasure=row.id, by=administrators[0], at=LONG_AFTER)
    assert confirm_erasure(erasure=row.id, by=administrators[1], at=LONG_AFTER) == 1
    with pytest.raises(ErasureUnknownError):
        confirm_erasure(erasure=row.id, by=administrators[1], at=LONG_AFTER)

    after = get_application(erased)
    same = ("id", "state", "kind", "place", "day", "campaign", "person", "state_at", "document_type")
    assert [getattr(after, name) for name in same] == [getattr(before, name) for name in same]
    assert (after.name_latin, after.claimed_number, after.birth.raw()) == ("ERASED", "", ERASED_BIRTH)
    left = personal_text(erased)
    for word in (before.name_latin, before.name_ar, before.receipt_number, "SPECIMEN", "I<UTO", '"score": 0.91'):
        assert word in untouched or word in said, word
        assert word not in left, word
    with pytest.raises(BlobDestroyedError):
        blob_store().read(UUID(before.container["id"]), "portrait")  # type: ignore[index]
    assert personal_text(kept) == untouched and due(What.FILES, LONG_AFTER) == []
    assert {p.entry.subject for p in JournalPersonal.objects.select_related("entry") if p.name == "remark"} == {kept}

    [told] = [entry for entry in journal.entries(subject=erased) if entry.event == "application.erased"]
    assert told.because == "retention_ended" and told.facts["proposed_by"] == f"user:{administrators[0].pk}"
    assert told.actor == f"user:{administrators[1].pk}" and told.facts["erasure"] == str(row.id)
    settle_journal()
    assert verify_journal().sound
    assert {event: journal.count_subjects(event=event) for event in counts} == counts
    assert figures(world) == published
    figures_at = journal.position()
    assert figures(world) == published, "and so is a bulletin built today"


def test_a_person_long_dead_leaves_the_register_with_every_file(
    world: World, fulfilled: list[UUID], administrators: tuple[Any, Any]
) -> None:
    files = applications_by_id(fulfilled)
    dead, living = (files[id_].person for id_ in fulfilled)
    assert dead and living
    Person.objects.filter(pk=dead).update(died_on=LATER.date(), died_reported_at=LATER)
    alias = Person.objects.get(pk=living)
    alias.pk, alias.national_number, alias.merged_into_id = new_id(), "W999999", dead
    alias.save(force_insert=True)
    long_after = LATER.replace(year=LATER.year + 31)
    assert due(What.PERSONS, LONG_AFTER) == [] and due(What.PERSONS, long_after) == [dead]
    row = propose_erasure(what=What.PERSONS, by=administrators[0], at=long_after)
    assert confirm_erasure(erasure=row.id, by=administrators[1], at=long_after) == 1
    gone = persons.persons_by_id([dead, alias.pk])
    assert {person.name_latin for person in gone.values()} == {"ERASED"}
    assert {person.national_number for person in gone.values()} == {None}
    assert persons.persons_by_id([living])[living].name_latin == files[fulfilled[1]].name_latin
    assert get_application(fulfilled[0]).name_latin == "ERASED" != get_application(fulfilled[1]).name_latin
    numbers = apps.get_model("documents.Document").objects.filter(person=dead).values_list("number", flat=True)
    assert all(number.startswith("~") for number in numbers)
    assert len([e for e in journal.entries(subject=alias.pk) if e.event == "person.erased"]) == 1


def test_the_same_round_trips_for_one_and_for_many(world: World, administrators: tuple[Any, Any]) -> None:
    def trips(count: int) -> int:
        ids = [card.application for card in world.cards(count)]
        Application.objects.filter(pk__in=ids).update(state="withdrawn", state_at=LATER)
        row = propose_erasure(what=What.FILES, by=administrators[0], at=LONG_AFTER)
        with CaptureQueriesContext(connection) as asked:
            assert confirm_erasure(erasure=row.id, by=administrators[1], at=LONG_AFTER) == count
        return len(asked)

    trips(1)  # what is read once per process
    assert trips(2) == trips(9)


def test_a_corrected_file_waits_for_its_correction(world: World) -> None:
    [card] = world.cards(1)
    Application.objects.filter(pk=card.application).update(state="withdrawn", state_at=LATER)
    [right] = world.cards(1, kind=ApplicationKind.CORRECTION, corrects=card.application)
    assert due(What.FILES, LONG_AFTER) == []
    Application.objects.filter(pk=right.application).update(state="lapsed", state_at=LONG_AFTER)
    assert due(What.FILES, LONG_AFTER) == [card.application]


def test_a_list_declined_erases_nothing_and_only_administrators_propose(
    world: World, fulfilled: list[UUID], administrators: tuple[Any, Any]
) -> None:
    with pytest.raises(NothingDueError):
        propose_erasure(what=What.PERSONS, by=administrators[0], at=LONG_AFTER)
    with pytest.raises(NotPermittedError):
        propose_erasure(what=What.FILES, by=account("aud", "auditor"), at=LONG_AFTER)
    row = propose_erasure(what=What.FILES, by=administrators[0], at=LONG_AFTER)
    with pytest.raises(ErasureProposedAlreadyError):
        propose_erasure(what=What.FILES, by=administrators[1], at=LONG_AFTER)
    decline_erasure(erasure=row.id, by=administrators[0], at=LONG_AFTER)
    assert get_application(fulfilled[0]).name_latin != "ERASED"
    one = {"settled_by": administrators[0].pk, "settled_at": LATER, "outcome": "erased"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.filter(pk=row.pk).update(**one)


def test_the_rule_is_the_packs_own() -> None:
    pack = load_country_pack("ma")
    rule = keeping_in_force(pack, LATER)
    assert rule is not None and rule.files[ApplicationState.FULFILLED] == 12 and not rule.confirmed
    assert keeping_in_force(pack, LATER.replace(year=2019)) is None, "no rule was in force, so nothing ended"
    moving = replace(
        pack, raw={"retention": [{"since": LATER.date(), "files": {"approved": 1}, "persons_after_death": 1}]}
    )
    with pytest.raises(RuleForMovingFileError):
        keeping_in_force(moving, LATER)
    assert years_before(LATER.replace(year=2028, month=2, day=29), 1).day == 28
    assert parse_country_pack  # an authority's own file goes the same way


def test_what_names_people_is_erased_here_or_says_why_not() -> None:
    """A new column that names somebody must be added to an erasure, or to this list with its reason."""
    erased = {
        "applications.Application", "persons.Person", "documents.Document", "cards.Card", "screening.Case",
        "production.Order", "production.Rejection", "production.Certificate", "delivery.HandOver",
        "delivery.DestroyedCard", "intake.PacketContent", "journal.JournalPersonal", "vault.DataKey",
        "screening.FingerSet", "screening.Identification", "screening.IdentitySearch", "screening.Answer",
    }  # fmt: skip
    kept = {
        "accounts.User": "staff, closed with the account",
        "accounts.RecoveryCode": "staff",
        "accounts.RoleGrant": "words about staff",
        "accounts.AccountReset": "words about staff",
        "accounts.SignInMistakes": "a keyed digest, forgotten after a day",
        "planning.CrewMember": "staff",
        "authority.Ceremony": "staff who held shares or bore witness: whoever doubts a card must find them",
        "persons.RegisterImport": "the file's name and its sealed copy, of the authority's own register",
        "persons.ImportProblem": "swept with its import",
        "campaigns.Programme": "words about a programme, of nobody",
        "intake.Packet": "facts of an error: a number of a place in a chain, a name of an attachment",
        "tracking.TrackingAttempt": "swept after its window",
    }
    declared = {
        model._meta.label
        for model in apps.get_models()
        if any(each is not OPEN for each in getattr(model, "FIELD_CLASSES", {}).values())
        and not model.__name__.endswith("Item")  # work tables: the reason of an error, gone with the work
    }
    assert declared == erased | set(kept)
    assert FieldClass.PERSONAL is not OPEN


def test_the_command_says_what_is_due_and_proposes(
    world: World, fulfilled: list[UUID], administrators: tuple[Any, Any], capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("bitaqa.services.retention.management.commands.retention.now", lambda: LONG_AFTER)
    call_command("retention")
    assert capsys.readouterr().out == "files: 1\npersons: 0\n"
    with pytest.raises(CommandError):
        call_command("retention", propose="files", by="nobody")
    with pytest.raises(CommandError):
        call_command("retention", propose="persons", by="keeper-1")
    call_command("retention", propose="files", by="keeper-1")
    assert "1 files proposed" in capsys.readouterr().out and Erasure.objects.get().outcome == ""
    assert now() < LONG_AFTER


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_screens_ask_two_people(
    world: World, fulfilled: list[UUID], administrators: tuple[Any, Any], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bitaqa.services.retention import door, screens

    monkeypatch.setattr(screens, "now", lambda: LONG_AFTER)
    one, two = (browser_of(user, language) for user in administrators)
    assert browser_of(account("aud", "auditor"), language).get("/retention/").status_code == 403
    assert one.post("/retention/", {"what": "nonsense"}).status_code == 302
    assert one.post("/retention/", {"what": "persons"}).status_code == 409
    assert "propose-files" in text_of(one.get("/retention/"))
    page = one.post("/retention/", {"what": "files"}).headers["Location"]
    assert 'id="confirm"' not in text_of(one.get(page)) and 'id="confirm"' in text_of(two.get(page))
    assert [door.home(user).waiting != () for user in administrators] == [False, True]
    assert one.post(f"{page}confirm/").status_code == 403
    assert two.post(f"{page}confirm/", follow=True).status_code == 200
    assert two.post(f"{page}confirm/").status_code == 302, "pressed twice, it is erased once"
    assert get_application(fulfilled[0]).name_latin == "ERASED"
    shown = text_of(browser_of(account("adj", "adjudicator"), language).get(
        f"/screening/applications/{fulfilled[0]}/?purpose=complaint"))  # fmt: skip
    assert "ERASED" in shown or "purpose" in shown, "an emptied file still opens"
    page = one.post("/retention/", {"what": "files"})
    assert page.status_code == 409 and "/retention/" in text_of(one.get("/retention/"))
    assert two.post(f"/retention/{new_id()}/decline/").status_code == 404
