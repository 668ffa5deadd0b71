"""Both programs from nothing: database, keys, people, centre, workers, a provisioned station. Or an old run, again.

In the order a deployment would go: the schema's owner migrates, the ceremony makes the first accounts, the centre
provisions the station from its request file, the station installs the signed answer and fetches its field pack.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bitaqa.scenarios.centre_client import Account, Centre
from bitaqa.scenarios.plan import Plan, Unit
from bitaqa.scenarios.processes import Programs, bitaqa, check_port_free, next_free_port
from bitaqa.scenarios.run_folder import RunFolder
from bitaqa.scenarios.station_client import Desk

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ports:
    """`station` is the first station's; further ones take the free ports after it."""

    centre: int
    station: int


@dataclass
class Stage:
    """Everything a played campaign stands on."""

    programs: Programs
    run: RunFolder
    ports: Ports
    accounts: list[Account]
    pins: dict[str, str]
    environment: dict[str, str]
    patient: bool = False
    addresses: dict[str, str] = field(default_factory=dict)
    """Address of each station, by its code."""
    centre: Centre = field(init=False)

    def __post_init__(self) -> None:
        self.centre = Centre(self.centre_url, self.accounts, patient=self.patient)

    @property
    def centre_url(self) -> str:
        return f"http://localhost:{self.ports.centre}"

    def desk(self, operator: str, *, station: str) -> Desk:
        return Desk(self.addresses[station], operator, self.pins[operator], patient=self.patient)


def set_up(
    programs: Programs, run: RunFolder, ports: Ports, plan: Plan, starts: datetime, *, workers: int, say: Say,
    patient: bool = False,
) -> Stage:  # fmt: skip
    """A fresh run up to a provisioned station with its crew and the campaign's plan not yet entered."""
    check_ports(ports)
    say("PostgreSQL")
    environment = _environment(programs, run, ports, starts) | {
        "BITAQA_SYNC_SECONDS": str(plan.raw["link"]["sync_seconds"])
    }
    say("database schema")
    owner = {**environment, "BITAQA_DB_USER": "bitaqa_owner"}
    programs.run("migrate", bitaqa("centre-manage", "migrate", "--no-input", "-v0"), owner)
    say("keys and demonstration accounts")
    seed = str(run.state.setdefault("demo_seed", secrets.token_hex(16)))
    told = programs.run("demo", bitaqa("centre-manage", "demo", "--json"), {**environment, "BITAQA_DEMO_SEED": seed})
    accounts = [Account(**account) for account in json.loads(told)]
    pins = {member["operator"]: _pin() for member in plan.raw["crew"]}
    run.write(accounts=[asdict(account) for account in accounts], pins=pins)
    stage = Stage(programs, run, ports, accounts, pins, environment, patient)
    say("centre and workers")
    start_centre(stage, workers)
    stage.centre.play_clock(starts)
    say("keys that sign cards: the ceremony of a demonstration")
    programs.run("ceremony", bitaqa("ceremony", "specimen"), environment)
    for unit in plan.units:
        say(f"station {unit.station}")
        _provision(stage, plan, unit)
    run.write(stations=[unit.station for unit in plan.units])
    return stage


def open_again(programs: Programs, run: RunFolder, ports: Ports, *, workers: int, say: Say) -> Stage:
    """A run that was played to its end, as it stood."""
    check_ports(ports)
    say("PostgreSQL")
    environment = _environment(programs, run, ports, None)
    accounts = [Account(**account) for account in run.state["accounts"]]
    stage = Stage(programs, run, ports, accounts, dict(run.state["pins"]), environment)
    say("centre, workers and station")
    start_centre(stage, workers)
    for station in run.state["stations"]:
        start_station(stage, station)
    return stage


def check_ports(ports: Ports) -> None:
    """Raises PortBusyError."""
    check_port_free(ports.centre, "--port-centre")
    check_port_free(ports.station, "--port-station")


def start_centre(stage: Stage, workers: int) -> None:
    port = str(stage.ports.centre)
    stage.programs.start("centre", bitaqa("centre", "--port", port, "--no-migrate"), stage.environment)
    for number in range(1, workers + 1):
        name = f"worker-{number}"
        stage.programs.start(name, bitaqa("worker", "--name", name), stage.environment)
    stage.programs.wait_for("centre", f"{stage.centre_url}/health")


