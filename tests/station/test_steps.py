"""What each step lacks, in words: bad names, impossible dates, minors, papers, fingers. Nothing typed is lost."""

from __future__ import annotations

from typing import Any

import pytest

from bitaqa.foundation.specimens.people import AgeGroup
from station_env.centre import LATER, VISIT
from station_env.place import Place, adult, someone


def remarks(place: Place, draft: Any, step: str) -> list[str]:
    from bitaqa.station.enrolment.queries import draft_view

    return [r.code for s in draft_view(draft).steps if s.code == step for r in s.remarks]


def typed(place: Place, **changes: Any) -> Any:
    """A draft whose identity has these changes; dotted names go inside."""
    from bitaqa.station.enrolment import drafts

    identity: dict[str, Any] = adult().identity_map("test-douar")
    for path, value in changes.items():
        where: Any = identity
        *parents, last = path.split("__")
        for parent in parents:
            where = where[parent]
        if value is None:
            where.pop(last)
        else:
            where[last] = value
    draft = place.start()
    drafts.save_who(draft=draft, by=place.operator(), at=place.now, identity=identity)
    return draft


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"names__latin__given": "A" * 60}, []),
        ({"names__latin__given": "A" * 61}, ["names.too_long"]),
        ({"names__latin__given": ""}, ["who.no_latin_form"]),
        ({"names__latin": {"given": "", "family": ""}}, ["who.no_latin_form"]),
        ({"names__latin__given": "M'barka"}, []),
        ({"names__latin__given": "Aït-Ali N’Aït"}, []),
        ({"names__arabic__family": ""}, []),
        ({"names__arabic__given": "Fatima"}, ["names.script"]),
        ({"names__arabic__given": "فاطima"}, ["names.mixed_scripts"]),
        ({"names__latin__given": "Fatima2"}, ["names.digit"]),
        ({"names__latin__given": "Fat\u202eima"}, ["names.control_character"]),
        ({"names__arabic__given": ""}, ["names.empty"]),
        ({"birth": "1990-02-30"}, ["kernel.impossible_date"]),
        ({"birth": "31/12/1990"}, ["kernel.impossible_date"]),
        ({"birth": "1948"}, []),
        ({"birth": "2030"}, ["who.born_later"]),
        ({"birth": "1870-05"}, ["who.too_old"]),
        ({"sex": "?"}, ["who.field_not_sound"]),
        ({"sex": None}, ["who.field_missing"]),
        ({"address__place": "nowhere"}, ["who.place_unknown"]),
        ({"birth_place_ar": "", "birth_place_latin": ""}, ["who.no_birth_place"]),
        ({"nickname": "x"}, ["who.field_not_sound"]),
    ],
)
def test_who(place: Place, changes: dict[str, Any], codes: list[str]) -> None:
    draft = typed(place, **changes)
    found = remarks(place, draft, "who")
    if "birth" in changes and changes["birth"] == "2030":
        found = [code for code in found if code != "who.no_representative"]
    assert found == codes


def test_what_was_typed_is_kept_even_when_it_is_wrong(place: Place) -> None:
    from bitaqa.station.enrolment.queries import draft_view

    draft = typed(place, birth="1990-02-30")
    assert draft_view(draft).kept["identity"]["birth"] == "1990-02-30"


