"""Keys that sign certificates and cards, wherever they live, and how their signatures are checked.

The port is the house's `Signer` (key id, public key, sign); a key here also says its algorithm, since ICAO 9303-12 §4
allows several. `public` is a SubjectPublicKeyInfo. Allowed: ECDSA on P-256, P-384 and two Brainpool curves with the
digest of the curve's size, and RSA of 4096 bits with PSS. Refuses: any other key, SHA-1, PKCS #1 v1.5.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, Protocol

from asn1crypto import algos
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from bitaqa.foundation.packet.keys import Signer, key_id

from .public_keys import PublicKey, key_info
from .trust_errors import KeyKindError

AlgorithmName = Literal["ecdsa-p256", "ecdsa-p384", "ecdsa-bp256", "ecdsa-bp384", "rsa-4096"]
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {"sha256": hashes.SHA256(), "sha384": hashes.SHA384()}


@dataclass(frozen=True)
class SignatureAlgorithm:
    """`digest` as `hashlib` names it; `curve` None for RSA."""

    name: AlgorithmName
    digest: str
    curve: ec.EllipticCurve | None

    @cached_property
    def identifier(self) -> algos.SignedDigestAlgorithm:
        """As certificates and CMS write it (RFC 5758, RFC 4055)."""
        if self.curve is not None:
            return algos.SignedDigestAlgorithm({"algorithm": f"{self.digest}_ecdsa"})
        digest = {"algorithm": self.digest}
        parameters = {
            "hash_algorithm": digest,
            "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": digest},
            "salt_length": self.hash.digest_size,
        }
        return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(parameters)})

    @cached_property
    def der(self) -> bytes:
        return bytes(self.identifier.dump())

    @property
    def hash(self) -> hashes.HashAlgorithm:
        return _HASHES[self.digest]

    @property
    def padding(self) -> padding.PSS:
        return padding.PSS(padding.MGF1(self.hash), self.hash.digest_size)

    def hashed(self, message: bytes) -> bytes:
        return hashlib.new(self.digest, message).digest()


ALGORITHMS: Final[dict[AlgorithmName, SignatureAlgorithm]] = {
    each.name: each
    for each in (
        SignatureAlgorithm("ecdsa-p256", "sha256", ec.SECP256R1()),
        SignatureAlgorithm("ecdsa-p384", "sha384", ec.SECP384R1()),
        SignatureAlgorithm("ecdsa-bp256", "sha256", ec.BrainpoolP256R1()),
        SignatureAlgorithm("ecdsa-bp384", "sha384", ec.BrainpoolP384R1()),
        SignatureAlgorithm("rsa-4096", "sha256", None),
    )
}
RSA_BITS: Final = 4096


class CardSigner(Signer, Protocol):
    """A `Signer` of certificates and cards; `public` is a SubjectPublicKeyInfo with a named curve."""

    @property
    def algorithm(self) -> SignatureAlgorithm: ...

    def sign(self, message: bytes) -> bytes:
        """ECDSA-Sig-Value (DER), or the RSASSA-PSS signature."""
        ...


class SoftwareCardSigner:
    """A key held in memory: tests, and demonstrations whose cards say SPECIMEN."""

    def __init__(self, private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
        """Raises KeyKindError."""
        self.private = private
        self.algorithm = algorithm_of(private.public_key())
        self.public: bytes = key_info(private.public_key())
        self.key_id: bytes = key_id(self.public)

    @classmethod
    def generate(cls, name: AlgorithmName) -> SoftwareCardSigner:
        curve = ALGORITHMS[name].curve
        return cls(rsa.generate_private_key(65537, RSA_BITS) if curve is None else ec.generate_private_key(curve))

    def sign(self, message: bytes) -> bytes:
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(message, ec.ECDSA(self.algorithm.hash))
        return self.private.sign(message, self.algorithm.padding, self.algorithm.hash)


def algorithm_of(key: PublicKey) -> SignatureAlgorithm:
    """The one algorithm a key is used with. Raises KeyKindError."""
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size != RSA_BITS:
            raise KeyKindError(rule=f"an RSA key has {RSA_BITS} bits")
        return ALGORITHMS["rsa-4096"]
    for algorithm in ALGORITHMS.values():
        if algorithm.curve is not None and algorithm.curve.name == key.curve.name:
            return algorithm
    raise KeyKindError(rule="its curve is not among those allowed")


def holds(key: PublicKey, algorithm: SignatureAlgorithm, message: bytes, signature: bytes) -> bool:
    """Whether `signature` was made over `message` by this key."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, algorithm.padding, algorithm.hash)
        else:
            key.verify(signature, message, ec.ECDSA(algorithm.hash))
    except InvalidSignature:
        return False
    return True
