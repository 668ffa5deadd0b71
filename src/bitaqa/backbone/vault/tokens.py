"""Signing keys in a token behind PKCS#11 (v2.40): an HSM, or SoftHSM2 where there is none.

A key is made inside and never leaves: sensitive, not extractable. What is asked of the token is one signature over one
digest; certificates, quotas and checks are the caller's. One session per process, opened anew after a fork, used by
one thread at a time. Refuses: tokens that are not there, a wrong PIN, keys nobody made.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any, Final, TypeVar

import pkcs11
from asn1crypto import core
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pkcs11 import MGF, Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.util.ec import encode_ec_public_key
from pkcs11.util.rsa import encode_rsa_public_key

from bitaqa.foundation.icao.public_keys import key_info
from bitaqa.foundation.icao.signing import ALGORITHMS, RSA_BITS, AlgorithmName, SignatureAlgorithm, algorithm_of
from bitaqa.foundation.packet.keys import key_id

from .errors import CardKeyExistsError, CardKeyMissingError, TokenRefusedError, TokenUnreachableError

_OIDS: Final[dict[AlgorithmName, str]] = {
    "ecdsa-p256": "1.2.840.10045.3.1.7",
    "ecdsa-p384": "1.3.132.0.34",
    "ecdsa-bp256": "1.3.36.3.3.2.8.1.1.7",
    "ecdsa-bp384": "1.3.36.3.3.2.8.1.1.11",
}
_SHUT: Final = (pkcs11.PinIncorrect, pkcs11.PinLocked, pkcs11.PinInvalid, pkcs11.PinLenRange)
T = TypeVar("T")


class PkcsToken:
    """One token. `pin` opens it and is never shown."""

    specimen = False
    """Whether what these keys sign must say SPECIMEN."""

    def __init__(self, *, module: str, label: str, pin: str) -> None:
        self._module, self._label, self._pin = module, label, pin
        self._lock = threading.RLock()
        self._session: Any = None
        self._process = 0

    def __repr__(self) -> str:
        return f"PkcsToken({self._label!r})"

    def make(self, name: str, algorithm: AlgorithmName) -> TokenSigner:
        """A new key pair inside the token. Raises CardKeyExistsError, TokenUnreachableError, TokenRefusedError."""
        if name in self.names():
            raise CardKeyExistsError(key=name)

        def generate(session: Any) -> None:
            curve = ALGORITHMS[algorithm].curve
            kept = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
            if curve is None:
                session.generate_keypair(KeyType.RSA, RSA_BITS, label=name, store=True, private_template=kept)
                return
            parameters = {Attribute.EC_PARAMS: core.ObjectIdentifier(_OIDS[algorithm]).dump()}
            domain = session.create_domain_parameters(KeyType.EC, parameters, local=True)
            domain.generate_keypair(label=name, store=True, private_template=kept)

        self.use(generate)
        return self.signer(name)

    def signer(self, name: str) -> TokenSigner:
        """Raises CardKeyMissingError, TokenUnreachableError, TokenRefusedError."""
        return TokenSigner(self, name, self.use(lambda session: _public(session, name)))

    def names(self) -> set[str]:
        """Of every signing key. Raises TokenUnreachableError, TokenRefusedError."""
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY}
        return self.use(lambda session: {each.label for each in session.get_objects(wanted)})

    def use(self, act: Callable[[Any], T]) -> T:
        """Run `act` with the session, alone. Raises TokenUnreachableError, TokenRefusedError."""
        with self._lock:
            try:
                return act(self._opened())
            except (pkcs11.SessionHandleInvalid, pkcs11.SessionClosed, pkcs11.DeviceRemoved):
                self._session = None  # the token was away: once more, from the start
                return act(self._opened())
            except pkcs11.PKCS11Error as fact:
                raise TokenRefusedError(token=self._label, reason=type(fact).__name__) from fact

    def close(self) -> None:
        with self._lock:
            if self._session is not None and self._process == os.getpid():
                self._session.close()
            self._session = None

    def _opened(self) -> Any:
        if self._session is None or self._process != os.getpid():
            self._process = os.getpid()
            try:
                token = _library(self._module).get_token(token_label=self._label)
                try:
                    self._session = token.open(user_pin=self._pin, rw=True)
                except pkcs11.UserAlreadyLoggedIn:
                    self._session = token.open(rw=True)  # one login serves the whole process
            except _SHUT as fact:
                raise TokenRefusedError(token=self._label, reason=type(fact).__name__) from fact
            except pkcs11.PKCS11Error as fact:
                raise TokenUnreachableError(token=self._label) from fact
        return self._session


_processes: Final[dict[str, int]] = {}


def _library(module: str) -> Any:
    """The token's library, begun anew in a forked process, which may not use its parent's."""
    library = pkcs11.lib(module)
    if _processes.setdefault(module, os.getpid()) != os.getpid():
        library.reinitialize()
        _processes[module] = os.getpid()
    return library


def look_again(module: str) -> None:
    """Lets the library see a token begun since it was loaded; its sessions are opened anew by whoever needs one."""
    try:
        _library(module).reinitialize()
    except pkcs11.PKCS11Error as fact:
        raise TokenUnreachableError(token=module) from fact


def token_labels(module: str) -> set[str]:
    """Of the tokens the library shows now. Raises TokenUnreachableError."""
    try:
        return {str(slot.get_token().label) for slot in _library(module).get_slots(token_present=True)}
    except pkcs11.PKCS11Error as fact:
        raise TokenUnreachableError(token=module) from fact


class TokenSigner:
    """A `CardSigner` whose private key is inside a token."""

    def __init__(self, token: PkcsToken, name: str, public: bytes) -> None:
        self._token, self._name = token, name
        self.public = public
        self.key_id: bytes = key_id(public)
        key = serialization.load_der_public_key(public)
        self.algorithm: SignatureAlgorithm = algorithm_of(key)  # type: ignore[arg-type]
        self._handle: Any = None
        self._session: Any = None

    def __repr__(self) -> str:
        return f"TokenSigner({self._name!r}, {self.algorithm.name})"

    def sign(self, message: bytes) -> bytes:
        """ECDSA-Sig-Value, or the PSS signature. Raises CardKeyMissingError, TokenUnreachable- or TokenRefusedError."""
        if self.algorithm.curve is not None:
            digest = self.algorithm.hashed(message)
            return _sequence(self._token.use(lambda s: self._private(s).sign(digest, mechanism=Mechanism.ECDSA)))
        parameters = (Mechanism.SHA256, MGF.SHA256, self.algorithm.hash.digest_size)
        return bytes(
            self._token.use(
                lambda session: self._private(session).sign(
                    message, mechanism=Mechanism.SHA256_RSA_PKCS_PSS, mechanism_param=parameters
                )
            )
        )

    def _private(self, session: Any) -> Any:
        """Looked up once per session: the search costs as much as the signature."""
        if self._session is not session:
            self._handle, self._session = _found(session, ObjectClass.PRIVATE_KEY, self._name), session
        return self._handle


def _found(session: Any, kind: ObjectClass, name: str) -> Any:
    try:
        return session.get_key(object_class=kind, label=name)
    except pkcs11.NoSuchKey:
        raise CardKeyMissingError(key=name) from None


def _public(session: Any, name: str) -> bytes:
    found = _found(session, ObjectClass.PUBLIC_KEY, name)
    encode = encode_ec_public_key if found.key_type == KeyType.EC else encode_rsa_public_key
    if found.key_type == KeyType.EC:
        key = serialization.load_der_public_key(encode(found))
        if not isinstance(key, ec.EllipticCurvePublicKey):  # pragma: no cover - the token said EC
            raise CardKeyMissingError(key=name)
        return key_info(key)
    from asn1crypto import keys

    body = keys.RSAPublicKey.load(encode(found))
    return bytes(keys.PublicKeyInfo.wrap(body, "rsa").dump())


def _sequence(raw: bytes) -> bytes:
    """ECDSA-Sig-Value of r‖s."""
    half = len(raw) // 2
    body = b"".join(_integer(part) for part in (raw[:half], raw[half:]))
    return (b"\x30" + bytes((len(body),)) if len(body) < 0x80 else b"\x30\x81" + bytes((len(body),))) + body


def _integer(value: bytes) -> bytes:
    bare = value.lstrip(b"\0") or b"\0"
    bare = b"\0" + bare if bare[0] & 0x80 else bare
    return b"\x02" + bytes((len(bare),)) + bare
