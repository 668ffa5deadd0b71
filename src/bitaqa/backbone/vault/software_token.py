"""Card-signing keys kept in software, for demonstrations where no token can be had.

Each key is a file wrapped by the master key, like the vault's others. Whatever they sign is a specimen, and says so.
Refuses: production, which signs with a token or not at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization

from bitaqa.foundation.icao.signing import AlgorithmName, SoftwareCardSigner

from .errors import CardKeyExistsError, CardKeyMissingError, CardKeyNameError
from .files import write_once
from .master import MasterKey, master_key

_NAME: Final = re.compile(r"^[a-z0-9][a-z0-9-]{0,40}$")


class SoftwareToken:
    """Keys in a folder, under the same calls as a token."""

    specimen = True

    def __init__(self, folder: Path, *, wrapping: Callable[[], MasterKey] = master_key) -> None:
        """`wrapping` answers the key under which these keys lie: the centre's, or one that holders share."""
        self._folder, self._wrapping = folder, wrapping
        self._opened: dict[str, SoftwareCardSigner] = {}

    def make(self, name: str, algorithm: AlgorithmName) -> SoftwareCardSigner:
        """Raises CardKeyExistsError, CardKeyNameError, errors of the master key."""
        signer = SoftwareCardSigner.generate(algorithm)
        private = signer.private.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        wrapped = self._wrapping().wrap(private, _purpose(name)).hex()
        if not write_once(self._file(name), json.dumps({"algorithm": algorithm, "wrapped": wrapped}).encode()):
            raise CardKeyExistsError(key=name)
        self._opened[name] = signer
        return signer

    def signer(self, name: str) -> SoftwareCardSigner:
        """Raises CardKeyMissingError, CardKeyNameError, errors of the master key."""
        if name not in self._opened:
            file = self._file(name)
            if not file.is_file():
                raise CardKeyMissingError(key=name)
            wrapped = bytes.fromhex(json.loads(file.read_bytes())["wrapped"])
            private = serialization.load_der_private_key(self._wrapping().unwrap(wrapped, _purpose(name)), None)
            self._opened[name] = SoftwareCardSigner(private)  # type: ignore[arg-type]
        return self._opened[name]

    def names(self) -> set[str]:
        return {file.name.removesuffix(".card.json") for file in self._folder.glob("*.card.json")}

    def close(self) -> None:
        self._opened.clear()

    def _file(self, name: str) -> Path:
        if not _NAME.match(name):
            raise CardKeyNameError(key=name)
        return self._folder / f"{name}.card.json"


def _purpose(name: str) -> bytes:
    return f"card/{name}".encode()
