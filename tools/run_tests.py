"""Run every test: `run_tests.py [group ...] [-- pytest arguments]`, one process per group.

Two Django settings cannot share a process, so each group has its own; coverage of all of them, and of the programs
they start, is added up. Ends with one plain line, `N passed, N failed, N skipped`, and an exit code: 0 only when
nothing failed and, for a whole run, coverage reached what the house asks for and every template was rendered.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
RESULTS = BASE / "build" / "tests"
COVERAGE = BASE / "build" / "coverage"
RENDERED = RESULTS / "rendered"
"""One file per process of tests, naming the templates it rendered (`tests/rendered_templates.py`)."""
COVERAGE_AT_LEAST = 95

TWO = ["-n", "2", "--dist", "loadfile"]
GROUPS: dict[str, list[str]] = {
    "pure": ["tests/foundation", "tests/localpg", "tests/house", "tests/docs", "tests/scenarios", "-n", "2"],
    "centre": ["tests/centre", *TWO],
    "station": ["tests/station", *TWO],
    "e2e": ["tests/e2e/adjudication", "tests/e2e/enrolment", "tests/e2e/house", "tests/e2e/ui", *TWO],
    "campaigns": ["tests/e2e/play", "tests/e2e/chaos", *TWO],  # starting programs leaves a core idle half of the time
}


@dataclass
class Count:
    """What became of the tests of one group."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main(arguments: list[str]) -> int:
    groups, extra = split(arguments)
    for folder in (RESULTS, COVERAGE):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    total = Count()
    for group in groups:
        print(f"\n== {group}", flush=True)
        began, used = time.monotonic(), processor_seconds()
        count = run_group(group, extra)
        took = max(time.monotonic() - began, 1e-9)
        busy = (processor_seconds() - used) / took / (os.cpu_count() or 1)
        print(f"{group}: {took:.0f} s, processors busy {busy:.0%}", flush=True)
        total = Count(total.passed + count.passed, total.failed + count.failed, total.skipped + count.skipped)
    whole = not extra and groups == list(GROUPS)
    enough = add_up_coverage() or not whole
    missing = unrendered() if whole else []
    for template in missing:
        print(f"no test renders {template}")
    print(total, flush=True)
    return 0 if total.failed == 0 and total.passed and enough and not missing else 1


def processor_seconds() -> float:
    """Of every program started that has ended: a group that leaves processors idle takes longer than it needs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def split(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Group names first, then whatever pytest is to be told."""
    groups = []
    while arguments and arguments[0] in GROUPS:
        groups.append(arguments[0])
        arguments = arguments[1:]
    return groups or list(GROUPS), [argument for argument in arguments if argument != "--"]


def run_group(group: str, extra: list[str]) -> Count:
    targets = [part for part in GROUPS[group] if not part.startswith("tests/") or (BASE / part).is_dir()]
    if not any(part.startswith("tests/") for part in targets):
        return Count()
    report = RESULTS / f"{group}.xml"
    command = [sys.executable, "-m", "pytest", "-q", *targets, f"--junitxml={report}", "--cov", "--cov-report=", *extra]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    environment["BITAQA_RENDERED"] = str(RENDERED)
    environment["COVERAGE_FILE"] = str(COVERAGE / f"data.{group}")
    exit_code = subprocess.run(command, cwd=BASE, env=environment, check=False).returncode
    return read_report(report, exit_code)


def read_report(report: Path, exit_code: int) -> Count:
    """Counts of one group; a group that broke off counts as a failure, even when every test that ran passed."""
    if exit_code == 5:  # nothing collected
        return Count()
    if not report.exists():
        return Count(failed=1)
    count = Count()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        count.failed += failed
        count.skipped += skipped
        count.passed += max(0, int(suite.get("tests", 0)) - failed - skipped)
    if exit_code and not count.failed:
        count.failed = 1
    return count


def unrendered() -> list[str]:
    """Templates of ours that no test of any group rendered, from the project's folder; sorted."""
    drawn = {line for file in RENDERED.glob("*.txt") for line in file.read_text(encoding="utf-8").splitlines()}
    ours = (BASE / "src" / "bitaqa").glob("**/templates/**/*.html")
    return sorted(str(file.relative_to(BASE)) for file in ours if str(file) not in drawn)


def add_up_coverage() -> bool:
    """Combine what every group measured; answers whether it is enough. The table lies in build/coverage.txt."""

    def coverage(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "coverage", *arguments]
        environment = os.environ | {"COVERAGE_FILE": str(COVERAGE / "data")}
        return subprocess.run(command, cwd=BASE, env=environment, capture_output=True, text=True, check=False)

    combined = coverage("combine", "--quiet", str(COVERAGE))
    if combined.returncode:
        print(f"coverage: {combined.stdout}{combined.stderr}".strip())
        return False
    (BASE / "build" / "coverage.txt").write_text(coverage("report").stdout)
    answer = coverage("report", "--format=total", "--precision=1")
    if answer.returncode:
        print(f"coverage cannot be added up: {answer.stdout}{answer.stderr}".strip())
        return False
    total = float(answer.stdout)
    print(f"\ncoverage with branches: {total} % (asked for: {COVERAGE_AT_LEAST} %; table in build/coverage.txt)")
    return total >= COVERAGE_AT_LEAST


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
