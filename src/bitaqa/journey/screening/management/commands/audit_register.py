"""`bitaqa audit-register`: the whole register looked at for people it holds twice; what is found waits at the bench."""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError


class Command(BaseCommand):
    help = "Weighs every pair of entries that may be one person and lays the list before adjudicators."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--most-pairs", type=int, default=0, help="refuse to weigh more pairs than this")

    def handle(self, *args: Any, **options: Any) -> None:
        from bitaqa.journey.screening.audit.landing import audit_register
        from bitaqa.journey.screening.audit.weighing_all import MOST_PAIRS

        with tempfile.TemporaryDirectory(prefix="bitaqa-audit-") as folder:
            try:
                run = audit_register(
                    by="worker:audit", at=now(), most_pairs=options["most_pairs"] or MOST_PAIRS, folder=folder,
                    told=self.stdout.write,
                )  # fmt: skip
            except BitaqaError as refusal:
                self.stderr.write(f"{refusal} {refusal.next_step}")
                sys.exit(1)
        self.stdout.write(f"{run.listed} pairs weigh enough; {run.landed} are new and wait at the bench")
