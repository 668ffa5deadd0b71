"""`bitaqa scenario NAME [options] | list | code NAME`: plays a campaign; lists them; a demonstration account's code.

NAME is el-borouj, taounate or al-haouz; options are those of `bitaqa play`. `code` prints what the person's telephone
would show now, from the newest run's folder; a code works once.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from bitaqa.scenarios.plan import SCENARIOS, read_plan
from bitaqa.scenarios.run_folder import Home
from bitaqa.scenarios.sign_in_codes import code_now


def main(arguments: Sequence[str]) -> int:
    if arguments and arguments[0] in SCENARIOS:
        from bitaqa.scenarios.play import main as play

        return play(arguments[1:], arguments[0])
    parser = argparse.ArgumentParser(prog="bitaqa scenario", description=__doc__)
    parser.add_argument("verb", choices=["list", "code", *SCENARIOS], nargs="?", default="list")
    parser.add_argument("name", nargs="?", default="", help="with `code`: a sign-in name")
    parser.add_argument("--home", type=Path, default=Path("var") / "play")
    asked = parser.parse_args(list(arguments))
    if asked.verb == "list":
        for name in SCENARIOS:
            plan = read_plan(name)
            told = f"{plan.people:6,} people · {len(plan.units):2} stations · {len(plan.stops):2} stops"
            print(f"{name:10} {told} · {plan.raw['campaign']['name_fr']}")
        return 0
    accounts = [account for run in Home(asked.home).runs()[-1:] for account in run.state.get("accounts", [])]
    found = next((account for account in accounts if account["name"] == asked.name), None)
    if found is None:
        print(f"No account {asked.name!r} in the newest run under {asked.home}.")
        return 1
    print(code_now(found["totp"]))
    return 0
