"""Names in three places: the zone as printed, DG11 as signed for the chip, and the register the order was made from.

Each difference has its own error, so that the officer knows what is wrong: the zone, the chip, both (the names changed
after the card was made). Names in the zone are compared as 9303-3 §4.6 writes them, truncated alike; on the chip word
by word. Refuses nothing else: numbers and dates are compared by `check_cards`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from bitaqa.foundation.icao.details import PersonDetails
from bitaqa.foundation.icao.errors import MrzError
from bitaqa.foundation.icao.mrz import name_line
from bitaqa.foundation.rules.persons import PersonNames
from bitaqa.records.persons import door as persons

from ..chips.loads import kept_details
from ..models import Batch, Order
from ..name_errors import ChipNamesDifferError, NamesChangedError, ZoneNamesDifferError


def check_names(orders: Sequence[Order]) -> None:
    """Raises ZoneNamesDifferError, ChipNamesDifferError, NamesChangedError, each naming the card's place.

    One round trip for the register, one file per batch.
    """
    people = persons.persons_by_id(order.person for order in orders)
    chips = chip_details(orders)
    for order in orders:
        person, place = people.get(order.person), order.page
        if person is None:
            raise ZoneNamesDifferError(page=place)
        names, line = person.identity.names, order.mrz.rpartition("\n")[2]
        zone_holds = line == _line(names.latin.family, names.latin.given)
        chip = chips.get(order.id)
        chip_holds = chip is None or names_agree(chip, names)
        if not zone_holds and chip is not None and not chip_holds and _same(line, chip):
            raise NamesChangedError(page=place)
        if not zone_holds:
            raise ZoneNamesDifferError(page=place)
        if not chip_holds:
            raise ChipNamesDifferError(page=place)


def chip_details(orders: Sequence[Order]) -> Mapping[UUID, PersonDetails]:
    """DG11 of each card, as it was signed; none of a batch whose chips' file is gone."""
    batches: dict[UUID, Batch] = {order.batch.id: order.batch for order in orders if order.batch is not None}
    found: dict[UUID, PersonDetails] = {}
    for batch in batches.values():
        found |= kept_details(batch, {order.id for order in orders if order.batch_id == batch.id})
    return found


def names_agree(chip: PersonDetails, names: PersonNames) -> bool:
    """The chip's names are the register's: Arabic in 5F0E, Latin among the other names."""
    latin = _words(f"{names.latin.family} {names.latin.given}")
    arabic = (_words(names.arabic.family), _words(names.arabic.given))
    return (chip.family_name, chip.given_names) == arabic and chip.other_names == ((latin,) if latin else ())


def _same(line: str, chip: PersonDetails) -> bool:
    """Whether the zone's line is what the chip's Latin name gives, wherever its family name ends."""
    words = " ".join(chip.other_names).split()
    return any(line == _line(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(len(words) + 1))


def _line(family: str, given: str) -> str:
    try:
        return name_line(family, given)
    except MrzError:
        return ""


def _words(value: str) -> str:
    return " ".join(value.split())
