"""The rules of the house that a linter does not know."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parents[2]
SOURCE = BASE / "src" / "bitaqa"
MODULES = sorted(path for path in SOURCE.glob("**/*.py") if "migrations" not in path.parts)
GROUPS = {"foundation", "localpg", "house", "docs", "scenarios", "centre", "station", "e2e"}
GROUPS |= {"centre_env", "station_env"}  # what the groups share
LONGEST_FILE = 300
ATTICS = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
# Written in two parts, so that this file does not hold what it looks for.
REGISTRIES = re.compile(r"pypi\.(?:org)|python" + r"hosted\.org|registry\.npm" + r"js|registry\.yarn" + r"pkg")
MACHINE_PATHS = re.compile(r"/wo" + r"rk/(?:main|shared)|\.\./sha" + r"red")


def committed_files() -> list[Path]:
    answer = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=BASE,
        capture_output=True,
        check=True,
    )
    return [BASE / name for name in os.fsdecode(answer.stdout).split("\0") if name and (BASE / name).is_file()]


def test_every_module_says_what_it_is_for() -> None:
    # An app's configuration is a declaration of its name and label, and says so by itself.
    written = {path: path.read_text() for path in MODULES if path.name != "apps.py"}
    silent = [path for path, text in written.items() if text.strip() and not ast.get_docstring(ast.parse(text))]
    assert silent == []


def test_every_public_function_of_a_door_says_what_it_gives() -> None:
    silent = [
        f"{path.relative_to(SOURCE)}: {each.name}"
        for path in MODULES
        if path.name == "door.py"
        for each in ast.parse(path.read_text()).body
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_") and not ast.get_docstring(each)
    ]
    assert silent == [], "shapes, units, errors raised"


def test_files_stay_short_enough_to_read() -> None:
    tests = [path for path in committed_files() if path.suffix == ".py" and path.is_relative_to(BASE / "tests")]
    pages = [path for path in committed_files() if path.suffix in {".css", ".js"} and path.is_relative_to(SOURCE)]
    read = {*MODULES, *tests, *pages}
    assert tests and pages, "tests, style sheets and scripts are read by people as well"
    long = {str(path.relative_to(BASE)): count for path in read if (count := line_count(path)) > LONGEST_FILE}
    assert long == {}


def line_count(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_there_is_no_attic() -> None:
    assert [path for path in [*MODULES, *(BASE / "tools").glob("*.py")] if path.stem in ATTICS] == []


def test_tests_lie_in_a_group_that_is_run() -> None:
    folders = {path.name for path in (BASE / "tests").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders <= GROUPS, f"tools/run_tests.py does not run {sorted(folders - GROUPS)}"


def test_no_committed_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in committed_files():
        text = path.read_bytes().decode(errors="ignore")
        found += [
            f"{path.relative_to(BASE)}: {hit[0]}"
            for hit in [REGISTRIES.search(text), MACHINE_PATHS.search(text)]
            if hit
        ]
    assert found == []


@pytest.mark.parametrize(
    "name", ["requirements/run.txt", "requirements/dev.txt", "requirements/docs.txt", "package-lock.json"]
)
def test_locks_hold_hashes_and_no_address(name: str) -> None:
    text = (BASE / name).read_text()
    assert not re.search(r"https?://|--index-url|--find-links|\"resolved\"", text)
    assert text.count("--hash=sha256:") > 100 or text.count('"integrity"') > 5


def test_the_smaller_lock_is_part_of_the_larger() -> None:
    run, dev = (
        set(re.findall(r"^(\S+==[^ \\]+(?: ;[^\\\n]+)?)", (BASE / "requirements" / name).read_text(), re.MULTILINE))
        for name in ("run.txt", "dev.txt")
    )
    pins = {pin.split(";")[0].strip() for pin in dev}
    assert {pin.split(";")[0].strip() for pin in run} <= pins


def test_the_station_does_without_the_account_framework_of_the_centre() -> None:
    users = [
        str(path.relative_to(BASE))
        for path in (SOURCE / "station").glob("**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.contrib.auth"))
        or (isinstance(node, ast.Import) and any(name.name.startswith("django.contrib.auth") for name in node.names))
        or (isinstance(node, ast.Constant) and node.value == "django.contrib.auth")
    ]
    # Password hashing is a library function without accounts or tables.
    assert [path for path in users if "contrib.auth.hashers" not in (BASE / path).read_text()] == []


def test_imports_follow_the_directions() -> None:
    answer = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=BASE,
        env=os.environ | {"PYTHONPATH": str(BASE / "tools")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
