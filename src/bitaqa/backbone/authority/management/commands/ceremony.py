"""`bitaqa ceremony csca|ds|rotate|list|show|export|specimen`: key ceremonies, guided (docs/how-to/key-ceremony.md).

`csca` draws what opens the country's token and hands shares of it to the holders; the others ask enough of them to
type theirs. What is done is read aloud from the screen and stands in a transcript to sign. `--specimen` plays one with
invented people and an invented country, without a question; `specimen` all that a demonstration needs. `export` writes
the country's certificates as a file for PDF readers and says their fingerprints. Refuses:
production without a key token; a backup that was not made to sign; input that ends.
"""

from __future__ import annotations

import getpass
import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from bitaqa.backbone import clock
from bitaqa.backbone.vault.door import (
    CardKeyStore,
    begin_csca_token,
    begin_token,
    csca_token_there,
    open_csca_token,
    specimen_secret,
)
from bitaqa.foundation.kernel.errors import BitaqaError

from ...ceremonies import Gathering, check_no_csca, hold_csca, hold_list, hold_rotation, hold_signers, newest_csca
from ...domain import CertificateKind, RevokedBecause
from ...exporting import country_certificates
from ...models import Ceremony, SigningCertificate
from ...opening import Terminal, check_backup, gather_shares, hand_shares, rehearsal
from ...signers import SPECIMEN_ROOM
from ...transcripts import groups, kept_transcript

VERBS = ("csca", "ds", "rotate", "list", "show", "export", "specimen")


