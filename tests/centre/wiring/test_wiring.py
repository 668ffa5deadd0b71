"""Every event has a row in the wiring table, or an explicit END; string foreign keys follow the directions."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from bitaqa.backbone.journal.door import END
from bitaqa.centre.wiring import WIRING
from bitaqa.foundation.rules.events import EVENTS
from bitaqa.foundation.rules.fields import FieldClass

ORDER = [
    "ui",
    "backbone",
    "records",
    "journey.planning",
    "journey.intake",
    "journey.screening",
    "journey.production",
    "journey.delivery",
    "services",
]


def rank(module: str) -> int:
    return max(ORDER.index(room) for room in ORDER if module.startswith(f"bitaqa.{room}"))


def test_every_event_has_its_row() -> None:
    assert WIRING.keys() == EVENTS.keys()


def test_rows_name_doors_of_rooms() -> None:
    for event, doors in WIRING.items():
        if doors is END:
            continue
        assert isinstance(doors, list) and doors, event
        assert all(door.__module__.endswith(".door") for door in doors), event


OURS = [m for m in apps.get_models() if m.__module__.startswith("bitaqa.")]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_field_says_how_sensitive_it_is(model: type[models.Model]) -> None:
    fields = {field.name for field in model._meta.get_fields() if field.concrete}
    declared = model.FIELD_CLASSES  # type: ignore[attr-defined]
    assert declared.keys() - {"pk"} == fields  # a composite key is named by its parts
    assert set(declared.values()) <= set(FieldClass)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_go_backwards(model: type[models.Model]) -> None:
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey):
            other = field.related_model
            assert not isinstance(other, str)
            if other.__module__.startswith("bitaqa."):
                assert rank(other.__module__) <= rank(model.__module__)
