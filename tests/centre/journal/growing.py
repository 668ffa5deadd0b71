"""A journal that grows: entries are committed, then given their leaves."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from bitaqa.backbone.journal import door as journal
from bitaqa.backbone.journal.jobs import sequence

Told = Callable[..., journal.Entry]


def write(*entries: journal.Entry) -> None:
    with transaction.atomic():
        journal.record(entries)


def grown(told: Told, *sizes: int) -> None:
    for size in sizes:
        write(*(told(personal={"name": "SPECIMEN"}, facts={"n": n}) for n in range(size)))
        sequence()
