"""A station process against a live centre, over real sockets: a look in the register; a dead disk and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from bitaqa.backbone.clock import now
from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.door import entries
from bitaqa.backbone.vault.door import verifiers
from bitaqa.backbone.vault.keys import ensure_keys
from bitaqa.foundation.kernel.clock import local_day
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.packet.genesis import read_genesis
from bitaqa.foundation.rules.persons import Identity
from bitaqa.foundation.rules.roles import RoleCode
from bitaqa.foundation.specimens.people import AgeGroup, SpecimenPerson, people
from bitaqa.journey.intake.disk import take_files
from bitaqa.journey.intake.models import Packet
from bitaqa.journey.intake.releasing import release_packet
from bitaqa.journey.planning.errors import LossUndeclaredError
from bitaqa.journey.planning.packing import issue_field_pack
from bitaqa.journey.planning.provisioning import provision, read_request_file, save_crew_member
from bitaqa.journey.production.models import Certificate
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.campaigns import door as campaigns
from bitaqa.records.documents import door as documents
from bitaqa.records.documents.door import DocumentState
from bitaqa.records.persons import door as persons
from bitaqa.records.places.door import PlaceValue, save_places
from bitaqa.records.stations import door as stations
from bitaqa.services.certificates.queries import checked
from centre_env.real_station import HEAD, RealStation, crew, free_port

from ..people import account, browser_of, text_of
from .test_another_document import ADDED

pytestmark = pytest.mark.django_db(transaction=True)
BY = "user:00000000-0000-7000-8000-000000000001"
CODE, PIN = "settat-1", "482913"


class Field:
    """A campaign with visits today and tomorrow (a test may run at midnight), and the machines of its one station."""

    def __init__(self, centre: str, folder: Path, *, types: tuple[str, ...] = ("cnie",), pack: str = "") -> None:
        self.centre, self.folder, self.pack = centre, folder, pack
        self.machines: list[RealStation] = []
        ensure_keys(by=BY)
        save_places([PlaceValue("settat", "province", "سطات", "Settat", None)], provenance="test")
        save_places([PlaceValue("el-borouj", "cercle", "البروج", "El Borouj", "settat")], provenance="test")
        today = local_day(now())
        campaigns.save_programme(
            campaigns.ProgrammeValue(
                code="proximity", name_ar="القرب", name_fr="Proximité", opens=today - timedelta(days=30),
                document_types=types,
            ),
            by=BY, at=now(),
        )  # fmt: skip
        self.unit = stations.save_unit(code="unit-1", name_ar="وحدة", name_fr="Unité")
        self.visit = ""

    def machine(self, *, because: str = "") -> RealStation:
        """An empty machine that becomes the station, with a field pack and its crew, and serves."""
        one = RealStation(
            self.folder / f"machine-{len(self.machines)}", free_port(), centre=self.centre, country_pack=self.pack
        )
        self.machines.append(one)
        request = read_request_file(one.make(CODE))
        if self.visit:
            with pytest.raises(LossUndeclaredError):
                provision(request=request, unit=self.unit, by=BY, at=now())
        station, file = provision(request=request, unit=self.unit, by=BY, at=now(), because=because)
        one.install(file)
        if not self.visit:
            self._plan(station.id)
        issue_field_pack(station=station.id, by=BY, at=now())
        one.manage("sync")
        one.start()
        return one

    def _plan(self, station: UUID) -> None:
        today, campaign, visit = local_day(now()), new_id(), new_id()
        campaigns.plan_campaign(
            campaigns.CampaignValue(
                id=campaign, code="c-1", name_ar="حملة", name_fr="Campagne", programme="proximity", area="settat",
                starts=today, ends=today + timedelta(days=6),
            ),
            [
                campaigns.VisitValue(id=id_, campaign=campaign, station=station, kind="enrolment", place="el-borouj",
                                     day=today + timedelta(days=later))
                for id_, later in ((visit, 0), (new_id(), 1))
            ],
            by=BY, at=now(),
        )  # fmt: skip
        self.visit = str(visit)
        for operator, role in ((HEAD, RoleCode.STATION_HEAD), ("op.amina", RoleCode.FIELD_OPERATOR)):
            save_crew_member(
                station=station, operator=operator, role=role, name_ar="عينة", name_latin="SPECIMEN", pin=PIN, at=now()
            )

    @property
    def station(self) -> UUID:
        return stations.station_by_code(CODE).id


@pytest.fixture
def field(transactional_db: None, live_server: Any, tmp_path: Path) -> Iterator[Field]:
    made = Field(live_server.url, tmp_path)
    try:
        yield made
    finally:
        for machine in made.machines:
            machine.stop()


@pytest.fixture
def own_rules(settings: Any, tmp_path: Path) -> str:
    """The authority's own country pack, in which a fishing permit is one more table."""
    shipped = (files("bitaqa.foundation.rules.country") / "ma.toml").read_text(encoding="utf-8")
    head, rest = shipped.split("\n[routing]", 1)
    own = tmp_path / "own.toml"
    own.write_text(f"{head}\n{ADDED}\n[routing]{rest}", encoding="utf-8")
    settings.BITAQA_COUNTRY_PACK = str(own)
    return str(own)


