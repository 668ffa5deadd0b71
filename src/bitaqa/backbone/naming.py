"""What people call the things that steps move and stations do: a receipt number, a station's code, never a row's id.

The rooms that know the names stand above this one: the centre binds one function per kind of subject when it starts.
Refuses nothing: a subject without a name is shown by the end of its id, to tell it from its neighbour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

NamesOf = Callable[[Iterable[UUID]], Mapping[UUID, str]]
_BOUND: dict[str, NamesOf] = {}
Called = Callable[[str], Iterable[UUID]]
_CALLED: list[Called] = []


def bind_names(names: Mapping[str, NamesOf]) -> None:
    """`names`: by kind of subject, ids to what people call them; ids it does not know are left out."""
    _BOUND.update(names)


def names_of(kind: str, subjects: Iterable[UUID]) -> Mapping[UUID, str]:
    """A name for every subject; one call of the bound function for all of them."""
    ids = list(subjects)
    bound = _BOUND.get(kind)
    found = bound(ids) if bound and ids else {}
    return {subject: found.get(subject) or f"…{str(subject)[-8:]}" for subject in ids}


def bind_called(called: Iterable[Called]) -> None:
    """`called`: each gives the subjects that people call by a text someone typed; none when it is no such name."""
    _CALLED[:] = called


def subjects_called(text: str) -> set[UUID]:
    """What bears this receipt, card or national number, or whatever else the rooms above know by it."""
    return {subject for called in _CALLED for subject in called(text)}
