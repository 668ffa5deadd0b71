"""`bitaqa`: commands are listed, unknown ones refused, missing parts named."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType

import pytest

from bitaqa import cli


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown and command.summary in shown for name, command in cli.COMMANDS.items())


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["dance"]) == 2
    assert "no command 'dance'" in capsys.readouterr().err


def test_a_missing_part_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(cli.COMMANDS, "absent", cli.Command("", "bitaqa.nowhere.at_all:main", "nothing"))
    assert cli.main(["absent"]) == 3
    assert "`bitaqa absent` needs bitaqa.nowhere.at_all" in capsys.readouterr().err


def test_arguments_and_exit_codes_pass_through(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    module = ModuleType("bitaqa_test_target")
    module.main = lambda arguments: seen.append(arguments) or 7  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "bitaqa_test_target", module)
    monkeypatch.setattr(cli, "_exists", lambda name: True)
    monkeypatch.setitem(cli.COMMANDS, "target", cli.Command("", "bitaqa_test_target:main", "x"))
    assert cli.main(["target", "--one", "two"]) == 7
    assert seen == [["--one", "two"]]


@pytest.mark.parametrize("name", [name for name, command in cli.COMMANDS.items() if command.settings])
def test_settings_are_named_for_every_command_that_needs_django(name: str) -> None:
    assert cli.COMMANDS[name].settings in (cli.CENTRE, cli.STATION)


def test_it_is_also_a_module() -> None:
    answer = subprocess.run([sys.executable, "-m", "bitaqa", "help"], capture_output=True, text=True, check=True)
    assert answer.stdout.startswith("usage: bitaqa COMMAND")
