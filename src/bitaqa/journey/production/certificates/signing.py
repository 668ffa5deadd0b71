"""Signs a certificate's PDF file, so that any reader tells whether it is as it was made (PAdES B-B, ETSI EN 319 142-1).

One invisible signature over every byte of the file but its own, as a certification that allows no change; the signer's
certificate and its chain stand in it. No time stamp and no revocation answer: nothing is fetched. Pure.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from bitaqa.foundation.icao.signing import CardSigner

FIELD: Final = "Register"


def sign_pdf(pdf: bytes, *, key: CardSigner, certificate: bytes, chain: Sequence[bytes], at: datetime) -> bytes:
    """The file with its signature appended. `certificate`, `chain`: DER; `at` is the time written beside it."""
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=key.algorithm.digest,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    signer = _PdfSigner(metadata, signer=_Key(key, certificate, chain))
    signer.at = at
    return bytes(signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf))).getvalue())


class _PdfSigner(signers.PdfSigner):
    """Writes the centre's time; the library's own is the machine's clock."""

    at: datetime

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        session = super().init_signing_session(*args, **options)
        session.system_time = self.at
        return session


class _Key(signers.Signer):
    """The house's port as the library sees it."""

    def __init__(self, key: CardSigner, certificate: bytes, chain: Sequence[bytes]) -> None:
        store = SimpleCertificateStore.from_certs(x509.Certificate.load(each) for each in (certificate, *chain))  # type: ignore[no-untyped-call]
        super().__init__(
            signing_cert=x509.Certificate.load(certificate),
            cert_registry=store,
            signature_mechanism=key.algorithm.identifier,
        )
        self._key = key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._key.sign(data)
