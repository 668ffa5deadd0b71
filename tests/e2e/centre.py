"""A real centre for browser tests, as `make run` starts it: migrated, with demonstration accounts, collected files.

`with running_centre(...) as centre:` – `centre.url`, `centre.accounts`, `centre.sign_in(page, name)`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

import setup
from bitaqa.scenarios.centre_client import Account
from bitaqa.scenarios.processes import Programs, bitaqa
from bitaqa.scenarios.sign_in_codes import code_now

STARTS_WITHIN = 300


@dataclass(frozen=True)
class RunningCentre:
    url: str
    accounts: list[Account]
    environment: dict[str, str]

    def sign_in(self, page: Page, name: str) -> None:
        """Through the centre's own door; a code works once, so each account signs in once."""
        account = next(account for account in self.accounts if account.name == name)
        said = {"name": name, "password": account.password, "code": code_now(account.totp)}
        assert page.context.request.post(f"{self.url}/accounts/api/sign-in", data=said).ok

    def seed(self, script: Path) -> str:
        """Runs a script of the tests against this centre's database; answers the last word it said."""
        ran = subprocess.run(
            [sys.executable, str(script)], env=self.environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.split()[-1]


@contextmanager
def running_centre(database: dict[str, str], home: Path, logs: Path, port: int) -> Iterator[RunningCentre]:
    setup.collect_static_files()  # stamped: nothing is done when set-up has just done it
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BITAQA_", "DJANGO_"))}
    environment = kept | database | {"BITAQA_HOME": str(home), "BITAQA_STATIC": "collected"}
    with Programs(logs) as programs:
        owner = environment | {"BITAQA_DB_USER": "bitaqa_owner"}
        programs.run("migrate", bitaqa("centre-manage", "migrate", "--no-input", "-v0"), owner)
        told = programs.run("demo", bitaqa("centre-manage", "demo", "--json"), environment)
        programs.start("centre", bitaqa("centre", "--port", str(port), "--no-migrate"), environment)
        url = f"http://localhost:{port}"
        programs.wait_for("centre", f"{url}/health", seconds=STARTS_WITHIN)
        yield RunningCentre(url, [Account(**account) for account in json.loads(told)], environment)
