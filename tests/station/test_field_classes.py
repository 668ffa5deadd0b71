"""Every field of every station table says how sensitive it is, and no declaration outlives its field."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from bitaqa.foundation.rules.fields import OPEN, FieldClass

TABLES = [model for model in apps.get_models() if model.__module__.startswith("bitaqa.station.")]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_field_of_a_station_table_is_declared(table: type[models.Model]) -> None:
    declared: dict[str, FieldClass] = table.FIELD_CLASSES  # type: ignore[attr-defined]
    assert declared.keys() == {field.name for field in (*table._meta.fields, *table._meta.many_to_many)}
    assert all(isinstance(sensitive, FieldClass) for sensitive in declared.values())


def test_what_names_someone_is_not_declared_open() -> None:
    named = {
        f"{table.__name__}.{name}"
        for table in TABLES
        for name, sensitive in table.FIELD_CLASSES.items()  # type: ignore[attr-defined]
        if sensitive is OPEN
        and name in {"identity", "representative", "collector_number", "collector_names", "holder_ar",
                     "holder_latin", "portrait", "fingers", "captures", "file_key", "pin_hash"}
    }  # fmt: skip
    assert TABLES and named == set()
