"""Data groups and EF.SOD against bytes that our writer did not make: written by hand after the standard, or by OpenSSL.

`vectors/*.hex` holds them, with a word on each field. What we read of them and what we write must be the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from asn1crypto import cms, core, keys

from bitaqa.foundation.icao.certificate import read_certificate
from bitaqa.foundation.icao.curves import BP256, P256
from bitaqa.foundation.icao.details import (
    DocumentDetails,
    PersonDetails,
    build_dg11,
    build_dg12,
    parse_dg11,
    parse_dg12,
)
from bitaqa.foundation.icao.face import Face, FaceFormat, build_dg2, face_of, parse_dg2
from bitaqa.foundation.icao.public_keys import uncompressed
from bitaqa.foundation.icao.security_infos import ChipSecurity, build_dg14, build_dg15, parse_dg14, parse_dg15
from bitaqa.foundation.icao.sod import assemble, digests_of, lds_object, parse_sod, signed_attributes
from bitaqa.foundation.icao.tlv import tlv
from bitaqa.foundation.icao.trust_errors import DigestMismatchError
from bitaqa.foundation.kernel.partial_dates import PartialDate
from foundation.icao.utopia import Utopia, day

VECTORS = Path(__file__).parent / "vectors"
PICTURE = bytes.fromhex("FFD8FFC0000B080002000101011100FFD9")
PERSON = PersonDetails(
    family_name="عينة",
    given_names="سلمى",
    other_names=("SPECIMEN SALMA",),
    personal_number="T100000",
    birth=PartialDate(2004, 1, 31),
    birth_place=("الرباط", "RABAT"),
    address=("1 RUE SPECIMEN", "RABAT"),
)
DOCUMENT = DocumentDetails("SPECIMEN", date(2026, 5, 4), datetime(2026, 5, 5, 9, tzinfo=UTC), "BL000001")
GROUPS = {2: "dg2-19794", 11: "dg11", 12: "dg12", 14: "dg14", 15: "dg15"}


def vector(name: str) -> bytes:
    return bytes.fromhex(re.sub(r"#[^\n]*", "", (VECTORS / f"{name}.hex").read_text(encoding="utf-8")))


@pytest.mark.parametrize(("name", "format"), [("dg2-19794", "19794-5"), ("dg2-39794", "39794-5")])
def test_dg2(name: str, format: FaceFormat) -> None:
    assert parse_dg2(vector(name)) == (Face(PICTURE, 1, 2), format)
    assert build_dg2(face_of(PICTURE), format=format) == vector(name)


def test_dg11() -> None:
    assert parse_dg11(vector("dg11")) == PERSON
    assert build_dg11(PERSON) == vector("dg11")


def test_dg12() -> None:
    assert parse_dg12(vector("dg12")) == DOCUMENT
    assert build_dg12(DOCUMENT) == vector("dg12")


def test_dg14() -> None:
    """The key is the one that OpenSSL wrote, whoever reads it."""
    found = parse_dg14(vector("dg14"))
    assert found.chip_key is not None
    assert found == ChipSecurity(BP256, BP256, found.chip_key, active_authentication=True)
    (info,) = re.findall(rb"\x30\x82\x01\x33.{307}", vector("dg14"), re.DOTALL)
    assert uncompressed(found.chip_key) == bytes(keys.PublicKeyInfo.load(info)["public_key"].native)
    written = build_dg14(
        pace=BP256, chip_point=uncompressed(found.chip_key), chip_curve=BP256, active_authentication=True
    )
    assert written == vector("dg14")


def test_dg15() -> None:
    curve, key = parse_dg15(vector("dg15"))
    assert curve == P256
    point = bytes(keys.PublicKeyInfo.load(vector("dg15")[2:])["public_key"].native)
    assert uncompressed(key) == point
    assert build_dg15(point, P256) == vector("dg15")


def test_sod() -> None:
    """OpenSSL signed it: we believe it over these groups alone, and put the same parts together to the same bytes."""
    groups = {number: vector(name) for number, name in GROUPS.items()}
    found = parse_sod(vector("sod"))
    found.check_signature()
    found.check_groups(groups)
    with pytest.raises(DigestMismatchError):
        found.check_groups({**groups, 12: groups[12][:-1] + b"2"})
    signed = cms.ContentInfo.load(vector("sod")[4:])["content"]
    written = signed["encap_content_info"]["content"].native
    (info,) = signed["signer_infos"]
    at = next(each["values"][0].native for each in info["signed_attrs"] if each["type"].native == "signing_time")
    assert lds_object(digests_of(groups, "sha256"), "sha256", "1.8") == written
    attributes = signed_attributes(written, "sha256", at)
    assert attributes == b"".join(sorted(each.dump() for each in info["signed_attrs"]))
    certificate = read_certificate(signed["certificates"][0].chosen.dump())
    assert assemble(written, attributes, info["signature"].native, certificate) == vector("sod")


def test_a_digest_named_with_null_parameters_is_read_too() -> None:
    """Older signers write NULL (RFC 5754 §2): the same digest, so the same object, though not byte for byte."""
    wanted = "2.16.840.1.101.3.4.2.1"
    name = tlv(0x30, core.ObjectIdentifier(wanted).dump() + b"\x05\x00")
    digests = digests_of({12: vector("dg12")}, "sha256")
    written = lds_object(digests, "sha256", "1.8", algorithm=name)
    assert len(written) == len(lds_object(digests, "sha256", "1.8")) + 2
    utopia = Utopia("ecdsa-p256")
    attributes = signed_attributes(written, "sha256", day(30))
    signature = utopia.signer_key.sign(tlv(0x31, attributes))
    found = parse_sod(assemble(written, attributes, signature, read_certificate(utopia.signer)))
    found.check_signature()
    found.check_groups({12: vector("dg12")})


def test_the_vectors_are_those_that_were_checked() -> None:
    """Whoever changes a vector to make a test pass changes this line as well."""
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(VECTORS.glob("*.hex")))).hexdigest()
    assert digest == "fbe8ab8222e64c2228f6582a4d21eab370e39179e10fef423fefc10bab574970"
