"""Certificates, revocation lists and master lists of every algorithm, judged by programs no one here wrote."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from pkilint import loader, pkix
from pkilint.pkix import certificate, crl, extension, name
from pkilint.validation import ValidationFindingSeverity

from bitaqa.foundation.icao import trust_errors as e
from bitaqa.foundation.icao.certificates import (
    Period,
    build_csca,
    build_document_signer,
    build_link,
)
from bitaqa.foundation.icao.master_list import build_master_list, read_master_list
from bitaqa.foundation.icao.revocation import build_revocation_list
from bitaqa.foundation.icao.signing import ALGORITHMS, AlgorithmName, SoftwareCardSigner
from bitaqa.foundation.icao.tlv import content
from foundation.icao.utopia import AUTHORITY, BATCH, START, Utopia, day, holder, key, lister_of, paper_signer_of

NAMES = sorted(ALGORITHMS)


def openssl(*arguments: str, given: bytes = b"") -> str:
    answer = subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=False)
    said = (answer.stdout + answer.stderr).decode(errors="replace")
    assert answer.returncode == 0, said
    return said


def pem(folder: Path, name: str, der: bytes, kind: str = "x509") -> str:
    file = folder / f"{name}.pem"
    file.write_bytes(
        subprocess.run(["openssl", kind, "-inform", "DER"], input=der, capture_output=True, check=True).stdout
    )
    return str(file)


def at(instant: datetime) -> list[str]:
    return ["-attime", str(int(instant.timestamp()))]


@pytest.mark.parametrize("algorithm", NAMES)
def test_strict_path_checking_accepts_chain_link_and_revocation_list(algorithm: AlgorithmName, tmp_path: Path) -> None:
    utopia = Utopia(algorithm)
    csca, signer = pem(tmp_path, "csca", utopia.csca), pem(tmp_path, "signer", utopia.signer)
    revocations = pem(tmp_path, "crl", utopia.revocations(), "crl")
    strict = ["verify", "-x509_strict", "-check_ss_sig", "-CAfile", csca]
    assert "OK" in openssl(*strict, *at(day(30)), "-crl_check", "-CRLfile", revocations, signer)
    # After the change of key, who trusts the old CSCA alone follows the link to the new key's document signer.
    fresh, new_csca, link = utopia.next_csca()
    starts = day(4 * 365 + 30)
    new_signer = build_document_signer(
        holder=holder("DS 2"), authority=AUTHORITY, key_info=utopia.signer_key.public, csca=new_csca,
        csca_signer=fresh, period=Period(starts, starts + timedelta(90), starts + timedelta(3700)), serial=1001,
    )  # fmt: skip
    later, linked = pem(tmp_path, "later", new_signer), pem(tmp_path, "link", link)
    assert "OK" in openssl(*strict, *at(starts), "-untrusted", linked, later)


def findings(der: bytes, *, revocation_list: bool = False) -> list[str]:
    """What pkilint notices, from NOTICE on: RFC 5280 in a program of its own. Signatures are OpenSSL's part above."""
    if revocation_list:
        judge, loading = crl_judge(), loader.RFC5280CertificateListDocumentLoader()
    else:
        judge, loading = certificate_judge(), loader.RFC5280CertificateDocumentLoader()
    found = [
        each for result in judge.validate(loading.load_der_document(der).root) for each in result.finding_descriptions
    ]
    return [
        f"{each.finding.code}: {each.message}"
        for each in found
        if each.finding.severity <= ValidationFindingSeverity.NOTICE
    ]


@cache
def certificate_judge() -> Any:
    return certificate.create_pkix_certificate_validator_container(
        certificate.create_decoding_validators(name.ATTRIBUTE_TYPE_MAPPINGS, extension.EXTENSION_MAPPINGS),
        [
            certificate.create_issuer_validator_container([]),
            certificate.create_validity_validator_container(),
            certificate.create_subject_validator_container([]),
            certificate.create_extensions_validator_container([]),
            certificate.create_spki_validator_container([]),
        ],
    )


@cache
def crl_judge() -> Any:
    return crl.create_pkix_crl_validator_container(
        [
            pkix.create_attribute_decoder(name.ATTRIBUTE_TYPE_MAPPINGS),
            pkix.create_extension_decoder(extension.EXTENSION_MAPPINGS),
        ],
        [
            crl.create_issuer_validator_container([]),
            crl.create_validity_validator_container([]),
            crl.create_extensions_validator_container([]),
        ],
    )


@pytest.mark.parametrize("algorithm", NAMES)
def test_an_independent_linter_finds_nothing(algorithm: AlgorithmName) -> None:
    utopia = Utopia(algorithm, {5: day(1), 9: day(2)})
    _, new_csca, link = utopia.next_csca()
    for der in (utopia.csca, new_csca, link, utopia.signer, lister_of(utopia), paper_signer_of(utopia)):
        assert findings(der) == []
    assert findings(utopia.revocations(), revocation_list=True) == []


def test_the_linter_would_find_something() -> None:
    # The other name of the issuer becomes a second other name of the subject.
    wrong = Utopia().csca.replace(bytes.fromhex("0603551d12"), bytes.fromhex("0603551d11"))
    assert findings(wrong)


