"""`bitaqa centre-manage demo`: the invented people who work at a demonstration centre, one or more for every role.

Prints each sign-in name with its password and the key of its code program; `--json` prints the same for a program.
Called again it changes nothing but what is missing (give the same BITAQA_DEMO_SEED to keep the passwords).
Refuses: production.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
from argparse import ArgumentParser
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from bitaqa.backbone.accounts.door import NewPerson, RoleCode, create_demo_account, create_demo_administrators

ADMINISTRATORS = ("admin1", "admin2")
PEOPLE: tuple[tuple[str, RoleCode, str, str], ...] = (
    ("coordinator", RoleCode.COORDINATOR, "منسقة عينة", "Coordinatrice SPECIMEN"),
    ("chief", RoleCode.CAMPAIGN_HEAD, "رئيسة الحملات عينة", "Cheffe des campagnes SPECIMEN"),
    ("adjudicator1", RoleCode.ADJUDICATOR, "مكلف بالبت أول عينة", "Instructeur Un SPECIMEN"),
    ("adjudicator2", RoleCode.ADJUDICATOR, "مكلفة بالبت ثانية عينة", "Instructrice Deux SPECIMEN"),
    ("adjudicator3", RoleCode.ADJUDICATOR, "مكلف بالبت ثالث عينة", "Instructeur Trois SPECIMEN"),
    ("adjudicator4", RoleCode.ADJUDICATOR, "مكلفة بالبت رابعة عينة", "Instructrice Quatre SPECIMEN"),
    ("production", RoleCode.PRODUCTION, "مسؤول الإنتاج عينة", "Production SPECIMEN"),
    ("quality", RoleCode.QUALITY, "مراقبة الجودة عينة", "Qualité SPECIMEN"),
    ("delivery1", RoleCode.DELIVERY, "مسؤول التسليم أول عينة", "Remise Un SPECIMEN"),
    ("delivery2", RoleCode.DELIVERY, "مسؤولة التسليم ثانية عينة", "Remise Deux SPECIMEN"),
    ("auditor", RoleCode.AUDITOR, "مدقق عينة", "Auditeur SPECIMEN"),
)
"""Sign-in name, role, name in Arabic, in Latin letters. Four adjudicators: two refuse, two others hear the appeal."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """What a person of the demonstration signs in with; `totp` is the base32 key of the code program."""

    name: str
    role: str
    password: str
    totp: str


class Command(BaseCommand):
    help = "Create the invented people of a demonstration, one or more for every role; refused in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON list, for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.BITAQA_PRODUCTION:
            raise CommandError("Demonstration accounts are refused in production.")
        call_command("keys", "ensure", stdout=self.stderr)
        seed = os.environ.get("BITAQA_DEMO_SEED") or secrets.token_hex(16)
        made = [_account(name, RoleCode.ADMINISTRATOR, seed) for name in ADMINISTRATORS]
        one, two = (
            NewPerson(each.name, f"مدير عينة {number}", f"Administrateur SPECIMEN {number}", each.password, each.totp)
            for number, each in enumerate(made, 1)
        )
        create_demo_administrators(one, two)
        for name, role, arabic, latin in PEOPLE:
            account = _account(name, role, seed)
            create_demo_account(
                name=name, roles=[role], password=account.password, totp_secret=account.totp, name_ar=arabic,
                name_latin=latin,
            )  # fmt: skip
            made.append(account)
        if options["json"]:
            self.stdout.write(json.dumps([asdict(account) for account in made]))
            return
        for account in made:
            self.stdout.write(f"{account.name:14} {account.role:14} {account.password}  {account.totp}")


def _account(name: str, role: RoleCode, seed: str) -> DemoAccount:
    """Password and key follow from the seed of this demonstration, different for every name."""
    drawn = hmac.digest(seed.encode(), name.encode(), hashlib.sha256)
    words = base64.b32encode(drawn[:10]).decode().lower()
    password = "-".join(words[place : place + 4] for place in range(0, 16, 4))
    return DemoAccount(name, role.value, password, base64.b32encode(drawn[12:32]).decode())
