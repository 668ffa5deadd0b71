"""Certificates and lists made with an open token, kept in rows: what ceremonies are made of.

Each call answers the row and leaves a line in the minutes. Times are whole seconds of the centre's clock; serial
numbers are drawn. Nothing here opens a token or decides who may. Refuses what the profiles of ICAO 9303-12 refuse.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bitaqa.backbone.vault.door import CardKeyStore
from bitaqa.foundation.icao.certificate import read_certificate
from bitaqa.foundation.icao.certificates import (
    Period,
    build_csca,
    build_document_signer,
    build_link,
    build_master_list_signer,
    build_paper_signer,
)
from bitaqa.foundation.icao.master_list import build_master_list
from bitaqa.foundation.icao.revocation import build_revocation_list
from bitaqa.foundation.icao.signing import AlgorithmName, CardSigner

from .domain import CertificateKind, Names, Policy, RevokedBecause
from .errors import CertificateUnknownError
from .models import Ceremony, PublishedList, SigningCertificate

REVOCATION, MASTER = "revocation", "master"


@dataclass
class Minutes:
    """What the witness writes down: a code and public facts per step."""

    ceremony: Ceremony
    names: Names
    policy: Policy
    at: datetime
    steps: list[dict[str, Any]] = field(default_factory=list)

    def note(self, step: str, **facts: Any) -> None:
        self.steps.append({"step": step, **facts})


def make_csca(minutes: Minutes, store: CardKeyStore) -> SigningCertificate:
    """A new country signing key and its self-signed certificate."""
    policy = minutes.policy
    name, signer = _new_key(minutes, store, "csca", policy.csca_algorithm)
    period = policy.csca_period(minutes.at)
    der = build_csca(
        holder=minutes.names.holder("CSCA"),
        authority=minutes.names.authority,
        signer=signer,
        period=period,
        serial=_serial(),
    )
    return _keep(minutes, CertificateKind.CSCA, name, der, period)


def link(minutes: Minutes, store: CardKeyStore, *, new: SigningCertificate, old: SigningCertificate) -> None:
    """The old key vouches for the new one."""
    der = build_link(
        new=bytes(new.der),
        old=bytes(old.der),
        old_signer=store.signer(old.key),
        authority=minutes.names.authority,
        serial=_serial(),
        starts=minutes.at,
    )
    found = read_certificate(der)
    _keep(minutes, CertificateKind.LINK, new.key, der, Period(minutes.at, new.key_until, found.not_after))


def make_signer(
    minutes: Minutes, *, csca: SigningCertificate, csca_store: CardKeyStore, store: CardKeyStore, centre: str
) -> SigningCertificate:
    """A document signer's key in the token of the centre that signs cards, certified by the country's key."""
    name, signer = _new_key(minutes, store, f"ds-{centre}", minutes.policy.signer_algorithm)
    title = f"DS {centre.upper()} {minutes.at:%Y%m%d} {name.rpartition('-')[2]}"
    period = minutes.policy.signer_period(minutes.at)
    der = _leaf(minutes, build_document_signer, title, signer.public, csca, csca_store, period)
    return _keep(minutes, CertificateKind.SIGNER, name, der, period, centre)


def make_paper_signer(
    minutes: Minutes, *, csca: SigningCertificate, csca_store: CardKeyStore, store: CardKeyStore
) -> SigningCertificate:
    """The key that signs PDF files, in the token that signs cards: no chip's signature is ever made with it."""
    name, signer = _new_key(minutes, store, "pdf", minutes.policy.signer_algorithm)
    title = f"PDF signer {minutes.at:%Y%m%d} {name.rpartition('-')[2]}"
    period = minutes.policy.signer_period(minutes.at)
    der = _leaf(minutes, build_paper_signer, title, signer.public, csca, csca_store, period)
    return _keep(minutes, CertificateKind.PAPER_SIGNER, name, der, period)


