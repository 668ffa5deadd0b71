"""Roles and databases of the local cluster.

Two roles, as in a real deployment: `bitaqa_owner` owns the schema and runs migrations, `bitaqa_app` is what web
and workers connect as. Default privileges give the latter the four verbs on every table the owner makes;
the journal's migrations take two of them away from it again. `postgres` is used by this module alone.
"""

from __future__ import annotations

import hashlib
import re

import psycopg
from psycopg import sql

from bitaqa.backbone.localpg.errors import UnknownDatabaseNameError

ADMIN = "postgres"
OWNER = "bitaqa_owner"
APP = "bitaqa_app"

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


def short_hash(text: str) -> str:
    """Twelve hexadecimal digits: enough to tell folders apart, short enough for a path."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def answers(dsn: str) -> bool:
    """Whether a server answers a query at `dsn`."""
    try:
        with psycopg.connect(dsn, connect_timeout=5, autocommit=True) as connection:
            connection.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def ensure_roles(admin_dsn: str) -> None:
    """Create the two roles when they are missing."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
        for role in (OWNER, APP):
            if role not in known:
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB").format(_id(role))
                )


def create_database(admin_dsn: str, new_dsn: str, name: str, template: str | None) -> None:
    """Create `name` from `template` (or empty) and give the two roles what is theirs."""
    source = _checked(template) if template else "template0"
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(_id(_checked(name)), _id(OWNER), _id(source))
        )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(_id(name)))
        connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(_id(name), _id(APP)))
    if template:
        return  # schema rights are inside the template and came along
    with psycopg.connect(new_dsn, autocommit=True) as connection:
        connection.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(_id(APP)))
        for right, kind in (("SELECT, INSERT, UPDATE, DELETE", "TABLES"), ("USAGE, SELECT", "SEQUENCES")):
            connection.execute(
                sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT {} ON {} TO {}").format(
                    _id(OWNER), sql.SQL(right), sql.SQL(kind), _id(APP)
                )
            )


def drop_database(admin_dsn: str, name: str) -> None:
    """Drop `name` when it exists; a frozen template is opened first, since PostgreSQL protects it."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        known = connection.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [_checked(name)])
        row = known.fetchone()
        if row is None:
            return
        if row[0]:
            connection.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(_id(name)))
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(_id(name)))


def freeze_as_template(admin_dsn: str, name: str, new_name: str) -> None:
    """Rename `name` and close it to connections: it is only copied from then on."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(_id(_checked(name)), _id(_checked(new_name)))
        )
        connection.execute(
            sql.SQL("ALTER DATABASE {} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false").format(_id(new_name))
        )


def database_names(admin_dsn: str) -> list[str]:
    """Every database but PostgreSQL's own, oldest first."""
    with psycopg.connect(admin_dsn, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname NOT IN ('postgres', 'template0', 'template1') ORDER BY oid"
        ).fetchall()
    return [name for (name,) in rows]


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UnknownDatabaseNameError(name=name)
    return name


def _id(name: str) -> sql.Identifier:
    return sql.Identifier(name)
