"""What names a person is taken out of rows that stay: each column by the class its model declares for it.

`open` columns stay, so that counts, states and the account of the acts do not change; every other column is emptied.
Rooms call this for their own tables behind their own door. Refuses: a model that does not declare its fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast, Concat, Replace, Right

from bitaqa.foundation.rules.fields import OPEN, FieldClass


def empty_columns(rows: models.QuerySet[Any], stand_ins: Mapping[str, Any] | None = None) -> int:
    """Empties every column of these rows that is not open; returns how many rows. One round trip.

    `stand_ins` gives what stands where a value must stay readable (a name, a date). A unique column that may not be
    null keeps a word made of the row's own id.
    """
    classes: Mapping[str, FieldClass] = rows.model.FIELD_CLASSES
    given = stand_ins or {}
    changes: dict[str, Any] = {}
    for field in rows.model._meta.concrete_fields:
        if classes[field.name] is OPEN:
            continue
        changes[field.name] = given[field.name] if field.name in given else _nothing(field)
    changes |= {name: value for name, value in given.items() if name not in changes}
    return rows.order_by().update(**changes)


def word_of_row(length: int) -> Concat:
    """A word that only this row has and that says nothing: where a column must stay filled, or unique."""
    bare: Func = Replace(Cast(F("id"), models.TextField()), Value("-"), Value(""))
    return Concat(Value("~"), Right(bare, length - 1))


def _nothing(field: models.Field[Any, Any]) -> Any:
    if field.null:
        return None
    if field.unique:
        return word_of_row(field.max_length or 40)
    if isinstance(field, models.JSONField):
        return field.get_default() if field.has_default() else {}
    if isinstance(field, (models.CharField, models.TextField)):
        return ""
    if isinstance(field, models.BinaryField):
        return b""
    if field.get_internal_type() == "ArrayField":
        return []
    return 0
