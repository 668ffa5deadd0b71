"""`bitaqa bootstrap`: the ceremony that creates the first two administrators (docs/how-to/bootstrap.md).

Both people sit at the same terminal; each types their own password and proves their telephone with a code. Nothing is
stored before both are through. Refuses: a second ceremony; `--demo` in production; input that is not a terminal.
"""

from __future__ import annotations

import getpass
import os
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from bitaqa.backbone import clock
from bitaqa.foundation.kernel.errors import BitaqaError

from ...actions.bootstrap import NewPerson, bootstrap_administrators, check_not_bootstrapped
from ...domain import check_password, tidy_name
from ...errors import DemonstrationRefusedError
from ...second_factor import matching_step, new_secret, provisioning_uri, qr_for_terminal


class Command(BaseCommand):
    help = "Create the first two administrators, both in the room."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="invented people, no questions; refused in production")
        parser.add_argument("--name", action="append", default=[], help="with --demo: a sign-in name, given twice")
        parser.add_argument("--password", default="", help="with --demo: of both (or BITAQA_DEMO_PASSWORD)")
        parser.add_argument("--totp", action="append", default=[], help="with --demo: a base32 secret, given twice")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override("en"):
            try:
                check_not_bootstrapped()
                people = self._invented(options) if options["demo"] else self._ceremony()
                bootstrap_administrators(*people, at=clock.now())
            except BitaqaError as error:
                raise CommandError(" ".join(filter(None, (str(error), error.next_step % error.facts)))) from error
        for person in people:
            self.stdout.write(f"administrator: {person.name}")
        if options["demo"]:
            for person in people:
                self.stdout.write(f"{person.name}: {provisioning_uri(person.totp_secret, name=person.name)}")

    def _invented(self, options: dict[str, Any]) -> tuple[NewPerson, NewPerson]:
        if settings.BITAQA_PRODUCTION:
            raise DemonstrationRefusedError()
        password = options["password"] or os.environ.get("BITAQA_DEMO_PASSWORD", "")
        names = options["name"] or ["admin1", "admin2"]
        secrets = options["totp"] or [new_secret(), new_secret()]
        if len(names) != 2 or len(secrets) != 2:
            raise CommandError("--name and --totp are given twice or not at all")
        one, two = (
            NewPerson(name, f"عينة {number}", f"SPECIMEN {number}", password, secret)
            for number, name, secret in zip((1, 2), names, secrets, strict=True)
        )
        return one, two

    def _ceremony(self) -> tuple[NewPerson, NewPerson]:
        self.stdout.write("Two people are needed, both present. Nothing is stored before both are through.\n")
        first = self._person("First administrator", taken="")
        return first, self._person("Second administrator", taken=first.name)

    def _person(self, title: str, *, taken: str) -> NewPerson:
        self.stdout.write(f"\n{title}")
        name = self._until(lambda: tidy_name(self._ask("Sign-in name (for example a.benali): ")))
        if name == taken:
            raise CommandError("The second administrator is another person with another name.")
        name_ar, name_latin = self._ask("Name in Arabic: "), self._ask("Name in Latin letters: ")
        password = self._until(lambda: self._password(name))
        secret = new_secret()
        uri = provisioning_uri(secret, name=name)
        self.stdout.write("\nScan with a code program on your telephone, or type the key:")
        self.stdout.write(qr_for_terminal(uri))
        self.stdout.write(f"key: {secret}\n{uri}\n")
        step = None
        while step is None:
            step = matching_step(secret, self._ask("The code it shows now: "))
            if step is None:
                self.stdout.write("That is not the code of this moment; look again.")
        return NewPerson(name, name_ar, name_latin, password, secret, totp_step=step)

    def _password(self, name: str) -> str:
        first = getpass.getpass("Password (at least 14 characters, not shown): ")
        check_password(first, name=name)
        if getpass.getpass("The same password again: ") != first:
            raise CommandError("The two passwords differ; start again.")
        return first

    def _until(self, read: Callable[[], str]) -> str:
        """Asks again until what was typed is accepted."""
        while True:
            try:
                return read()
            except BitaqaError as error:
                self.stdout.write(" ".join(filter(None, (str(error), error.next_step % error.facts))))

    def _ask(self, prompt: str) -> str:
        try:
            return input(prompt).strip()
        except EOFError:
            raise CommandError("The ceremony was left; nothing was stored.") from None
