"""Every error of both programs says what happened and what to do next, in Arabic and French too."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bitaqa.cli import COMMANDS
from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, PROGRAM_FAULT, TRY_AGAIN, BitaqaError

PROGRAMS = ("bitaqa.centre.settings", "bitaqa.station.settings")
IN_A_TERMINAL = ("bitaqa.backbone.localpg.",)
"""Read by whoever runs a command before either program stands: English only, a next step all the same."""
SHARED = {CHOOSE_AGAIN, PROGRAM_FAULT, TRY_AGAIN}


@cache
def errors_of(settings: str) -> dict[str, dict[str, Any]]:
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("errors_of_program.py")), settings],
            capture_output=True,
            text=True,
            check=False,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": settings,
                "BITAQA_HOME": home,
                "BITAQA_STATION_HOME": home,
                "BITAQA_STATION_DATABASE_KEY": "00" * 32,
            },
        )
    assert done.returncode == 0, done.stderr
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_error_states_a_fact_and_a_next_step(program: str) -> None:
    found = errors_of(program)
    assert len(found) > 100
    assert [e["where"] for e in found.values() if not e["next_step"].strip()] == []
    general = {e["where"] for e in found.values() if e["sentence"] == BitaqaError.sentence}
    assert general == set(), "a class says nothing of its own"


def test_a_command_that_an_error_names_exists() -> None:
    named = {
        (e["where"], command)
        for program in PROGRAMS
        for e in errors_of(program).values()
        for text in e.values()
        for command in re.findall(r"`bitaqa ([a-z-]+)", str(text))
    }
    assert len(named) > 3
    assert {each for each in named if each[1] not in COMMANDS} == set()


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_error_is_translated_where_it_is_read(program: str, language: str) -> None:
    left = [
        (e["where"], name, e[name])
        for e in errors_of(program).values()
        if not e["where"].startswith(IN_A_TERMINAL)
        for name in ("sentence", "next_step")
        if e[f"{name}:{language}"] is None
    ]
    assert left == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_facts_of_a_translation_are_facts_of_the_error(program: str) -> None:

    odd = [
        (e["where"], name, language)
        for e in errors_of(program).values()
        for name in ("sentence", "next_step")
        for language in ("ar", "fr")
        if e[f"{name}:{language}"]
        and not set(re.findall(r"%\((\w+)\)", e[f"{name}:{language}"])) <= set(re.findall(r"%\((\w+)\)", e[name]))
    ]
    assert odd == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_few_errors_share_a_general_next_step(program: str) -> None:
    """A shared sentence serves what a reader cannot mend alone; most errors know better."""
    found = errors_of(program)
    general = [e["where"] for e in found.values() if e["next_step"] in SHARED]
    assert len(general) < len(found) / 6, sorted(general)


def test_scenarios_say_what_to_do_next_too() -> None:
    from bitaqa.foundation.kernel.errors import ERRORS
    from bitaqa.scenarios import errors as scenarios

    theirs = [kind for kind in ERRORS.values() if kind.__module__ == scenarios.__name__]
    assert theirs and [kind.__name__ for kind in theirs if not kind.next_step] == []