def start_station(stage: Stage, station: str) -> None:
    """The first is called `station`, those after it `station-2` and so on."""
    count = len(stage.addresses)
    port = stage.ports.station if not count else next_free_port(int(last_port(stage)) + 1, stage.ports.centre)
    name = f"station-{count + 1}" if count else "station"
    stage.programs.start(name, bitaqa("station", "--port", str(port)), station_environment(stage, station))
    stage.addresses[station] = f"http://localhost:{port}"
    stage.programs.wait_for(name, f"{stage.addresses[station]}/api/v1/me")


def last_port(stage: Stage) -> str:
    return list(stage.addresses.values())[-1].rpartition(":")[2]


def station_environment(stage: Stage, station: str) -> dict[str, str]:
    """Each station has a folder of its own."""
    return stage.environment | {"BITAQA_STATION_HOME": str(stage.run.folder / "stations" / station)}


def _provision(stage: Stage, plan: Plan, unit: Unit) -> None:
    """Keys at the station, provision at the centre, genesis at the station, the crew, the station started."""
    environment, manage, raw = station_environment(stage, unit.station), ("station-manage",), plan.raw
    folder = Path(environment["BITAQA_STATION_HOME"])
    folder.mkdir(parents=True, exist_ok=True)
    request, answer = folder / "request.json", folder / "provision.json"
    stage.programs.run(
        "init_station", bitaqa(*manage, "init_station", unit.station, "--output", str(request)), environment
    )
    answer.write_text(stage.centre.provision_station(request.read_text(), asdict(unit), raw["campaign"]))
    stage.centre.save_crew(unit.station, [{**member, "pin": stage.pins[member["operator"]]} for member in raw["crew"]])
    stage.programs.run("install_genesis", bitaqa(*manage, "install_genesis", str(answer)), environment)
    start_station(stage, unit.station)


def _environment(programs: Programs, run: RunFolder, ports: Ports, starts: datetime | None) -> dict[str, str]:
    """Only what a deployment would set: the variables of docs/reference/settings.md."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BITAQA_") or name in _PASSED_ON}
    unlock = str(run.state.setdefault("unlock", secrets.token_hex(12)))
    secret = str(run.state.setdefault("secret_key", secrets.token_hex(32)))
    environment: dict[str, Any] = {
        **kept,
        **programs.hold_database(run.database),
        "BITAQA_HOME": str(run.folder / "centre"),
        "BITAQA_SECRET_KEY": secret,
        "BITAQA_STATION_SECRET_KEY": secret[::-1],
        "BITAQA_STATION_UNLOCK": f"head:{unlock}",
        "BITAQA_CENTRE_URL": f"http://localhost:{ports.centre}",
        "BITAQA_CLOCK": "scenario",
        "BITAQA_PACKET_GRACE_DAYS": "0",
        "BITAQA_SYNC_SECONDS": "2",
        "BITAQA_STATIC": "collected",  # compressed, as a deployment serves them
    }
    environment |= _key_token(run)
    if starts is not None:
        environment["BITAQA_CLOCK_STARTS"] = starts.isoformat()
        run.state["starts"] = starts.isoformat()
    elif run.state.get("starts"):
        environment["BITAQA_CLOCK_STARTS"] = str(run.state["starts"])
    run.write()
    return environment


def _key_token(run: RunFolder) -> dict[str, str]:
    """A SoftHSM2 token in the run's own folder, where the machine has one; else keys are in software."""
    module = next((each for each in _TOKEN_LIBRARIES if Path(each).is_file()), None)
    if module is None or shutil.which("softhsm2-util") is None:
        return {}
    tokens = run.folder / "centre" / "tokens"
    tokens.mkdir(mode=0o700, parents=True, exist_ok=True)
    config = tokens.with_name("softhsm2.conf")
    config.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n")
    pin = str(run.state.setdefault("token_pin", secrets.token_hex(8)))
    return {"SOFTHSM2_CONF": str(config), "BITAQA_TOKEN_MODULE": module, "BITAQA_TOKEN_PIN": pin}


_TOKEN_LIBRARIES = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
_PASSED_ON = ("BITAQA_PG_ROOT", "BITAQA_PG_BINDIR", "BITAQA_LOG_LEVEL")


def _pin() -> str:
    return f"{secrets.randbelow(10**6):06d}"


__all__ = ["Ports", "Stage", "check_ports", "open_again", "set_up", "start_centre", "start_station"]
