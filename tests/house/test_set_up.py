"""Set-up and the test runner: what they count, stamp and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import lock
import run_tests
import setup


def test_a_step_is_done_once_and_again_when_its_inputs_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "STAMPS", tmp_path)
    source = tmp_path / "source"
    source.write_text("one")
    done: list[str] = []
    for text in ("one", "one", "two"):
        source.write_text(text)
        setup.once("step", [source], "", "a step", lambda: done.append("x"))
    assert len(done) == 2
    setup.once("step", [source], "", "a step", lambda: done.append("x"), tmp_path / "result that is gone")
    assert len(done) == 3


def test_a_failed_step_is_not_stamped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "STAMPS", tmp_path)

    def fail() -> None:
        raise setup.SetupError("no")

    with pytest.raises(setup.SetupError):
        setup.once("step", [], "", "a step", fail)
    assert not (tmp_path / "step").exists()


def test_a_missing_browser_is_a_clear_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)
    with pytest.raises(setup.SetupError, match="chromium"):
        setup.install_test_programs()


def test_static_files_are_collected_for_both_programs_and_again_only_when_one_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = tmp_path / "a.css"
    sheet.write_text("one")
    folders = {"centre": tmp_path / "of-the-centre", "station": tmp_path / "of-the-station"}
    ran: list[str] = []

    def collect(command: list[str], env: dict[str, str]) -> None:
        assert not [name for name in env if name.startswith("BITAQA_")]
        ran.append(command[3])
        folders[command[3].removesuffix("-manage")].joinpath("ui").mkdir(parents=True, exist_ok=True)

    monkeypatch.setenv("BITAQA_HOME", "the home of some run")
    monkeypatch.setattr(setup, "STAMPS", tmp_path)
    monkeypatch.setattr(setup, "STATIC_ROOTS", folders)
    monkeypatch.setattr(setup, "static_sources", lambda: [sheet])
    monkeypatch.setattr(setup, "BASE", tmp_path)
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "run.txt").touch()
    monkeypatch.setattr(setup, "run", collect)
    for text in ("one", "one", "two"):
        sheet.write_text(text)
        setup.collect_static_files()
    assert ran == ["centre-manage", "station-manage"] * 2


def test_node_that_is_absent_or_strange_counts_as_none() -> None:
    assert setup.node_major(None) == 0
    assert setup.node_major("/bin/true") == 0


REPORT = '<testsuites><testsuite tests="7" failures="1" errors="1" skipped="2"/></testsuites>'


@pytest.mark.parametrize(
    ("report", "exit_code", "expected"),
    [
        (REPORT, 1, (3, 2, 2)),
        ('<testsuites><testsuite tests="4" failures="0" errors="0" skipped="0"/></testsuites>', 0, (4, 0, 0)),
        # A group that breaks off after passing tests is a failure all the same.
        ('<testsuites><testsuite tests="4" failures="0" errors="0" skipped="0"/></testsuites>', 3, (4, 1, 0)),
        (None, 4, (0, 1, 0)),
        (None, 5, (0, 0, 0)),
    ],
)
def test_counts_of_a_group(tmp_path: Path, report: str | None, exit_code: int, expected: tuple[int, int, int]) -> None:
    file = tmp_path / "group.xml"
    if report:
        file.write_text(report)
    count = run_tests.read_report(file, exit_code)
    assert (count.passed, count.failed, count.skipped) == expected


def test_every_front_end_package_has_its_reason() -> None:
    """npm allows no comments; the key `//` is the one it leaves alone."""
    declared = json.loads((Path(run_tests.BASE) / "package.json").read_text())
    named = {**declared["dependencies"], **declared["devDependencies"]}
    assert declared["//"].keys() == named.keys() and all(declared["//"].values())


def test_a_template_that_nobody_rendered_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room, drawn = tmp_path / "src" / "bitaqa" / "room" / "templates" / "room", tmp_path / "rendered"
    room.mkdir(parents=True)
    drawn.mkdir()
    for name in ("page.html", "part.html", "forgotten.html"):
        (room / name).touch()
    (drawn / "1.txt").write_text(f"{room / 'page.html'}\n/elsewhere/admin.html")
    (drawn / "2.txt").write_text(str(room / "part.html"))
    monkeypatch.setattr(run_tests, "BASE", tmp_path)
    monkeypatch.setattr(run_tests, "RENDERED", drawn)
    assert run_tests.unrendered() == ["src/bitaqa/room/templates/room/forgotten.html"]


def test_groups_come_first_and_the_rest_is_for_pytest() -> None:
    assert run_tests.split(["centre", "--", "-k", "journal"]) == (["centre"], ["-k", "journal"])
    assert run_tests.split([]) == (list(run_tests.GROUPS), [])


@pytest.mark.parametrize("line", ["--index-url x", "https" + "://example.org", '"resolved": "x"'])
def test_a_lock_with_an_address_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "lock.txt"
    file.write_text(line)
    with pytest.raises(SystemExit, match="address"):
        lock.refuse_addresses(file)