class Command(BaseCommand):
    help = (
        "csca: the country signing key · ds: document signers · rotate: a new country key · "
        "list: the revocation list · show: what stands · export: the country's certificates as a file · "
        "specimen: all that a demonstration needs"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=VERBS)
        parser.add_argument("--specimen", action="store_true", help="invented people and country; no questions")
        parser.add_argument("--needed", type=int, default=3, help="holders needed to open the token (csca)")
        parser.add_argument(
            "--centre", action="append", default=[], help="issuing centres (ds); all when none is named"
        )
        parser.add_argument("--revoke", action="append", default=[], help="serial number of a document signer (list)")
        parser.add_argument("--because", default="", choices=["", *RevokedBecause], help="why (with --revoke)")
        parser.add_argument(
            "--backup", type=Path, help="empty folder, on a disk of its own, for the copy (csca, rotate)"
        )
        parser.add_argument("--to", type=Path, default=Path("csca.pem"), help="the file that is written (export)")
        parser.add_argument("--transcript", type=Path, help="where the sheet to sign is written")

    def handle(self, *args: Any, verb: str, **options: Any) -> None:
        options["specimen"] = options["specimen"] or verb == "specimen"
        with translation.override("en"):
            try:
                if verb == "show":
                    self._show()
                    return
                if verb == "export":
                    self._export(options["to"])
                    return
                if options["backup"] is not None:
                    check_backup(options["backup"])
                if verb == "specimen":
                    self._tell(self._specimen("csca", options), None)
                    verb = "ds"
                row = self._specimen(verb, options) if options["specimen"] else self._guided(verb, options)
            except BitaqaError as error:
                raise CommandError(" ".join(filter(None, (str(error), error.next_step % error.facts)))) from error
        self._tell(row, options["transcript"])

    # --- by a demonstration -----------------------------------------------------------------------------------------
    def _specimen(self, verb: str, options: dict[str, Any]) -> Ceremony:
        secret = specimen_secret()
        self._begin_card_token()
        store = open_csca_token(secret) if csca_token_there() else begin_csca_token(secret)
        return self._hold(verb, store, secret, SPECIMEN_ROOM, options)

    def _begin_card_token(self) -> None:
        """The token that signs cards is begun too, where a demonstration has SoftHSM2."""
        module, label = os.environ.get("BITAQA_TOKEN_MODULE", ""), os.environ.get("BITAQA_TOKEN_LABEL", "bitaqa")
        if module and not csca_token_there():
            begin_token(module, label, pin=os.environ.get("BITAQA_TOKEN_PIN", ""))

    # --- by people --------------------------------------------------------------------------------------------------
    def _guided(self, verb: str, options: dict[str, Any]) -> Ceremony:
        terminal = Terminal(self._ask, self._ask_hidden, self.stdout.write, self._wipe)
        if verb == "csca":
            check_no_csca()
        else:
            newest_csca()
        begun = csca_token_there()
        self.stdout.write(f"Ceremony “{verb}”. Nobody leaves until the transcript is signed.\n")
        place = self._named("Where is it held? ")
        witness = self._named("The witness, who writes and holds no share: ")
        holders, needed = self._holders(verb, options["needed"], witness)
        room = Gathering(holders, needed, witness, place, "worker:ceremony", specimen=not settings.BITAQA_PRODUCTION)
        room.check()
        if verb == "csca" and not begun:
            secret = hand_shares(terminal, holders, needed=needed)
            self._yes("Every holder has a share on paper and typed it back. Begin the token?")
            store = begin_csca_token(secret)
        elif verb == "csca":
            self.stdout.write("A ceremony that was broken off began the token: those who hold its shares type them.\n")
            secret = gather_shares(terminal, needed=needed)
            store = open_csca_token(secret)
        else:
            secret = gather_shares(terminal, needed=needed)
            store = open_csca_token(secret)
            store.signer(newest_csca().key)  # a token that these shares do not open says so before anything is done
        self._yes(f"The token is open. Go on with “{verb}”?")
        return self._hold(verb, store, secret, room, options)

    def _holders(self, verb: str, needed: int, witness: str) -> tuple[tuple[str, ...], int]:
        first = Ceremony.objects.filter(kind="csca").order_by("number").first()
        if verb != "csca" and first is not None:
            needed = first.needed
        self.stdout.write("The holders present, one per line (Arabic · Latin); an empty line ends.")
        names: list[str] = []
        while name := self._ask(f"Holder {len(names) + 1}: "):
            if name.casefold() in {each.casefold() for each in (*names, witness)}:
                self.stdout.write("Every holder is another person, and the witness is none of them.")
                continue
            names.append(name)
        return tuple(names), needed

    # --- both -------------------------------------------------------------------------------------------------------
    def _hold(
        self, verb: str, store: CardKeyStore, secret: bytes, room: Gathering, options: dict[str, Any]
    ) -> Ceremony:
        at = clock.now()
        if verb == "ds":
            return hold_signers(store, room, at=at, centres=options["centre"])
        if verb == "list":
            because = RevokedBecause(options["because"] or RevokedBecause.KEY_COMPROMISE)
            return hold_list(store, room, at=at, revoke=dict.fromkeys(options["revoke"], because))
        hold: Callable[..., Ceremony] = hold_csca if verb == "csca" else hold_rotation
        if options["backup"] is not None:
            return hold(store, room, at=at, rehearse=rehearsal(options["backup"], secret))
        if settings.BITAQA_PRODUCTION:
            raise CommandError("--backup names the empty folder of the copy: without one that signed, no key is made.")
        with tempfile.TemporaryDirectory(prefix="bitaqa-copy-") as folder:
            return hold(store, room, at=at, rehearse=rehearsal(Path(folder), secret))

    def _tell(self, row: Ceremony, sheet: Path | None) -> None:
        self.stdout.write(f"Ceremony {row.number} ({row.kind}) was held; read aloud:")
        for step in row.steps:
            facts = " ".join(f"{name}={value}" for name, value in step.items() if name != "step" and value != "")
            self.stdout.write(f"  {step['step']:16} {facts}")
        if sheet is not None:
            sheet.write_bytes(kept_transcript(row))
            self.stdout.write(f"transcript to sign: {sheet}  SHA-256 {row.digest}")

    def _show(self) -> None:
        for row in SigningCertificate.objects.exclude(kind=CertificateKind.LIST_SIGNER).order_by("starts", "id"):
            word = f"revoked {row.revoked_at:%Y-%m-%d}" if row.revoked_at else f"signs until {row.key_until:%Y-%m-%d}"
            self.stdout.write(f"{row.kind:5} {row.issuing_centre:10} {row.key:16} {row.serial}  {word}")

    def _export(self, to: Path) -> None:
        found = country_certificates(at=clock.now())
        to.write_text("".join(each.pem for each in found), encoding="ascii")
        for each in found:
            self.stdout.write(f"{each.serial}  SHA-256 {groups(each.fingerprint)}  until {each.ends:%Y-%m-%d}")
        self.stdout.write(f"{len(found)} in {to}")

    # --- talking ----------------------------------------------------------------------------------------------------
    def _named(self, prompt: str) -> str:
        while True:
            if name := self._ask(prompt):
                return name

    def _yes(self, question: str) -> None:
        if self._ask(f"{question} [yes] ").casefold() != "yes":
            raise CommandError("The ceremony was broken off; nothing was certified.")

    def _wipe(self) -> None:
        self.stdout.write("\033[2J\033[3J\033[H", ending="")

    def _ask(self, prompt: str) -> str:
        try:
            return input(prompt).strip()
        except EOFError:
            raise CommandError("The ceremony was left; nothing was certified.") from None

    def _ask_hidden(self, prompt: str) -> str:
        try:
            return getpass.getpass(prompt).strip()
        except EOFError:
            raise CommandError("The ceremony was left; nothing was certified.") from None
