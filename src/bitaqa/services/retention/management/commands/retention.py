"""`bitaqa centre-manage retention`: says what has been kept long enough; `--propose files --by NAME` proposes the list.

Proposing is all a command does: the second person confirms in the centre, with password and code. Refuses: a name
whose account may not erase.
"""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bitaqa.backbone.accounts.door import User
from bitaqa.backbone.clock import now
from bitaqa.foundation.kernel.errors import BitaqaError
from bitaqa.services.retention.actions import propose_erasure
from bitaqa.services.retention.domain import What
from bitaqa.services.retention.queries import due_now


class Command(BaseCommand):
    help = "Says what has been kept long enough, or proposes to erase it; another administrator confirms at the centre."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--propose", choices=[what.value for what in What])
        parser.add_argument("--by", default="", help="sign-in name of the administrator who proposes")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["propose"]:
            for each in due_now(now()):
                self.stdout.write(f"{each.what.value}: {each.count}{' and more' if each.more else ''}")
            return
        user = User.objects.filter(name=options["by"], is_active=True).first()
        if user is None:
            raise CommandError(f"there is no account named {options['by']!r}; give one with --by")
        try:
            row = propose_erasure(what=What(options["propose"]), by=user, at=now())
        except BitaqaError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{row.id}: {len(row.subjects)} {row.what} proposed; another administrator confirms")
