"""The station's journal is append-only: triggers refuse changes and removals, whatever the program does."""

from django.db import migrations

TRIGGERS = """
CREATE TRIGGER station_journal_no_update BEFORE UPDATE ON station_journal_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER station_journal_no_delete BEFORE DELETE ON station_journal_entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
"""


class Migration(migrations.Migration):
    dependencies = [("station_desk", "0001_initial")]
    operations = [
        migrations.RunSQL(
            sql=[statement + "END;" for statement in TRIGGERS.split("END;")[:-1]],
            reverse_sql=[
                "DROP TRIGGER station_journal_no_update",
                "DROP TRIGGER station_journal_no_delete",
            ],
        )
    ]
