"""Key derivation, ciphers and message codes of the chip's protocols (9303-11 §9.7, §9.8).

3DES stays for Basic Access Control alone, which older readers still use; it protects no more than the zone's entropy.
SHA-1 is prescribed there and derives keys only. Everything newer is AES-128.
"""

from __future__ import annotations

import hashlib
from typing import Final, Literal

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives import cmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

Family = Literal["3des", "aes"]
BLOCK: Final[dict[Family, int]] = {"3des": 8, "aes": 16}
ENCRYPTION, AUTHENTICATION, PASSWORD = 1, 2, 3
"""Counters of the derivation function."""


def derived_key(secret: bytes, counter: int, family: Family) -> bytes:
    """KDF(K, c): sixteen bytes, with DES parity where DES is used (9303-11 §9.7.1)."""
    key = hashlib.sha1(secret + counter.to_bytes(4, "big"), usedforsecurity=False).digest()[:16]
    return key if family == "aes" else bytes(_odd(each) for each in key)


def _odd(byte: int) -> int:
    return (byte & 0xFE) | (~(byte >> 1).bit_count() & 1)


def padded(data: bytes, block: int) -> bytes:
    """ISO/IEC 9797-1 method 2."""
    return data + b"\x80" + bytes(-(len(data) + 1) % block)


def unpadded(data: bytes) -> bytes | None:
    """None when the padding is not there."""
    bare = data.rstrip(b"\0")
    return bare[:-1] if bare.endswith(b"\x80") else None


def encrypt(family: Family, key: bytes, data: bytes, iv: bytes) -> bytes:
    worker = _cipher(family, key, iv).encryptor()
    return worker.update(data) + worker.finalize()


def decrypt(family: Family, key: bytes, data: bytes, iv: bytes) -> bytes:
    worker = _cipher(family, key, iv).decryptor()
    return worker.update(data) + worker.finalize()


def _cipher(family: Family, key: bytes, iv: bytes) -> Cipher[modes.CBC]:
    return Cipher(algorithms.AES(key) if family == "aes" else TripleDES(key + key[:8]), modes.CBC(iv))


def aes_block(key: bytes, block: bytes) -> bytes:
    worker = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - one block, as prescribed
    return worker.update(block) + worker.finalize()


def message_code(family: Family, key: bytes, data: bytes) -> bytes:
    """Eight bytes over `data`, which the caller padded for AES messages as the protocol says."""
    return aes_cmac(key, data)[:8] if family == "aes" else retail_mac(key, data)


def aes_cmac(key: bytes, data: bytes) -> bytes:
    worker = cmac.CMAC(algorithms.AES(key))
    worker.update(data)
    return worker.finalize()


def retail_mac(key: bytes, data: bytes) -> bytes:
    """ISO/IEC 9797-1 algorithm 3 with DES over padded data (9303-11 §4.3.3)."""
    first, second = key[:8], key[8:]
    last = encrypt("3des", first * 2, data, bytes(8))[-8:]
    return encrypt("3des", first * 2, decrypt("3des", second * 2, last, bytes(8)), bytes(8))
