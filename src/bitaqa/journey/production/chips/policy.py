"""How chips are written at this authority: `[chips]` of the country pack, with what it does not say.

A line either writes every chip (`pcsc`, `export`), or, in a demonstration, a share of them on simulated chips; every
card is signed whatever the line. The share read back is the sampling plan of the quality bench. Refuses: lines nobody
knows, a simulated line in production.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from bitaqa.foundation.icao.chip.prepare import ChipProfile
from bitaqa.foundation.rules.country import CountryPack

from ..errors import LineUnknownError, SimulatedLineRefusedError


class Line(StrEnum):
    """Where chips are written."""

    SIMULATED = "simulated"
    PCSC = "pcsc"
    EXPORT = "export"


@dataclass(frozen=True, slots=True)
class ChipPolicy:
    """`sample_share` of a batch, and never fewer than `sample_least`, is written on a simulated chip and read back."""

    line: Line = Line.SIMULATED
    sample_share: float = 0.02
    sample_least: int = 1
    release_by_person: bool = False
    """A batch is signed and made only after a person released it; else forming it releases it."""
    profile: ChipProfile = field(default_factory=ChipProfile)

    @property
    def every_card(self) -> bool:
        """Whether a card without a written chip is no card yet."""
        return self.line is not Line.SIMULATED

    def sample(self, orders: Sequence[UUID]) -> set[UUID]:
        """The cards a simulated line writes and reads back, drawn anew for every batch."""
        count = min(len(orders), max(self.sample_least, math.ceil(self.sample_share * len(orders))))
        return set(secrets.SystemRandom().sample(list(orders), count))


def chip_policy(pack: CountryPack, *, production: bool) -> ChipPolicy:
    """Raises LineUnknownError, SimulatedLineRefusedError."""
    given: dict[str, Any] = pack.raw.get("chips", {})
    named = given.get("line", Line.SIMULATED)
    if named not in set(Line):
        raise LineUnknownError(line=named)
    if production and named == Line.SIMULATED:
        raise SimulatedLineRefusedError()
    return ChipPolicy(
        line=Line(named),
        sample_share=given.get("sample_share", 0.02),
        sample_least=given.get("sample_least", 1),
        release_by_person=given.get("release") == "person",
        profile=ChipProfile(
            version=given.get("lds_version", "1.8"),
            face_format=given.get("face_format", "19794-5"),
            basic_access=given.get("basic_access", True),
        ),
    )
