"""Rules of the authority which need no database: names, times, and whose signature may be used today.

Names come from the authority's own country pack (`[certificates]`), or are those of an invented country for specimens:
a demonstration never writes the name of a real state into a certificate. Refuses: a pack that names nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from bitaqa.foundation.icao.certificates import Authority, Holder, Period
from bitaqa.foundation.icao.signing import ALGORITHMS, AlgorithmName
from bitaqa.foundation.rules.country import CountryPack

from .errors import AlgorithmUnknownError, AuthorityUnnamedError


class CeremonyKind(StrEnum):
    CSCA = "csca"
    SIGNERS = "ds"
    ROTATE = "rotate"
    LIST = "list"


class CertificateKind(StrEnum):
    CSCA = "csca"
    LINK = "link"
    SIGNER = "ds"
    LIST_SIGNER = "mls"
    PAPER_SIGNER = "pdf"


class RevokedBecause(StrEnum):
    KEY_COMPROMISE = "key-compromise"
    SUPERSEDED = "superseded"
    CESSATION = "cessation"


@dataclass(frozen=True, slots=True)
class Names:
    """What certificates say about whose they are."""

    country: str
    organisation: str
    authority: Authority

    def holder(self, common_name: str) -> Holder:
        return Holder(self.country, self.organisation, common_name)


SPECIMEN_NAMES: Final = Names(
    "UT",
    "SPECIMEN",
    Authority("UTO", "csca@utopia.example", "http://pkd.utopia.example/csca.crl"),
)
"""Utopia, the country of Doc 9303's own examples."""


@dataclass(frozen=True, slots=True)
class Policy:
    """`[certificates]` of the country pack; what it does not say is as Doc 9303-12 recommends."""

    csca_years: int = 5
    signer_days: int = 90
    signer_cards: int = 100_000
    list_days: int = 89
    card_years: int = 10
    csca_algorithm: AlgorithmName = "ecdsa-p384"
    signer_algorithm: AlgorithmName = "ecdsa-p256"

    def csca_period(self, at: datetime) -> Period:
        """Its key signs for some years; it is checked as long as the last card of its last signer lives."""
        until = at + timedelta(days=365 * self.csca_years)
        return Period(at, until, self.signer_period(until).ends + timedelta(days=1))

    def signer_period(self, at: datetime) -> Period:
        until = at + timedelta(days=self.signer_days)
        return Period(at, until, until + timedelta(days=366 * self.card_years))


def policy_of(pack: CountryPack) -> Policy:
    """Raises AlgorithmUnknownError."""
    given: dict[str, Any] = pack.raw.get("certificates", {})
    known = {name: given[name] for name in Policy.__slots__ if name in given}
    for name in ("csca_algorithm", "signer_algorithm"):
        if known.get(name, "ecdsa-p256") not in ALGORITHMS:
            raise AlgorithmUnknownError(algorithm=known[name])
    return Policy(**known)


def names_of(pack: CountryPack, *, specimen: bool) -> Names:
    """Raises AuthorityUnnamedError."""
    if specimen:
        return SPECIMEN_NAMES
    given = pack.raw.get("certificates", {})
    try:
        authority = Authority(pack.state, given["mailbox"], given["crl_address"])
        return Names(given["country"], given["organisation"], authority)
    except KeyError as fact:
        raise AuthorityUnnamedError(field=str(fact.args[0])) from None


def centres_of(pack: CountryPack) -> list[str]:
    """Codes of the issuing centres, each of which has a document signer of its own."""
    return [centre["code"] for centre in pack.raw["routing"]["centres"]]
