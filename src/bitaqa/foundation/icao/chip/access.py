"""How a reader proves that it saw the card: Basic Access Control and PACE (9303-11 §4.3, §4.4).

Both start from what is printed: the zone, or for PACE the six digits of the access number (CAN). PACE with generic
mapping leaves nothing for who listens to try numbers against. Written once for both sides; each draws its own numbers.
Refuses: points off the curve, a zone or number that is not one.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final, Literal

from cryptography.hazmat.primitives.asymmetric import ec

from bitaqa.foundation.packet.keys import RandomBytes

from ..chip_errors import AccessRefusedError
from ..curves import Curve, Point
from ..security_infos import PACE_ECDH_GM_AES128
from ..tlv import tlv
from .ciphers import AUTHENTICATION, ENCRYPTION, PASSWORD, aes_cmac, decrypt, derived_key, encrypt, padded, retail_mac
from .messaging import Session

Kind = Literal["zone", "can"]
PASSWORD_NUMBER: Final[dict[Kind, int]] = {"zone": 1, "can": 2}
"""Reference of the password in MSE:Set AT (9303-11 §4.4.4.1)."""


@dataclass(frozen=True, slots=True)
class AccessSecret:
    """What opens the chip. Never shown, logged or told in an error."""

    kind: Kind
    value: bytes = field(repr=False)

    @classmethod
    def can(cls, digits: str) -> AccessSecret:
        """The card's access number, six digits. Raises AccessRefusedError."""
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise AccessRefusedError(shown="CAN")
        return cls("can", digits.encode())

    @classmethod
    def zone(cls, lines: tuple[str, str, str]) -> AccessSecret:
        """Number, birth and expiry with their check digits; of a long number, all of it (9303-11 §4.3.2)."""
        upper, middle, _ = lines
        number = upper[5:15]
        if upper[14] == "<":
            number = upper[5:14] + upper[15:30].partition("<")[0]
        return cls("zone", (number + middle[0:7] + middle[8:15]).encode())

    @property
    def hashed(self) -> bytes:
        return hashlib.sha1(self.value, usedforsecurity=False).digest()

    @property
    def password_key(self) -> bytes:
        """K_π, which hides the nonce of PACE."""
        return derived_key(self.hashed if self.kind == "zone" else self.value, PASSWORD, "aes")

    @property
    def basic_keys(self) -> tuple[bytes, bytes]:
        """K_Enc and K_MAC of Basic Access Control (zone only)."""
        seed = self.hashed[:16]
        return derived_key(seed, ENCRYPTION, "3des"), derived_key(seed, AUTHENTICATION, "3des")


# --- Basic Access Control -------------------------------------------------------------------------------------------
def basic_message(keys: tuple[bytes, bytes], content: bytes) -> bytes:
    """Thirty-two bytes encrypted, and their code."""
    sealed = encrypt("3des", keys[0], content, bytes(8))
    return sealed + retail_mac(keys[1], padded(sealed, 8))


def basic_opened(keys: tuple[bytes, bytes], message: bytes) -> bytes | None:
    """What `basic_message` sealed; None when its code does not hold."""
    sealed, code = message[:32], message[32:]
    if len(message) != 40 or retail_mac(keys[1], padded(sealed, 8)) != code:
        return None
    return decrypt("3des", keys[0], sealed, bytes(8))


def basic_session(reader_key: bytes, chip_key: bytes, reader_nonce: bytes, chip_nonce: bytes) -> Session:
    seed = bytes(a ^ b for a, b in zip(reader_key, chip_key, strict=True))
    counter = chip_nonce[4:] + reader_nonce[4:]
    return Session("3des", derived_key(seed, ENCRYPTION, "3des"), derived_key(seed, AUTHENTICATION, "3des"), counter)


# --- PACE, generic mapping ------------------------------------------------------------------------------------------
def random_scalar(curve: Curve, randbytes: RandomBytes) -> int:
    """1 … n-1, of sixty-four bits more than needed, so that no value is likelier."""
    return int.from_bytes(randbytes(curve.size + 8), "big") % (curve.n - 1) + 1


def public_point(curve: Curve, scalar: int) -> Point:
    """`scalar` · G, by the library."""
    numbers = ec.derive_private_key(scalar, curve.made).public_key().public_numbers()
    return numbers.x, numbers.y


def nonce_sealed(secret: AccessSecret, nonce: bytes) -> bytes:
    return encrypt("aes", secret.password_key, nonce, bytes(16))


def nonce_opened(secret: AccessSecret, sealed: bytes) -> bytes:
    return decrypt("aes", secret.password_key, sealed, bytes(16))


def mapped_generator(curve: Curve, nonce: bytes, scalar: int, other: Point) -> Point:
    """G̃ = s·G + H, where H is the shared point of the first agreement (9303-11 §4.4.3.3.1)."""
    shared = curve.times(scalar, other)
    return curve.add(public_point(curve, int.from_bytes(nonce, "big") % curve.n), shared)


@dataclass(frozen=True, slots=True)
class PaceKeys:
    """What both sides derive from the second agreement."""

    encryption: bytes = field(repr=False)
    authentication: bytes = field(repr=False)

    @classmethod
    def agreed(cls, curve: Curve, scalar: int, other: Point) -> PaceKeys:
        shared = curve.times(scalar, other)[0].to_bytes(curve.size, "big")
        return cls(derived_key(shared, ENCRYPTION, "aes"), derived_key(shared, AUTHENTICATION, "aes"))

    def token(self, public: bytes) -> bytes:
        """Proof of the keys, over the other side's public key (9303-11 §4.4.3.4)."""
        return aes_cmac(self.authentication, tlv(0x7F49, PACE_ECDH_GM_AES128 + tlv(0x86, public)))[:8]

    def session(self) -> Session:
        return Session("aes", self.encryption, self.authentication, bytes(16))


def chip_session(shared: bytes) -> Session:
    """Secure messaging after Chip Authentication, from the x-coordinate agreed on (9303-11 §6.2)."""
    return PaceKeys(derived_key(shared, ENCRYPTION, "aes"), derived_key(shared, AUTHENTICATION, "aes")).session()
