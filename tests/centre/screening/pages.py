"""Where the pages of a case stand, and what a test reads of its state and of who looked."""

from __future__ import annotations

from django.urls import reverse

from bitaqa.backbone.journal.models import JournalEntry
from bitaqa.records.applications.door import applications_by_id

from .bench import Bench


def page(bench: Bench, name: str = "case") -> str:
    return reverse(f"screening:{name}", args=[bench.case.id])


def state(bench: Bench) -> str:
    return applications_by_id([bench.application])[bench.application].state.value


def looks_of(purpose: str) -> list[JournalEntry]:
    return list(JournalEntry.objects.filter(event="person.looked_at", because=purpose))
