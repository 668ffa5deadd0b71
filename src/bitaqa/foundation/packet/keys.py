"""Keys of a packet: who signed it, and who alone may open it.

Signing is Ed25519 (RFC 8032) through the `Signer` port, behind which a key may live in an HSM. Sealing is HPKE
(RFC 9180) with X-Wing (draft-connolly-cfrg-xwing-kem: ML-KEM-768 + X25519), so that what travels today stays shut
before a quantum computer of tomorrow. A station holds `SealingKey`s only: it cannot open what it sealed.

Every signature covers a purpose, so that none made for one message can pass for another.
"""

from __future__ import annotations

import hashlib
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from .errors import KeyInvalidError

KEY_ID_SIZE: Final = 8
SIGNATURE_SIZE: Final = 64
SIGNING_PUBLIC_SIZE: Final = 32
SEALING_PUBLIC_SIZE: Final = 1216
"""1184 bytes of ML-KEM-768, then 32 of X25519."""
OPENING_SEED_SIZE: Final = 32
SEAL_OVERHEAD: Final = 1120 + 16
"""Bytes that sealing adds: the encapsulated key, then the AES-256-GCM tag."""

_SUITE: Final = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def key_id(public: bytes) -> bytes:
    """The name of a public key: the first 8 bytes of its SHA-256."""
    return hashlib.sha256(public).digest()[:KEY_ID_SIZE]


def signing_input(purpose: str, digest: bytes) -> bytes:
    """What is signed for a message whose SHA-256 is `digest`: `bitaqa`, the purpose, a zero byte, the digest."""
    return b"bitaqa " + purpose.encode() + b"\0" + digest


class Signer(Protocol):
    """A key that signs, wherever it lives (memory, HSM)."""

    @property
    def key_id(self) -> bytes: ...

    @property
    def public(self) -> bytes: ...

    def sign(self, message: bytes) -> bytes:
        """The 64-byte Ed25519 signature of `message`."""
        ...


class SoftwareSigner:
    """An Ed25519 key held in memory."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public: bytes = private.public_key().public_bytes_raw()
        self.key_id: bytes = key_id(self.public)

    @classmethod
    def generate(cls) -> SoftwareSigner:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_bytes(cls, seed: bytes) -> SoftwareSigner:
        """The signer of a 32-byte RFC 8032 seed. Raises KeyInvalidError."""
        try:
            return cls(Ed25519PrivateKey.from_private_bytes(seed))
        except ValueError:
            raise KeyInvalidError(size=len(seed), kind="signing") from None

    def to_bytes(self) -> bytes:
        """The 32-byte seed, for the vault to wrap; never logged, never sent."""
        return self._private.private_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.public)


class Verifier:
    """The public half of a `Signer`."""

    def __init__(self, public: bytes) -> None:
        """`public`: 32 bytes. Raises KeyInvalidError."""
        try:
            self._key = Ed25519PublicKey.from_public_bytes(public)
        except ValueError:
            raise KeyInvalidError(size=len(public), kind="verifying") from None
        self.public: bytes = bytes(public)
        self.key_id: bytes = key_id(self.public)

    def holds(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` was made over `message` by this key."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class SealingKey:
    """The public X-Wing key of a recipient: whoever has it can seal, and cannot open."""

    def __init__(self, public: bytes) -> None:
        """`public`: 1216 bytes, ML-KEM-768 then X25519. Raises KeyInvalidError."""
        try:
            if len(public) != SEALING_PUBLIC_SIZE:
                raise ValueError
            lattice = MLKEM768PublicKey.from_public_bytes(public[:1184])
            curve = X25519PublicKey.from_public_bytes(public[1184:])
        except ValueError:
            raise KeyInvalidError(size=len(public), kind="sealing") from None
        self._key = hpke.MLKEM768X25519PublicKey(lattice, curve)
        self.public: bytes = bytes(public)
        self.key_id: bytes = key_id(self.public)

    def seal(self, plaintext: bytes, info: bytes) -> bytes:
        """HPKE base mode, single shot: encapsulated key (1120 bytes), then ciphertext and tag."""
        return _SUITE.encrypt(plaintext, self._key, info)


class OpeningKey:
    """The private X-Wing key, as its 32-byte seed (the decapsulation key of the draft)."""

    def __init__(self, seed: bytes) -> None:
        """`seed`: 32 bytes. Raises KeyInvalidError."""
        if len(seed) != OPENING_SEED_SIZE:
            raise KeyInvalidError(size=len(seed), kind="opening")
        self._seed = bytes(seed)
        expanded = hashlib.shake_256(self._seed).digest(96)  # expandDecapsulationKey of the X-Wing draft
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        curve = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._key = hpke.MLKEM768X25519PrivateKey(lattice, curve)
        self.sealing_key = SealingKey(lattice.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw())
        self.key_id: bytes = self.sealing_key.key_id

    @classmethod
    def generate(cls, randbytes: RandomBytes) -> OpeningKey:
        """A new key from 32 bytes of `randbytes` (`secrets.token_bytes` outside tests)."""
        return cls(randbytes(OPENING_SEED_SIZE))

    @classmethod
    def from_bytes(cls, seed: bytes) -> OpeningKey:
        """The key that `to_bytes` gave. Raises KeyInvalidError."""
        return cls(seed)

    def to_bytes(self) -> bytes:
        """The 32-byte seed, for the vault to wrap; never logged, never sent."""
        return self._seed

    def open(self, sealed: bytes, info: bytes) -> bytes | None:
        """What was sealed for this key under the same `info`, or None when the seal does not open."""
        try:
            return _SUITE.decrypt(sealed, self._key, info)
        except InvalidTag:
            return None


class RandomBytes(Protocol):
    """A source of random bytes: `secrets.token_bytes`, or a seeded one in tests."""

    def __call__(self, size: int, /) -> bytes: ...
