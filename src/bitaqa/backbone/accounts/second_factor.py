"""The second factor: time-based codes (RFC 6238, SHA-1, 6 digits, 30 s), and recovery codes for a lost telephone.

Secrets are sealed with AES-256-GCM under a key derived (HKDF-SHA-256) from SECRET_KEY, bound to the account's id, so a
copied row opens neither elsewhere nor for someone else; SECRET_KEY_FALLBACKS still open during a key change.
Codes are compared with real time, never with a played clock. Refuses: a code used before, or older than the last
one used (RFC 6238 §5.2); a recovery code used twice.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import time
from uuid import UUID

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils import timezone
from django.utils.encoding import force_bytes

from .models import RecoveryCode, User

STEP = 30
DRIFT = 1
"""Steps of 30 s a telephone's clock may be off, each way (RFC 6238 §5.2)."""
RECOVERY_CODES = 10
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _key(secret: str | bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bitaqa accounts " + purpose).derive(
        force_bytes(secret)
    )


def keyed_digest(purpose: str, *parts: str) -> bytes:
    """HMAC-SHA-256 (32 bytes) of the parts, for values that are compared but never read back."""
    message = "\x1f".join((purpose, *parts)).encode()
    return hmac.digest(_key(settings.SECRET_KEY, b"digest"), message, hashlib.sha256)


def new_secret() -> str:
    """A fresh base32 secret of 160 bits (RFC 4226 §4 R6)."""
    return pyotp.random_base32()


def seal_secret(secret: str, *, user: UUID) -> bytes:
    """nonce (12 bytes) + ciphertext, bound to the account."""
    nonce = os.urandom(12)
    return nonce + AESGCM(_key(settings.SECRET_KEY, b"totp")).encrypt(nonce, secret.encode(), user.bytes)


def open_secret(sealed: bytes, *, user: UUID) -> str:
    """The base32 secret. Raises InvalidTag when it was sealed for another account or under an unknown key."""
    raw = bytes(sealed)
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return AESGCM(_key(key, b"totp")).decrypt(raw[:12], raw[12:], user.bytes).decode()
        except InvalidTag:
            continue
    raise InvalidTag


def provisioning_uri(secret: str, *, name: str) -> str:
    """The otpauth:// address that authenticator programs read."""
    return pyotp.TOTP(secret, interval=STEP).provisioning_uri(name=name, issuer_name="Bitaqa")


def qr_image(text: str) -> str:
    """The text as a QR code, a data: address of an SVG picture."""
    return segno.make(text, error="m").svg_data_uri(scale=5, border=3, light="#ffffff", dark="#000000")


def qr_for_terminal(text: str) -> str:
    """The text as a QR code drawn with block characters."""
    import io

    out = io.StringIO()
    segno.make(text, error="l").terminal(out=out, border=2, compact=True)
    return out.getvalue()


def step_now() -> int:
    return int(time.time()) // STEP


def matching_step(secret: str, code: str, *, step: int | None = None) -> int | None:
    """The time step whose code this is, among those the drift allows; None when none is."""
    tidy = code.strip().replace(" ", "")
    if len(tidy) != 6 or not tidy.isascii() or not tidy.isdigit():
        return None
    totp, now = pyotp.TOTP(secret, interval=STEP), step_now() if step is None else step
    for candidate in range(now - DRIFT, now + DRIFT + 1):
        if hmac.compare_digest(totp.generate_otp(candidate), tidy):
            return candidate
    return None


def use_code(user: User, code: str) -> bool:
    """True when the code is right and new; it can then never be used again, nor any older one (one atomic UPDATE)."""
    if user.sealed_totp is None:
        return False
    step = matching_step(open_secret(bytes(user.sealed_totp), user=user.id), code)
    return step is not None and User.objects.filter(pk=user.pk, totp_step__lt=step).update(totp_step=step) == 1


def tidy_recovery(code: str) -> str:
    """As printed, whatever the reader made of it: no hyphens, o read as 0, i and l as 1."""
    return "".join(c for c in code.lower() if c.isalnum()).translate(str.maketrans("oil", "011"))


def _grouped(length: int) -> str:
    raw = "".join(secrets.choice(_ALPHABET) for _ in range(length))
    return "-".join(raw[i : i + 4] for i in range(0, length, 4))


def new_first_password() -> str:
    """A password for a paper slip: 16 characters, 80 random bits."""
    return _grouped(16)


def replace_recovery_codes(user: User) -> list[str]:
    """Ten new codes of 60 bits; the old ones stop working. They are shown once and cannot be read back."""
    codes = [_grouped(12) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=recovery_digest(user.id, code)) for code in codes)
    return codes


def recovery_digest(user: UUID, code: str) -> bytes:
    return keyed_digest("recovery", str(user), tidy_recovery(code))


def use_recovery_code(user: User, code: str) -> bool:
    """True once per code."""
    unused = RecoveryCode.objects.filter(user=user, digest=recovery_digest(user.id, code), used_at=None)
    return unused.update(used_at=timezone.now()) == 1


def encode_sealed(sealed: bytes) -> str:
    return base64.b64encode(sealed).decode()


def decode_sealed(text: str) -> bytes:
    return base64.b64decode(text)
