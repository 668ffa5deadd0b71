"""What screens hand to components: frozen values with plain names, no models and no querysets.

Why: both programs draw the same person card from different tables; each screen fills the shape it has facts for and
leaves the rest empty. Components refuse nothing here: an empty fact is simply not drawn.
Texts may be lazy translations. Dates are `date` or `PartialDate`; instants carry their zone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bitaqa.foundation.kernel.partial_dates import PartialDate

Text = Any
"""A `str` or a lazy translation."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation. `count` is what waits behind it; `current` is worked out from the path."""

    label: Text
    href: str
    icon: str = ""
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Who:
    """Who is signed in, in what role, at what place; `sign_out_href` receives a POST."""

    name: str
    role: Text = ""
    place: Text = ""
    sign_out_href: str = ""


@dataclass(frozen=True, slots=True)
class Sync:
    """State of the link: `online`, `offline`, `sending` or `trouble`; `waiting` packets not yet acknowledged."""

    state: str
    waiting: int = 0
    last_at: datetime | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    label: Text
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: Text
    href: str
    current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the enrolment: `state` is `done`, `current`, `error` or `todo`."""

    label: Text
    state: str = "todo"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number people act on. `value` None is drawn as “not counted”, never as zero."""

    label: Text
    value: Any
    unit: Text = ""
    note: Text = ""
    href: str = ""
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a definition list; `kind` is `text`, `latin`, `num`, `day`, `instant` or `partial_date`."""

    label: Text
    value: Any
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One act: `at` when it happened (instant), `title` what, `by` who, `place` where, `detail` why."""

    at: datetime | date
    title: Text
    by: Text = ""
    place: Text = ""
    detail: Text = ""
    tone: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class PersonFace:
    """What a person card shows. Either name may be missing; the family name too."""

    name_ar: str = ""
    name_latin: str = ""
    national_number: str = ""
    born: PartialDate | date | None = None
    birth_place: str = ""
    sex: Text = ""
    photo_url: str = ""
    href: str = ""
    status: str = ""
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentFace:
    """What a document card shows: one issued thing with a number and a life."""

    type_label: Text
    number: str
    holder_ar: str = ""
    holder_latin: str = ""
    issued: date | None = None
    expires: date | None = None
    status: str = ""
    keeper: Text = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of two persons side by side; `same` is worked out unless a rule says otherwise."""

    label: Text
    left: Any
    right: Any
    kind: str = "text"
    agrees: bool | None = None

    @property
    def same(self) -> bool:
        return self.left == self.right if self.agrees is None else self.agrees

    @property
    def unknown(self) -> bool:
        """One side does not give the fact: neither agreement nor difference."""
        return self.agrees is None and (self.left in (None, "")) != (self.right in (None, ""))


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One line of a home page: what it is, how many, since when, where to go."""

    label: Text
    href: str = ""
    count: int | None = None
    detail: Text = ""
    icon: str = ""
    tone: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """The three questions every home answers; `figures` stand above them."""

    waiting: tuple[WorkItem, ...] = ()
    wrong: tuple[WorkItem, ...] = ()
    upcoming: tuple[WorkItem, ...] = ()
    figures: tuple[Figure, ...] = field(default=())
