"""What the tables of journal and vault declare about themselves."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.migrations.writer import MigrationWriter

from bitaqa.backbone.journal.append_only import AppendOnly
from bitaqa.backbone.journal.dispatch import dispatch
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import FieldClass


@pytest.mark.parametrize("room", ["journal", "vault"])
def test_every_field_has_its_class(room: str) -> None:
    for model in apps.get_app_config(room).get_models():
        fields = {field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete}
        assert set(model.FIELD_CLASSES) == fields, model
        assert all(isinstance(value, FieldClass) for value in model.FIELD_CLASSES.values())


def test_append_only_is_a_migration_operation_like_others() -> None:
    operation = AppendOnly("journal_entry")
    assert operation.describe() == "Make journal_entry append-only"
    text, imports = MigrationWriter.serialize([operation.deconstruct()[1]])
    assert "journal_entry" in text and not imports
    with pytest.raises(ValueError, match="not a table name"):
        AppendOnly("entry; DROP TABLE entry")


def test_an_event_followed_by_nothing_calls_nothing() -> None:
    from bitaqa.backbone.journal import door as journal

    with journal.bound({"application.refused": journal.END}):
        dispatch({"application.refused": [new_id()]})
