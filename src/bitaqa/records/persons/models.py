"""Persons. Search keys are computed in Python and stored; the national number is an attribute, never a key."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.foundation.rules.fields import OPEN, PERSONAL, FieldClass


class Person(models.Model):
    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {
        **dict.fromkeys(["id", "origin", "created_at", "merged_into", "died_reported_at", "erased_at"], OPEN),
        **dict.fromkeys(
            [
                "national_number",
                "identity",
                "name_ar",
                "name_latin",
                "arabic_key",
                "latin_key",
                "name_keys",
                "birth_keys",
                "birth",
                "birth_year",
                "sex",
                "died_on",
            ],
            PERSONAL,
        ),
    }

    id = models.UUIDField(primary_key=True, default=new_id)
    national_number = models.CharField(max_length=20, null=True, unique=True)
    identity = models.JSONField()
    name_ar = models.CharField(max_length=250)
    name_latin = models.CharField(max_length=250)
    arabic_key = models.CharField(max_length=250, db_index=True)
    latin_key = models.CharField(max_length=250, db_index=True)
    name_keys = ArrayField(models.IntegerField(), default=list)
    birth_keys = ArrayField(models.IntegerField(), default=list)
    birth = models.CharField(max_length=10)
    birth_year = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=1)
    died_on = models.DateField(null=True)
    died_reported_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="aliases")
    origin = models.CharField(max_length=20, default="application")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "person"
        indexes = [
            models.Index(fields=["birth_year", "arabic_key"], name="person_birth_arabic"),
            # Without fastupdate a search never has to read what an import left unsorted.
            GinIndex(fields=["name_keys"], name="person_name_keys", fastupdate=False),
            GinIndex(fields=["birth_keys"], name="person_birth_keys", fastupdate=False),
        ]

    def __str__(self) -> str:
        return str(self.id)


class NumberRange(models.Model):
    """How far a numbering has come; positions are taken in blocks under a row lock and never used again."""

    FIELD_CLASSES: ClassVar[dict[str, FieldClass]] = {"name": OPEN, "next_position": OPEN}

    name = models.CharField(max_length=40, primary_key=True)
    next_position = models.BigIntegerField(default=0)

    class Meta:
        db_table = "number_range"

    def __str__(self) -> str:
        return self.name


from .import_models import ImportProblem, RegisterImport  # noqa: E402 - one module of models for Django

__all__ = ["ImportProblem", "NumberRange", "Person", "RegisterImport"]
