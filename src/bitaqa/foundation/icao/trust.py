"""Whom a reader believes: CSCA certificates, their links and revocation lists, and the checks of a document signer.

The path of Doc 9303 is short (a CSCA, then a document signer), so it is checked here by name, key, signature, time,
profile and revocation, each with its own error. A link certificate lets a reader who trusts the old CSCA key believe
the new one (9303-12 §7.1.1). Refuses: signers when no current revocation list of their CSCA is at hand.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .certificate import Certificate, read_certificate
from .revocation import RevocationList, read_revocation_list
from .trust_errors import (
    CertificateProfileError,
    CertificateSignatureError,
    IssuerExpiredError,
    IssuerUnknownError,
    RevocationSignatureError,
    RevocationStaleError,
    RevocationUnknownError,
    SignerExpiredError,
    SignerNotYetValidError,
    SignerRevokedError,
)


@dataclass(frozen=True)
class CheckedSigner:
    """A document signer believed at one instant, and until when nothing changes by itself."""

    signer: Certificate
    issuer: Certificate
    holds_until: datetime


class TrustList:
    """CSCA certificates trusted by decision, those they vouch for by links, and what they revoked."""

    def __init__(
        self, anchors: Iterable[bytes], *, links: Iterable[bytes] = (), revocation_lists: Iterable[bytes] = ()
    ) -> None:
        """All in DER. Links that no trusted key signed are left aside. Raises TrustError for what is malformed."""
        self.authorities = [read_certificate(der) for der in anchors]
        for anchor in self.authorities:
            check_authority(anchor)
            if not anchor.self_issued or not anchor.signed_by(anchor.key):
                raise CertificateProfileError(kind="CSCA", rule="it is signed by its own key")
        self._follow([read_certificate(der) for der in links])
        self._lists = [read_revocation_list(der) for der in revocation_lists]

    def _follow(self, links: list[Certificate]) -> None:
        """Take in every link signed by a key trusted so far, until none is added."""
        waiting = links
        while waiting:
            taken = [
                link for link in waiting if any(_issued(a, link) and link.signed_by(a.key) for a in self.authorities)
            ]
            for link in taken:
                check_authority(link)
                self.authorities.append(link)
            waiting = [link for link in waiting if link not in taken]
            if not taken:
                break

    def check_signer(self, der: bytes, at: datetime) -> CheckedSigner:
        """Believe a document signer's certificate at an instant. Raises the TrustError that says why not."""
        signer = read_certificate(der)
        check_signer_profile(signer)
        candidates = [authority for authority in self.authorities if _issued(authority, signer)]
        if not candidates:
            raise IssuerUnknownError
        issuers = [authority for authority in candidates if signer.signed_by(authority.key)]
        if not issuers:
            raise CertificateSignatureError
        # A key may be known by its own certificate and by links: the longest-lived speaks.
        issuer = max(issuers, key=lambda each: each.not_after)
        if at < signer.not_before:
            raise SignerNotYetValidError(since=f"{signer.not_before:%Y-%m-%d}")
        if at > signer.not_after:
            raise SignerExpiredError(until=f"{signer.not_after:%Y-%m-%d}")
        if not issuer.not_before <= at <= issuer.not_after:
            raise IssuerExpiredError(until=f"{issuer.not_after:%Y-%m-%d}")
        current = self._revocations(issuer, at)
        if signer.serial in current.revoked:
            raise SignerRevokedError(serial=f"{signer.serial:X}")
        return CheckedSigner(signer, issuer, min(signer.not_after, issuer.not_after, current.next_update))

    def _revocations(self, issuer: Certificate, at: datetime) -> RevocationList:
        """The newest list of this CSCA key that was already issued. Raises TrustError."""
        named = [
            each
            for each in self._lists
            if each.issuer == issuer.subject and each.authority_key == issuer.key_identifier and each.this_update <= at
        ]
        if not named:
            raise RevocationUnknownError
        newest = max(named, key=lambda each: each.number)
        if not newest.signed_by(issuer):
            raise RevocationSignatureError
        if newest.next_update < at:
            raise RevocationStaleError(until=f"{newest.next_update:%Y-%m-%d}")
        return newest


def check_authority(found: Certificate) -> None:
    """The profile of a CSCA or link certificate. Raises CertificateProfileError."""
    if not found.is_ca or found.usage != {"key_cert_sign", "crl_sign"}:
        raise CertificateProfileError(kind="CSCA", rule="it may sign certificates and revocation lists, nothing else")
    if found.key_identifier is None:
        raise CertificateProfileError(kind="CSCA", rule="it names its key")


def check_signer_profile(found: Certificate) -> None:
    """The profile of a document signer. Raises CertificateProfileError."""
    if found.is_ca or found.usage != {"digital_signature"} or found.extended_usage:
        raise CertificateProfileError(kind="document signer", rule="it may sign documents, nothing else")
    if found.authority_key is None:
        raise CertificateProfileError(kind="document signer", rule="it names the CSCA key that signed it")


def _issued(authority: Certificate, signer: Certificate) -> bool:
    """Whether the names and key identifiers say so; the signature is checked apart."""
    return signer.issuer == authority.subject and signer.authority_key == authority.key_identifier
