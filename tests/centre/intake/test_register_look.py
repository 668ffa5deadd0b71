"""A station looks in the register about one card presented for renewal: what it is told, what is counted and kept."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import entries
from bitaqa.backbone.vault.door import signer
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.codec import encode
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner, Verifier
from bitaqa.foundation.packet.register_look import open_register_answer
from bitaqa.foundation.rules.documents import DocumentState
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.rules.register_look import RegisterFacts, WhyNot
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.foundation.specimens.people import SpecimenPerson, person
from bitaqa.journey.intake import looking, sync_urls
from bitaqa.journey.intake.models import RegisterLook
from bitaqa.journey.planning.models import FieldPackIssue
from bitaqa.journey.planning.provisioning import save_crew_member
from bitaqa.journey.production import sync as pins
from bitaqa.records.documents import door as documents
from bitaqa.records.persons import door as persons
from bitaqa.records.stations import door as stations

from .conftest import ACTOR, AT, World
from .test_sync import Ask, ask, refused

__all__ = ["ask"]
pytestmark = pytest.mark.django_db


def test_the_published_page_names_every_address_and_limit() -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "packet-format.md").read_text(encoding="utf-8")
    table = page.split("## Addresses")[1].split("**A look")[0]
    shown = {re.split(r"[/?]", row)[0] for row in re.findall(r"^\| `[A-Z]+ ([^`]+)` \|", table, re.MULTILINE)}
    assert shown == {
        re.split(r"[/(^]+", str(each.pattern).lstrip("^"))[0] for each in (*sync_urls.urlpatterns, *pins.urlpatterns)
    }
    told = page.split("**A look in the register**")[1]
    for limit in (looking.PER_HOUR, looking.PER_DAY, looking.IN_VAIN_PER_HOUR, looking.QUESTION_SIZE >> 10):
        assert re.search(rf"\b{limit}\b", told)
    assert all(f"`{reason}`" in told for reason in WhyNot)


@pytest.fixture
def opening(world: World) -> OpeningKey:
    """The world's station, with a crew, keys of its own at hand and a field pack in force."""
    station, opening = world.station.head.station, OpeningKey.generate(os.urandom)
    from bitaqa.records.stations.models import StationEpoch

    StationEpoch.objects.filter(station=station).update(opening_public=opening.sealing_key.public)
    save_crew_member(
        station=station, operator="op.amina", role=RoleCode.FIELD_OPERATOR, name_ar="عينة", name_latin="SPECIMEN",
        pin="123456", at=AT,
    )  # fmt: skip
    give_pack(station)
    return opening


def give_pack(station: UUID, *, epoch: int = 1, **changes: Any) -> None:
    at = now()
    values = {"valid_from": at - timedelta(days=1), "valid_until": at + timedelta(days=1), **changes}
    FieldPackIssue.objects.create(
        station_id=station, epoch=epoch, serial=FieldPackIssue.objects.count() + 1, issued_at=at, visits=1, cards=0,
        files=0, size=1, data=b"x", **values,
    )  # fmt: skip


def holder(index: int = 1, *, state: DocumentState = DocumentState.ACTIVE, kind: str = "cnie") -> tuple[UUID, str]:
    """Someone with one card; (person, its number)."""
    who, id_ = person(9, index), new_id()
    identity = Identity.model_validate(who.identity_map("el-borouj"))
    persons.create_persons(
        [persons.NewPerson(identity, who.national_number, id_)], by=ACTOR, at=AT, act=new_id(), event="person.imported"
    )
    give_document(id_, f"OLD{index:06d}", state=state, kind=kind)
    return id_, f"OLD{index:06d}"


def give_document(owner: UUID, number: str, *, state: DocumentState, kind: str = "cnie", year: int = 2016) -> None:
    row = documents.DocumentValue(
        id=new_id(), number=number, person=owner, application=None, document_type=kind, type_version=f"{kind}-1",
        issued_on=date(year, 1, 1), expires_on=date(year + 10, 1, 1), state=state,
    )  # fmt: skip
    documents.add_documents([row], by=ACTOR, at=AT, act=new_id(), event="document.imported")


def question(**changes: Any) -> bytes:
    told = {
        "look": str(new_id()), "document_type": "cnie", "read_from": "mrz", "operator": "op.amina", **changes,
    }  # fmt: skip
    return encode(told)


