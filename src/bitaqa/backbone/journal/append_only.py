"""Migration operation that makes a table append-only, twice: by trigger for everyone, by rights for the program.

`AppendOnly("journal_entry")` refuses UPDATE, DELETE and TRUNCATE to all roles, the owner included (who would have to
disable the trigger, and the Merkle tree would then name the row), and takes those rights from `bitaqa_app`. A
cluster without that role gets the trigger alone.
"""

from __future__ import annotations

from django.db import migrations

APP_ROLE = "bitaqa_app"

_FORWARD = """
CREATE OR REPLACE FUNCTION bitaqa_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table %% is append-only: %% refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
  FOR EACH STATEMENT EXECUTE FUNCTION bitaqa_refuse_change();
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role};
  END IF;
END $$;
"""
_BACK = "DROP TRIGGER {table}_append_only ON {table};"


class AppendOnly(migrations.RunSQL):
    """From this migration on, rows of `table` are only ever added."""

    def __init__(self, table: str) -> None:
        if not table.isidentifier():
            raise ValueError(f"not a table name: {table!r}")
        super().__init__(
            sql=_FORWARD.replace("%%", "%").format(table=table, role=APP_ROLE), reverse_sql=_BACK.format(table=table)
        )
        self.table = table

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        return type(self).__name__, [self.table], {}

    def describe(self) -> str:
        return f"Make {self.table} append-only"
