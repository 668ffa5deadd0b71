from django.db import migrations

from bitaqa.backbone.journal.append_only import APP_ROLE, AppendOnly

# A personal value is erased by deleting its row, and is never rewritten.
PERSONAL_IS_NOT_REWRITTEN = f"""
CREATE TRIGGER journal_personal_not_rewritten BEFORE UPDATE OR TRUNCATE ON journal_personal
  FOR EACH STATEMENT EXECUTE FUNCTION bitaqa_refuse_change();
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{APP_ROLE}') THEN
    REVOKE UPDATE, TRUNCATE ON journal_personal FROM {APP_ROLE};
  END IF;
END $$;
"""  # noqa: S608 - the role's name is a constant of this program


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_entries")]

    operations = [
        AppendOnly("journal_entry"),
        AppendOnly("journal_leaf"),
        AppendOnly("journal_node"),
        AppendOnly("journal_checkpoint"),
        migrations.RunSQL(PERSONAL_IS_NOT_REWRITTEN, "DROP TRIGGER journal_personal_not_rewritten ON journal_personal"),
    ]
