"""Utopia's keys, certificates and cards: ICAO's own example state, so that no real name stands in a certificate."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import rsa

from bitaqa.foundation.icao.certificates import (
    Authority,
    Holder,
    Period,
    build_csca,
    build_document_signer,
    build_link,
    build_master_list_signer,
    build_paper_signer,
)
from bitaqa.foundation.icao.lds import LdsVersion
from bitaqa.foundation.icao.revocation import build_revocation_list
from bitaqa.foundation.icao.signing import AlgorithmName, SoftwareCardSigner
from bitaqa.foundation.icao.sod_signer import CountedQuota, SodSigner
from bitaqa.foundation.icao.trust import TrustList
from foundation.icao.specimen_rsa import PRIMES

START = datetime(2026, 1, 1, tzinfo=UTC)
AUTHORITY = Authority("UTO", "csca@utopia.example", "https://pkd.utopia.example/csca.crl")
BATCH = UUID(int=4)
ZONE = ("I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<")
ISSUED = date(2026, 2, 3)


def day(number: int) -> datetime:
    return START + timedelta(days=number)


def holder(name: str, country: str = "UT") -> Holder:
    return Holder(country, "SPECIMEN", name)


@dataclass
class Utopia:
    """A CSCA, its document signer, and what a reader needs to believe them."""

    algorithm: AlgorithmName = "ecdsa-p256"
    revoked: dict[int, datetime] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.csca_key = key(self.algorithm, 1)
        self.signer_key = key(self.algorithm, 2)
        self.csca = build_csca(
            holder=holder("CSCA"), authority=AUTHORITY, signer=self.csca_key,
            period=Period(START, day(5 * 365), day(16 * 365)), serial=17,
        )  # fmt: skip
        self.signer = self.certify(serial=1000)

    def certify(self, *, serial: int, starts: datetime | None = None) -> bytes:
        starts = starts or day(1)
        return build_document_signer(
            holder=holder("DS 1"), authority=AUTHORITY, key_info=self.signer_key.public, csca=self.csca,
            csca_signer=self.csca_key, serial=serial, document_types=("ID",),
            period=Period(starts, starts + timedelta(days=90), starts + timedelta(days=90 + 3653)),
        )  # fmt: skip

    def revocations(self, *, number: int = 1, at: datetime = START) -> bytes:
        return build_revocation_list(
            csca=self.csca, signer=self.csca_key, number=number, this_update=at,
            next_update=at + timedelta(days=90), revoked=self.revoked,
        )  # fmt: skip

    def trust(self) -> TrustList:
        return TrustList([self.csca], revocation_lists=[self.revocations()])

    def sods(self, count: int = 1, version: LdsVersion = "1.8") -> SodSigner:
        quota = CountedQuota({BATCH: count})
        return SodSigner(key=self.signer_key, certificate=self.signer, trust=self.trust(), quota=quota, version=version)

    def next_csca(self) -> tuple[SoftwareCardSigner, bytes, bytes]:
        """The key of the next five years, its certificate, and the link from the present one."""
        fresh = key(self.algorithm, 3)
        csca = build_csca(
            holder=holder("CSCA"), authority=AUTHORITY, signer=fresh,
            period=Period(day(4 * 365), day(9 * 365), day(20 * 365)), serial=18,
        )  # fmt: skip
        link = build_link(
            new=csca, old=self.csca, old_signer=self.csca_key, authority=AUTHORITY, serial=19, starts=day(4 * 365)
        )
        return fresh, csca, link


@cache
def key(algorithm: AlgorithmName, number: int) -> SoftwareCardSigner:
    """One key per name for all tests; those of 4096 bits are not drawn anew."""
    if algorithm != "rsa-4096":
        return SoftwareCardSigner.generate(algorithm)
    p, q = PRIMES[number - 1]
    d = pow(65537, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(65537, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return SoftwareCardSigner(numbers.private_key(unsafe_skip_rsa_key_validation=True))


def lister_of(utopia: Utopia) -> bytes:
    return build_master_list_signer(
        holder=holder("Master List Signer"), authority=AUTHORITY, key_info=utopia.signer_key.public,
        csca=utopia.csca, csca_signer=utopia.csca_key, period=Period(day(1), day(365), day(366)), serial=2000,
    )  # fmt: skip


def paper_signer_of(utopia: Utopia) -> bytes:
    return build_paper_signer(
        holder=holder("PDF signer"), authority=AUTHORITY, key_info=utopia.signer_key.public,
        csca=utopia.csca, csca_signer=utopia.csca_key, period=Period(day(1), day(90), day(366)), serial=3000,
    )  # fmt: skip
