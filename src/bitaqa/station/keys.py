"""The station's keys: one locked file, opened after each start by someone who may unlock the station.

Held: the database key, the Ed25519 key that signs packets and receipts, the X-Wing key to which field packs are
sealed, and the key of desk credentials. They are sealed (AES-256-GCM) under a master key; the master key is wrapped
once per head of station, under a key made of the head's secret (Argon2id) *and* a device key that stays with the
vehicle: neither a stolen disk without the device key nor the device key without a head opens anything.

Files in `BITAQA_HOME/keys/`: `station.keys` (locked), `device.key` (or where BITAQA_DEVICE_KEY points, for instance
a USB key that the head carries). Unlocked keys live in memory only.
Refuses: a wrong secret, a missing or foreign device key, creating keys over existing ones.
"""

from __future__ import annotations

import os
import re
import secrets
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.packet.codec import decode, encode
from bitaqa.foundation.packet.errors import CodecError
from bitaqa.foundation.packet.keys import OpeningKey, SoftwareSigner
from bitaqa.station.durable import write_durably

FILE = "station.keys"
DEVICE_FILE = "device.key"
_CONTEXT = b"bitaqa station keys 1"
TIME_COST = 3
MEMORY_KIB = 64 * 1024
SECRET_MINIMUM = 8


class StationLockedError(BitaqaError):
    code = "station.locked"
    sentence = "The station is locked since it was started."
    next_step = "A head of station unlocks it with their secret."
    status = 423


class NoStationKeysError(BitaqaError):
    code = "station.no_keys"
    sentence = "This station has no keys yet."
    next_step = "Run “bitaqa station-manage init_station” and have the centre provision the station."


class StationKeysExistError(BitaqaError):
    code = "station.keys_exist"
    sentence = "This station already has keys; making others would orphan its packets."
    next_step = "Ask the centre to provision the station again with the keys it has, or choose an empty home."


class UnlockRefusedError(BitaqaError):
    code = "station.unlock_refused"
    sentence = "The secret does not open this station."
    next_step = "Check the secret and that the device key of this vehicle is plugged in."
    status = 403


class DeviceKeyMissingError(BitaqaError):
    code = "station.device_key_missing"
    sentence = "The device key of this station cannot be read."
    next_step = "Plug in the device key of this vehicle, then unlock again."


class SecretTooShortError(BitaqaError):
    code = "station.secret_too_short"
    sentence = "The unlock secret has %(length)s characters; at least %(least)s are needed."
    next_step = "Choose a sentence that only the head of station knows."
    status = 422


class DatabaseKeyRefusedError(BitaqaError):
    code = "station.database_key_refused"
    sentence = "The database of this station does not open with its key."
    next_step = "The database and the keys come from two stations, or the disk is damaged: call the centre's support."


@dataclass(frozen=True)
class StationKeys:
    """Unlocked keys. `repr` shows nothing of them."""

    database: bytes
    signer: SoftwareSigner
    opening: OpeningKey
    desk: bytes
    unlocked_by: str

    def __repr__(self) -> str:
        return f"StationKeys(unlocked_by={self.unlocked_by!r})"


_held: dict[Path, StationKeys] = {}
_lock = threading.Lock()


def folder() -> Path:
    return Path(settings.BITAQA_HOME) / "keys"


def device_key_path() -> Path:
    chosen = os.environ.get("BITAQA_DEVICE_KEY")
    return Path(chosen) if chosen else folder() / DEVICE_FILE


def keys_exist() -> bool:
    return (folder() / FILE).exists()


def create_keys(*, head: str, secret: str, memory_kib: int = MEMORY_KIB) -> StationKeys:
    """New keys, locked under `secret` of `head` (an operator's code), and left unlocked in this process.

    Raises StationKeysExistError, SecretTooShortError.
    """
    _check_secret(secret)
    if keys_exist():
        raise StationKeysExistError()
    folder().mkdir(parents=True, exist_ok=True)
    folder().chmod(0o700)
    device = device_key_path()
    if not device.exists():
        write_durably(device, secrets.token_bytes(32), mode=0o600)
    signer, opening = SoftwareSigner.generate(), OpeningKey.generate(secrets.token_bytes)
    database, desk, master = (secrets.token_bytes(32) for _ in range(3))
    content = encode({"database": database, "signing": signer.to_bytes(), "opening": opening.to_bytes(), "desk": desk})
    nonce = secrets.token_bytes(12)
    locked = {
        "format": 1,
        "nonce": nonce,
        "sealed": AESGCM(master).encrypt(nonce, content, _CONTEXT),
        "slots": [_slot(head, secret, master, memory_kib)],
    }
    write_durably(folder() / FILE, encode(locked), mode=0o600)
    found = StationKeys(database, signer, opening, desk, head)
    _held[folder()] = found
    return found


