"""How holders open the country's token: shares drawn at the first ceremony, enough of them typed at every later one.

The talking is left to who calls (`ask`, `show`, `hide`), so that a test plays all holders. A share is shown to its
holder alone, copied to paper and typed back before the next one comes forward; it is never printed, logged or kept.
Refuses: shares that do not hold, too few of them.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bitaqa.backbone.vault.door import SECRET_SIZE, copy_csca_token, rehearse_restore
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.foundation.kernel.shared_secrets import Share, joined_secret, read_share, split_secret

from .ceremonies import Rehearsal
from .errors import BackupFolderUsedError


@dataclass(frozen=True, slots=True)
class Terminal:
    """`ask(prompt)` answers a line; `ask_hidden` one that is not shown; `show` a line; `hide` wipes the screen."""

    ask: Callable[[str], str]
    ask_hidden: Callable[[str], str]
    show: Callable[[str], None]
    hide: Callable[[], None]


def hand_shares(terminal: Terminal, holders: Sequence[str], *, needed: int) -> bytes:
    """Draws the secret and gives every holder a share. Raises ShareNumbersError."""
    secret = secrets.token_bytes(SECRET_SIZE)
    shares = split_secret(secret, needed=needed, holders=len(holders), randbytes=secrets.token_bytes)
    for holder, share in zip(holders, shares, strict=True):
        _hand(terminal, holder, share)
    return secret


def _hand(terminal: Terminal, holder: str, share: Share) -> None:
    terminal.hide()
    terminal.ask(f"{holder}, alone at the screen: press Enter to see your share.")
    terminal.show(f"\n    {share.written()}\n")
    terminal.ask("Copy it to your sheet, then press Enter: it is shown once.")
    terminal.hide()
    while True:
        try:
            if read_share(terminal.ask_hidden("Type it back from your sheet (not shown): ")) == share:
                return
        except BitaqaError as error:
            terminal.show(f"{error} {error.next_step}")
            continue
        terminal.show("That is another share than the one you were shown. Read it again.")


def gather_shares(terminal: Terminal, *, needed: int | None = None) -> bytes:
    """Asks for shares, one holder after the other, until there are enough. Raises SharesDisagreeError."""
    given: list[Share] = []
    while not given or len(given) < given[0].needed:
        left = given[0].needed - len(given) if given else needed
        word = f"share {len(given) + 1}" + (f", {left} to come" if left else "")
        try:
            share = read_share(terminal.ask_hidden(f"Type your {word} (not shown): "))
        except BitaqaError as error:
            terminal.show(f"{error} {error.next_step}")
            continue
        if any(share.number == other.number for other in given):
            terminal.show("This share was given already: another holder comes forward.")
            continue
        given.append(share)
    terminal.hide()
    return joined_secret(given)


def check_backup(copy: Path) -> None:
    """Before anything is begun: the copy has a folder of its own to go to. Raises BackupFolderUsedError."""
    if (copy.exists() and not copy.is_dir()) or (copy / "token").exists():
        raise BackupFolderUsedError(folder=copy.name)


def rehearsal(copy: Path, secret: bytes) -> Rehearsal:
    """Copies the token's storage, and lets the copy sign in another process."""

    def rehearse(key: str, challenge: bytes) -> tuple[str, bytes]:
        digest = copy_csca_token(copy)
        return digest, rehearse_restore(copy, secret, key, challenge)

    return rehearse
