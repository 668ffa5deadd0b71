"""EF.SOD and passive authentication: a changed byte anywhere, a signer not to be believed, an unsigned card."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest
from asn1crypto import cms, core, x509
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given, settings
from hypothesis import strategies as st

from bitaqa.foundation.icao import lds_errors
from bitaqa.foundation.icao import trust_errors as e
from bitaqa.foundation.icao.certificates import Period, build_csca, build_document_signer
from bitaqa.foundation.icao.curves import P256
from bitaqa.foundation.icao.details import DocumentDetails, PersonDetails, build_dg11, build_dg12
from bitaqa.foundation.icao.face import build_dg2, face_of
from bitaqa.foundation.icao.lds import LdsVersion, build_com, build_dg1
from bitaqa.foundation.icao.passive import CardContent, check_card
from bitaqa.foundation.icao.public_keys import uncompressed
from bitaqa.foundation.icao.security_infos import build_card_access, build_dg14, build_dg15
from bitaqa.foundation.icao.signing import ALGORITHMS, AlgorithmName, SignatureAlgorithm
from bitaqa.foundation.icao.sod import DIGESTS, assemble, digests_of, parse_sod
from bitaqa.foundation.icao.sod_signer import CountedQuota, SodSigner
from bitaqa.foundation.icao.tlv import content
from bitaqa.foundation.icao.trust import TrustList
from bitaqa.foundation.kernel.errors import BitaqaError
from foundation.icao.utopia import AUTHORITY, BATCH, ISSUED, START, ZONE, Utopia, day, holder, key

POINT = uncompressed(ec.derive_private_key(7, ec.SECP256R1()).public_key())
NAMES = {1: "DG1", 2: "DG2", 11: "DG11", 12: "DG12", 14: "DG14", 15: "DG15"}


def card(jpeg: bytes) -> dict[int, bytes]:
    return {
        1: build_dg1(ZONE),
        2: build_dg2(face_of(jpeg), format="19794-5"),
        11: build_dg11(PersonDetails("العلوي", "فاطمة")),
        12: build_dg12(DocumentDetails("SPECIMEN", ISSUED)),
        14: build_dg14(pace=P256, chip_point=POINT, chip_curve=P256, active_authentication=True),
        15: build_dg15(POINT, P256),
    }


def signed(utopia: Utopia, groups: dict[int, bytes], version: LdsVersion = "1.8") -> bytes:
    signer = utopia.sods(version=version)
    return signer.sign_batch(BATCH, [groups], at=day(30))[0]


def believed(
    utopia: Utopia, groups: dict[int, bytes], sod: bytes, *, trust: TrustList | None = None, days: int = 31,
    version: LdsVersion = "1.8",
) -> CardContent:  # fmt: skip
    return check_card(
        groups=groups, sod=sod, trust=trust or utopia.trust(), at=day(days),
        com=build_com(groups, version=version), card_access=build_card_access(P256),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("algorithm", "version"), [*((name, "1.8") for name in sorted(ALGORITHMS)), ("ecdsa-p256", "1.7")]
)
def test_a_card_is_believed(jpeg: bytes, algorithm: AlgorithmName, version: LdsVersion) -> None:
    utopia, groups = Utopia(algorithm), card(jpeg)
    found = believed(utopia, groups, signed(utopia, groups, version), version=version)
    assert found.zone == ZONE and found.face is not None and found.face.picture == jpeg
    assert found.person == PersonDetails("العلوي", "فاطمة")
    assert found.signed.version == version and found.signed.signed_at == day(30)
    assert found.signer.signer.der == utopia.signer


@pytest.mark.parametrize(
    ("algorithm", "version"), [*((name, "1.8") for name in sorted(ALGORITHMS)), ("ecdsa-p256", "1.7")]
)
def test_what_is_filled_in_is_what_the_library_would_encode(
    jpeg: bytes, algorithm: AlgorithmName, version: LdsVersion
) -> None:
    utopia, groups = Utopia(algorithm), card(jpeg)
    sod = signed(utopia, groups, version)
    assert content(sod, 0x77, "EF.SOD") == built_object_by_object(utopia, groups, parse_sod(sod).signature, version)


class _Digest(core.Sequence):  # type: ignore[misc]
    _fields = [("number", core.Integer), ("value", core.OctetString)]


class _Digests(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Digest


class _Version(core.Sequence):  # type: ignore[misc]
    _fields = [("lds", core.PrintableString), ("unicode", core.PrintableString)]


class _LdsObject(core.Sequence):  # type: ignore[misc]
    _fields = [
        ("version", core.Integer),
        ("algorithm", cms.DigestAlgorithm),
        ("digests", _Digests),
        ("info", _Version, {"optional": True}),
    ]


def built_object_by_object(utopia: Utopia, groups: dict[int, bytes], signature: bytes, version: LdsVersion) -> bytes:
    algorithm: SignatureAlgorithm = utopia.signer_key.algorithm
    digest = cms.DigestAlgorithm.load(DIGESTS[algorithm.digest])  # the library would write NULL (RFC 5754 §2: none)
    fields = {
        "version": 0 if version == "1.7" else 1,
        "algorithm": digest,
        "digests": [{"number": n, "value": v} for n, v in digests_of(groups, algorithm.digest).items()],
    }
    written = _LdsObject(fields | ({} if version == "1.7" else {"info": {"lds": "0108", "unicode": "040000"}})).dump()
    kind = "2.23.136.1.1.1"
    time = cms.Time("utc_time", day(30))
    attributes = [
        {"type": "content_type", "values": [kind]},
        {"type": "signing_time", "values": [time]},
        {"type": "message_digest", "values": [hashlib.new(algorithm.digest, written).digest()]},
    ]
    found = x509.Certificate.load(utopia.signer)
    sid = cms.IssuerAndSerialNumber({"issuer": found.issuer, "serial_number": found.serial_number})
    info = {
        "version": "v1",
        "sid": cms.SignerIdentifier("issuer_and_serial_number", sid),
        "digest_algorithm": digest,
        "signed_attrs": cms.CMSAttributes([cms.CMSAttribute(each) for each in attributes]),
        "signature_algorithm": algorithm.identifier,
        "signature": signature,
    }
    data = {
        "version": "v3",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": kind, "content": core.ParsableOctetString(written)},
        "certificates": [cms.CertificateChoices("certificate", found)],
        "signer_infos": [info],
    }
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(data)}).dump())


# --- refusals -------------------------------------------------------------------------------------------------------
@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_changed_byte_in_any_data_group_names_the_file(jpeg: bytes, data: st.DataObject) -> None:
    utopia, groups = Utopia(), card(jpeg)
    sod = SIGNED.setdefault(jpeg, signed(utopia, groups))
    number = data.draw(st.sampled_from(sorted(groups)))
    changed = bytearray(groups[number])
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(e.DigestMismatchError) as fact:
        parse_sod(sod).check_groups(groups | {number: bytes(changed)})
    assert fact.value.facts == {"file": NAMES[number]}


SIGNED: dict[bytes, bytes] = {}
TRUST = Utopia().trust()


@settings(deadline=None)
@given(st.data())
def test_a_changed_byte_of_the_signed_object_is_a_named_error(jpeg: bytes, data: st.DataObject) -> None:
    utopia, groups = Utopia(), card(jpeg)
    sod = bytearray(SIGNED.setdefault(jpeg, signed(utopia, groups)))
    sod[data.draw(st.integers(0, len(sod) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(BitaqaError) as fact:
        believed(utopia, groups, bytes(sod), trust=TRUST)
    assert fact.value.code.startswith("icao.")


def test_files_missing_or_added_are_named(jpeg: bytes) -> None:
    utopia, groups = Utopia(), card(jpeg)
    sod = signed(utopia, groups)
    with pytest.raises(e.GroupMissingError):
        believed(utopia, {n: v for n, v in groups.items() if n != 12}, sod)
    without = {n: v for n, v in groups.items() if n != 11}
    with pytest.raises(e.GroupUnsignedError):
        believed(utopia, groups, signed(utopia, without))


def test_a_revoked_an_expired_and_a_foreign_signer_each_have_their_error(jpeg: bytes) -> None:
    utopia, groups = Utopia(), card(jpeg)
    sod = signed(utopia, groups)
    revoked = Utopia(revoked={1000: day(2)}).revocations()
    with pytest.raises(e.SignerRevokedError):
        believed(utopia, groups, sod, trust=TrustList([utopia.csca], revocation_lists=[revoked]))
    with pytest.raises(e.SignerExpiredError):
        believed(utopia, groups, sod, days=4000)
    foreign = build_csca(
        holder=holder("CSCA"), authority=AUTHORITY, signer=key("ecdsa-p256", 9),
        period=Period(START, day(100), day(5000)), serial=1,
    )  # fmt: skip
    with pytest.raises(e.IssuerUnknownError):
        believed(utopia, groups, sod, trust=TrustList([foreign]))


def test_a_signature_by_another_key_is_refused(jpeg: bytes) -> None:
    utopia, other, groups = Utopia(), Utopia(), card(jpeg)
    other.signer_key = key("ecdsa-p256", 12)
    other.signer = other.certify(serial=1000)
    ours, theirs = parse_sod(signed(utopia, groups)), parse_sod(signed(other, groups))
    mixed = assemble(ours.written, ours.attributes, ours.signature, theirs.signer)
    with pytest.raises(e.SodSignatureError):
        believed(other, groups, mixed)


def test_the_unsigned_list_of_files_must_agree(jpeg: bytes) -> None:
    utopia, groups = Utopia(), card(jpeg)
    sod = signed(utopia, groups)
    given = {"groups": groups, "sod": sod, "trust": utopia.trust(), "at": day(31), "card_access": None}
    for com in (build_com(groups, version="1.7"), build_com([1, 2], version="1.8")):
        with pytest.raises(lds_errors.LdsDisagreeError):
            check_card(com=com, **given)  # type: ignore[arg-type]
    without_15 = {n: v for n, v in groups.items() if n != 15}
    with pytest.raises(lds_errors.LdsDisagreeError):
        believed(utopia, without_15, signed(utopia, without_15))


def test_trailing_bytes_are_refused(jpeg: bytes) -> None:
    utopia, groups = Utopia(), card(jpeg)
    with pytest.raises(lds_errors.LdsTrailingError):
        parse_sod(signed(utopia, groups) + b"\0")


# --- who may sign ---------------------------------------------------------------------------------------------------
def test_no_signature_without_an_approved_batch() -> None:
    utopia = Utopia()
    signer = utopia.sods(count=3)
    cards = [{1: b"one"}, {1: b"two"}]
    assert len(signer.sign_batch(BATCH, cards, at=day(30))) == 2
    with pytest.raises(e.BatchNotCoveredError) as fact:
        signer.sign_batch(BATCH, cards, at=day(30))
    assert fact.value.facts == {"asked": 2, "left": 1}
    with pytest.raises(e.BatchNotCoveredError):
        signer.sign_batch(UUID(int=5), cards[:1], at=day(30))


def test_a_key_signs_three_months_and_so_many_cards_only() -> None:
    utopia = Utopia()
    with pytest.raises(e.KeyUseOverError):
        utopia.sods(5).sign_batch(BATCH, [{1: b"one"}], at=day(92))
    few = SodSigner(
        key=utopia.signer_key, certificate=utopia.signer, trust=utopia.trust(), quota=CountedQuota({BATCH: 9}), most=2
    )
    few.sign_batch(BATCH, [{1: b"one"}, {1: b"two"}], at=day(30))
    with pytest.raises(e.KeyUseOverError):
        few.sign_batch(BATCH, [{1: b"three"}], at=day(30))


def test_a_signer_that_no_reader_would_believe_signs_nothing() -> None:
    utopia = Utopia()
    given = {"key": utopia.signer_key, "certificate": utopia.signer, "quota": CountedQuota({BATCH: 9})}
    revoked = TrustList([utopia.csca], revocation_lists=[Utopia(revoked={1000: day(2)}).revocations()])
    with pytest.raises(e.SignerRevokedError):
        SodSigner(trust=revoked, **given).sign_batch(BATCH, [{1: b"x"}], at=day(30))  # type: ignore[arg-type]
    with pytest.raises(e.CertificateProfileError):
        SodSigner(trust=utopia.trust(), **(given | {"key": utopia.csca_key}))  # type: ignore[arg-type]
    # Believed on day 80, but not on day 91, when the revocation list should have been replaced.
    starts = day(30)
    late = build_document_signer(
        holder=holder("DS"), authority=AUTHORITY, key_info=utopia.signer_key.public, csca=utopia.csca,
        csca_signer=utopia.csca_key, serial=44, period=Period(starts, starts + timedelta(90), starts + timedelta(3700)),
    )  # fmt: skip
    signer = SodSigner(trust=utopia.trust(), **(given | {"certificate": late}))  # type: ignore[arg-type]
    signer.sign_batch(BATCH, [{1: b"x"}], at=day(80))
    with pytest.raises(e.RevocationStaleError):
        signer.sign_batch(BATCH, [{1: b"x"}], at=day(91))


class _Faulty:
    """An HSM that signs something else."""

    def __init__(self, utopia: Utopia) -> None:
        self._real = utopia.signer_key
        self.algorithm, self.public, self.key_id = self._real.algorithm, self._real.public, self._real.key_id

    def sign(self, message: bytes) -> bytes:
        return self._real.sign(message + b"!")


def test_a_faulty_signature_never_leaves_the_signer() -> None:
    utopia = Utopia()
    signer = SodSigner(
        key=_Faulty(utopia), certificate=utopia.signer, trust=utopia.trust(), quota=CountedQuota({BATCH: 1})
    )
    with pytest.raises(e.SodSignatureError):
        signer.sign_batch(BATCH, [{1: b"x"}], at=day(30))
