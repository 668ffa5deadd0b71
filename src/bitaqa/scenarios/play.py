"""`bitaqa play`, `bitaqa scenario NAME`: both programs started, a campaign played live over HTTP, its bulletin.

`play` is El Borouj, as `make run` starts it; every other campaign is played by the same code from its own plan file.

Fresh by default: a new folder and a new database; what an earlier run left is removed. `--continue` opens the last
finished run again and ends with the result of its comparisons. Everything is stopped when it ends, however it ends.
Exit code 0 only if every figure reconciles.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from rich.console import Console

from bitaqa.foundation.kernel.clock import PLACE_ZONE
from bitaqa.foundation.rules.country import load_country_pack
from bitaqa.scenarios import shown
from bitaqa.scenarios.campaign import Campaign
from bitaqa.scenarios.checks import Check, compare
from bitaqa.scenarios.deciding import FIRST
from bitaqa.scenarios.errors import ScenarioError
from bitaqa.scenarios.ledger import Ledger
from bitaqa.scenarios.memory import MemoryWatch, cpu_of_tree, postgres_pids
from bitaqa.scenarios.need_to_know import unseen_eligibility
from bitaqa.scenarios.plan import SCENARIOS, Plan, read_plan
from bitaqa.scenarios.processes import Programs, bitaqa
from bitaqa.scenarios.progress import Progress
from bitaqa.scenarios.run_folder import Home, RunFolder
from bitaqa.scenarios.setting_up import Ports, Stage, check_ports, open_again, set_up
from bitaqa.scenarios.story import Story, tell_story

FIRST_SCENARIO = "el-borouj"
EXIT_FAILED, EXIT_DIFFERS = 1, 4


def main(arguments: Sequence[str], scenario: str = FIRST_SCENARIO) -> int:
    """0: every figure reconciles; 4: some do not; 1: it could not be played; 130: Ctrl-C before the end."""
    asked = parse(arguments, scenario)
    console = Console(width=None if sys.stdout.isatty() else 110)
    signal.signal(signal.SIGTERM, _as_ctrl_c)
    try:
        return play(asked, console)
    except ScenarioError as error:
        console.print(f"[bold]{error}[/bold]\n{error.next_step % error.facts}", highlight=False)
        return EXIT_FAILED
    except KeyboardInterrupt:
        console.print("Every program is stopped.")
        return 130


def parse(arguments: Sequence[str], scenario: str = FIRST_SCENARIO) -> argparse.Namespace:
    published = read_plan(scenario).people
    parser = argparse.ArgumentParser(prog="bitaqa play", description=__doc__)
    parser.set_defaults(scenario=scenario)
    parser.add_argument(
        "--people", type=int, default=None, help=f"how many people come (default: the published {published:,})"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed, other people and another story")
    parser.add_argument("--exit", action="store_true", help="leave after the bulletin")
    parser.add_argument("--port-centre", type=int, default=8000)
    parser.add_argument("--port-station", type=int, default=8100, help="of the first station; others follow it")
    parser.add_argument("--home", type=Path, default=Path("var") / "play", help="folder of the runs")
    parser.add_argument("--workers", type=int, default=1, help="worker processes of the centre")
    kept = parser.add_mutually_exclusive_group()
    kept.add_argument("--continue", dest="again", action="store_true", help="open the last finished run again")
    kept.add_argument("--fresh", action="store_true", help="begin afresh (the default)")
    asked = parser.parse_args(list(arguments))
    if asked.people is not None and asked.people < 40:
        parser.error("--people: at least 40, so that every turn of the story happens once")
    return asked


def play(asked: argparse.Namespace, console: Console) -> int:
    home = Home(asked.home.resolve())
    home.lock()
    try:
        return _play(asked, home, console)
    finally:
        home.unlock()


def _play(asked: argparse.Namespace, home: Home, console: Console) -> int:
    ports = Ports(asked.port_centre, asked.port_station)
    check_ports(ports)
    if asked.again:
        return _reopen(home, ports, asked, console)
    _clear(home)
    plan, country = read_plan(asked.scenario, asked.people), load_country_pack()
    story = tell_story(plan, country, asked.seed)
    run = home.new_run(scenario=asked.scenario, seed=asked.seed, people=plan.people)
    shown.introduction(console, story, asked.seed)
    began = time.monotonic()
    with Programs(run.folder / "logs") as programs:
        stage = set_up(
            programs, run, ports, plan, _first_morning(plan), workers=asked.workers, say=shown.teller(console)
        )
        roots = [os.getpid(), *postgres_pids(stage.environment["BITAQA_DB_HOST"])]
        watch = MemoryWatch(roots)
        watch.start()
        set_up_took, began = time.monotonic() - began, time.monotonic()
        campaign = Campaign(stage, story, Ledger(story.applicants), country, Progress(console))
        with campaign.progress.showing():
            campaign.play()
        took = time.monotonic() - began
        bulletin, checks = conclude(campaign)
        shown.bulletin(console, bulletin)
        shown.chips(console, stage.centre.as_("production").get("/production/api/chips"))
        shown.doubts(console, stage.centre.as_(FIRST).get("/screening/api/figures"))
        shown.times(console, campaign.progress, set_up_took, took, watch.stop(), used(programs, roots))
        differing = shown.differences(console, checks)
        run.write(finished=True, campaign=campaign.id, compared=len(checks), differing=len(differing))
        if not asked.exit:
            _stay_up(stage, console)
        return EXIT_DIFFERS if differing else 0


def conclude(campaign: Campaign) -> tuple[dict[str, Any], list[Check]]:
    """The bulletin as the centre computes it, and every comparison with what was played."""
    stage = campaign.stage
    auditor, production = stage.centre.as_("auditor"), stage.centre.as_("production")
    until = time.monotonic() + 60
    bulletin: dict[str, Any] = {"position": -1}
    while time.monotonic() < until:  # the sequencer follows the acts by a moment: two equal readings, nothing waiting
        before = bulletin["position"]
        bulletin = auditor.get(f"/bulletin/api/campaigns/{campaign.id}", **named_places(campaign.plan_file))
        if not bulletin["waiting"] and bulletin["position"] == before:
            break
        time.sleep(0.5)
    checks = list(
        compare(
            campaign.story,
            campaign.ledger,
            bulletin,
            stage.centre.progress(campaign.id),
            outboxes(campaign),
            production.get("/production/api/floor"),
        )
    )
    verified = "holds"
    try:
        stage.programs.run("journal verify", bitaqa("journal", "verify"), stage.environment)
    except ScenarioError as error:
        verified = str(error)
    checks.append(Check("the journal's tree and checkpoints", "holds", verified))
    checks += [Check(*compared) for compared in unseen_eligibility(campaign, bulletin)]
    return bulletin, checks


def named_places(plan: Plan) -> dict[str, int]:
    """How many places the published text names in its table; nothing when it says nothing of it."""
    named = plan.raw.get("published", {}).get("named")
    return {"named": named} if named else {}


def outboxes(campaign: Campaign) -> dict[str, Any]:
    """The outboxes of all stations, added up."""
    told = [station.head.session.get("sync") for station in campaign.stations.values()]
    states = {state: sum(one["by_state"].get(state, 0) for one in told) for state in told[0]["by_state"]}
    return {"by_state": states, "waiting": sum(one["waiting"] for one in told)}


def used(programs: Programs, roots: Sequence[int]) -> dict[str, float]:
    """Processor seconds of each program until now; the player's own include the short commands it ran."""
    names = {"player": roots[:1], "postgresql": roots[1:]}
    seconds = {name: sum(map(cpu_of_tree, pids)) for name, pids in names.items()}
    of_programs = {name: cpu_of_tree(program.pid) for name, program in programs.running.items()}
    seconds["player"] -= sum(of_programs.values())
    return {**of_programs, **seconds}


