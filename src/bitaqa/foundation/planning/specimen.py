"""Seeded specimen campaigns: valleys of places, depots, three classes of people. No place of the real world.

Classes: 0 pupils, whose card must be there before the exam; 1 elderly people and people with special needs; 2 others.
"""

from __future__ import annotations

import numpy as np

from .instance import Instance, open_fields, ready_after, worth_until

CLASSES = ("pupil", "elderly", "other")
ENROL_SHARE, HAND_OVER_SHARE = 0.3, 0.7
WEIGHTS, LATE_WEIGHTS = (3.0, 2.0, 1.0), (1.0, 2.0, 1.0)
SPEED_KM_H, DETOUR = 38.0, 1.45
_VALLEYS, _IN_VALLEYS = 14, 0.75


def specimen_campaign(
    seed: int,
    *,
    places: int = 300,
    vehicles: int = 13,
    days: int = 25,
    depots: int = 6,
    people: int = 50_000,
    lead: int = 6,
    exam_day: int | None = None,
    box_km: tuple[float, float] = (220.0, 160.0),
) -> Instance:
    """The last day on which a pupil's card counts fully is the one before `exam_day` (two thirds of the campaign)."""
    draw = np.random.default_rng(seed)
    wide, high = box_km
    valleys = np.c_[draw.uniform(15, wide - 15, _VALLEYS), draw.uniform(15, high - 15, _VALLEYS)]
    in_valleys = int(places * _IN_VALLEYS)
    which = draw.integers(0, _VALLEYS, in_valleys)
    scattered = np.c_[draw.uniform(0, wide, places - in_valleys), draw.uniform(0, high, places - in_valleys)]
    spots = np.clip(np.vstack([valleys[which] + draw.normal(0, 12, (in_valleys, 2)), scattered]), 0, [wide, high])
    nodes = np.vstack([spots, valleys[draw.choice(_VALLEYS, depots, replace=False)]])
    km = np.hypot(nodes[:, None, 0] - nodes[None, :, 0], nodes[:, None, 1] - nodes[None, :, 1]) * DETOUR
    rough = draw.uniform(0.95, 1.25, km.shape)
    minutes = km / SPEED_KM_H * 60 * (rough + rough.T) / 2
    np.fill_diagonal(minutes, 0)
    weight = draw.lognormal(0, 0.85, places)
    total = np.maximum(15, np.round(weight / weight.sum() * people)).astype(np.int64)
    share = np.c_[draw.beta(2, 10, places), draw.beta(2, 8, places)]
    special = np.round(total[:, None] * share).astype(np.int64)
    special[:, 1] = np.minimum(special[:, 1], total - special[:, 0])
    by_class = np.c_[special, total - special.sum(1)]
    exam = round(days * 0.64) if exam_day is None else exam_day
    weights = np.array(WEIGHTS)
    return Instance(
        people=by_class,
        enrol_worth=ENROL_SHARE * weights,
        hand_over_worth=HAND_OVER_SHARE * worth_until([exam, days, days], list(WEIGHTS), list(LATE_WEIGHTS), days),
        ready=ready_after(lead, days),
        home=places + np.arange(vehicles, dtype=np.int64) % depots,
        duty=np.full((vehicles, days), 540.0),
        road_minutes=minutes,
        road_km=km,
        **open_fields(places, days),
    )