@pytest.mark.parametrize(
    "identity", [{"names": {"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}}, {"x": "y" * 500}, {"x": 1.5}]
)
def test_what_no_form_makes_is_refused(place: Place, identity: dict[str, Any]) -> None:
    from bitaqa.station.enrolment import drafts
    from bitaqa.station.enrolment.errors import StepShapeError

    with pytest.raises(StepShapeError):
        drafts.save_who(draft=place.start(), by=place.operator(), at=place.now, identity=identity)


def test_a_suggestion_is_offered_never_filled_in(place: Place) -> None:
    from bitaqa.station.enrolment.queries import draft_view

    draft = typed(place, names__latin__given="", names__arabic__given="محمد")
    (remark,) = [r for s in draft_view(draft).steps if s.code == "who" for r in s.remarks]
    assert "Mohamed" in remark.text and remark.blocking
    assert draft_view(draft).kept["identity"]["names"]["latin"]["given"] == ""


def test_a_minor_needs_a_representative_who_signed(place: Place) -> None:
    from bitaqa.station.enrolment import drafts

    child = someone(AgeGroup.CHILD_12_15)
    draft = place.start()
    by, at = place.operator(), place.now
    drafts.save_who(draft=draft, by=by, at=at, identity=child.identity_map("test-douar"))
    assert remarks(place, draft, "who") == ["who.no_representative"]
    representative = child.representative_map()
    assert representative is not None
    drafts.save_who(draft=draft, by=by, at=at, representative={**representative, "signed": False})
    assert remarks(place, draft, "who") == ["who.representative_not_signed"]
    drafts.save_who(draft=draft, by=by, at=at, representative={**representative, "capacity": "uncle"})
    assert remarks(place, draft, "who") == ["who.field_not_sound"]
    drafts.save_who(draft=draft, by=by, at=at, representative=representative)
    assert remarks(place, draft, "who") == []


def test_fingers_under_twelve_are_refused_by_rule(place: Place) -> None:
    from bitaqa.station.devices.door import simulated_fingers
    from bitaqa.station.enrolment import captures, drafts
    from bitaqa.station.enrolment.errors import FingersNotTakenByRuleError

    child = someone(AgeGroup.CHILD_UNDER_12)
    draft = place.start()
    by, at = place.operator(), place.now
    drafts.save_who(draft=draft, by=by, at=at, identity=child.identity_map("test-douar"))
    with pytest.raises(FingersNotTakenByRuleError):
        captures.keep_fingers(draft=draft, reads=simulated_fingers(child), by=by, at=at)


def test_a_missing_finger_is_remarked_until_it_has_a_reason(place: Place) -> None:
    from bitaqa.station.devices.door import FingerRead, simulated_fingers
    from bitaqa.station.enrolment import captures

    draft = typed(place)
    by, at = place.operator(), place.now
    assert remarks(place, draft, "fingers") == ["fingers.none"]
    nine = [read for read in simulated_fingers(adult()) if read.position != 4]
    captures.keep_fingers(draft=draft, reads=nine, by=by, at=at)
    assert remarks(place, draft, "fingers") == ["fingers.lacking"]
    excused = FingerRead(4, None, 3, None, exception="bandaged")
    captures.keep_fingers(draft=draft, reads=[excused], by=by, at=at)
    assert remarks(place, draft, "fingers") == []


def test_missing_papers_need_a_later_visit(place: Place) -> None:
    from bitaqa.station.enrolment import drafts

    draft = typed(place)
    by, at = place.operator(), place.now
    assert remarks(place, draft, "papers") == ["papers.lacking", "papers.lacking"]
    missing = [{"code": "birth_record"}, {"code": "residence_certificate"}]
    for visit, codes in ((None, ["papers.no_later_visit"]), (VISIT, ["papers.visit_not_later"]), (LATER, [])):
        drafts.save_missing(draft=draft, missing=missing, complete_at=visit, by=by, at=at)
        assert remarks(place, draft, "papers") == codes
    place.bring(draft, adult(), "birth_record")
    assert remarks(place, draft, "papers") == []


def test_a_renewal_names_the_old_card_and_a_duplicate_may_not_know_it(place: Place) -> None:
    from bitaqa.station.enrolment import drafts

    renewal, duplicate = place.start("renewal", "expiry"), place.start("duplicate", "loss")
    assert remarks(place, renewal, "kind") == ["kind.old_card_not_named"]
    assert remarks(place, duplicate, "kind") == ["kind.number_unknown"]
    by, at = place.operator(), place.now
    drafts.save_kind(draft=renewal, claimed={"national_number": "12345"}, by=by, at=at)
    assert remarks(place, renewal, "kind") == ["country.national_number_refused"]
    drafts.save_kind(draft=renewal, claimed={"national_number": "WB123456"}, by=by, at=at)
    assert remarks(place, renewal, "kind") == []


def test_a_renewal_starts_from_the_machine_readable_zone(place: Place) -> None:
    from datetime import date

    from bitaqa.foundation.icao.mrz import build_td1
    from bitaqa.foundation.kernel.partial_dates import PartialDate
    from bitaqa.station.enrolment.old_card import read_old_card

    zone = build_td1(
        document_code="ID", issuing_state="MAR", document_number="SP0000001", birth=PartialDate(1984, 7, 15), sex="F",
        expiry=date(2026, 5, 1), nationality="MAR", family_name="EL AMRANI", given_names="FATIMA",
        optional_1="WB123456",
    )  # fmt: skip
    draft = place.start("renewal", "expiry")
    mrz = zone if isinstance(zone, str) else "\n".join(zone)
    found = read_old_card(draft=draft, mrz=mrz, by=place.operator(), at=place.now)
    assert found["claimed"] == {"document_number": "SP0000001", "national_number": "WB123456", "read_from": "mrz"}
    assert found["identity"]["birth"] == "1984-07-15" and found["identity"]["names"]["latin_from"] == "old_card"
    assert remarks(place, draft, "kind") == []


@pytest.mark.parametrize(
    ("fee", "codes"),
    [
        ({"rule": "stamp-12-and-over", "centimes": 7500, "stamp_number": "9"}, []),
        ({"rule": "stamp-12-and-over", "centimes": 7500}, ["fee.not_paid"]),
        ({"rule": "stamp-under-12", "centimes": 5000, "stamp_number": "9"}, ["fee.other_amount"]),
        ({"rule": "stamp-12-and-over", "centimes": 7500, "waived_by": "test-campaign"}, ["fee.not_waived"]),
    ],
)
def test_the_duty_follows_age_and_programme(place: Place, fee: dict[str, Any], codes: list[str]) -> None:
    from bitaqa.station.enrolment import drafts

    draft = typed(place)
    assert remarks(place, draft, "fee") == ["fee.none"]
    drafts.save_fee(draft=draft, fee=fee, by=place.operator(), at=place.now)
    assert remarks(place, draft, "fee") == codes


def test_someone_who_cannot_sign_has_a_witness(place: Place) -> None:
    from bitaqa.station.enrolment import captures
    from bitaqa.station.enrolment.errors import WitnessMissingError

    draft = place.ready()
    by, at = place.operator(), place.now
    with pytest.raises(WitnessMissingError):
        captures.keep_signature(draft=draft, witness="  ", by=by, at=at)
    captures.keep_signature(draft=draft, witness="Driss", by=by, at=at)
    from bitaqa.station.enrolment import drafts

    drafts.confirm_draft(draft=draft, on="print", by=by, at=at)
    place.seal(draft)
    signature = place.centre.body(place.packets()[0]).signature  # type: ignore[union-attr]
    assert not signature.signed and signature.witness == "Driss"


def test_a_draft_survives_and_is_found_again(committed_place: Place) -> None:
    from django.db import connections

    from bitaqa.station.enrolment.queries import drafts_open
    from bitaqa.station.enrolment.sweeping import sweep_draft_files

    draft = committed_place.ready()
    connections.close_all()
    assert sweep_draft_files() == 0
    (face,) = drafts_open()
    assert face.draft == draft and face.name_ar
    assert committed_place.seal(draft).sequence == 1


def test_crash_leftovers_of_drafts_are_swept(committed_place: Place, home: Any) -> None:
    from bitaqa.station.enrolment.sweeping import sweep_draft_files

    draft = committed_place.ready()
    (home / "drafts" / str(draft) / "portrait.dead").write_bytes(b"x")
    (home / "drafts" / "00000000-0000-8000-8000-000000000000").mkdir()
    assert sweep_draft_files() == 1
    assert not (home / "drafts" / str(draft) / "portrait.dead").exists()
    assert committed_place.seal(draft).sequence == 1