def result(run: RunFolder) -> int:
    """How a run that was played to its end ended: 0 when every figure reconciled, else 4.

    A run whose comparisons were not kept did not reconcile: nothing says that it did.
    """
    return 0 if run.state.get("compared") and run.state.get("differing") == 0 else EXIT_DIFFERS


def _reopen(home: Home, ports: Ports, asked: argparse.Namespace, console: Console) -> int:
    run = home.last_finished()
    with Programs(run.folder / "logs") as programs:
        stage = open_again(programs, run, ports, workers=asked.workers, say=shown.teller(console))
        named = named_places(read_plan(run.state["scenario"]))
        bulletin = stage.centre.as_("auditor").get(f"/bulletin/api/campaigns/{run.state['campaign']}", **named)
        shown.bulletin(console, bulletin)
        shown.kept_result(console, run.state)
        if not asked.exit:
            _stay_up(stage, console)
    return result(run)


def _clear(home: Home) -> None:
    """What earlier runs left, finished or cut midway: folders, their databases, databases whose folder is gone."""
    import subprocess

    runs = home.runs()
    for name in {run.database for run in runs if not run.database.startswith(home.databases)} - {""}:
        subprocess.run(bitaqa("localpg", "drop", "run", name), check=False, capture_output=True)
    subprocess.run(bitaqa("localpg", "drop-all", "run", home.databases), check=False, capture_output=True)
    for run in runs:
        home.remove(run)


def _stay_up(stage: Stage, console: Console) -> None:
    shown.accounts(console, stage)
    forever = threading.Event()
    with suppress(KeyboardInterrupt):
        while not forever.wait(1.0):
            stage.programs.check_alive()
    console.print("Stopping every program …")


def _first_morning(plan: Plan) -> datetime:
    day = plan.first_day
    return datetime(day.year, day.month, day.day, 7, tzinfo=PLACE_ZONE)


def _as_ctrl_c(_sign: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


__all__ = ["SCENARIOS", "Story", "conclude", "main", "parse", "play", "result"]
