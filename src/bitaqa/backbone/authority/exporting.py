"""The country's certificates as one file: what a PDF reader or a reader at a border is told to believe.

Public by nature, and worth nothing by itself: whoever takes the file compares its fingerprints with those that the
authority made known another way, on the transcript of the ceremony. Refuses: a country without a key yet.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime

from .domain import CertificateKind
from .errors import NoCscaError
from .models import SigningCertificate


@dataclass(frozen=True, slots=True)
class CountryCertificate:
    """`fingerprint`: SHA-256 over the DER, in hexadecimal; `pem`: RFC 7468 text."""

    serial: str
    fingerprint: str
    ends: datetime
    pem: str


def country_certificates(*, at: datetime) -> list[CountryCertificate]:
    """Every country key whose cards and files are still checked, the newest first. Raises NoCscaError."""
    rows = SigningCertificate.objects.filter(kind=CertificateKind.CSCA, ends__gt=at).order_by("-starts", "-id")
    found = [
        CountryCertificate(row.serial, row.fingerprint, row.ends, ssl.DER_cert_to_PEM_cert(bytes(row.der)))
        for row in rows
    ]
    if not found:
        raise NoCscaError
    return found


def country_pem(*, at: datetime) -> str:
    """Those certificates one after the other, as `--trust` and `-CAfile` take them. Raises NoCscaError."""
    return "".join(each.pem for each in country_certificates(at=at))
