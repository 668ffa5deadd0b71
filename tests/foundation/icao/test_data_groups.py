"""The files of the chip: built, read back, and refused when anything about them is not as Doc 9303-10 says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.icao import lds_errors as e
from bitaqa.foundation.icao.curves import BP256, P256, Curve
from bitaqa.foundation.icao.details import (
    DocumentDetails,
    PersonDetails,
    build_dg11,
    build_dg12,
    parse_dg11,
    parse_dg12,
)
from bitaqa.foundation.icao.face import Face, FaceFormat, build_dg2, face_of, parse_dg2
from bitaqa.foundation.icao.lds import TAGS, LdsVersion, build_com, build_dg1, parse_com, parse_dg1
from bitaqa.foundation.icao.public_keys import Form, uncompressed
from bitaqa.foundation.icao.security_infos import (
    build_card_access,
    build_dg14,
    build_dg15,
    check_agree,
    parse_card_access,
    parse_dg14,
    parse_dg15,
)
from bitaqa.foundation.icao.tlv import content, file_size, head, items, tlv
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.partial_dates import PartialDate
from foundation.icao.utopia import ISSUED, ZONE

POINT = uncompressed(ec.derive_private_key(7, ec.SECP256R1()).public_key())
BP_POINT = uncompressed(ec.derive_private_key(7, ec.BrainpoolP256R1()).public_key())
PERSON = PersonDetails(
    "العلوي",
    "فاطمة الزهراء",
    ("زهرة",),
    "SP123456",
    PartialDate(1948, 7),
    ("الدار البيضاء", "CASABLANCA"),
    ("12 RUE X",),
)
PAPER = DocumentDetails("SPECIMEN", ISSUED, datetime(2026, 2, 3, 9, 30, tzinfo=UTC), "SP-0001")


def files(jpeg: bytes) -> list[tuple[bytes, Callable[[bytes], object]]]:
    """One of each kind, with what reads it."""
    return [
        (build_com([1, 2, 11, 14], version="1.8"), parse_com),
        (build_dg1(ZONE), parse_dg1),
        (build_dg2(face_of(jpeg[:1500]), format="19794-5"), parse_dg2),
        (build_dg2(face_of(jpeg[:1500]), format="39794-5"), parse_dg2),
        (build_dg11(PERSON), parse_dg11),
        (build_dg12(PAPER), parse_dg12),
        (build_dg14(pace=P256, chip_point=POINT, chip_curve=P256, active_authentication=True), parse_dg14),
        (build_dg15(POINT, P256), parse_dg15),
        (build_card_access(BP256), parse_card_access),
    ]


# --- published bytes ------------------------------------------------------------------------------------------------
def test_bytes_of_the_published_worked_examples() -> None:
    # Doc 9303-11, appendix G.1: EF.CardAccess of the PACE example on brainpoolP256r1.
    assert build_card_access(BP256).hex() == "31143012060a04007f0007020204020202010202010d"
    # Doc 9303-10, §4.6.1: version 1.7, Unicode 4.0.0, DG1, DG2 and DG12; its DG4 is not written by this project.
    assert build_com([1, 2, 12], version="1.7").hex() == "60155f0104303130375f36063034303030305c0361756c"
    # Doc 9303-5, §4.2.2: the specimen zone, wrapped as 9303-10 §4.7.1 says.
    assert build_dg1(ZONE)[:5].hex() == "615d5f1f5a" and build_dg1(ZONE)[5:] == "".join(ZONE).encode()


# --- there and back -------------------------------------------------------------------------------------------------
@given(st.sets(st.sampled_from(sorted(TAGS)), min_size=1), st.sampled_from(["1.7", "1.8"]))
def test_the_list_of_files(groups: set[int], version: LdsVersion) -> None:
    assert parse_com(build_com(groups, version=version)) == (version, tuple(sorted(groups)))


def test_the_zone() -> None:
    assert parse_dg1(build_dg1(ZONE)) == ZONE


@pytest.mark.parametrize("format", ["19794-5", "39794-5"])
def test_the_portrait_is_carried_untouched_in_both_formats(jpeg: bytes, format: FaceFormat) -> None:
    face = face_of(jpeg)
    assert (face.width, face.height, face.kind) == (480, 600, "jpeg")
    assert parse_dg2(build_dg2(face, format=format)) == (face, format)


JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n" + b"\0\0\0\x16ihdr" + (531).to_bytes(4, "big") + (413).to_bytes(4, "big")


@pytest.mark.parametrize("format", ["19794-5", "39794-5"])
def test_jpeg_2000(format: FaceFormat) -> None:
    face = face_of(JP2 + b"rest")
    assert (face.width, face.height, face.kind) == (413, 531, "jpeg2000")
    assert parse_dg2(build_dg2(face, format=format)) == (face, format)


instants = st.datetimes(timezones=st.just(UTC)).map(lambda instant: instant.replace(microsecond=0))
words = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=20)
phrases = st.lists(words, min_size=1, max_size=3).map(" ".join)
lines = st.lists(phrases, max_size=3).map(tuple)
births = st.one_of(
    st.none(),
    st.builds(PartialDate.of, st.dates(date(1900, 1, 1), date(2100, 1, 1))),
    st.builds(PartialDate, st.integers(1900, 2100), st.one_of(st.none(), st.integers(1, 12))),
)


@given(
    st.builds(
        PersonDetails, family_name=phrases, given_names=st.one_of(st.just(""), phrases), other_names=lines,
        personal_number=st.one_of(st.just(""), words), birth=births, birth_place=lines, address=lines,
    )
)  # fmt: skip
def test_what_the_register_says_of_a_person(details: PersonDetails) -> None:
    assert parse_dg11(build_dg11(details)) == details


@given(
    st.builds(
        DocumentDetails, authority=st.one_of(st.just(""), phrases), issued_on=st.one_of(st.none(), st.dates()),
        personalised_at=st.one_of(st.none(), instants),
        system_serial=st.one_of(st.just(""), words),
    )
)  # fmt: skip
def test_what_the_issuer_says_of_a_document(details: DocumentDetails) -> None:
    if details.issued_on and details.issued_on.year < 1000:
        return  # four digits of year
    if details.personalised_at and details.personalised_at.year < 1000:
        return
    assert parse_dg12(build_dg12(details)) == details


@pytest.mark.parametrize("form", ["named", "explicit"])
@pytest.mark.parametrize(("curve", "point"), [(P256, POINT), (BP256, BP_POINT)])
def test_what_the_chip_can_do(curve: Curve, point: bytes, form: Form) -> None:
    for chip_point, active in ((point, True), (point, False), (None, True), (None, False)):
        data = build_dg14(pace=curve, chip_point=chip_point, chip_curve=curve, active_authentication=active, form=form)
        found = parse_dg14(data)
        assert found.pace is curve and found.active_authentication is active
        assert (None if found.chip_key is None else uncompressed(found.chip_key)) == chip_point
        check_agree(build_card_access(curve), found)
    assert uncompressed(parse_dg15(build_dg15(point, curve, form=form))[1]) == point
    assert parse_card_access(build_card_access(curve)) is curve


def test_a_chip_that_promises_another_curve_in_the_open_is_refused() -> None:
    found = parse_dg14(build_dg14(pace=P256, chip_point=None, chip_curve=P256, active_authentication=False))
    with pytest.raises(e.LdsDisagreeError):
        check_agree(build_card_access(BP256), found)


# --- refusals -------------------------------------------------------------------------------------------------------
def test_trailing_bytes_and_short_files_are_refused(jpeg: bytes) -> None:
    for data, parse in files(jpeg):
        parse(data)
        with pytest.raises(e.LdsTrailingError):
            parse(data + b"\0")
        for cut in {1, 2, len(data) // 2, len(data) - 1}:
            with pytest.raises(e.LdsTruncatedError):
                parse(data[:cut])
        with pytest.raises(e.LdsError):
            parse(b"")
        assert file_size(data[:8], "a file") == len(data)


@given(st.data())
def test_no_change_of_a_file_is_anything_but_a_named_error(jpeg: bytes, data: st.DataObject) -> None:
    for written, parse in files(jpeg):
        at = data.draw(st.integers(0, min(len(written) - 1, 400)))
        changed = bytearray(written)
        changed[at] ^= data.draw(st.integers(1, 255))
        try:
            parse(bytes(changed))
        except BitaqaError as fact:
            assert "icao" in fact.code or fact.code == "kernel.impossible_date"


@given(st.binary(max_size=60))
def test_noise_is_a_named_error(jpeg: bytes, noise: bytes) -> None:
    for written, parse in files(jpeg):
        for data in (noise, written[:2] + noise):
            with pytest.raises(BitaqaError):
                parse(data)


@pytest.mark.parametrize(
    "length", [b"\x80", b"\x81\x05", b"\x82\x00\x85", b"\x84\x00\x00\x00\x05"], ids=["indefinite", "81", "82", "84"]
)
def test_lengths_are_written_in_their_shortest_form(length: bytes) -> None:
    with pytest.raises(e.LdsLengthError):
        head(b"\x61" + length + bytes(200), 0, "DG1")


@given(st.integers(0, 70000), st.sampled_from([0x61, 0x5F1F, 0x7F61]))
def test_objects_of_every_length(size: int, tag: int) -> None:
    assert content(tlv(tag, bytes(size)), tag, "x") == bytes(size)


def test_three_byte_tags_are_refused() -> None:
    with pytest.raises(e.LdsTagError):
        items(b"\x5f\x81\x01\x00", "DG11")


@pytest.mark.parametrize(
    ("written", "field"),
    [
        (tlv(0x6B, b"\x5c\x02\x5f\x10" + tlv(0x5F0E, b"A")), "5C"),
        (tlv(0x6B, b"\x5c\x04\x5f\x10\x5f\x10" + tlv(0x5F10, b"A") + tlv(0x5F10, b"B")), "5C"),
        (tlv(0x6B, b"\x5c\x02\x5f\x16" + tlv(0x5F16, b"A")), "5C"),
        (tlv(0x6B, b"\x5c\x02\x5f\x10" + tlv(0x5F10, b"\xff")), "5F10"),
        (tlv(0x6B, b"\x5c\x02\x5f\x2b" + tlv(0x5F2B, b"19901331")), "5F2B"),
        (tlv(0x6B, b"\x5c\x02\x5f\x2b" + tlv(0x5F2B, b"1990")), "5F2B"),
        (tlv(0x6B, b"\x5c\x02\x5f\x0f" + tlv(0xA0, b"\x02\x01\x02" + tlv(0x5F0F, b"A"))), "5F0F"),
    ],
    ids=["other-field", "twice", "unknown", "utf-8", "no-such-day", "short-date", "count"],
)  # fmt: skip
def test_personal_details_that_do_not_hold(written: bytes, field: str) -> None:
    with pytest.raises(e.LdsError) as fact:
        parse_dg11(written)
    assert fact.value.facts.get("field", field) == field


def test_what_cannot_be_written_is_refused(jpeg: bytes) -> None:
    with pytest.raises(e.LdsFieldError):
        build_dg11(PersonDetails(address=("A<B",)))
    with pytest.raises(e.LdsFieldError):
        build_dg11(PersonDetails(other_names=("A",) * 100))
    with pytest.raises(e.LdsFieldError):
        build_dg12(DocumentDetails(personalised_at=datetime(2026, 1, 1)))  # noqa: DTZ001 - what is refused
    with pytest.raises(e.LdsFieldError):
        build_com([3], version="1.7")
    with pytest.raises(e.LdsFieldError):
        build_dg1(("A", "B", "C"))
    with pytest.raises(e.LdsFieldError):
        face_of(b"GIF89a")
    with pytest.raises(e.LdsFieldError):
        build_dg2(Face(jpeg, 0, 5), format="19794-5")


def test_portraits_that_do_not_hold(jpeg: bytes) -> None:
    written = build_dg2(face_of(jpeg), format="19794-5")
    several = written.replace(b"\x02\x01\x01\x7f\x60", b"\x02\x01\x02\x7f\x60")
    other = written.replace(b"\x88\x02\x00\x08", b"\x88\x02\x00\x09")
    unlike = written.replace(b"\xff\xd8\xff", b"\xff\xd8\x00", 1)
    for wrong in (several, other, unlike, written.replace(b"FAC\x00010", b"FAC\x00030")):
        with pytest.raises(e.LdsValueError):
            parse_dg2(wrong)
    later = build_dg2(face_of(jpeg), format="39794-5").replace(
        b"\x80\x01\x03\x81\x02\x07\xe3", b"\x80\x01\x04\x81\x02\x07\xe3"
    )
    with pytest.raises(e.LdsValueError):
        parse_dg2(later)


def test_a_curve_of_someones_own_making_is_refused() -> None:
    data = bytearray(build_dg15(POINT, P256, form="explicit"))
    generator = bytes(data).index(P256.encode(P256.g)[:20])
    data[generator + 30] ^= 1
    with pytest.raises(e.LdsValueError):
        parse_dg15(bytes(data))
    off = bytearray(build_dg15(POINT, P256))
    off[-1] ^= 1
    with pytest.raises(e.LdsValueError):
        parse_dg15(bytes(off))
