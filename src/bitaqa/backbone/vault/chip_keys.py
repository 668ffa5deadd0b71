"""Two master keys of the line: those blanks arrive under, and those issued cards stay under.

Every chip's own keys come from one of them and its serial number. Each lies in a file wrapped by the master key. Where
nobody handed over a manufacturer's key both are drawn once, outside production. Refuses: production without them.
"""

from __future__ import annotations

import secrets
from typing import Final, Literal

from django.conf import settings

from bitaqa.foundation.icao.chip.scp03 import DiversifiedKeys

from .errors import ChipKeySizeError, KeyMissingError
from .files import keys_folder, write_once
from .master import master_key

ChipKeyRole = Literal["transport", "issuer"]
VERSIONS: Final[dict[ChipKeyRole, int]] = {"transport": 1, "issuer": 2}
SIZE: Final = 16


def chip_keys(role: ChipKeyRole) -> DiversifiedKeys:
    """Raises KeyMissingError in production, errors of the master key."""
    file = keys_folder() / f"chip-{role}.secret"
    if not file.is_file():
        if settings.BITAQA_PRODUCTION:
            raise KeyMissingError(role=f"chip-{role}")
        keep_chip_key(role, secrets.token_bytes(SIZE))
    return DiversifiedKeys(master_key().unwrap(file.read_bytes(), _purpose(role)), VERSIONS[role])


def keep_chip_key(role: ChipKeyRole, key: bytes) -> bool:
    """Keeps a key for good; False when one is there already (it stands). Raises ChipKeySizeError."""
    if len(key) != SIZE:
        raise ChipKeySizeError(size=len(key))
    return write_once(keys_folder() / f"chip-{role}.secret", master_key().wrap(key, _purpose(role)))


def _purpose(role: str) -> bytes:
    return f"chip/{role}".encode()
