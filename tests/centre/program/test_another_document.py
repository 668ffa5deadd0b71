"""A third kind of document is a table in a file: from the packet to the signed certificate without a line of Python."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.planning.packing import issue_field_pack
from bitaqa.journey.planning.provisioning import save_crew_member
from bitaqa.journey.production.models import Certificate
from bitaqa.records.applications.door import applications_by_id
from bitaqa.records.documents import door as documents
from bitaqa.services.certificates.queries import checked
from bitaqa.services.tracking.domain import Phase
from bitaqa.services.tracking.queries import answer

from ..intake.conftest import ACTOR, AT, World, make_world
from ..screening.test_deciding import arrive, known

pytestmark = pytest.mark.django_db
ADDED = """
[[document_type]]
code = "fishing-permit"
version = "fishing-permit-1"
since = 2026-01-01
name_ar = "رخصة صيد"
name_fr = "Permis de pêche"
name_en = "Fishing permit"
carrier = "signed_pdf"
layout = "extract/v1"
mrz_code = ""
kinds = ["first"]
fingers_from_age = 200
own_signature_from_age = 12
mandatory_from_age = 200
adult_age = 18
makes_person = false
collect = ["holder"]
validity = [{ years = 2 }]
fees = [{ rule = "fishing", centimes = 2500 }]
free_grounds = []
papers = [{ kind = "first", needs = ["old_card"] }]
"""


@pytest.fixture
def world(db: None, settings: Any, tmp_path: Path) -> World:
    shipped = (files("bitaqa.foundation.rules.country") / "ma.toml").read_text(encoding="utf-8")
    head, rest = shipped.split("\n[routing]", 1)
    own = tmp_path / "own.toml"
    own.write_text(f"{head}\n{ADDED}\n[routing]{rest}", encoding="utf-8")
    settings.BITAQA_COUNTRY_PACK = str(own)
    return make_world()


def test_a_new_kind_of_document_goes_the_whole_way(world: World) -> None:
    who = person(51, 1)
    holder = known(who)
    asked = arrive(
        world,
        who,
        document_type="fishing-permit",
        claimed={"national_number": who.national_number},
        versions={"rules": "ma-2026.1", "document_type": "fishing-permit-1", "software": "specimen"},
    )
    run_until_still(["fingers", "screening", "order", "certificate"])
    file = applications_by_id([asked])[asked]
    assert (file.state.value, file.person) == ("fulfilled", holder)
    [permit] = documents.documents_of_applications([asked])[asked]
    assert (permit.document_type, permit.type_version) == ("fishing-permit", "fishing-permit-1")
    assert permit.expires_on.year == permit.issued_on.year + 2
    said = checked(Certificate.objects.get(pk=permit.id).token, today=permit.issued_on)
    assert said.valid and said.facts["certificate"] == "fishing-permit"
    told = answer(receipt=file.receipt_number, born=file.birth, today=permit.issued_on)
    assert told is not None and told.phase is Phase.SIGNED


def test_field_packs_name_the_authority_s_own_rules(world: World, settings: Any) -> None:
    from bitaqa.foundation.rules.roles import RoleCode

    station = world.station.head.station
    save_crew_member(
        station=station, operator="head", role=RoleCode.STATION_HEAD, name_ar="ع", name_latin="S", pin="123456", at=AT
    )
    assert issue_field_pack(station=station, by=ACTOR, at=AT).visits == 1
    own = load_country_pack(settings.BITAQA_COUNTRY_PACK)
    assert own.document_type("fishing-permit", AT.date()).names["fr"] == "Permis de pêche"
