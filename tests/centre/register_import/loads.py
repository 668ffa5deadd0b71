"""A register file previewed and loaded by nobody in particular, and the reasons of its rows set aside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bitaqa.backbone.clock import now
from bitaqa.records.persons.imports.loading import load_file, preview_file
from bitaqa.records.persons.models import ImportProblem, RegisterImport

BY = "user:00000000-0000-7000-8000-000000000001"


def load(path: Path, dates: Any = "iso") -> RegisterImport:
    found, _ = preview_file(path, name=path.name, dates=dates, by=BY, at=now())
    return load_file(path, found, by=BY, at=now())


def codes(path: Path, dates: Any = "iso") -> list[str]:
    """The reasons of the file's rows set aside."""
    load(path, dates)
    return [reason["code"] for each in ImportProblem.objects.order_by("row") for reason in each.reasons]