@pytest.mark.parametrize("algorithm", NAMES)
def test_signed_object_and_master_list_are_accepted(algorithm: AlgorithmName, tmp_path: Path) -> None:
    utopia = Utopia(algorithm)
    csca = pem(tmp_path, "csca", utopia.csca)
    check = ["cms", "-verify", "-inform", "DER", "-CAfile", csca, "-purpose", "any", "-binary", "-out", "/dev/null"]
    (sod,) = utopia.sods().sign_batch(BATCH, [{1: b"one", 2: b"two"}], at=day(30))
    assert "successful" in openssl(*check, *at(day(30)), given=content(sod, 0x77, "EF.SOD"))
    _, new_csca, _ = utopia.next_csca()
    listed = build_master_list(
        authorities=[utopia.csca, new_csca], signer=utopia.signer_key, certificate=lister_of(utopia),
        csca=utopia.csca, at=day(30),
    )  # fmt: skip
    assert "successful" in openssl(*check, *at(day(30)), given=listed)
    assert set(read_master_list(listed, csca=utopia.csca)) == {utopia.csca, new_csca}


# --- profiles -------------------------------------------------------------------------------------------------------
def extensions_of(der: bytes) -> dict[str, bool]:
    found = x509.Certificate.load(der)["tbs_certificate"]["extensions"]
    return {each["extn_id"].dotted: bool(each["critical"].native) for each in found}


SHARED = {"2.5.29.14": False, "2.5.29.35": False, "2.5.29.16": False, "2.5.29.17": False, "2.5.29.18": False,
          "2.5.29.31": False}  # fmt: skip


def test_extensions_are_those_of_the_profile() -> None:
    """ICAO 9303-12, table 6: which extensions each certificate has, and which are critical."""
    utopia = Utopia()
    _, _, link = utopia.next_csca()
    authority = SHARED | {"2.5.29.15": True, "2.5.29.19": True}
    assert extensions_of(utopia.csca) == authority
    assert extensions_of(link) == authority
    assert extensions_of(utopia.signer) == SHARED | {"2.5.29.15": True, "2.23.136.1.1.6.2": False}
    assert extensions_of(lister_of(utopia)) == SHARED | {"2.5.29.15": True, "2.5.29.37": True}
    paper = paper_signer_of(utopia)
    assert extensions_of(paper) == SHARED | {"2.5.29.15": True, "2.5.29.37": True}
    assert x509.Certificate.load(paper).key_usage_value.native == {"digital_signature", "non_repudiation"}
    found = x509.Certificate.load(utopia.signer)
    types = [each for each in found["tbs_certificate"]["extensions"] if each["extn_id"].dotted == "2.23.136.1.1.6.2"]
    assert types[0]["extn_value"].native == bytes.fromhex("3009020100310413024944")  # version 0, {"ID"}
    names = found.subject_alt_name_value.native
    assert {"locality_name": "UTO"} in names and "csca@utopia.example" in names


def test_a_link_to_another_name_says_so() -> None:
    utopia = Utopia()
    other = build_csca(
        holder=holder("CSCA 2"), authority=AUTHORITY, signer=key("ecdsa-p256", 3),
        period=Period(day(100), day(900), day(5000)), serial=7,
    )  # fmt: skip
    link = build_link(
        new=other, old=utopia.csca, old_signer=utopia.csca_key, authority=AUTHORITY, serial=8, starts=day(100)
    )
    assert extensions_of(link)["2.23.136.1.1.6.1"] is False


def test_periods_and_keys_that_do_not_fit_are_refused() -> None:
    utopia = Utopia()

    def issue(
        period: Period, signer: SoftwareCardSigner = utopia.csca_key, serial: int = 5, country: str = "UT"
    ) -> bytes:
        return build_document_signer(
            holder=holder("DS", country), authority=AUTHORITY, key_info=utopia.signer_key.public, csca=utopia.csca,
            csca_signer=signer, period=period, serial=serial,
        )  # fmt: skip

    good = Period(day(1), day(91), day(3700))
    issue(good)
    for wrong in (
        lambda: issue(Period(day(1), day(150), day(3700))),  # the key would sign for five months
        lambda: issue(Period(day(1), day(91), day(20 * 365))),  # outlives its CSCA
        lambda: issue(Period(day(91), day(1), day(3700))),
        lambda: issue(good, utopia.signer_key),  # a key that is not the CSCA's
        lambda: issue(good, serial=0),
        lambda: issue(good, country="XX"),
    ):
        with pytest.raises(e.CertificateProfileError):
            wrong()
    with pytest.raises(e.CertificateProfileError):
        build_revocation_list(
            csca=utopia.csca, signer=utopia.csca_key, number=1, this_update=START, next_update=day(91), revoked={}
        )
    with pytest.raises(e.CertificateProfileError):
        build_link(
            new=utopia.csca, old=utopia.csca, old_signer=utopia.signer_key, authority=AUTHORITY, serial=3, starts=START
        )


def test_keys_of_other_kinds_are_refused() -> None:
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    for private in (ec.generate_private_key(ec.SECP256K1()), rsa.generate_private_key(65537, 2048)):
        with pytest.raises(e.KeyKindError):
            SoftwareCardSigner(private)