@pytest.fixture
def own_field(transactional_db: None, live_server: Any, tmp_path: Path, own_rules: str) -> Iterator[Field]:
    made = Field(live_server.url, tmp_path, types=("cnie", "fishing-permit"), pack=own_rules)
    try:
        yield made
    finally:
        for machine in made.machines:
            machine.stop()


def adults(count: int) -> list[SpecimenPerson]:
    from bitaqa.foundation.specimens.devices import finger_exceptions

    found = (who for who in people(7, 500) if who.group is AgeGroup.ADULT and not finger_exceptions(who))
    return [next(found) for _ in range(count)]


@transaction.atomic
def holder(who: SpecimenPerson) -> UUID:
    id_ = new_id()
    identity = Identity.model_validate({**who.identity_map("el-borouj"), "civil_status_number": "12/1970"})
    persons.create_persons([persons.NewPerson(identity, "WB123456", id_)], by=BY, at=now(), act=new_id())
    card = documents.DocumentValue(
        id=new_id(), number="SP1000001", person=id_, application=None, document_type="cnie", type_version="cnie-1",
        issued_on=date(2016, 1, 1), expires_on=date(2026, 1, 1), state=DocumentState.EXPIRED,
    )  # fmt: skip
    documents.add_documents([card], by=BY, at=now(), act=new_id(), event="document.imported")
    return id_


def test_a_dead_disk_ends_a_chain_with_a_declared_loss_and_its_successor_goes_on(field: Field) -> None:
    [first, second, third, fourth, renewed] = adults(5)
    known = holder(renewed)
    one = field.machine()
    with crew(one, "op.amina", PIN) as op:
        sent = op.seal(op.enrol(first.identity_map("el-borouj"), visit=field.visit, seed="1"))
        assert op.ask("POST", "sync")["sent"] == 1
        run_until_still(["intake"])

        # The centre was heard a moment ago: the card that is scanned is looked up by itself, over the same line.
        begun = op.form(
            "/enrolment/new/renewal/",
            {"card": "SP1000001", "ground": "expiry", "document_type": "cnie", "visit": field.visit,
             "priority": "none", "token": str(new_id())},
        )  # fmt: skip
        kept = op.ask("GET", f"drafts/{begun.headers['location'].split('/')[2]}")["kept"]
        assert kept["identity"]["names"]["latin_from"] == "register"
        assert kept["identity"]["civil_status_number"] == "12/1970"
        [look] = [each for each in entries(subject=known) if each.event == "person.looked_at"]
        assert (look.actor, look.because) == (f"station:{field.station}/op.amina", "renewal")

        unsent = [
            op.seal(op.enrol(who.identity_map("el-borouj"), visit=field.visit, seed=str(number)))
            for number, who in ((2, second), (3, third))
        ]
    assert [each["sequence"] for each in (sent, *unsent)] == [1, 2, 3]
    disk = field.folder / "disk"
    disk.mkdir()
    one.manage("sync", "--export", str(disk))
    one.kill()

    # Of two packets on the disk one can be read: what came later shows that one is missing.
    [late, read] = [f"{CODE}-1-{number}.btq" for number in (2, 3)]
    assert [taken.refused for taken in take_files([(read, (disk / read).read_bytes())], brought_by="worker:disk")] == [
        None
    ]
    run_until_still(["intake"])
    coordinator = browser_of(account("coord", "coordinator"), "en")
    assert "1 packet missing" in text_of(coordinator.get(f"/planning/stations/{CODE}/"))

    two = field.machine(because="disk_failed")
    place = stations.get_station(field.station)
    assert place.epoch == 2 and stations.get_epoch(place.id, 1).closed_at is not None
    [verifier] = verifiers("centre").values()
    closes = read_genesis(stations.get_epoch(place.id, 2).genesis, verifier=verifier).closes
    assert closes is not None
    assert (closes.last_accepted, closes.lost, closes.unsent_possible, closes.because) == (
        3, ((2, 2),), True, "disk_failed",
    )  # fmt: skip
    [told] = [each for each in entries(subject=place.id) if each.event == "station.loss_declared"]
    assert (told.facts["epoch"], told.facts["last_accepted"], told.facts["lost"]) == (1, 3, 1)

    with crew(two, "op.amina", PIN) as op:
        again = op.seal(op.enrol(fourth.identity_map("el-borouj"), visit=field.visit, seed="4"))
        assert again["sequence"] == 1 and op.ask("POST", "sync")["sent"] == 1
        run_until_still(["intake"])
        assert op.ask("POST", "sync")["accepted"] == 1
    arrived = {UUID(each["application"]) for each in (sent, unsent[1], again)}
    assert applications_by_id(arrived).keys() == arrived
    assert sorted(Packet.objects.filter(state="accepted").values_list("epoch", "sequence")) == [(1, 1), (1, 3), (2, 1)]

    # The unreadable packet turns up after all: kept whole, and only a person lets it in.
    take_files([(late, (disk / late).read_bytes())], brought_by="worker:disk")
    run_until_still(["intake"])
    found = Packet.objects.get(epoch=1, sequence=2)
    assert (found.state, found.reason_code) == ("quarantined", "intake.epoch_closed")
    assert not applications_by_id([UUID(unsent[0]["application"])])
    release_packet(packet=found.id, by=account("coord", "coordinator"), at=now())
    run_until_still(["intake"])
    assert applications_by_id([UUID(unsent[0]["application"])])

    # The old machine wakes up again: it may still hand in what it holds, and begins nothing.
    one.start()
    with crew(one, "op.amina", PIN) as op:
        heard = op.ask("POST", "sync")
        assert heard["trouble"] == "" or heard["sent"] >= 0
    assert sorted(Packet.objects.values_list("epoch", "sequence")) == [(1, 1), (1, 2), (1, 3), (2, 1)]


