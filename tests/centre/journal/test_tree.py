"""The stored tree: one sequencer, nothing skipped, Commits are real here."""

from __future__ import annotations

import io
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.journal.checkpoints import (
    checkpoint_from_text,
    checkpoint_text,
    find_last_checkpoint,
    get_last_checkpoint,
    lag,
    sign_checkpoint,
)
from bitaqa.backbone.journal.errors import EntryNotFoundError, NoCheckpointError, NoSuchLeafError, TreeNotAtSizeError
from bitaqa.backbone.journal.merkle import EMPTY_ROOT, consistency_holds, inclusion_holds
from bitaqa.backbone.journal.models import AwaitingLeaf, JournalEntry, JournalLeaf
from bitaqa.backbone.journal.tree import (
    SEQUENCER_LOCK,
    consistency_proof,
    inclusion_proof,
    root_at,
    sequence_committed,
)
from bitaqa.backbone.journal.verifying import verify_journal
from bitaqa.backbone.vault.keys import rotate_key
from bitaqa.foundation.kernel.ids import new_id

from .growing import Told, grown, write

pytestmark = pytest.mark.usefixtures("committed_db")


def test_leaves_run_without_a_gap_and_roots_and_proofs_hold(told: Told) -> None:
    assert (journal.position(), root_at(0)) == (-1, EMPTY_ROOT)
    write(*(told() for _ in range(7)))
    assert journal.position() == -1
    assert sequence_committed(limit=3) == 3
    old_root = root_at(3)
    assert [sequence_committed(limit=3), sequence_committed(limit=3), sequence_committed()] == [3, 1, 0]
    assert journal.position() == 6
    assert list(JournalLeaf.objects.order_by("index").values_list("index", flat=True)) == list(range(7))
    assert not AwaitingLeaf.objects.exists()
    assert root_at(3) == old_root  # of the grown tree
    for leaf in JournalLeaf.objects.all():
        proof = inclusion_proof(leaf.entry, size=7)
        assert proof.index == leaf.index
        assert inclusion_holds(leaf=proof.leaf, index=proof.index, size=7, path=proof.path, root=proof.root)
    assert consistency_holds(old=3, new=7, old_root=old_root, new_root=root_at(7), path=consistency_proof(3, 7))
    last = JournalLeaf.objects.get(index=6)
    with pytest.raises(NoSuchLeafError):
        inclusion_proof(last.entry, size=3)
    with pytest.raises(EntryNotFoundError):
        inclusion_proof(new_id(), size=3)
    for call in (lambda: root_at(8), lambda: consistency_proof(0, 7), lambda: consistency_proof(3, 8)):
        with pytest.raises(TreeNotAtSizeError):
            call()


def test_round_trips_do_not_depend_on_the_batch(told: Told) -> None:
    counts = []
    for size in (2, 60):
        write(*(told() for _ in range(size)))
        with CaptureQueriesContext(connection) as queries:
            sequence_committed()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_transactions_that_commit_late_are_never_skipped(told: Told) -> None:
    """The early one has the smaller id and commits last: a high-water mark would lose it."""
    early = told()
    written, may_commit = Event(), Event()

    def slow() -> None:
        try:
            with transaction.atomic():
                journal.record([early])
                written.set()
                assert may_commit.wait(120)
        finally:
            connection.close()

    thread = Thread(target=slow)
    thread.start()
    try:
        assert written.wait(120)
        write(told(), told())
        assert sequence_committed() == 2
        assert sequence_committed() == 0
    finally:
        may_commit.set()
        thread.join()
    assert sequence_committed() == 1
    assert JournalLeaf.objects.get(index=2).entry == journal.entries(subject=early.subject)[0].id
    assert verify_journal().sound


def test_entries_of_an_open_transaction_get_no_leaf(told: Told) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        journal.record([told()])
        sequence_committed()
    assert journal.position() == -1


def test_only_one_sequencer_at_a_time(told: Told, owner_connection: psycopg.Connection[Any]) -> None:
    write(told())
    owner_connection.execute("SELECT pg_advisory_lock(%s)", [SEQUENCER_LOCK])
    assert sequence_committed() == 0
    owner_connection.execute("SELECT pg_advisory_unlock(%s)", [SEQUENCER_LOCK])
    assert sequence_committed() == 1


def test_who_is_patient_waits_for_the_other_sequencer(told: Told, owner_connection: psycopg.Connection[Any]) -> None:
    write(told())
    owner_connection.execute("SELECT pg_advisory_lock(%s)", [SEQUENCER_LOCK])
    found: list[int] = []

    def patient() -> None:
        found.append(sequence_committed(patiently=True))
        connection.close()

    waiting = Thread(target=patient, daemon=True)
    waiting.start()
    while not owner_connection.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").fetchone():
        assert waiting.is_alive() and not found
    owner_connection.execute("SELECT pg_advisory_unlock(%s)", [SEQUENCER_LOCK])
    waiting.join(60)
    assert found == [1]


def test_a_figure_can_be_computed_again_as_at_a_position(told: Told) -> None:
    write(told(), told())
    sequence_committed()
    as_at = journal.position()
    write(told())
    sequence_committed()
    assert journal.count_subjects(event="application.sealed") == {(): 3}
    assert journal.count_subjects(event="application.sealed", position=as_at) == {(): 2}


def test_checkpoints_are_signed_and_report_their_lag(told: Told) -> None:
    assert sign_checkpoint() is None
    assert find_last_checkpoint() is None
    with pytest.raises(NoCheckpointError):
        get_last_checkpoint()
    grown(told, 3)
    write(told(), told())
    sequence_committed(limit=1)
    checkpoint = sign_checkpoint()
    assert checkpoint is not None and checkpoint == get_last_checkpoint()
    assert (checkpoint.size, checkpoint.root, checkpoint.lag) == (4, root_at(4), 1)
    assert checkpoint.lag_seconds >= 0 and lag()[0] == 1
    assert checkpoint.signature_holds()
    assert sign_checkpoint() is None
    text = checkpoint_text(checkpoint)
    assert checkpoint_from_text(text) == checkpoint
    assert not checkpoint_from_text(text.replace(" 4 ", " 5 ", 1)).signature_holds()
    with pytest.raises(ValueError, match="not a checkpoint"):
        checkpoint_from_text(text.replace("bitaqa", "other"))


def test_a_sound_journal_stays_sound_through_erasure_and_a_new_key(told: Told) -> None:
    grown(told, 5, 9, 1)
    with transaction.atomic():
        subject = JournalEntry.objects.order_by("id")[3].subject
        assert journal.erase_personal([subject]) == 1
    rotate_key("signing", "journal", by="worker:keys")
    grown(told, 3)
    result = verify_journal()
    assert result.findings == []
    assert (result.leaves, result.checkpoints) == (19, 4)  # the rotation is an entry too
    assert result.root == root_at(19)


def test_the_command(told: Told, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no signed checkpoint"):
        call_command("journal", "checkpoint")
    write(told(), told())
    out = io.StringIO()
    call_command("journal", "sequence", stdout=out)
    call_command("journal", "verify", stdout=out)
    assert "2 entries joined the tree." in out.getvalue()
    assert "Sound" in out.getvalue()
    bad = tmp_path / "bad.txt"
    bad.write_text("nonsense\n")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("journal", "verify", against=bad)
