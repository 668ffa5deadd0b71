"""`bitaqa COMMAND ...`: one door to both programs.

A table maps each command to the settings it runs under and to what does the work, imported only when asked for,
so that a station never loads the centre. Refuses unknown commands, and says plainly which part is not installed.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from dataclasses import dataclass

CENTRE = "bitaqa.centre.settings"
STATION = "bitaqa.station.settings"


@dataclass(frozen=True)
class Command:
    """`target` is `module:function` taking the arguments and answering an exit code, or a management command's
    name; `settings` is the Django settings module, empty when no Django is needed."""

    settings: str
    target: str
    summary: str


COMMANDS: dict[str, Command] = {
    "play": Command("", "bitaqa.scenarios.play:main", "start both programs and play a campaign (make run)"),
    "scenario": Command(
        "", "bitaqa.scenarios.command:main", "play El Borouj, Taounate or Al Haouz; list them; a demonstration code"
    ),
    "centre": Command(CENTRE, "bitaqa.centre.serve:main", "bring the database up to date and serve the centre"),
    "worker": Command(CENTRE, "worker", "work on what waits at the centre"),
    "station": Command(STATION, "bitaqa.station.serve:main", "serve a station"),
    "device-simulator": Command(
        "", "bitaqa.station.devices.simulator.program:main", "simulated finger scanners that speak SBI on loopback"
    ),
    "bootstrap": Command(CENTRE, "bootstrap", "the ceremony that creates the first two administrators"),
    "keys": Command(CENTRE, "keys", "the centre's keys: make, list, replace"),
    "ceremony": Command(CENTRE, "ceremony", "key ceremonies: country key, document signers, revocation list"),
    "provision-station": Command(CENTRE, "provision_station", "give a station its keys and its first epoch"),
    "intake-disk": Command(CENTRE, "intake_disk", "take in packets a disk brought, write the answers to carry back"),
    "import-register": Command(CENTRE, "import_register", "load people who already hold cards (CSV, Parquet)"),
    "import-places": Command(CENTRE, "import_places", "load places of the administrative tree (CSV, GeoJSON)"),
    "journal": Command(CENTRE, "journal", "journal verify: check the tree and its signed checkpoints"),
    "states": Command(CENTRE, "states", "draw the state diagrams of the documentation"),
    "bench-intake": Command(CENTRE, "bench_intake", "measure intake (make bench-intake)"),
    "bench-names": Command(CENTRE, "bench_names", "measure how names are found and compared (make bench-names)"),
    "train-names": Command("", "bitaqa.foundation.names.learning:main", "learn how names are spelled, from pairs"),
    "bench-cards": Command(
        "", "bitaqa.backbone.vault.bench_cards:main", "measure the making of chips (make bench-cards)"
    ),
    "bench-faces": Command(
        "", "bitaqa.journey.production.faces.bench_faces:main", "measure the printing of card faces (make bench-cards)"
    ),
    "bench-fingers": Command(
        "",
        "bitaqa.foundation.matching.measuring.bench_fingers:main",
        "error rates on finger images (make bench-fingers DIR=…)",
    ),
    "bench-identify": Command(
        "",
        "bitaqa.foundation.matching.measuring.bench_identify:main",
        "one finger set among many (make bench-identify)",
    ),
    "bench-screening": Command(
        CENTRE, "bench_screening", "known duplicates in a seeded register (make bench-screening)"
    ),
    "audit-register": Command(CENTRE, "audit_register", "look through the whole register for people held twice"),
    "fingers-proof": Command(CENTRE, "fingers_proof", "the proof that a person's fingerprints are erased"),
    "bench-audit": Command(
        "", "bitaqa.journey.screening.audit.bench:main", "two million synthetic records audited (make bench-audit)"
    ),
    "bench-plan": Command(
        "", "bitaqa.foundation.planning.measuring.bench_plan:main", "how good and how fast plans are (make bench-plan)"
    ),
    "bench-tours": Command(
        "", "bitaqa.foundation.planning.measuring.bench_tours:main", "day tours on public instances (make bench-tours)"
    ),
    "bench-places": Command(CENTRE, "bench_places", "33,000 douars loaded and searched (make bench-places)"),
    "bench-specimens": Command(
        "",
        "bitaqa.foundation.specimens.bench_specimens:main",
        "what the simulated device costs (make bench-specimens)",
    ),
    "bench-portraits": Command(
        "",
        "bitaqa.foundation.matching.measuring.bench_portraits:main",
        "how often a face and its eyes are found (make bench-portraits)",
    ),
    "line": Command(CENTRE, "line", "chips at the line: write, read back, a bureau's file and report"),
    "pool": Command(CENTRE, "pool", "the worker process of one issuing centre that makes its cards"),
    "localpg": Command("", "bitaqa.backbone.localpg.command:main", "start, stop or look at the local PostgreSQL"),
    "centre-manage": Command(CENTRE, "", "any Django management command, under the centre's settings"),
    "station-manage": Command(STATION, "", "any Django management command, under the station's settings"),
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; answers its exit code (2 for wrong usage, 3 for a part that is not installed)."""
    asked = sys.argv[1:] if arguments is None else arguments
    name, rest = (asked[0], asked[1:]) if asked else ("help", [])
    if name in ("help", "-h", "--help"):
        print(help_text())
        return 0
    command = COMMANDS.get(name)
    if command is None:
        print(f"bitaqa has no command {name!r}.\n\n{help_text()}", file=sys.stderr)
        return 2
    if command.settings:
        os.environ["DJANGO_SETTINGS_MODULE"] = command.settings
    if ":" in command.target:
        return _call(name, command, rest)
    return _manage(name, command, rest)


def help_text() -> str:
    width = max(map(len, COMMANDS)) + 2
    lines = [f"  {name:<{width}}{command.summary}" for name, command in COMMANDS.items()]
    return "usage: bitaqa COMMAND [arguments]\n\n" + "\n".join(lines)


def _call(name: str, command: Command, arguments: list[str]) -> int:
    module_name, _, function = command.target.partition(":")
    if not _exists(module_name):
        return _not_installed(name, module_name)
    if command.settings:
        import django

        django.setup()
    answer = getattr(importlib.import_module(module_name), function)(arguments)
    return int(answer or 0)


def _manage(name: str, command: Command, arguments: list[str]) -> int:
    import django
    from django.core.management import ManagementUtility, get_commands

    django.setup()
    if command.target and command.target not in get_commands():
        return _not_installed(name, command.target)
    words = [command.target, *arguments] if command.target else arguments
    ManagementUtility([f"bitaqa {name}" if not command.target else "bitaqa", *words]).execute()
    return 0


def _exists(module_name: str) -> bool:
    try:
        return importlib.util.find_spec(module_name) is not None
    except ModuleNotFoundError:
        return False


def _not_installed(name: str, part: str) -> int:
    print(f"`bitaqa {name}` needs {part}, which is not part of this installation.", file=sys.stderr)
    return 3


if __name__ == "__main__":
    raise SystemExit(main())
