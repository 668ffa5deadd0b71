"""Templates in the vault under a key of their own; the index follows the vault; erasing leaves only its proof."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bitaqa.backbone.accounts.door import ProposedByOneselfError
from bitaqa.backbone.jobs.door import run_until_still
from bitaqa.backbone.journal.door import entries
from bitaqa.backbone.vault.door import blob_store
from bitaqa.backbone.vault.errors import BlobDestroyedError
from bitaqa.foundation.matching.engine import HouseEngine
from bitaqa.foundation.specimens.people import person
from bitaqa.journey.planning.due_cards import _captured
from bitaqa.journey.screening.fingers.engines import house_engine, reconcile
from bitaqa.journey.screening.fingers.erasing import erase_person_fingers
from bitaqa.journey.screening.fingers.keeping import templates_of
from bitaqa.journey.screening.models import FingerSet
from bitaqa.records.applications.door import applications_by_id, container_of, fingers_container_of

from ..intake.conftest import AT, make_world
from ..people import account
from .seeded import Seeded, case_of, fingers_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def register(db: None) -> Seeded:
    return Seeded(make_world())


def test_templates_are_sealed_apart_from_the_file_and_still_travel_to_the_hand_over(register: Seeded) -> None:
    file = register.come(person(11, 1))
    apart, whole = fingers_container_of(file), container_of(file)
    assert apart is not None and whole is not None
    assert {name.partition("/")[0] for name in blob_store().read_all(apart)} == {"finger"}
    assert not any(name.startswith("finger/") for name in blob_store().read_all(whole))
    ((portrait, fingers),) = _captured([file], {})
    assert portrait and len(fingers) == 2


def test_a_persons_templates_are_erased_by_two_with_proof(register: Seeded) -> None:
    file = register.come(person(11, 1))
    assert file.person is not None
    one, other = account("admin-a", "administrator"), account("admin-b", "administrator")
    container = fingers_container_of(file)
    assert container is not None and house_engine().references() == {file.id}
    with pytest.raises(ProposedByOneselfError):
        erase_person_fingers(person=file.person, by=one, witness=one, at=AT, because="asked")
    done = erase_person_fingers(person=file.person, by=one, witness=other, at=AT, because="asked")
    assert done == [file.id]
    with pytest.raises(BlobDestroyedError):
        blob_store().read_all(container)
    assert blob_store().read_all(container_of(file))["portrait"]  # type: ignore[arg-type]
    assert _captured([applications_by_id([file.id])[file.id]], {})[0][1] == {}
    run_until_still(["fingers-erasure"])
    assert house_engine().references() == set()
    told = {entry.event: entry for entry in entries(subject=file.id)}
    assert told["application.fingers_erased"].facts["witness"].startswith("user:")
    assert told["application.fingers_forgotten"].facts["engine"] == "house"
    assert erase_person_fingers(person=file.person, by=one, witness=other, at=AT, because="asked") == []


def test_the_end_of_keeping_ends_templates_too(register: Seeded) -> None:
    from bitaqa.journey.screening import door

    register.come(person(11, 1))
    again = register.come(person(11, 2), fingers=fingers_of(person(11, 1).body, take=2))
    case = case_of(again)
    assert case.evidence
    door.erase_files([again.id], by="worker:test", at=AT, because="retention_ended")
    case.refresh_from_db()
    assert case.evidence == {} and templates_of([again.id]) == {}


def test_an_index_that_is_lost_or_damaged_is_built_again_from_the_vault(register: Seeded, settings: Any) -> None:
    home = Path(settings.BITAQA_HOME) / "fingers"
    files = [register.come(person(11, n)) for n in (1, 2)]
    ids = {file.id for file in files}
    shutil.rmtree(home)
    lost = HouseEngine(home)
    assert reconcile(lost) == (2, 0) and lost.references() == ids
    segment = next(path for path in (home / "shard-00").iterdir() if path.name.startswith("segment-"))
    segment.unlink()
    damaged = HouseEngine(home)
    assert damaged.references() == set() and (home / "damaged-1").exists()
    assert reconcile(damaged) == (2, 0)


def test_what_a_crash_left_between_the_index_and_the_commit_is_mended(register: Seeded, settings: Any) -> None:
    """The index is written first: an entry nobody refers to is erased, one that was never written is inserted."""
    file = register.come(person(11, 1))
    engine = HouseEngine(Path(settings.BITAQA_HOME) / "fingers")
    FingerSet.objects.all().delete()
    assert reconcile(engine) == (0, 1) and engine.references() == set()
    FingerSet.objects.create(application=file.id, container=fingers_container_of(file), kept_at=AT)
    assert reconcile(engine) == (1, 0) and engine.references() == {UUID(str(file.id))}