def test_a_third_kind_of_document_is_enrolled_on_the_screens_and_ends_as_a_certificate(own_field: Field) -> None:
    [who] = adults(1)
    known = holder(who)
    station = own_field.machine()
    with crew(station, "op.amina", PIN) as op:
        asking = op.http.get("/enrolment/new/first/").text
        assert "رخصة صيد" in asking and 'name="national_number"' in asking, "a permit is for people it knows"
        begun = op.form(
            "/enrolment/new/first/",
            {"document_type": "fishing-permit", "ground": "none", "visit": own_field.visit, "priority": "none",
             "national_number": "wb 123456", "token": str(new_id())},
        )  # fmt: skip
        assert begun.status_code == 302, begun.text
        at = f"/enrolment/{begun.headers['location'].split('/')[2]}"
        born = [*str(who.birth).split("-"), "", ""]
        for step, data in (
            ("who", {
                "given_ar": who.given[0], "given_latin": who.given[1], "family_ar": who.family[0],
                "family_latin": who.family[1], "latin_from": "civil_status", "birth_year": born[0],
                "birth_month": born[1].lstrip("0"), "birth_day": born[2], "sex": who.sex,
                "birth_place_ar": who.birth_place[0], "birth_place_latin": who.birth_place[1], "nationality": "MAR",
                "place": "el-borouj", "line_ar": who.douar[0], "line_latin": who.douar[1],
            }),
            ("papers/old_card", {"old_card-number": "SP1000001", "simulated": "1"}),
            ("portrait", {"simulated": "1"}),
            ("signature", {"simulated": "1"}),
            ("fee", {"stamp_number": "T-1"}),
            ("notice", {"language": "ar", "read_aloud": "on"}),
            ("confirm", {"on": "second_view"}),
            ("seal", {}),
        ):  # fmt: skip
            answer = op.form(f"{at}/{step}/", data)
            assert answer.status_code == 302, (step, answer.text)
        assert op.ask("POST", "sync")["sent"] == 1
    run_until_still(["intake", "fingers", "screening", "order", "certificate"])
    [file] = applications_by_id([UUID(at.split("/")[2])]).values()
    assert (file.document_type, file.state.value, file.person) == ("fishing-permit", "fulfilled", known)
    assert file.body["fee"] == {"rule": "fishing", "centimes": 2500, "currency": "MAD", "stamp_number": "T-1"}
    assert file.body["fingers"] == [], "none are taken for it, by rule"
    [permit] = documents.documents_of_applications([file.id])[file.id]
    said = checked(Certificate.objects.get(pk=permit.id).token, today=permit.issued_on)
    assert said.valid and said.facts["certificate"] == "fishing-permit"
