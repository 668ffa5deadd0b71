"""A long load: the same of each row, a fixed number of round trips, resumed after a kill, nothing doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.clock import now
from bitaqa.backbone.journal.door import count_subjects
from bitaqa.records.persons.door import persons_by_number
from bitaqa.records.persons.imports import loading
from bitaqa.records.persons.imports.loading import load_file, preview_file
from bitaqa.records.persons.models import Person, RegisterImport

from .conftest import make_places, row_of
from .loads import BY, load

pytestmark = pytest.mark.django_db
Write = Callable[..., Path]


def test_a_long_file_says_the_same_of_each_row(place: None, write: Write) -> None:
    """Long batches go by COPY: what is written, read and told is what short ones write, signs and all."""
    from bitaqa.backbone.journal.models import AwaitingLeaf, JournalEntry

    strange = {"father_ar": "ا\\ب", "address_latin_1": 'N\\t 4, "B"', "mother_latin": "\\N"}
    done = load(write([row_of(n, **(strange if n == 7 else {})) for n in range(1, 601)]))
    assert (done.loaded, Person.objects.count()) == (600, 600)
    parents = persons_by_number(["W000007"])["W000007"].identity.parents
    assert (parents.father_ar, parents.mother_latin) == ("ا\\ب", "\\N")
    assert persons_by_number(["W000007"])["W000007"].identity.address.lines_latin == ('N\\t 4, "B"',)
    assert count_subjects(event="card.imported") == {(): 600}
    entry = JournalEntry.objects.filter(event="document.imported").first()
    assert entry is not None and entry.kind == "cnie" and set(entry.facts) == {"person"} and entry.others == []
    assert entry.place == "" and entry.day is None and entry.recorded_at >= entry.acted_at
    assert AwaitingLeaf.objects.count() == JournalEntry.objects.count()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(national_number="W000008").update(national_number="W000007")


def test_a_batch_makes_a_fixed_number_of_round_trips(place: None, write: Write) -> None:
    seen = {}
    for count, start in ((3, 100), (40, 200)):
        path = write([row_of(start + n) for n in range(count)], name=f"{count}.csv")
        found, _ = preview_file(path, name=path.name, dates="iso", by=BY, at=now())
        with CaptureQueriesContext(connection) as queries:
            load_file(path, found, by=BY, at=now())
        seen[count] = len(queries)
    assert seen[3] == seen[40]


def test_a_load_resumes_after_its_checkpoint(place: None, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCH", 4)
    path = write([row_of(n) for n in range(1, 11)] + [row_of(99, document_number="SP0000002")])
    found, _ = preview_file(path, name=path.name, dates="iso", by=BY, at=now())

    def stop(done: int, total: int) -> None:
        if done == 8:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_file(path, found, by=BY, at=now(), progress=stop)
    found.refresh_from_db()
    assert (found.state, found.next_row, found.loaded, Person.objects.count()) == ("loading", 9, 8, 8)
    done = load_file(path, found, by=BY, at=now())
    assert (done.loaded, done.known, done.aside, done.state) == (10, 0, 1, "done")  # row 2 is remembered
    assert count_subjects(event="person.imported") == {(): 10}


KILLED = """
import os, signal, sys
import django; django.setup()
from pathlib import Path
from bitaqa.backbone.clock import now
from bitaqa.records.persons.imports import loading
loading.BATCH = 50
path = Path(sys.argv[1])
found, _ = loading.preview_file(path, name="k", dates="iso", by="worker:import-register", at=now())
enter, batches = loading._enter, []
def die(*given, **more):
    enter(*given, **more)
    batches.append(1)
    if len(batches) == 3:
        os.kill(os.getpid(), signal.SIGKILL)  # in the middle of a transaction
loading._enter = die
loading.load_file(path, found, by="worker:import-register", at=now())
"""


def test_a_killed_load_loses_and_doubles_nothing(
    committed_db: dict[str, str], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_places()
    path = write([row_of(n) for n in range(1, 301)])
    environment = {**os.environ, **committed_db, "DJANGO_SETTINGS_MODULE": "bitaqa.centre.settings"}
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)], env=environment, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    found = RegisterImport.objects.get()
    assert (found.state, found.loaded, Person.objects.count()) == ("loading", 100, 100)
    monkeypatch.setattr(loading, "BATCH", 70)  # another batch size cuts across the checkpoint
    done = load(path)
    assert (done.loaded + done.known, done.aside, done.state, Person.objects.count()) == (300, 0, "done", 300)
    assert count_subjects(event="card.imported") == {(): 300}


def test_the_database_knows_that_a_finished_import_adds_up(place: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterImport.objects.create(name="x", sha256="0" * 64, rows=3, loaded=1, state="done", by=BY, at=now())
