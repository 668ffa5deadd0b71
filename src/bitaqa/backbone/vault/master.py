"""The master key, which wraps every other key of the centre.

It comes from BITAQA_MASTER_KEY (32 bytes, base64). Without it, and outside production only, a key is made once in
BITAQA_HOME/keys/master.key with mode 0600. A PKCS#11 token will stand behind the same two calls, `wrap` and `unwrap`.
Refuses: a production centre without the variable, a key file that others may read.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from .errors import MasterKeyMissingError, MasterKeyUnreadableError, WrappedKeyUnreadableError
from .files import keys_folder, write_once

VARIABLE = "BITAQA_MASTER_KEY"
NONCE_SIZE = 12


class MasterKey:
    """AES-256-GCM key wrapping; `purpose` is authenticated, so that no wrapped key can pass for another."""

    def __init__(self, key: bytes) -> None:
        if len(key) != 32:
            raise MasterKeyUnreadableError()
        self._aead = AESGCM(key)
        self.id = hashlib.sha256(b"bitaqa master" + key).hexdigest()[:16]

    def wrap(self, key: bytes, purpose: bytes) -> bytes:
        """12 bytes of nonce, then the sealed key and its tag."""
        nonce = secrets.token_bytes(NONCE_SIZE)
        return nonce + self._aead.encrypt(nonce, key, purpose)

    def unwrap(self, wrapped: bytes, purpose: bytes) -> bytes:
        """The key that `wrap` was given. Raises WrappedKeyUnreadableError."""
        try:
            return self._aead.decrypt(wrapped[:NONCE_SIZE], wrapped[NONCE_SIZE:], purpose)
        except (InvalidTag, ValueError):
            raise WrappedKeyUnreadableError(key=purpose.decode("ascii", "replace")) from None


def master_key() -> MasterKey:
    """The centre's master key. Raises MasterKeyMissingError, MasterKeyUnreadableError."""
    given = os.environ.get(VARIABLE)
    if given:
        return _from_text(given)
    if settings.BITAQA_PRODUCTION:
        raise MasterKeyMissingError()
    return _from_file(keys_folder() / "master.key")


@lru_cache(maxsize=8)
def _from_text(text: str) -> MasterKey:
    try:
        return MasterKey(base64.b64decode(text, validate=True))
    except binascii.Error:
        raise MasterKeyUnreadableError() from None


def _from_file(file: Path) -> MasterKey:
    if not file.exists():
        write_once(file, base64.b64encode(secrets.token_bytes(32)))
    if file.stat().st_mode & 0o077:
        raise MasterKeyUnreadableError()
    return _from_text(file.read_text().strip())
