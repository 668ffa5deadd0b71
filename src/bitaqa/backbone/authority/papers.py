"""Who signs PDF files today: a key of its own in the token that signs cards, certified by the country's key.

The signature of a chip and that of a file are never made with one key. Outside production, and there alone, what is
missing is made at once with invented names. Refuses: production without a ceremony.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from bitaqa.backbone.vault.door import (
    begin_csca_token,
    card_key_store,
    csca_token_there,
    open_csca_token,
    specimen_secret,
)
from bitaqa.foundation.icao.certificate import read_certificate
from bitaqa.foundation.icao.signing import CardSigner

from .ceremonies import hold_csca, hold_paper_signer, lock_ceremonies
from .domain import CertificateKind
from .errors import NoPaperSignerError
from .models import SigningCertificate
from .signers import SOON, SPECIMEN_ROOM

_EARLIER: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PaperSigner:
    """`certificate` and `chain` (the CSCA that issued it) in DER: what goes into the file beside the signature."""

    key: CardSigner
    certificate: bytes
    chain: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class PaperSignerState:
    """How many days PDF files can still be signed."""

    serial: str
    key_days: int

    @property
    def ends_soon(self) -> bool:
        return self.key_days < SOON.days


def paper_signer_state(*, at: datetime) -> PaperSignerState | None:
    """None when no file can be signed now. One round trip."""
    row = _choice(at)
    return PaperSignerState(row.serial, (row.key_until - at).days) if row else None


def paper_signer(*, at: datetime) -> PaperSigner:
    """The newest in force and not revoked. Raises NoPaperSignerError, errors of the vault."""
    row = _choice(at)
    if row is None and not settings.BITAQA_PRODUCTION:
        _make_specimen(at)
        row = _choice(at)
    if row is None:
        raise NoPaperSignerError
    own = read_certificate(bytes(row.der))
    authorities = SigningCertificate.objects.filter(kind=CertificateKind.CSCA).order_by("-starts", "-id")
    chain = (bytes(each) for each in authorities.values_list("der", flat=True))
    issuers = tuple(der for der in chain if own.signed_by(read_certificate(der).key))
    return PaperSigner(card_key_store().signer(row.key), bytes(row.der), issuers)


def _choice(at: datetime) -> SigningCertificate | None:
    rows = SigningCertificate.objects.filter(
        kind=CertificateKind.PAPER_SIGNER, starts__lte=at, key_until__gt=at, revoked_at=None
    )
    return rows.order_by("-starts", "-id").first()


def _make_specimen(at: datetime) -> None:
    secret = specimen_secret()
    with transaction.atomic():
        lock_ceremonies()
        store = open_csca_token(secret) if csca_token_there() else begin_csca_token(secret)
        if not SigningCertificate.objects.filter(kind=CertificateKind.CSCA).exists():
            hold_csca(store, SPECIMEN_ROOM, at=at - _EARLIER, printed=False)
        hold_paper_signer(store, SPECIMEN_ROOM, at=at, printed=False)
