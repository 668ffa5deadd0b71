"""`python -m bitaqa.backbone.vault.rehearsal STORAGE LABEL KEY`: one signature by a key of a restored copy.

A process of its own, so that nothing of the token in use can answer in the copy's place. STORAGE is a token's library
(its configuration comes by the environment) or a folder of software keys; the secret and the challenge come by standard
input, the signature goes to standard output, all in hexadecimal. Refuses whatever the token refuses, with exit code 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

from .card_keys import CardKeyStore
from .csca_token import csca_wrapping
from .software_token import SoftwareToken
from .tokens import PkcsToken


def main(arguments: list[str]) -> int:
    storage, label, key = arguments
    secret, challenge = (bytes.fromhex(sys.stdin.readline().strip()) for _ in range(2))
    store: CardKeyStore
    if Path(storage).is_dir():
        store = SoftwareToken(Path(storage), wrapping=lambda: csca_wrapping(secret))
    else:
        store = PkcsToken(module=storage, label=label, pin=secret.hex())
    sys.stdout.write(store.signer(key).sign(challenge).hex() + "\n")
    store.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