def issue_list(
    minutes: Minutes,
    *,
    csca: SigningCertificate,
    store: CardKeyStore,
    revoke: Mapping[str, RevokedBecause] | None = None,
) -> PublishedList:
    """The next revocation list of a country key, after revoking these serials. Raises CertificateUnknownError."""
    named = SigningCertificate.objects.filter(kind__in=[CertificateKind.SIGNER, CertificateKind.PAPER_SIGNER])
    for serial, because in (revoke or {}).items():
        if not named.filter(serial=serial, revoked_at=None).update(revoked_at=minutes.at, revoked_because=because):
            raise CertificateUnknownError(serial=serial)
        minutes.note("revoked", serial=serial, because=str(because))
    issuer = read_certificate(bytes(csca.der))
    revoked = {
        int(row.serial, 16): row.revoked_at
        for row in named.filter(revoked_at__isnull=False)
        if row.revoked_at and read_certificate(bytes(row.der)).signed_by(issuer.key)
    }
    last = PublishedList.objects.filter(kind=REVOCATION, csca=csca).order_by("-number").first()
    number, next_at = (last.number if last else 0) + 1, minutes.at + timedelta(days=minutes.policy.list_days)
    der = build_revocation_list(
        csca=bytes(csca.der),
        signer=store.signer(csca.key),
        number=number,
        this_update=minutes.at,
        next_update=next_at,
        revoked=revoked,
    )
    minutes.note("revocation_list", number=number, revoked=len(revoked), until=f"{next_at:%Y-%m-%d}")
    return _publish(minutes, REVOCATION, csca, number, der, next_at)


def issue_master_list(
    minutes: Minutes, *, csca: SigningCertificate, store: CardKeyStore, authorities: Sequence[bytes]
) -> PublishedList:
    """The CSCA certificates this authority vouches for, signed by a key made for it (9303-12 §7.1.3)."""
    name, signer = _new_key(minutes, store, "mls", minutes.policy.signer_algorithm)
    period = Period(minutes.at, minutes.at + timedelta(days=90), minutes.at + timedelta(days=365))
    certificate = build_master_list_signer(
        holder=minutes.names.holder(f"Master list signer {name.rpartition('-')[2]}"),
        authority=minutes.names.authority,
        key_info=signer.public,
        csca=bytes(csca.der),
        csca_signer=store.signer(csca.key),
        period=period,
        serial=_serial(),
    )
    _keep(minutes, CertificateKind.LIST_SIGNER, name, certificate, period)
    der = build_master_list(
        authorities=authorities, signer=signer, certificate=certificate, csca=bytes(csca.der), at=minutes.at
    )
    last = PublishedList.objects.filter(kind=MASTER, csca=csca).order_by("-number").first()
    number = (last.number if last else 0) + 1
    minutes.note("master_list", number=number, certificates=len(authorities))
    return _publish(minutes, MASTER, csca, number, der, None)


def _new_key(minutes: Minutes, store: CardKeyStore, role: str, algorithm: AlgorithmName) -> tuple[str, CardSigner]:
    """Under the first free number: a key whose ceremony was broken off stays unused for ever."""
    taken = store.names()
    number = 1
    while f"{role}-{number}" in taken:
        number += 1
    name = f"{role}-{number}"
    signer = store.make(name, algorithm)
    minutes.note("key_made", key=name, algorithm=algorithm, key_id=signer.key_id.hex())
    return name, signer


def _keep(
    minutes: Minutes, kind: CertificateKind, key: str, der: bytes, period: Period, centre: str = ""
) -> SigningCertificate:
    found = read_certificate(der)
    row = SigningCertificate.objects.create(
        kind=kind,
        key=key,
        issuing_centre=centre,
        serial=f"{found.serial:X}",
        fingerprint=hashlib.sha256(der).hexdigest(),
        der=der,
        algorithm=found.key_algorithm.name,
        starts=period.starts,
        key_until=period.key_until,
        ends=period.ends,
        ceremony=minutes.ceremony,
    )
    minutes.note(
        "certified",
        kind=str(kind),
        key=key,
        centre=centre,
        serial=row.serial,
        fingerprint=row.fingerprint,
        key_until=f"{period.key_until:%Y-%m-%d}",
        ends=f"{period.ends:%Y-%m-%d}",
    )
    return row


def _publish(
    minutes: Minutes, kind: str, csca: SigningCertificate, number: int, der: bytes, next_at: datetime | None
) -> PublishedList:
    return PublishedList.objects.create(
        kind=kind,
        csca=csca,
        number=number,
        issued_at=minutes.at,
        next_at=next_at,
        der=der,
        ceremony=minutes.ceremony,
    )


def _serial() -> int:
    """Positive, unpredictable, at most sixteen bytes (9303-12 §7.1)."""
    return secrets.randbits(119) | 1 << 119


def _leaf(
    minutes: Minutes,
    build: Callable[..., bytes],
    title: str,
    key_info: bytes,
    csca: SigningCertificate,
    csca_store: CardKeyStore,
    period: Period,
) -> bytes:
    """A certificate (DER) for a key of ours, by the country's key, in the form that `build` gives it."""
    return build(
        holder=minutes.names.holder(title),
        authority=minutes.names.authority,
        key_info=key_info,
        csca=bytes(csca.der),
        csca_signer=csca_store.signer(csca.key),
        period=period,
        serial=_serial(),
    )
