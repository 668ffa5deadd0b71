"""What a campaign's plan is made from: one frozen set of tables, checked when it is built.

Indices everywhere: place `0..n-1`; node `0..n+depots-1`, places first, then depots; class of people; vehicle; day.
Times are minutes, distances kilometres, worth is in "points": one ordinary person enrolled and served is worth 1.
Refuses tables of other shapes, negative figures, and a hand-over that is worth more the later it happens: bound and
search both rest on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import FigureNegativeError, ReadyDayError, RewardGrowsError, ShapeWrongError, VehicleHomeError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = 1 << 20
"""A day after every campaign: cards that will not be ready in time."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Instance:
    """All that is known before planning.

    A vehicle is at one node a day. It may go from a node to another when the road takes at most `working_reach`
    minutes, and works there with what is left of its day; to and from a depot it may also drive up to `moving_reach`
    minutes and works that day only with what is left. On a day without duty it stays where it is.
    """

    people: Ints
    """[places, classes] people who may come to be enrolled."""
    enrol_worth: Floats
    """[classes] points for taking an application."""
    hand_over_worth: Floats
    """[classes, days] points for a card in the holder's hand on that day; never grows with the day."""
    ready: Ints
    """[days] first day on which cards of people enrolled on that day can be handed over (`NEVER`: not in time)."""
    home: Ints
    """[vehicles] depot node each vehicle starts from and returns to."""
    duty: Floats
    """[vehicles, days] minutes the crew works; 0 on rest days."""
    road_minutes: Floats
    """[nodes, nodes]; infinite where no road is."""
    road_km: Floats
    """[nodes, nodes]"""
    attendance: Floats
    """[places, days] share of a crew's minutes in which people come: 0 on a holiday, less on a Friday."""
    cut: Flags
    """[places, days] no vehicle may arrive, and one that is there cannot work."""
    floor: Ints
    """[places] people who should be enrolled at least, wherever that is dear (equity)."""
    enrol_minutes: float = 4.5
    hand_over_minutes: float = 1.2
    set_up_minutes: float = 45.0
    working_reach: float = 75.0
    moving_reach: float = 420.0
    km_worth: float = 0.02
    """Points a kilometre costs."""
    floor_worth: float = 0.0
    """Points lost for each person below a place's floor."""

    places: int = field(init=False)
    classes: int = field(init=False)
    days: int = field(init=False)
    vehicles: int = field(init=False)
    nodes: int = field(init=False)

    def __post_init__(self) -> None:
        n, classes = self.people.shape
        vehicles, days = self.duty.shape
        nodes = len(self.road_km)
        for name, value in (
            ("places", n), ("classes", classes), ("days", days), ("vehicles", vehicles), ("nodes", nodes)
        ):  # fmt: skip
            object.__setattr__(self, name, int(value))
        wanted = {
            "enrol_worth": (classes,), "hand_over_worth": (classes, days), "ready": (days,), "home": (vehicles,),
            "road_minutes": (nodes, nodes), "road_km": (nodes, nodes), "attendance": (n, days), "cut": (n, days),
            "floor": (n,),
        }  # fmt: skip
        for name, shape in wanted.items():
            if getattr(self, name).shape != shape:
                raise ShapeWrongError(table=name, found=str(getattr(self, name).shape), wanted=str(shape))
        for each in fields(self):
            table = getattr(self, each.name)
            if isinstance(table, np.ndarray):
                if table.dtype != np.bool_ and not np.all(table >= 0):
                    raise FigureNegativeError(table=each.name)
                table = np.ascontiguousarray(table).view()
                table.setflags(write=False)
                object.__setattr__(self, each.name, table)
        if np.any(np.diff(self.hand_over_worth, axis=1) > 1e-12):
            raise RewardGrowsError()
        for day in range(days):
            if self.ready[day] < day or (day and self.ready[day] < self.ready[day - 1]):
                raise ReadyDayError(day=day)
        for vehicle, node in enumerate(self.home):
            if not n <= node < nodes:
                raise VehicleHomeError(vehicle=vehicle)

    def changed(self, **tables: Any) -> Instance:
        """The same campaign with some tables replaced."""
        return replace(self, **tables)

    def may_go(self) -> Flags:
        """[nodes, nodes] whether a vehicle may be at the second node the day after it was at the first."""
        depot = np.arange(self.nodes) >= self.places
        near = self.road_minutes <= self.working_reach
        far = (self.road_minutes <= self.moving_reach) & (depot[:, None] | depot[None, :])
        return near | far | np.eye(self.nodes, dtype=bool)

    def may_arrive(self, may_go: Flags, vehicle: int, day: int, before: int, here: int) -> bool:
        """Whether the vehicle may be `here` on the day after it was at `before`; `may_go` is `self.may_go()`."""
        if before == here:
            return True
        blocked = here < self.places and bool(self.cut[here, day])
        return bool(may_go[before, here]) and self.duty[vehicle, day] > 0 and not blocked

    def minutes_at(self, vehicle: int, day: int, before: int, here: int) -> float:
        """Minutes in which people are served at node `here` by a vehicle that was at `before` the day before."""
        if here >= self.places or self.cut[here, day]:
            return 0.0
        left = float(self.duty[vehicle, day] * self.attendance[here, day])
        if before != here:
            left -= self.set_up_minutes + float(self.road_minutes[before, here])
        return max(0.0, left)


def open_fields(places: int, days: int) -> dict[str, Any]:
    """Tables of a campaign without holidays, cut roads or floors."""
    return {
        "attendance": np.ones((places, days)),
        "cut": np.zeros((places, days), bool),
        "floor": np.zeros(places, np.int64),
    }


def fits(minutes: float, each: float) -> int:
    """How many whole people of `each` minutes fit; the hair's breadth forgives binary fractions."""
    return max(0, int(minutes / each + 1e-9))


def worth_until(deadlines: list[int], before: list[float], after: list[float], days: int) -> Floats:
    """[classes, days]: `before` points on days before the class's deadline, `after` from then on."""
    day = np.arange(days)
    return np.array(
        [np.where(day < d, high, low) for d, high, low in zip(deadlines, before, after, strict=True)], float
    )


def ready_after(lead: int, days: int) -> Ints:
    """[days]: cards are ready `lead` days after the enrolment."""
    return np.arange(days, dtype=np.int64) + lead
