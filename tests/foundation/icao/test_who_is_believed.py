"""Whose signature on a card is believed, for how long, and why each of the others is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bitaqa.foundation.icao import trust_errors as e
from bitaqa.foundation.icao.certificate import read_certificate
from bitaqa.foundation.icao.certificates import (
    Period,
    build_csca,
    build_document_signer,
)
from bitaqa.foundation.icao.master_list import build_master_list, read_master_list
from bitaqa.foundation.icao.revocation import build_revocation_list, read_revocation_list
from bitaqa.foundation.icao.trust import TrustList
from bitaqa.foundation.kernel.errors import BitaqaError
from foundation.icao.utopia import AUTHORITY, START, Utopia, day, holder, key, lister_of


def test_a_signer_is_believed_for_as_long_as_everything_above_it() -> None:
    utopia = Utopia()
    checked = utopia.trust().check_signer(utopia.signer, day(30))
    assert checked.issuer.der == utopia.csca
    assert checked.holds_until == day(90)  # the revocation list's next update comes first


def test_each_reason_not_to_believe_has_its_own_error() -> None:
    utopia = Utopia()
    trust = utopia.trust()
    with pytest.raises(e.SignerNotYetValidError):
        trust.check_signer(utopia.signer, START)
    with pytest.raises(e.SignerExpiredError):
        trust.check_signer(utopia.signer, day(4000))
    with pytest.raises(e.RevocationStaleError):
        trust.check_signer(utopia.signer, day(91))
    with pytest.raises(e.RevocationUnknownError):
        TrustList([utopia.csca]).check_signer(utopia.signer, day(30))
    revoked = Utopia(revoked={1000: day(2)})
    with pytest.raises(e.SignerRevokedError) as fact:
        TrustList([utopia.csca], revocation_lists=[revoked.revocations()]).check_signer(utopia.signer, day(30))
    assert fact.value.facts == {"serial": "3E8"}
    elsewhere = build_csca(
        holder=holder("CSCA"), authority=AUTHORITY, signer=key("ecdsa-p256", 9),
        period=Period(START, day(100), day(5000)), serial=1,
    )  # fmt: skip
    with pytest.raises(e.IssuerUnknownError):
        TrustList([elsewhere], revocation_lists=[utopia.revocations()]).check_signer(utopia.signer, day(30))


def test_a_revocation_withdrawn_from_an_older_list_does_not_count() -> None:
    """The newest list speaks, and one issued after the instant asked about does not exist yet."""
    utopia, later = Utopia(), Utopia(revoked={1000: day(20)})
    lists = [utopia.revocations(number=1), later.revocations(number=2, at=day(20))]
    trust = TrustList([utopia.csca], revocation_lists=lists)
    trust.check_signer(utopia.signer, day(10))
    with pytest.raises(e.SignerRevokedError):
        trust.check_signer(utopia.signer, day(21))


def test_forged_signatures_are_refused() -> None:
    utopia = Utopia()
    forged = bytearray(utopia.signer)
    forged[-1] ^= 1
    with pytest.raises(e.CertificateSignatureError):
        utopia.trust().check_signer(bytes(forged), day(30))
    changed = bytearray(utopia.revocations())
    changed[-1] ^= 1
    with pytest.raises(e.RevocationSignatureError):
        TrustList([utopia.csca], revocation_lists=[bytes(changed)]).check_signer(utopia.signer, day(30))


def test_a_csca_never_signs_cards_and_a_signer_is_never_an_anchor() -> None:
    utopia = Utopia()
    with pytest.raises(e.CertificateProfileError):
        utopia.trust().check_signer(utopia.csca, day(30))
    with pytest.raises(e.CertificateProfileError):
        TrustList([utopia.signer])
    with pytest.raises(e.CertificateProfileError):
        TrustList([utopia.next_csca()[2]])  # a link is no anchor either


def test_links_lead_from_a_trusted_key_to_the_next_one_only() -> None:
    utopia = Utopia()
    fresh, new_csca, link = utopia.next_csca()
    starts = day(4 * 365 + 30)
    later = build_document_signer(
        holder=holder("DS 2"), authority=AUTHORITY, key_info=utopia.signer_key.public, csca=new_csca,
        csca_signer=fresh, period=Period(starts, starts + timedelta(90), starts + timedelta(3700)), serial=1001,
    )  # fmt: skip
    crl = build_revocation_list(
        csca=new_csca, signer=fresh, number=1, this_update=starts, next_update=starts + timedelta(90), revoked={}
    )
    at = starts + timedelta(1)
    with pytest.raises(e.IssuerUnknownError):
        TrustList([utopia.csca], revocation_lists=[crl]).check_signer(later, at)
    linked = TrustList([utopia.csca], links=[link], revocation_lists=[crl])
    assert linked.check_signer(later, at).signer.der == later
    stranger = Utopia()
    stranger.csca = new_csca
    assert len(TrustList([new_csca], links=[link]).authorities) == 1  # signed by a key this reader does not trust


def test_certificates_and_lists_are_read_strictly() -> None:
    utopia = Utopia()
    for der, read in ((utopia.signer, read_certificate), (utopia.revocations(), read_revocation_list)):
        for wrong in (der + b"\0", der[:-1], b"", b"\x30\x00"):
            with pytest.raises(e.CertificateFormError):
                read(wrong)
        for place in range(0, len(der), 7):
            changed = bytearray(der)
            changed[place] ^= 0x15
            try:
                read(bytes(changed))
            except BitaqaError as fact:
                assert fact.code.startswith("icao.")


def test_a_master_list_of_another_signer_is_refused() -> None:
    utopia = Utopia()
    lister = lister_of(utopia)
    given = {"authorities": [utopia.csca], "signer": utopia.signer_key, "csca": utopia.csca, "at": day(30)}
    listed = build_master_list(certificate=lister, **given)  # type: ignore[arg-type]
    with pytest.raises(e.MasterListError):
        build_master_list(certificate=utopia.signer, **given)  # type: ignore[arg-type]
    with pytest.raises(e.MasterListError):
        build_master_list(certificate=lister, **(given | {"authorities": []}))  # type: ignore[arg-type]
    changed = listed.replace(b"UTO", b"UTA", 1)
    with pytest.raises(e.TrustError):
        read_master_list(changed, csca=utopia.csca)
    tagged = listed.rindex(bytes.fromhex("300a06082a8648ce3d040302"))  # met by fuzzing: the algorithm is no sequence
    for wrong in (listed + b"\0", listed[:-1], b"", listed[:tagged] + b"\x34" + listed[tagged + 1 :]):
        with pytest.raises(e.CertificateFormError):
            read_master_list(wrong, csca=utopia.csca)
