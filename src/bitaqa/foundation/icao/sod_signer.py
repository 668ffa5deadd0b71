"""Signs cards of approved batches, and lets nothing out that a reader would not believe.

Before the first signature of a batch its document signer's certificate is checked up to the CSCA, and the batch must
be covered by an approval; every object is then read back, its digests computed anew and its signature verified.
Refuses: batches nobody approved, cards beyond their number, a key past its three months or its count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from .certificate import read_certificate
from .lds import Groups, LdsVersion
from .signing import CardSigner
from .sod import assemble, digests_of, lds_object, parse_sod, signed_attributes
from .tlv import tlv
from .trust import CheckedSigner, TrustList
from .trust_errors import BatchNotCoveredError, CertificateProfileError, KeyUseOverError


class Quota(Protocol):
    """How many signatures each approved batch still covers, and how many a key made so far."""

    def take(self, batch: UUID, count: int) -> None:
        """Uses up `count` signatures of the batch, all or none. Raises BatchNotCoveredError."""
        ...

    def used(self, key_id: bytes) -> int:
        """Signatures a key has made."""
        ...

    def count(self, key_id: bytes, made: int) -> None:
        """Remembers that the key made so many more."""
        ...


class CountedQuota:
    """A quota in memory, for benches and tests; the vault keeps the real one."""

    def __init__(self, approved: Mapping[UUID, int]) -> None:
        self._left = dict(approved)
        self._used: dict[bytes, int] = {}

    def take(self, batch: UUID, count: int) -> None:
        left = self._left.get(batch, 0)
        if count > left:
            raise BatchNotCoveredError(asked=count, left=left)
        self._left[batch] = left - count

    def used(self, key_id: bytes) -> int:
        return self._used.get(key_id, 0)

    def count(self, key_id: bytes, made: int) -> None:
        self._used[key_id] = self.used(key_id) + made


class SodSigner:
    """One document signer at work: its key, its certificate, whom it must be believed by."""

    def __init__(
        self,
        *,
        key: CardSigner,
        certificate: bytes,
        trust: TrustList,
        quota: Quota,
        version: LdsVersion = "1.8",
        most: int | None = None,
    ) -> None:
        """`most`: signatures after which the key must be replaced. Raises CertificateProfileError, TrustError."""
        self._key, self._trust, self._quota, self._version, self._most = key, trust, quota, version, most
        self._certificate = read_certificate(certificate)
        if self._certificate.key_info != key.public:
            raise CertificateProfileError(kind="document signer", rule="it certifies the key that signs")
        self._digest = key.algorithm.digest
        self._checked: CheckedSigner | None = None
        self._checked_at = datetime.min.replace(tzinfo=UTC)

    def sign_batch(self, batch: UUID, cards: Sequence[Groups], *, at: datetime) -> list[bytes]:
        """EF.SOD of each card, each verified with its chain. Raises TrustError; then none is let out."""
        if not cards:
            return []
        self._check_key(len(cards), at)
        self._quota.take(batch, len(cards))
        self._quota.count(self._key.key_id, len(cards))
        return [self._sign(groups, at) for groups in cards]

    def _check_key(self, count: int, at: datetime) -> None:
        until = self._certificate.key_until
        if until is not None and at > until:
            raise KeyUseOverError(limit=f"{until:%Y-%m-%d}")
        if self._most is not None and self._quota.used(self._key.key_id) + count > self._most:
            raise KeyUseOverError(limit=f"{self._most}")
        # A day is how long a chain once checked is believed without asking again.
        known = self._checked
        if known is None or not self._checked_at <= at < min(known.holds_until, self._checked_at + timedelta(days=1)):
            self._checked, self._checked_at = self._trust.check_signer(self._certificate.der, at), at

    def _sign(self, groups: Groups, at: datetime) -> bytes:
        written = lds_object(digests_of(groups, self._digest), self._digest, self._version)
        attributes = signed_attributes(written, self._digest, at)
        sod = assemble(written, attributes, self._key.sign(tlv(0x31, attributes)), self._certificate)
        found = parse_sod(sod)
        found.check_signature()
        found.check_groups(groups)
        return sod
