"""Every pair that the blocks bring together is counted, then weighed: Splink's arithmetic in DuckDB, in this process.

The pairs are counted exactly before anything is weighed, and an audit that would weigh more than it was allowed is
refused (`TooManyPairsError`): a block that grew by itself must not fill a disk at night. Memory and threads are
bounded. Nothing is fetched; Splink's own charts, which would ask another machine for programs, are not used.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from bitaqa.foundation.kernel.errors import BitaqaError

from .describing import COLUMNS, NUMBERS
from .model import BITS, COMPARISONS, LEFT_OUT, WORTH_LOOKING, least_weight, settings

if TYPE_CHECKING:
    import pyarrow

MOST_PAIRS: Final = 50_000_000
MEMORY: Final = "2GB"
"""What DuckDB may hold before it writes to the disk; the process around it comes on top."""


class TooManyPairsError(BitaqaError):
    code = "screening.audit_too_many_pairs"
    sentence = "The audit would compare %(pairs)s pairs, more than the %(most)s it was allowed."
    next_step = "Allow more with --most-pairs, or narrow the blocks."
    status = 422


@dataclass(frozen=True, slots=True)
class Pair:
    """Two entries, the natural log-odds that they are one person, and the level of each comparison."""

    one: str
    other: str
    weight: float
    levels: dict[str, str]


@dataclass(frozen=True, slots=True)
class Audit:
    """`blocked` says how many pairs each block added; `histogram` how many weighed pairs fell into each bin of two."""

    records: int
    blocked: dict[str, int]
    pairs: list[Pair]
    histogram: dict[int, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)


def audited(
    table: pyarrow.Table, *, most_pairs: int = MOST_PAIRS, worth: float = WORTH_LOOKING, threads: int = 2,
    memory: str = MEMORY, folder: str = "", told: Callable[[str], object] = lambda text: None,
) -> Audit:  # fmt: skip
    """`table` has the columns of `describing.COLUMNS`. `folder` is where DuckDB may write what memory does not hold.

    Raises TooManyPairsError before anything is weighed.
    """
    import duckdb
    from splink import Linker, SettingsCreator
    from splink.backends.duckdb import DuckDBAPI

    began = time.perf_counter()
    seconds: dict[str, float] = {}

    def lap(name: str) -> None:
        seconds[name] = time.perf_counter() - began - sum(seconds.values())

    # Nothing is installed or loaded from elsewhere.
    config: dict[str, Any] = {
        "threads": threads, "memory_limit": memory, "preserve_insertion_order": False,
        "autoinstall_known_extensions": False, "autoload_known_extensions": False,
    }  # fmt: skip
    if folder:
        config["temp_directory"] = folder
    with duckdb.connect(":memory:", config=config) as database:
        database.register("given_table", table)
        database.execute("CREATE TABLE person AS SELECT * FROM given_table")
        database.unregister("given_table")
        api = DuckDBAPI(connection=database)
        records = table.num_rows
        lap("reading")
        linker = Linker(
            api.register("person"), SettingsCreator.from_path_or_dict(settings(records=records)), log_level=None
        )
        counted = linker.blocking_analysis.count_comparisons_from_blocking_rules(record_sample_proportion=1.0)
        blocked = _counts(counted)
        lap("counting")
        total = sum(blocked.values())
        told(f"{records} records, {total} pairs to weigh")
        if total > most_pairs:
            raise TooManyPairsError(pairs=total, most=most_pairs)
        floor = least_weight(records, worth=0.0)
        found = linker.inference.predict(threshold_match_weight=floor, warning_mode="never").physical_name
        lap("weighing")
        kept = f"FROM {found} WHERE NOT ({LEFT_OUT})"
        bins = database.execute(
            f"SELECT CAST(floor((match_weight - {floor}) / {2 * BITS}) AS INTEGER) * 2 AS bin, count(*) {kept} "
            "GROUP BY bin ORDER BY bin"
        ).fetchall()
        gammas = ", ".join(f"gamma_{each['output_column_name']}" for each in COMPARISONS)
        rows = database.execute(
            f"SELECT unique_id_l, unique_id_r, (match_weight - {floor}) / {BITS} AS weight, {gammas} {kept} "
            f"AND match_weight >= {floor + worth * BITS} ORDER BY weight DESC, unique_id_l, unique_id_r"
        ).fetchall()
        lap("listing")
    return Audit(records, blocked, [_pair(row) for row in rows], dict(bins), seconds)


def _counts(counted: Sequence[Any]) -> dict[str, int]:
    """What each block adds to those before it."""
    told = [each if isinstance(each, dict) else vars(each) for each in counted]
    return {str(each["blocking_rule"]): int(each["marginal_comparison_count"]) for each in told}


def _pair(row: Sequence[Any]) -> Pair:
    one, other, weight, *gammas = row
    levels = {
        str(each["output_column_name"]): label_of(each, int(gamma))
        for each, gamma in zip(COMPARISONS, gammas, strict=True)
    }
    return Pair(str(one), str(other), float(weight), levels)


def label_of(comparison: dict[str, Any], gamma: int) -> str:
    """Splink numbers levels from the last one, 0, upwards; -1 is unknown."""
    named = [each for each in comparison["comparison_levels"] if not each.get("is_null_level")]
    return "unknown" if gamma < 0 else str(named[len(named) - 1 - gamma]["label_for_charts"])


def level_weights() -> dict[str, list[tuple[str, float]]]:
    """Of each comparison its levels with their weights (natural log-odds): what the chart of weights shows."""
    return {
        str(each["output_column_name"]): [
            (str(level["label_for_charts"]), math.log(level["m_probability"] / level["u_probability"]))
            for level in each["comparison_levels"]
            if not level.get("is_null_level")
        ]
        for each in COMPARISONS
    }


def table_of(rows: Sequence[Sequence[Any]]) -> pyarrow.Table:
    """An Arrow table of described persons."""
    import pyarrow as pa

    types = {name: pa.int32() if name in NUMBERS else pa.string() for name in COLUMNS}
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(COLUMNS)
    return pa.table({name: pa.array(column, types[name]) for name, column in zip(COLUMNS, columns, strict=True)})
