"""`bitaqa keys`: makes, replaces, lists and destroys the centre's own keys."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bitaqa.backbone.vault.chip_keys import ChipKeyRole, keep_chip_key
from bitaqa.backbone.vault.keys import OPENING_ROLE, destroy_old_opening_keys, ensure_keys, key_store, rotate_key
from bitaqa.foundation.kernel.errors import BitaqaError

BY = "worker:keys"
"""The command line has no account behind it; the ceremony's paper names the people."""


class Command(BaseCommand):
    help = (
        "ensure: makes the missing keys · rotate: replaces one · list · retire: destroys opening keys past 90 days · "
        "transport, issuer: keeps the master key of blanks, of issued cards (asked for, not shown)"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["ensure", "rotate", "list", "retire", "transport", "issuer"])
        parser.add_argument("--role", default=OPENING_ROLE, help=f"{OPENING_ROLE} (opens packets), centre or journal")

    def handle(self, *args: Any, verb: str, role: str, **options: Any) -> None:
        if verb in ("transport", "issuer"):
            self._keep_chip_key(verb)  # type: ignore[arg-type]
            return
        if verb == "ensure":
            records = ensure_keys(by=BY)
        elif verb == "rotate":
            records = [rotate_key("opening" if role == OPENING_ROLE else "signing", role, by=BY)]
        elif verb == "retire":
            records = destroy_old_opening_keys(by=BY)
        else:
            records = key_store().records()
        for record in records:
            self.stdout.write(f"{record.kind:8} {record.role:10} {record.key_id}  {record.made_at:%Y-%m-%d %H:%M}")

    def _keep_chip_key(self, role: ChipKeyRole) -> None:
        try:
            kept = keep_chip_key(role, bytes.fromhex(getpass.getpass(f"{role} key, 32 hexadecimal characters: ")))
        except ValueError:
            raise CommandError("These are not hexadecimal characters.") from None
        except BitaqaError as error:
            raise CommandError(f"{error} {error.next_step}") from error
        self.stdout.write("kept" if kept else "there is one already; it stands")
