"""`bitaqa scenario list | code NAME [--home DIR]`: what can be played, and the code of a demonstration account.

`code` prints what the person's telephone would show now, from the newest run's folder; a code works once.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bitaqa.scenarios.plan import read_plan
from bitaqa.scenarios.run_folder import Home
from bitaqa.scenarios.sign_in_codes import code_now

SCENARIOS = ("el_borouj",)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bitaqa scenario", description=__doc__)
    parser.add_argument("verb", choices=["list", "code"], nargs="?", default="list")
    parser.add_argument("name", nargs="?", default="", help="with `code`: a sign-in name")
    parser.add_argument("--home", type=Path, default=Path("var") / "play")
    asked = parser.parse_args(list(arguments))
    if asked.verb == "list":
        for name in SCENARIOS:
            plan = read_plan(name)
            print(f"{name:12} {plan.people:,} people · {plan.raw['campaign']['name_fr']}")
        return 0
    accounts = [account for run in Home(asked.home).runs()[-1:] for account in run.state.get("accounts", [])]
    found = next((account for account in accounts if account["name"] == asked.name), None)
    if found is None:
        print(f"No account {asked.name!r} in the newest run under {asked.home}.")
        return 1
    print(code_now(found["totp"]))
    return 0
