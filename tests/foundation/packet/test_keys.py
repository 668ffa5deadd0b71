"""Keys: published values, wrong lengths, and that a key prints nothing of itself."""

from __future__ import annotations

import secrets

import pytest

from bitaqa.foundation.packet.errors import KeyInvalidError
from bitaqa.foundation.packet.keys import (
    SEAL_OVERHEAD,
    OpeningKey,
    SealingKey,
    SoftwareSigner,
    Verifier,
)


def test_the_opening_key_is_that_of_the_x_wing_draft() -> None:
    """draft-connolly-cfrg-xwing-kem, appendix C, first vector: the seed and the beginning of its public key."""
    key = OpeningKey.from_bytes(bytes.fromhex("7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26"))
    assert key.sealing_key.public.hex().startswith(
        "e2236b35a8c24b39b10aa1323a96a919a2ced88400633a7b07131713fc14b2b5b19cfc3d"
        "a5fa1a92c49f25513e0fd30d6b1611c9ab9635d7086727a4b7d21d34244e66969cf15b3b"
    )
    assert len(key.sealing_key.public) == 1216


def test_the_signing_key_is_that_of_rfc_8032() -> None:
    """RFC 8032 §7.1, test 2."""
    signer = SoftwareSigner.from_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert signer.public.hex() == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    assert signer.sign(b"\x72").hex().startswith("92a009a9f0d4cab8720e820b5f642540")
    assert signer.verifier.holds(b"\x72", signer.sign(b"\x72"))
    assert not signer.verifier.holds(b"\x73", signer.sign(b"\x72"))
    assert not signer.verifier.holds(b"\x72", b"short")


def test_keys_come_back_from_their_bytes() -> None:
    signer, opening = SoftwareSigner.generate(), OpeningKey.generate(secrets.token_bytes)
    assert SoftwareSigner.from_bytes(signer.to_bytes()).key_id == signer.key_id == Verifier(signer.public).key_id
    again = OpeningKey.from_bytes(opening.to_bytes())
    sealed = SealingKey(opening.sealing_key.public).seal(b"content", b"here")
    assert len(sealed) == len(b"content") + SEAL_OVERHEAD
    assert again.open(sealed, b"here") == b"content"
    assert again.open(sealed, b"there") is None
    assert again.open(sealed[:-1], b"here") is None
    assert again.open(b"", b"here") is None


@pytest.mark.parametrize("size", [0, 31, 33, 1215, 1217])
def test_a_key_of_another_length_is_refused(size: int) -> None:
    for make in (SoftwareSigner.from_bytes, Verifier, SealingKey, OpeningKey.from_bytes):
        with pytest.raises(KeyInvalidError):
            make(bytes(size))


def test_a_sealing_key_out_of_range_is_refused() -> None:
    with pytest.raises(KeyInvalidError):
        SealingKey(b"\xff" * 1216)  # coefficients beyond q: FIPS 203 §7.2 modulus check


def test_a_private_key_never_prints_itself() -> None:
    opening, signer = OpeningKey.generate(secrets.token_bytes), SoftwareSigner.generate()
    for key in (opening, signer):
        assert key.to_bytes().hex() not in repr(key) + str(key)
        assert repr(key.to_bytes()) not in repr(key) + str(key)
