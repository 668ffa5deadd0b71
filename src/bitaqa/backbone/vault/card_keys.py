"""Where the keys that sign cards are: in the token named by settings, else in software, which production refuses.

`BITAQA_TOKEN_MODULE` is the token's library, `BITAQA_TOKEN_LABEL` its label, `BITAQA_TOKEN_PIN` opens it. The same
two calls answer for both, so that nothing above this file knows which it has, except that `specimen` says whether
what is signed must be stamped.
"""

from __future__ import annotations

import os
import threading
from typing import Protocol

from django.conf import settings

from bitaqa.foundation.icao.signing import AlgorithmName, CardSigner

from .errors import SoftwareCardKeysRefusedError
from .files import keys_folder
from .software_token import SoftwareToken
from .tokens import PkcsToken

DEFAULT_LABEL = "bitaqa"


class CardKeyStore(Protocol):
    """Keys of the CSCA, of each issuing centre's document signer and of the master list signer, by name."""

    specimen: bool

    def make(self, name: str, algorithm: AlgorithmName) -> CardSigner: ...

    def signer(self, name: str) -> CardSigner: ...

    def names(self) -> set[str]: ...

    def close(self) -> None: ...


_stores: dict[tuple[str, ...], CardKeyStore] = {}
_lock = threading.Lock()


def card_key_store() -> CardKeyStore:
    """The store of this centre. Raises SoftwareCardKeysRefusedError in production without a token."""
    module = os.environ.get("BITAQA_TOKEN_MODULE", "")
    label, pin = os.environ.get("BITAQA_TOKEN_LABEL", DEFAULT_LABEL), os.environ.get("BITAQA_TOKEN_PIN", "")
    if not module and settings.BITAQA_PRODUCTION:
        raise SoftwareCardKeysRefusedError
    with _lock:
        if module:
            return _stores.setdefault((module, label), PkcsToken(module=module, label=label, pin=pin))
        folder = keys_folder()
        return _stores.setdefault((str(folder),), SoftwareToken(folder))
