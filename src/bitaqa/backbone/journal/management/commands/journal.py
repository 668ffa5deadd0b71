"""`bitaqa journal`: verify the journal, or print its last checkpoint to keep elsewhere."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bitaqa.backbone.journal.checkpoints import checkpoint_from_text, checkpoint_text, get_last_checkpoint, lag
from bitaqa.backbone.journal.errors import NoCheckpointError
from bitaqa.backbone.journal.tree import sequence_committed
from bitaqa.backbone.journal.verifying import verify_journal


class Command(BaseCommand):
    help = "verify: recomputes every leaf, hash and checkpoint · checkpoint: prints the last one · sequence: catches up"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["verify", "checkpoint", "sequence"])
        parser.add_argument("--against", type=Path, help="a file of checkpoints kept elsewhere, one per line")

    def handle(self, *args: Any, verb: str, against: Path | None, **options: Any) -> None:
        if verb == "checkpoint":
            self._print_checkpoint()
        elif verb == "sequence":
            moved = 0
            while batch := sequence_committed():
                moved += batch
            self.stdout.write(f"{moved} entries joined the tree.")
        else:
            self._verify(against)

    def _print_checkpoint(self) -> None:
        try:
            self.stdout.write(checkpoint_text(get_last_checkpoint()))
        except NoCheckpointError as error:
            raise CommandError(str(error)) from error

    def _verify(self, against: Path | None) -> None:
        try:
            lines = against.read_text().splitlines() if against else []
            kept = [checkpoint_from_text(line) for line in lines if line.strip()]
        except (OSError, ValueError) as error:
            raise CommandError(f"The checkpoints kept elsewhere cannot be read: {error}") from error
        result = verify_journal(against=kept)
        waiting, seconds = lag()
        self.stdout.write(
            f"{result.leaves} leaves, {result.checkpoints} checkpoints, {waiting} entries waiting ({seconds} s), "
            f"root {result.root.hex()}"
        )
        if not result.sound:
            for finding in result.findings:
                self.stderr.write(str(finding))
            first = result.first_bad_leaf
            where = "" if first is None else f"; the first bad leaf is {first}"
            raise CommandError(f"The journal is not what was recorded{where}.")
        self.stdout.write("Sound: every entry, hash and signature is what was recorded.")
