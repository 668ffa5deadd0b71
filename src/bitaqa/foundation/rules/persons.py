"""Who a person is, as a form, a packet and a register agree on it.

Names are structured parts per script with their provenance; the family name may be absent; the registered Latin
form is copied from the civil-status paper and is authoritative. An address is a place plus lines in both scripts:
a douar with its commune and caïdat, without a street, is complete.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from bitaqa.foundation.kernel.partial_dates import PartialDate


class Body(BaseModel):
    """A frozen, strict piece of a packet or field pack: unknown keys are refused, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, str_max_length=4000)

    def to_map(self) -> dict[str, Any]:
        """Plain JSON types only (ids and instants as text), absent values left out: what travels and what is stored."""
        return self.model_dump(mode="json", exclude_none=True)


def _partial(value: Any) -> PartialDate:
    return value if isinstance(value, PartialDate) else PartialDate.parse(value)


PartialDateField = Annotated[
    PartialDate, BeforeValidator(_partial), PlainSerializer(str, return_type=str), WithJsonSchema({"type": "string"})
]
Text = Annotated[str, Field(max_length=120)]
Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.:/-]{0,79}$")]


class Sex(StrEnum):
    FEMALE = "F"
    MALE = "M"
    UNSPECIFIED = "X"


class NameProvenance(StrEnum):
    CIVIL_STATUS = "civil_status"
    OLD_CARD = "old_card"
    REGISTER = "register"
    SUGGESTED = "suggested"
    DECLARED = "declared"


class NameParts(Body):
    """A name in one script. `family` may be empty: some people have none."""

    given: Text
    family: Text = ""

    def whole(self) -> str:
        return f"{self.given} {self.family}".strip()


class PersonNames(Body):
    arabic: NameParts
    latin: NameParts
    latin_from: NameProvenance = NameProvenance.CIVIL_STATUS
    tifinagh: NameParts | None = None


class Parents(Body):
    """Kept apart from the person's own names; either may be unknown."""

    father_ar: Text = ""
    father_latin: Text = ""
    mother_ar: Text = ""
    mother_latin: Text = ""


class Address(Body):
    """Where someone lives: a place, lines in both scripts, and `since`, the day from which the address holds.

    A douar with its commune and no street is complete. Who says no day means the day of the declaration.
    """

    place: Code
    lines_ar: tuple[Text, ...] = ()
    lines_latin: tuple[Text, ...] = ()
    since: date | None = None


class Identity(Body):
    """What is claimed of a person at enrolment, and what the register holds."""

    names: PersonNames
    sex: Sex
    birth: PartialDateField
    birth_place_ar: Text
    birth_place_latin: Text
    nationality: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "MAR"
    parents: Parents = Parents()
    civil_status_number: Text = ""
    address: Address


def completed(identity: Identity, held: Identity) -> Identity:
    """`identity`, and what it leaves empty as the register holds it: silence on a form is not a statement.

    Parents, the civil-status number and the name in Tifinagh only: what a card does not show; and the day of an address
    that is the one held already.
    """
    here, there = identity.address, held.address
    if here.since is None and here == there.model_copy(update={"since": None}):
        here = there
    given, known = identity.parents.to_map(), held.parents.to_map()
    return identity.model_copy(
        update={
            "parents": Parents.model_validate({name: text or known[name] for name, text in given.items()}),
            "address": here,
            "civil_status_number": identity.civil_status_number or held.civil_status_number,
            "names": identity.names.model_copy(update={"tifinagh": identity.names.tifinagh or held.names.tifinagh}),
        }
    )


class Capacity(StrEnum):
    """In which capacity an adult acts for a minor."""

    FATHER = "father"
    MOTHER = "mother"
    GUARDIAN = "guardian"
    KAFALA = "kafala"


class LegalRepresentative(Body):
    capacity: Capacity
    names: PersonNames
    national_number: Text = ""
    paper: Code
    paper_number: Text = ""
    signed: bool
