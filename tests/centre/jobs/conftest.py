"""A work table of the tests' own, made by the owner in the test's committed database."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, ClassVar

import psycopg
import pytest


@cache
def trial_item() -> type[Any]:
    """Defined late: conftest files load before Django's applications."""
    from bitaqa.backbone.jobs.door import WorkItem

    class TrialItem(WorkItem):
        STEP: ClassVar[str] = "trial"

        class Meta(WorkItem.Meta):
            app_label = "jobs_tests"
            db_table = "jobs_trial_item"

    return TrialItem


@pytest.fixture
def trial_table(committed_db: dict[str, str], owner_connection: psycopg.Connection[Any]) -> type[Any]:
    from django.db import connection

    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        editor.create_model(trial_item())
        statements = [*editor.collected_sql, *map(str, editor.deferred_sql)]
        editor.deferred_sql.clear()
    for statement in statements:
        owner_connection.execute(statement)
    owner_connection.commit()
    return trial_item()


@pytest.fixture(autouse=True)
def _steps_of_the_test() -> Iterator[None]:
    """Steps registered by a test are gone after it, and nothing follows any event."""
    from bitaqa.backbone.jobs import steps
    from bitaqa.backbone.journal import door as journal
    from bitaqa.foundation.rules.events import EVENTS

    known = dict(steps.STEPS)
    with journal.bound(dict.fromkeys(EVENTS, journal.END)):
        yield
    steps.STEPS.clear()
    steps.STEPS.update(known)
    steps.stopping.clear()
