"""Rows set aside, in words, and as a file that a person corrects and loads again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext

from bitaqa.foundation.kernel.errors import ERRORS

from ..import_models import ImportProblem, RegisterImport
from .files import write_rows


def in_words(reasons: list[dict[str, Any]]) -> str:
    """All the reasons of a row, in the reader's language."""
    return " ".join(gettext(ERRORS[reason["code"]].sentence) % reason["facts"] for reason in reasons)


def problems_csv(register_import: RegisterImport) -> Iterator[str]:
    """The rows with their reasons, line by line."""
    rows = ImportProblem.objects.filter(register_import=register_import).order_by("row")
    return write_rows((each.row, each.values, in_words(each.reasons)) for each in rows.iterator(chunk_size=2000))
