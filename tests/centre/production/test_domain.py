"""Rules without a database: routes, ranks, serials, shifts, and the accounts of blanks."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bitaqa.foundation.packet.keys import SoftwareSigner
from bitaqa.foundation.rules.applications import ApplicationKind
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.journey.production import domain, errors
from bitaqa.journey.production.certificates.token import canonical_text, read_certificate, sign_certificate

PACK = load_country_pack()


def test_the_smallest_place_named_by_the_policy_decides() -> None:
    assert domain.route(("douar", "marrakech-safi"), PACK) == "marrakech"
    assert domain.route(("douar", "settat"), PACK) == "rabat"
    assert domain.route((), PACK) == "rabat"


def test_a_route_to_a_centre_that_is_not_there_is_refused() -> None:
    with pytest.raises(errors.IssuingCentreUnknownError):
        domain.get_centre("atlantis", PACK)


def test_ranks() -> None:
    assert domain.rank_of(ApplicationKind.CORRECTION, None) < domain.rank_of(ApplicationKind.FIRST, None, replaces=True)
    assert domain.rank_of(ApplicationKind.FIRST, None, replaces=True) < domain.rank_of(
        ApplicationKind.FIRST, date(2026, 6, 1)
    )
    assert domain.rank_of(ApplicationKind.CORRECTION, None) < domain.rank_of(ApplicationKind.FIRST, date(2026, 6, 1))
    assert domain.rank_of(ApplicationKind.FIRST, date(2026, 6, 1)) < domain.rank_of(ApplicationKind.RENEWAL, None)


def test_document_numbers_follow_the_rule_of_the_pack() -> None:
    assert domain.document_numbers(0, 2, pack=PACK, on=date(2026, 5, 4)) == ["SP0000001", "SP0000002"]
    with pytest.raises(errors.DocumentNumbersExhaustedError):
        domain.document_numbers(9_999_999, 1, pack=PACK, on=date(2026, 5, 4))


def test_an_old_version_of_a_type_must_stand_in_the_pack() -> None:
    assert domain.type_under(PACK, "cnie", "cnie-2").layout == "cnie/v1"
    with pytest.raises(errors.LayoutGoneError):
        domain.type_under(PACK, "cnie", "cnie-0")


def test_serials_run_on_at_their_width() -> None:
    assert domain.serial_range(" bl0098 ", 3) == ["BL0098", "BL0099", "BL0100"]
    for first, count in (("BL98", 3), ("", 1), ("98BL", 1), ("BL0001", 0), ("BL0001", domain.LARGEST_DELIVERY + 1)):
        with pytest.raises(errors.BlankSerialRefusedError):
            domain.serial_range(first, count)


@pytest.mark.parametrize(
    ("hour", "shift"), [(5, "2026-07-13-3"), (6, "2026-07-14-1"), (14, "2026-07-14-2"), (22, "2026-07-14-3")]
)
def test_shifts_are_local(hour: int, shift: str) -> None:
    assert domain.shift_of(datetime(2026, 7, 14, hour - 1, 30, tzinfo=UTC)) == shift


SERIALS = [f"B{n:03d}" for n in range(12)]


@given(st.lists(st.sampled_from(["good", "spoiled", "sample", "returned", "nowhere"]), min_size=12, max_size=12))
def test_a_batch_reconciles_exactly_when_every_blank_is_somewhere(fates: list[str]) -> None:
    piles = {f: [s for s, fate in zip(SERIALS, fates, strict=True) if fate == f] for f in set(fates) | {"nowhere"}}
    count = domain.reconcile(
        SERIALS, piles.get("good", []), **{name: piles.get(name, []) for name in ("spoiled", "sample", "returned")}
    )
    assert count.missing == tuple(piles["nowhere"])
    assert count.reconciles == (not piles["nowhere"])
    assert count.received == count.good + count.spoiled + count.sample + count.returned + len(count.missing)


def test_strangers_and_doubles_do_not_reconcile() -> None:
    count = domain.reconcile(["B1"], ["B1"], spoiled=["B1", "B9"], sample=[], returned=[])
    assert (count.foreign, count.twice, count.reconciles) == (("B9",), ("B1",), False)
    assert domain.reconcile(["B1"], [], spoiled=[], sample=["B1"], returned=[], rejected=["B1"]).twice == ("B1",)


def test_a_certificate_says_what_was_signed_and_nothing_else() -> None:
    signer = SoftwareSigner.generate()
    keys = {signer.key_id: signer.verifier}
    token = sign_certificate(canonical_text({"number": "SP1", "name_ar": "عينة", "empty": " "}), signer=signer)
    assert read_certificate(token + "\n", keys) == {"number": "SP1", "name_ar": "عينة"}
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    for bad in (changed, "BTQ1:" + token[5:], "BTC1:", token[:20], "BTC1:é"):
        with pytest.raises(errors.CertificateUnreadableError):
            read_certificate(bad, keys)
    with pytest.raises(errors.CertificateUnreadableError):
        read_certificate(token, {})
    with pytest.raises(errors.CertificateUnreadableError):
        canonical_text({"name": "two\nlines"})
