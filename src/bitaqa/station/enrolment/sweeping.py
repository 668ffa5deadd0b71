"""At start: files of drafts that are sealed, abandoned or gone are removed (a crash came before their removal)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.db import transaction

from bitaqa.foundation.rules.applications import ApplicationState
from bitaqa.station.durable import remove_files

from .models import CaptureAgain, Draft
from .reading import Held


@transaction.atomic
def sweep_draft_files() -> int:
    """How many folders were removed; also files that no row names any more inside open drafts."""
    drafts = Draft.objects.filter(state=ApplicationState.DRAFT.value)
    return _swept("drafts", drafts) + _swept("captures-again", CaptureAgain.objects.all())


def _swept(name: str, kept: Iterable[Held]) -> int:
    folder = Path(settings.BITAQA_HOME) / name
    if not folder.is_dir():
        return 0
    rows = {str(row.id): row for row in kept}
    removed = 0
    for found in folder.iterdir():
        row = rows.get(found.name)
        if row is None:
            remove_files(found)
            removed += 1
            continue
        named = {row.portrait.get("file"), row.fingers.get("file")}
        if isinstance(row, Draft):
            named |= {row.signature.get("file"), *(paper.get("file") for paper in row.papers.values())}
        for file in found.iterdir():
            if file.name not in named:
                file.unlink()
    return removed
