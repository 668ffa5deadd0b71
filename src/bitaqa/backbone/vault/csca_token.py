"""The token of the country signing key: apart from the one that signs cards, and opened by holders together.

What opens it is drawn at the first ceremony and split among the holders; no setting, file or log has it. With
`BITAQA_TOKEN_MODULE` it is a second token of that library, labelled `<label>-csca`; else, outside production, a folder
of keys wrapped under that secret. Backups: a copy of the token's own storage, opened from the copy in another process
and made to sign before anyone goes home. Refuses: production without a token, a library whose storage is not ours to
copy (a hardware token is copied as its maker says).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings

from .card_keys import DEFAULT_LABEL, CardKeyStore
from .errors import (
    BackupUnreadableError,
    SoftwareCardKeysRefusedError,
    TokenExistsError,
    TokenNotOursError,
    TokenUnreachableError,
)
from .files import keys_folder, write_once
from .master import MasterKey, master_key
from .software_token import SoftwareToken
from .tokens import PkcsToken, look_again, token_labels

SECRET_SIZE: Final = 16
_FOLDER: Final = "csca"
_SPECIMEN: Final = "csca-specimen.secret"
_TOOL: Final = "softhsm2-util"


def csca_token_there() -> bool:
    """Whether the token of the country signing key was begun (it may still be empty)."""
    module = _module()
    if not module:
        return (keys_folder() / _FOLDER).is_dir()
    return _label() in token_labels(module)


def begin_csca_token(secret: bytes) -> CardKeyStore:
    """A new, empty token that this secret opens. Raises TokenExistsError, TokenNotOursError, errors of the vault."""
    if csca_token_there():
        raise TokenExistsError(token=_label())
    module = _module()
    if module:
        begin_token(module, _label(), pin=secret.hex())
    else:
        (keys_folder() / _FOLDER).mkdir(mode=0o700)
    return open_csca_token(secret)


def open_csca_token(secret: bytes) -> CardKeyStore:
    """Raises TokenUnreachableError, SoftwareCardKeysRefusedError; a wrong secret is refused at first use."""
    module = _module()
    if module:
        return PkcsToken(module=module, label=_label(), pin=secret.hex())
    return SoftwareToken(keys_folder() / _FOLDER, wrapping=lambda: csca_wrapping(secret))


def begin_token(module: str, label: str, *, pin: str) -> None:
    """A new SoftHSM2 token. Raises TokenNotOursError for any other library: its maker's tool begins it."""
    tool = shutil.which(_TOOL)
    if "softhsm" not in module or tool is None:
        raise TokenNotOursError(token=label)
    # The tool reads both PINs from its command line only; the officer's is drawn and forgotten.
    command = [tool, "--module", module, "--init-token", "--free", "--label", label, "--pin", pin]
    done = subprocess.run([*command, "--so-pin", secrets.token_hex(16)], capture_output=True, check=False)
    if done.returncode:
        raise TokenUnreachableError(token=label)
    look_again(module)


# --- specimens ------------------------------------------------------------------------------------------------------
def specimen_secret() -> bytes:
    """What opens the token of a demonstration, kept by the program itself. Raises SoftwareCardKeysRefusedError."""
    if settings.BITAQA_PRODUCTION:
        raise SoftwareCardKeysRefusedError
    file = keys_folder() / _SPECIMEN
    if not file.exists():
        write_once(file, master_key().wrap(secrets.token_bytes(SECRET_SIZE), b"csca/specimen"))
    return master_key().unwrap(file.read_bytes(), b"csca/specimen")


# --- backups --------------------------------------------------------------------------------------------------------
def copy_csca_token(target: Path) -> str:
    """Copies the token's storage into an empty folder; answers the digest of all of it. Raises TokenNotOursError."""
    source = _storage()
    shutil.copytree(source, target / "token", dirs_exist_ok=False)
    return digest_of(target)


def digest_of(copy: Path) -> str:
    """SHA-256 over the names and contents of a copy, in hexadecimal."""
    found = hashlib.sha256()
    for file in sorted(each for each in copy.rglob("*") if each.is_file()):
        found.update(str(file.relative_to(copy)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()


def rehearse_restore(copy: Path, secret: bytes, key: str, challenge: bytes) -> bytes:
    """The signature that a key of a copy makes over `challenge`, in another process that sees the copy alone.

    Raises BackupUnreadableError.
    """
    module = _module()
    with tempfile.TemporaryDirectory(prefix="bitaqa-rehearsal-") as folder:
        environment = dict(os.environ)
        if module:
            restored = Path(folder) / "tokens"
            shutil.copytree(copy / "token", restored)
            config = Path(folder) / "softhsm2.conf"
            config.write_text(f"directories.tokendir = {restored}\nobjectstore.backend = file\nlog.level = ERROR\n")
            environment["SOFTHSM2_CONF"] = str(config)
        words = [module or str(copy / "token"), _label(), key]
        done = subprocess.run(
            [sys.executable, "-m", "bitaqa.backbone.vault.rehearsal", *words],
            input=f"{secret.hex()}\n{challenge.hex()}\n",
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
    if done.returncode:
        raise BackupUnreadableError(key=key)
    return bytes.fromhex(done.stdout.strip())


def _storage() -> Path:
    """The folder a copy is made of: our own, or SoftHSM2's, as its configuration names it."""
    module = _module()
    if not module:
        return keys_folder() / _FOLDER
    config = Path(os.environ.get("SOFTHSM2_CONF", "/etc/softhsm/softhsm2.conf"))
    if "softhsm" not in module or not config.is_file():
        raise TokenNotOursError(token=_label())
    for line in config.read_text().splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "directories.tokendir":
            return Path(value.strip())
    raise TokenNotOursError(token=_label())


def csca_wrapping(secret: bytes) -> MasterKey:
    """Under which software keys of the country token lie."""
    return MasterKey(hashlib.sha256(b"bitaqa csca" + secret).digest())


def _module() -> str:
    module = os.environ.get("BITAQA_TOKEN_MODULE", "")
    if not module and settings.BITAQA_PRODUCTION:
        raise SoftwareCardKeysRefusedError
    return module


def _label() -> str:
    return f"{os.environ.get('BITAQA_TOKEN_LABEL', DEFAULT_LABEL)}-csca"