@pytest.fixture
def look(ask: Ask, world: World, opening: OpeningKey) -> Callable[..., RegisterFacts]:
    """Asks and opens the answer as the station would."""

    def of(**changes: Any) -> RegisterFacts:
        id_ = changes.setdefault("look", str(new_id()))
        answer = ask("POST", "register", question(**changes))
        assert answer.status_code == 200, answer.content
        body = open_register_answer(
            answer.content, verifier=Verifier(signer("centre").public), opening_key=opening,
            station=world.station.head.station, epoch=1, look=UUID(id_),
        )  # fmt: skip
        return RegisterFacts.model_validate(body)

    return of


def national_number(who: SpecimenPerson) -> str:
    assert who.national_number
    return who.national_number


def test_a_card_in_its_holders_hand_tells_who_they_are_and_is_journalled(look: Any, world: World) -> None:
    id_, number = holder(1)
    told = look(document_number=number, national_number=national_number(person(9, 1)))
    identity = Identity.model_validate(person(9, 1).identity_map("el-borouj"))
    assert told.identity == identity and told.national_number == person(9, 1).national_number
    assert (told.document.number, told.document.expires_on, told.document.state) == (number, date(2026, 1, 1), "active")
    [entry] = [each for each in entries(subject=id_) if each.event == "person.looked_at"]
    assert (entry.actor, entry.because) == (f"station:{world.station.head.station}/op.amina", "renewal")
    assert RegisterLook.objects.get().outcome == "told"


@pytest.mark.parametrize("by", ["document_number", "national_number"])
def test_either_number_is_enough_and_an_expired_card_is_a_card(look: Any, by: str) -> None:
    _id, number = holder(2, state=DocumentState.EXPIRED)
    value = number if by == "document_number" else national_number(person(9, 2))
    assert look(**{by: value}).document.state == "expired"


def test_of_several_cards_the_newest_in_hand_is_due_unless_another_is_shown(look: Any) -> None:
    id_, old = holder(3, state=DocumentState.EXPIRED)
    give_document(id_, "NEWER0003", state=DocumentState.ACTIVE, year=2020)
    assert look(national_number=national_number(person(9, 3))).document.number == "NEWER0003"
    assert look(document_number=old).document.number == old


def test_a_joined_entry_answers_as_the_person_it_leads_to(look: Any) -> None:
    alias, number = holder(4)
    into, _other = holder(5)
    second = "user:00000000-0000-7000-8000-000000000002"
    persons.merge_person(alias=alias, into=into, by=ACTOR, witness=second, at=AT, because="same")
    assert look(document_number=number).national_number == person(9, 5).national_number


@pytest.mark.parametrize("state", [DocumentState.LOST, DocumentState.STOLEN, DocumentState.SUPERSEDED])
def test_a_card_that_is_not_in_its_holders_hand_tells_nothing_of_them(
    look: Any, world: World, state: DocumentState
) -> None:
    id_, number = holder(6, state=state)
    told = look(document_number=number)
    assert (told.because, told.identity, told.document, told.national_number) == ("not_in_hand", None, None, "")
    assert not [each for each in entries(subject=id_) if each.event == "person.looked_at"]
    [entry] = [e for e in entries(subject=world.station.head.station) if e.event == "station.looked_in_vain"]
    assert (entry.because, entry.facts["person"]) == ("not_in_hand", str(id_))


def test_numbers_nobody_has_or_of_two_people_or_of_the_dead_tell_nothing(look: Any) -> None:
    id_, number = holder(7)
    holder(8)
    assert look(document_number="NEVER0001").because == "unknown"
    assert look(national_number="ZZ999999").because == "unknown"
    assert look(document_number=number, national_number=national_number(person(9, 8))).because == "numbers_differ"
    assert look(document_number=number, document_type="register-extract").because == "not_in_hand"
    persons.report_death(id_, died_on=date(2026, 1, 2), by=ACTOR, at=AT, because="reported")
    assert look(document_number=number).because == "died"


