"""A certificate's PDF file is signed as a whole: two programs that are not ours say so, and refuse a changed byte."""

from __future__ import annotations

import io
import subprocess
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import pem, x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from bitaqa.backbone.authority import papers
from bitaqa.backbone.authority.door import paper_signer
from bitaqa.backbone.authority.errors import NoPaperSignerError
from bitaqa.backbone.authority.models import SigningCertificate
from bitaqa.backbone.jobs.door import items_set_aside, run_until_still
from bitaqa.journey.production import door
from bitaqa.journey.production.certificates.signing import sign_pdf
from bitaqa.journey.production.models import Certificate, CertificateItem

from .conftest import AT, Floor
from .test_document_types import EXTRACT

pytestmark = pytest.mark.django_db
FOR_DOCUMENTS = KeyUsageConstraints(key_usage={"non_repudiation"}, extd_key_usage={"1.3.6.1.5.5.7.3.36"})


@pytest.fixture
def pdf(floor: Floor) -> bytes:
    floor.approve(1, **EXTRACT)
    run_until_still(["order", "certificate"])
    return door.certificate_pdf(Certificate.objects.get().document)


def csca() -> bytes:
    return bytes(SigningCertificate.objects.get(kind="csca").der)


def believed(pdf: bytes, at: datetime) -> bool:
    """What pyHanko says of the one signature, to a reader that believes our country key and fetches nothing."""
    try:
        (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        roots = [x509.Certificate.load(csca())]
        context = ValidationContext(trust_roots=roots, moment=at, allow_fetching=False)
        status = validate_pdf_signature(signature, context, key_usage_settings=FOR_DOCUMENTS)
    except (SignatureValidationError, PdfError, ValueError):
        return False
    whole = status.coverage is not None and status.coverage.name == "ENTIRE_FILE"
    return bool(status.bottom_line and whole and status.docmdp_ok)


def openssl(pdf: bytes, at: datetime, folder: Path) -> subprocess.CompletedProcess[str]:
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    first, length, second, rest = (int(each) for each in signature.byte_range)
    assert first == 0 and second + rest == len(pdf)
    (folder / "signed.bin").write_bytes(pdf[:length] + pdf[second:])
    (folder / "signature.der").write_bytes(signature.pkcs7_content)
    (folder / "csca.pem").write_bytes(pem.armor("CERTIFICATE", csca()))
    files = ["-in", "signature.der", "-content", "signed.bin", "-CAfile", "csca.pem", "-out", "out.bin"]
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", *files]
    command += ["-attime", str(int(at.timestamp()))]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_file_is_signed_as_a_whole(pdf: bytes, tmp_path: Path) -> None:
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert believed(pdf, AT + timedelta(hours=1))
    checked = openssl(pdf, AT + timedelta(hours=1), tmp_path)
    assert checked.returncode == 0, checked.stderr
    signer = SigningCertificate.objects.get(kind="pdf")
    assert signature.signer_cert.dump() == bytes(signer.der)
    assert csca() in {each.dump() for each in signature.other_embedded_certs}


@pytest.mark.parametrize("place", [0.1, 0.5])
def test_a_changed_byte_is_refused_by_both(pdf: bytes, tmp_path: Path, place: float) -> None:
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0]
    position = int(int(signature.byte_range[1]) * place)
    changed = pdf[:position] + bytes([pdf[position] ^ 1]) + pdf[position + 1 :]
    assert not believed(changed, AT + timedelta(hours=1))
    assert openssl(changed, AT + timedelta(hours=1), tmp_path).returncode != 0


def test_what_is_added_after_it_is_seen(pdf: bytes) -> None:
    assert not believed(pdf + b"\n% added\n", AT + timedelta(hours=1))


def test_another_authority_is_not_believed(pdf: bytes) -> None:
    context = ValidationContext(trust_roots=[], moment=AT + timedelta(hours=1), allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert not validate_pdf_signature(signature, context, key_usage_settings=FOR_DOCUMENTS).bottom_line


def test_printing_again_gives_a_valid_file(pdf: bytes) -> None:
    assert door.certificate_pdf(Certificate.objects.get().document) == pdf
    length = int(PdfFileReader(io.BytesIO(pdf)).embedded_signatures[0].byte_range[1])
    bare = pdf[: pdf[:length].index(b"%%EOF") + len(b"%%EOF")] + b"\n"
    signer = paper_signer(at=AT)
    again = sign_pdf(bare, key=signer.key, certificate=signer.certificate, chain=signer.chain, at=AT)
    assert believed(again, AT + timedelta(hours=1)) and SigningCertificate.objects.filter(kind="pdf").count() == 1


def test_production_without_a_signer_sets_certificates_aside(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "_make_specimen", lambda at: None)  # as production, which makes nothing
    with pytest.raises(NoPaperSignerError):
        paper_signer(at=AT)
    floor.approve(1, **EXTRACT)
    run_until_still(["order", "certificate"])
    assert not Certificate.objects.exists()
    assert [item.code for item in items_set_aside(CertificateItem)] == ["authority.no_paper_signer"]


def test_a_revoked_signer_signs_nothing(pdf: bytes) -> None:
    SigningCertificate.objects.filter(kind="pdf").update(revoked_at=AT, revoked_because="key-compromise")
    assert paper_signer(at=AT).certificate != bytes(SigningCertificate.objects.get(revoked_at=AT).der)
