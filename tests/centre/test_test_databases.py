"""The ground other tests stand on: the restricted role, rollback, and copies in which commits are real."""

from __future__ import annotations

import psycopg
import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import ProgrammingError, connection, transaction


def _add() -> None:
    ContentType.objects.create(app_label="ground", model="trial")


def _count() -> int:
    return ContentType.objects.filter(app_label="ground").count()


@pytest.mark.parametrize("time", [1, 2])
def test_a_rolled_back_test_leaves_nothing(db: None, time: int) -> None:
    assert _count() == 0
    _add()
    assert _count() == 1


@pytest.mark.parametrize("time", [1, 2])
def test_a_committing_test_has_a_copy_of_its_own(committed_db: dict[str, str], time: int) -> None:
    assert not connection.in_atomic_block
    assert _count() == 0
    _add()
    dsn = "host={BITAQA_DB_HOST} port={BITAQA_DB_PORT} dbname={BITAQA_DB_NAME} user={BITAQA_DB_USER}"
    with psycopg.connect(dsn.format(**committed_db)) as other:
        assert other.execute("SELECT count(*) FROM django_content_type WHERE app_label = 'ground'").fetchone() == (1,)


def test_tests_connect_as_the_restricted_role(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("bitaqa_app",)
        for refused in ("CREATE TABLE mine (id int)", "TRUNCATE django_content_type", "DROP TABLE django_session"):
            with pytest.raises(ProgrammingError), transaction.atomic():
                cursor.execute(refused)


def test_the_owner_is_at_hand_for_looking_underneath(owner_connection: psycopg.Connection[tuple[str]]) -> None:
    assert owner_connection.execute("SELECT current_user").fetchone() == ("bitaqa_owner",)