def test_an_answer_opens_for_the_station_and_the_question_it_was_made_for(
    ask: Ask, world: World, opening: OpeningKey
) -> None:
    _id, number = holder(9)
    id_ = new_id()
    answer = ask("POST", "register", question(look=str(id_), document_number=number))
    assert person(9, 9).identity_map("x")["names"]["latin"]["given"].encode() not in answer.content
    told = {
        "verifier": Verifier(signer("centre").public), "opening_key": opening, "look": id_,
        "station": world.station.head.station, "epoch": 1,
    }  # fmt: skip
    assert open_register_answer(answer.content, **told)["document"]["number"] == number
    from bitaqa.foundation.packet.errors import AnswerInvalidError, AnswerSignatureError

    for changed in ({"look": new_id()}, {"station": new_id()}, {"epoch": 2},
                    {"opening_key": OpeningKey.generate(os.urandom)}):  # fmt: skip
        with pytest.raises(AnswerInvalidError):
            open_register_answer(answer.content, **{**told, **changed})
    with pytest.raises(AnswerSignatureError):
        open_register_answer(answer.content, **{**told, "verifier": Verifier(SoftwareSigner.generate().public)})


def test_a_question_heard_on_the_line_and_sent_again_is_refused(ask: Ask, opening: OpeningKey) -> None:
    _id, number = holder(10)
    asked = question(document_number=number)
    assert ask("POST", "register", asked).status_code == 200
    assert refused(ask("POST", "register", asked)) == (409, "intake.look_sent_twice")
    assert RegisterLook.objects.count() == 1


def test_only_a_crew_with_a_field_pack_in_force_is_told_anything(ask: Ask, world: World, opening: OpeningKey) -> None:
    _id, number = holder(11)
    asked = {"document_number": number}
    assert refused(ask("POST", "register", question(operator="op.none", **asked))) == (403, "intake.look_not_of_crew")
    FieldPackIssue.objects.all().delete()
    assert refused(ask("POST", "register", question(**asked)))[1] == "intake.look_without_field_pack"
    station = world.station.head.station
    give_pack(station, valid_until=now())
    give_pack(station, valid_from=now() + timedelta(hours=1))
    give_pack(station, epoch=2)
    assert refused(ask("POST", "register", question(**asked)))[1] == "intake.look_without_field_pack"
    stations.revoke_station(station, by=ACTOR, at=AT, because="stolen")
    assert refused(ask("POST", "register", question(**asked)))[1] == "stations.station_revoked"
    assert not RegisterLook.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"rubbish", encode({"look": "x"}), encode(["a"]), question(), question(document_number="A", more=1)],
    ids=["nothing", "rubbish", "no number", "a list", "no card", "one field more"],  # bodies carry random bytes
)
def test_a_question_that_cannot_be_read_is_refused(ask: Ask, opening: OpeningKey, body: bytes) -> None:
    assert refused(ask("POST", "register", body)) == (422, "intake.look_not_understood")


def spend(station: UUID, count: int, *, outcome: str = "told", ago: timedelta = timedelta(minutes=5)) -> None:
    RegisterLook.objects.bulk_create(
        RegisterLook(look=new_id(), station=station, epoch=1, operator="op.amina", at=datetime.now(UTC) - ago,
                     outcome=outcome)
        for _ in range(count)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("count", "outcome", "ago", "hours"),
    [
        (looking.PER_HOUR, "told", timedelta(minutes=50), 1),
        (looking.IN_VAIN_PER_HOUR, "unknown", timedelta(minutes=50), 1),
        (looking.PER_DAY, "told", timedelta(hours=23), 24),
    ],
)
def test_a_station_asks_as_often_as_a_crew_enrols_and_no_more(
    ask: Ask, world: World, opening: OpeningKey, count: int, outcome: str, ago: timedelta, hours: int
) -> None:
    _id, number = holder(12)
    station = world.station.head.station
    spend(station, count - 1, outcome=outcome, ago=ago)
    spend(new_id(), count, outcome=outcome, ago=ago)
    asked = {"document_number": number if outcome == "told" else "NEVER0001"}
    assert ask("POST", "register", question(**asked)).status_code == 200
    answer = ask("POST", "register", question(document_number=number))
    assert refused(answer) == (429, "intake.look_limit_reached")
    assert f" {hours} " in answer.json()["sentence"] + " " and answer.json()["next_step"]


def test_looks_are_counted_for_a_month_and_then_forgotten(look: Any, world: World) -> None:
    spend(world.station.head.station, 3, ago=timedelta(days=31))
    look(document_number="NEVER0001")
    assert RegisterLook.objects.count() == 1
