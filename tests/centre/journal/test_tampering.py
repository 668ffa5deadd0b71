"""Whoever owns the database may change it, and is betrayed: by the leaf, or by a checkpoint kept elsewhere."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command

from bitaqa.backbone.journal.checkpoints import (
    get_last_checkpoint,
)
from bitaqa.backbone.journal.models import JournalEntry, JournalLeaf
from bitaqa.backbone.journal.verifying import verify_journal

from .growing import Told, grown, write

pytestmark = pytest.mark.usefixtures("committed_db")


def tamper(owner: psycopg.Connection[Any], table: str, statement: str) -> None:
    """What only the schema's owner could do, and not by accident."""
    owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    assert owner.execute(statement).rowcount > 0
    owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
    owner.commit()


TAMPERING = [
    ("journal_entry", "UPDATE journal_entry SET kind = 'first' WHERE id = %(entry)s", "not what was recorded"),
    ("journal_entry", "UPDATE journal_entry SET acted_at = acted_at + interval '1 microsecond' WHERE id = %(entry)s",
     "not what was recorded"),
    ("journal_entry", "UPDATE journal_entry SET facts = '{\"n\": 7}' WHERE id = %(entry)s", "not what was recorded"),
    ("journal_entry", "UPDATE journal_entry SET personal_digests = '{}' WHERE id = %(entry)s", "not what was recorded"),
    ("journal_entry", "DELETE FROM journal_entry WHERE id = %(entry)s", "the entry is missing"),
    ("journal_personal", "UPDATE journal_personal SET value = 'X' WHERE entry_id = %(entry)s", "personal value “name”"),
    ("journal_leaf", "DELETE FROM journal_leaf WHERE index = 4", "the leaf is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "statement", "words"), TAMPERING)
def test_tampering_with_a_row_names_its_leaf(
    told: Told, owner_connection: psycopg.Connection[Any], table: str, statement: str, words: str
) -> None:
    grown(told, 6, 5)
    entry = JournalLeaf.objects.get(index=4).entry
    tamper(owner_connection, table, statement.replace("%(entry)s", f"'{entry}'"))
    result = verify_journal()
    assert result.first_bad_leaf == 4
    assert words in str(result.findings[0]) or any(words in str(finding) for finding in result.findings)
    with pytest.raises(CommandError, match="the first bad leaf is 4"):
        call_command("journal", "verify", stdout=io.StringIO(), stderr=io.StringIO())


def test_a_changed_stored_hash_is_named(told: Told, owner_connection: psycopg.Connection[Any]) -> None:
    grown(told, 8)
    tamper(owner_connection, "journal_node", "UPDATE journal_node SET hash = '\\x00' WHERE level = 1 AND position = 2")
    (finding,) = verify_journal().findings
    assert "the stored hash of leaves 4 to 5" in str(finding)
    tamper(owner_connection, "journal_node", "DELETE FROM journal_node WHERE level = 1 AND position = 2")
    assert "leaves 4 to 5" in str(verify_journal().findings[0])


def test_a_slipped_in_entry_is_named(told: Told, owner_connection: psycopg.Connection[Any]) -> None:
    grown(told, 3)
    write(told())
    owner_connection.execute("DELETE FROM journal_awaiting_leaf")
    owner_connection.commit()
    (finding,) = verify_journal().findings
    assert "neither in the tree nor waiting" in str(finding)


def test_a_journal_rewritten_whole_is_betrayed_by_its_checkpoints(
    told: Told, owner_connection: psycopg.Connection[Any]
) -> None:
    """The owner changes an entry and recomputes every hash; the signature is out of reach."""
    from bitaqa.backbone.journal.leaf import entry_leaf_hash

    grown(told, 4, 4)
    leaf = JournalLeaf.objects.get(index=5)
    tamper(owner_connection, "journal_entry", f"UPDATE journal_entry SET kind = 'first' WHERE id = '{leaf.entry}'")
    forged = entry_leaf_hash(JournalEntry.objects.get(id=leaf.entry)).hex()
    tamper(owner_connection, "journal_leaf", f"UPDATE journal_leaf SET hash = '\\x{forged}' WHERE index = 5")
    told_findings = [str(finding) for finding in verify_journal().findings]
    assert any("rewritten between leaves 4 and 7" in finding for finding in told_findings)

    checkpoint = get_last_checkpoint()
    new = "ab" * 32
    tamper(owner_connection, "journal_checkpoint", f"UPDATE journal_checkpoint SET root = '\\x{new}' WHERE size = 8")
    told_findings = [str(finding) for finding in verify_journal(against=[checkpoint]).findings]
    assert any("not signed by this journal" in finding for finding in told_findings)
    assert any("rewritten" in finding for finding in told_findings)


def test_a_journal_cut_short_is_betrayed_by_a_checkpoint_kept_elsewhere(
    told: Told, owner_connection: psycopg.Connection[Any], tmp_path: Path
) -> None:
    grown(told, 4, 2)
    out = io.StringIO()
    call_command("journal", "checkpoint", stdout=out)
    kept = tmp_path / "kept.txt"
    kept.write_text(out.getvalue() + "\n")
    for table, column in (("journal_leaf", "index"), ("journal_checkpoint", "size - 1")):
        tamper(owner_connection, table, f"DELETE FROM {table} WHERE {column} >= 4")
    tamper(owner_connection, "journal_node", "DELETE FROM journal_node WHERE (position + 1) << level > 4")
    gone = "NOT EXISTS (SELECT FROM journal_leaf WHERE entry = journal_entry.id)"
    tamper(owner_connection, "journal_entry", f"DELETE FROM journal_entry WHERE {gone}")
    assert verify_journal().sound  # from the inside, nothing shows
    with pytest.raises(CommandError):
        call_command("journal", "verify", against=kept, stdout=io.StringIO(), stderr=(err := io.StringIO()))
    assert "had 6 leaves and now has 4" in err.getvalue()


def test_a_thousand_faults_are_not_all_told(told: Told, owner_connection: psycopg.Connection[Any]) -> None:
    grown(told, 30)
    tamper(owner_connection, "journal_entry", "UPDATE journal_entry SET kind = 'first'")
    assert len(verify_journal(most_findings=5).findings) == 5
