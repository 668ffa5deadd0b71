"""The table of `bench-screening`: who reached people, by trick and by age, and what honest files cost them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bitaqa.foundation.matching.measuring.rates import share_of
from bitaqa.foundation.matching.measuring.table import Figures
from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState

from ..staffing import YEARLY, adjudicators_needed
from .running import Became, Measured
from .seeding import AGE_BANDS, Trick, age_band

SUPPOSED_SECONDS = (60, 180, 600)
"""Where no deployment has measured its own: a glance, a careful look, a case with papers to read."""


def figures_of(measured: Measured, *, register: int, seconds: float = 0) -> Figures:
    figures = Figures(f"screening: a seeded register of {register} people, honest files, people who come again")
    caught = measured.seeded
    _share(figures, "seeded duplicates at the bench, with the right person", _reached(measured, caught), len(caught))
    for trick in Trick:
        these = [each for each in caught if each.coming.trick is trick]
        _share(figures, f"… {trick.value.replace('_', ' ')}", _reached(measured, these), len(these))
    for name, _low, _high in AGE_BANDS:
        these = [each for each in caught if age_band(each.coming.who.age) == name]
        _share(figures, f"… aged {name}", _reached(measured, these), len(these))
    figures.add("wrong merges", measured.wrong_merges, "", len(measured.honest) + len(caught))
    honest = measured.honest
    cases = [each for each in honest if each.at_the_bench]
    _per_thousand(figures, "honest files at the bench", cases, honest)
    for kind in ApplicationKind:
        of_kind = [each for each in honest if each.coming.kind is kind]
        _per_thousand(figures, f"… {kind.value}", [e for e in of_kind if e.at_the_bench], of_kind)
    for name, _low, _high in AGE_BANDS:
        of_age = [each for each in honest if age_band(each.coming.who.age) == name]
        _per_thousand(figures, f"… honest, aged {name}", [e for e in of_age if e.at_the_bench], of_age)
    for reason in sorted({reason for each in cases for reason in each.reasons}):
        _per_thousand(
            figures, f"… because {reason.replace('_', ' ')}", [e for e in cases if reason in e.reasons], honest
        )
    cleared = sum(each.state is ApplicationState.APPROVED for each in honest)
    _share(figures, "honest files cleared without anybody", cleared, len(honest))
    rate = len(cases) / max(1, len(honest))
    for each in [seconds] if seconds else SUPPOSED_SECONDS:
        what = "measured" if seconds else "supposed"
        needed = adjudicators_needed(rate, each, seconded=_seconded(caught + honest))
        figures.add(f"adjudicators for {YEARLY} files a year, {each:g} s a case ({what})", needed, "people", len(cases))
    figures.add("processor time of one file, arrival to outcome", 1e3 * measured.seconds_a_file, "ms", len(honest))
    return figures


def _reached(measured: Measured, these: Iterable[Became]) -> int:
    missed = {id(each) for each in measured.missed}
    return sum(id(each) not in missed for each in these)


def _seconded(these: Sequence[Became]) -> float:
    """Of the cases, the share that needs a second word when they turn out to be two people."""
    cases = [each for each in these if each.at_the_bench]
    return sum(each.level == "hit" and each.coming.trick is None for each in cases) / max(1, len(cases))


def _share(figures: Figures, name: str, hits: int, trials: int) -> None:
    if trials:
        found = share_of(hits, trials)
        figures.add(name, 100 * found.share, "%", trials, low=100 * found.low, high=100 * found.high)


def _per_thousand(figures: Figures, name: str, hits: Sequence[Became], of: Sequence[Became]) -> None:
    if of:
        found = share_of(len(hits), len(of))
        figures.add(name, 1000 * found.share, "per 1000", len(of), low=1000 * found.low, high=1000 * found.high)