def unlock(*, head: str, secret: str) -> StationKeys:
    """Opens the keys into memory. Raises NoStationKeysError, DeviceKeyMissingError, UnlockRefusedError."""
    found, _master = _open(head, secret)
    with _lock:
        _held[folder()] = found
    return found


def add_head(*, head: str, secret: str, by: str, by_secret: str, memory_kib: int = MEMORY_KIB) -> None:
    """Gives another head a secret of their own (or changes one's own). Raises what `unlock` raises."""
    _check_secret(secret)
    _found, master = _open(by, by_secret)
    locked = _read()
    locked["slots"] = [slot for slot in locked["slots"] if slot["head"] != head]
    locked["slots"].append(_slot(head, secret, master, memory_kib))
    write_durably(folder() / FILE, encode(locked), mode=0o600)


def lock() -> None:
    """Forgets the keys; open connections must be closed by the caller."""
    with _lock:
        _held.pop(folder(), None)


def is_locked() -> bool:
    try:
        unlocked()
    except (StationLockedError, NoStationKeysError, UnlockRefusedError, DeviceKeyMissingError):
        return True
    return False


def unlocked() -> StationKeys:
    """The keys in memory. Development stations unlock themselves from BITAQA_STATION_UNLOCK (`head:secret`).

    Raises StationLockedError, NoStationKeysError.
    """
    found = _held.get(folder())
    if found is not None:
        return found
    if not keys_exist():
        raise NoStationKeysError()
    given = "" if settings.BITAQA_PRODUCTION else os.environ.get("BITAQA_STATION_UNLOCK", "")
    if not given:
        raise StationLockedError()
    with _lock:
        found = _held.get(folder())
        if found is None:
            head, _, secret = given.rpartition(":")
            found, _master = _open(head or "head", secret)
            _held[folder()] = found
    return found


def database_key() -> bytes:
    """32 bytes. Outside production BITAQA_STATION_DATABASE_KEY (hexadecimal) may give it, for tests."""
    given = "" if settings.BITAQA_PRODUCTION else os.environ.get("BITAQA_STATION_DATABASE_KEY", "")
    if re.fullmatch(r"[0-9a-f]{64}", given):
        return bytes.fromhex(given)
    return unlocked().database


def _check_secret(secret: str) -> None:
    if len(secret) < SECRET_MINIMUM:
        raise SecretTooShortError(length=len(secret), least=SECRET_MINIMUM)


def _read() -> dict[str, Any]:
    path = folder() / FILE
    if not path.exists():
        raise NoStationKeysError()
    try:
        locked = decode(path.read_bytes())
    except CodecError:
        raise UnlockRefusedError() from None
    if not isinstance(locked, dict) or locked.get("format") != 1:
        raise UnlockRefusedError()
    return locked


def _open(head: str, secret: str) -> tuple[StationKeys, bytes]:
    locked = _read()
    for slot in locked["slots"]:
        if slot["head"] != head:
            continue
        kek = _kek(secret, slot["salt"], slot["time_cost"], slot["memory_kib"])
        try:
            master = AESGCM(kek).decrypt(slot["nonce"], slot["wrapped"], _CONTEXT + head.encode())
            content = decode(AESGCM(master).decrypt(locked["nonce"], locked["sealed"], _CONTEXT))
        except (InvalidTag, CodecError):
            break
        signer, opening = SoftwareSigner.from_bytes(content["signing"]), OpeningKey.from_bytes(content["opening"])
        return StationKeys(content["database"], signer, opening, content["desk"], head), master
    raise UnlockRefusedError()


def _slot(head: str, secret: str, master: bytes, memory_kib: int) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    kek = _kek(secret, salt, TIME_COST, memory_kib)
    wrapped = AESGCM(kek).encrypt(nonce, master, _CONTEXT + head.encode())
    return {
        "head": head,
        "salt": salt,
        "time_cost": TIME_COST,
        "memory_kib": memory_kib,
        "nonce": nonce,
        "wrapped": wrapped,
    }


def _kek(secret: str, salt: bytes, time_cost: int, memory_kib: int) -> bytes:
    try:
        device = device_key_path().read_bytes()
    except OSError:
        raise DeviceKeyMissingError() from None
    stretched = hash_secret_raw(secret.encode(), salt, time_cost, memory_kib, 1, 32, Type.ID)
    return HKDF(SHA256(), 32, salt, _CONTEXT).derive(stretched + device)
