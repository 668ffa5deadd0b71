"""What agreeing, or not, is worth: the Fellegi-Sunter settings of the audit, as Splink reads them. Pure data.

The weights are those of the policy (`screening/weighing.py`), stated here as shares: `m` of pairs of one person, `u` of
pairs of strangers. They are not estimated from the register audited, so that two audits can be compared and nobody's
register teaches the next. Equal names count by their rarity (term frequencies). Two ways of being alike without being
one person are left out as there: siblings (no given name agrees) and a father and son (births a generation apart).
"""

from __future__ import annotations

import math
from typing import Any, Final

from ..weighing import (
    DAY_FOR_MONTH,
    OTHER_BIRTH,
    OTHER_PARENT,
    OTHER_PLACE,
    OTHER_SEX,
    SAME_CIVIL_STATUS,
    SAME_DAY,
    SAME_MONTH,
    SAME_PARENT,
    SAME_PLACE,
    SAME_SEX,
)  # fmt: skip

WORTH_LOOKING: Final = 12.0
"""Natural log-odds from which the policy asks people; a pair weighs no less to come to the bench."""
BITS: Final = 1 / math.log(2)

BLOCKS: Final = (
    "l.day = r.day AND l.family_sk = r.family_sk",
    "l.day = r.day AND l.given_sk = r.given_sk",
    "l.given = r.given AND l.family = r.family AND l.year = r.year",
    "l.civil = r.civil AND l.given_sk = r.given_sk",
    "l.father = r.father AND l.mother = r.mother AND l.given_sk = r.given_sk AND l.place = r.place",
)
"""Who is compared at all: two people of one entry each meet in at least one of these, whatever one slip changed."""


def _level(label: str, condition: str, weight: float, m: float, **more: Any) -> dict[str, Any]:
    """A level whose log-odds is `weight`: `u` follows from `m`."""
    return {
        "sql_condition": condition, "label_for_charts": label, "m_probability": m,
        "u_probability": min(0.999, m / math.exp(weight)), **more,
    }  # fmt: skip


def _unknown(condition: str) -> dict[str, Any]:
    return {"sql_condition": condition, "label_for_charts": "unknown", "is_null_level": True}


def _name(column: str, *, rare: float) -> dict[str, Any]:
    alike = f"jaro_winkler_similarity({column}_lat_l, {column}_lat_r) >= 0.92"
    levels = [
        _unknown(f"{column}_l IS NULL OR {column}_r IS NULL"),
        _level("same", f"{column}_l = {column}_r", rare, 0.62,
               tf_adjustment_column=column, tf_adjustment_weight=1.0, tf_minimum_u_value=1e-6),
        _level("respelled", f"{column}_sk_l = {column}_sk_r", rare - 1.0, 0.28),
        _level("alike", f"{alike} OR jaro_winkler_similarity({column}_l, {column}_r) >= 0.92", rare - 2.5, 0.08),
        _level("another", "ELSE", -6.0, 0.02),
    ]  # fmt: skip
    return {"output_column_name": column, "comparison_levels": levels}


def _text(column: str, same: float, other: float, *, m: float = 0.95) -> dict[str, Any]:
    levels = [
        _unknown(f"{column}_l IS NULL OR {column}_r IS NULL"),
        _level("same", f"{column}_l = {column}_r", same, m),
        _level("another", "ELSE", other, 1 - m),
    ]
    return {"output_column_name": column, "comparison_levels": levels}


def _birth() -> dict[str, Any]:
    crossed = "year_l = year_r AND month_l = dom_r AND dom_l = month_r"
    levels = [
        _unknown("year_l IS NULL OR year_r IS NULL"),
        _level("same day", "day_l = day_r", SAME_DAY, 0.90),
        _level("day for month", crossed, DAY_FOR_MONTH, 0.01),
        _level("same month", "year_l = year_r AND month_l = month_r AND dom_l IS NOT NULL AND dom_r IS NOT NULL",
               SAME_MONTH, 0.02),
        _level("may be one", "year_l = year_r AND (day_l IS NULL OR day_r IS NULL)", 3.5, 0.04),
        _level("year beside", "abs(year_l - year_r) = 1 AND month_l = month_r AND dom_l = dom_r", 3.0, 0.01),
        _level("another", "ELSE", OTHER_BIRTH, 0.02),
    ]  # fmt: skip
    return {"output_column_name": "birth", "comparison_levels": levels}


COMPARISONS: Final = (
    _name("given", rare=4.5),
    _name("family", rare=6.0),
    _birth(),
    _text("sex", SAME_SEX, OTHER_SEX, m=0.99),
    _text("mother", SAME_PARENT, OTHER_PARENT),
    _text("father", SAME_PARENT, OTHER_PARENT),
    _text("place", SAME_PLACE, OTHER_PLACE, m=0.9),
    _text("civil", SAME_CIVIL_STATUS, -0.5, m=0.8),
)
GENERATION: Final = 10
LEFT_OUT: Final = f"gamma_given <= 0 OR abs(year_l - year_r) >= {GENERATION}"
"""Siblings and generations: `weighing.py` holds everything else back for them."""


def settings(*, records: int) -> dict[str, Any]:
    """As `splink.SettingsCreator.from_path_or_dict` reads them. One record in a hundred being double is the prior."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "comparisons": [dict(each) for each in COMPARISONS],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in BLOCKS],
        "probability_two_random_records_match": prior(records),
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": True,
        "additional_columns_to_retain": ["year"],
    }


def prior(records: int) -> float:
    return min(0.5, 0.02 / max(2, records))


def least_weight(records: int, *, worth: float = WORTH_LOOKING) -> float:
    """Splink's match weight (bits, the prior included) at which a pair weighs `worth` without the prior."""
    share = prior(records)
    return worth * BITS + math.log2(share / (1 - share))
