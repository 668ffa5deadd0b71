"""A fact that holds a code of ours is told in words: no refusal shows `hand_over` or `our_error` to its reader."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import bitaqa
from bitaqa.foundation.kernel.errors import PROGRAM_FAULT
from bitaqa.ui.errors import CLAUSES

from .test_errors import PROGRAMS, errors_of

SOURCE = Path(bitaqa.__file__).parent
FORMATS = ("foundation/exchange", "foundation/icao", "foundation/matching", "foundation/packet", "foundation/planning")
"""Whoever reads a refusal of these has the standard open: it names the standard's own fields."""
MACHINES = {"StepShapeError", "RequestNotUnderstoodError"}
"""Told to a program by the field it sent."""
FILES = {"NoRuleInForceError", "FaceFieldError", "KeyMissingError"}
"""Name an entry of a file or a layout, as it is written there, to whoever keeps that file."""
CODED = {"act", "aggregate", "collector", "fact", "ground", "move", "permission", "state"}
"""Facts of these names are codes wherever they stand."""
SAME_IN_FRENCH = {"correction", "portrait"}
CODE = re.compile(r"^[a-z][a-z0-9_]*$")


@cache
def told() -> dict[str, dict[str, Any]]:
    """Every error of both programs by the name of its class, with the facts that its words name."""
    found = {}
    for program in PROGRAMS:
        for each in errors_of(program).values():
            each["facts"] = set(re.findall(r"%\((\w+)\)", each["sentence"] + each["next_step"]))
            found[each["where"]] = each
    return found


def named(where: str) -> str:
    return where.rpartition(".")[2]


def read_by_people(each: dict[str, Any]) -> bool:
    room = each["where"].removeprefix("bitaqa.").replace(".", "/")
    kept = room.startswith(FORMATS) or named(each["where"]) in MACHINES | FILES
    return not kept and each["next_step"] != PROGRAM_FAULT and not room.startswith("backbone/localpg")


def test_a_fact_that_is_a_code_by_its_name_has_words() -> None:
    raw = [
        (each["where"], fact)
        for each in told().values()
        if read_by_people(each)
        for fact in sorted(each["facts"] & CODED)
        if fact not in each["words"]
    ]
    assert raw == [], "give the error `words` for the fact"


def raised() -> list[tuple[str, str, str, ast.expr]]:
    """Where each error is made: file and line, its class, the fact, and what is written for it."""
    classes = {named(where) for where in told()}
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        room = path.relative_to(SOURCE).as_posix()
        if room.startswith((*FORMATS, "scenarios")):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in classes:
                found += [(f"{room}:{node.lineno}", node.func.id, k.arg, k.value) for k in node.keywords if k.arg]
    return found


def test_a_code_written_where_an_error_is_raised_has_a_word() -> None:
    """A literal, or the value of a code, given to a fact that the sentence shows."""
    errors = [each for each in told().values() if read_by_people(each)]
    shown = {(named(each["where"]), fact) for each in errors for fact in each["facts"] - CLAUSES}
    words: dict[tuple[str, str], set[str]] = {}
    for each in told().values():
        for fact, table in each["words"].items():
            words.setdefault((named(each["where"]), fact), set()).update(table)
    made = raised()
    assert len(made) > 150
    raw = []
    for where, name, fact, given in made:
        if (name, fact) not in shown:
            continue
        table = words.get((name, fact), set())
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            if CODE.match(given.value) and given.value not in table:
                raw.append((where, name, fact, given.value))
        elif isinstance(given, ast.Attribute) and given.attr == "value" and not table:
            raw.append((where, name, fact, ast.unparse(given)))
    assert raw == []


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_word_is_told_in_the_readers_language(language: str) -> None:
    left = []
    count = 0
    for each in told().values():
        for fact, table in each["words"].items():
            for code, said in table.items():
                count += 1
                own = re.search(r"[\u0600-\u06ff]", said["ar"]) if language == "ar" else said["fr"] != said["en"]
                if "_" in said[language] or not (own or said["fr"].lower() in SAME_IN_FRENCH):
                    left.append((each["where"], fact, code, said[language]))
    assert count > 100 and left == []


def test_words_know_every_code_there_is() -> None:
    """Tables written by hand are held against the lists that codes come from."""
    from bitaqa.foundation.kernel.states import AGGREGATES
    from bitaqa.foundation.rules.applications import ApplicationKind, ApplicationState, Ground, PaperCode
    from bitaqa.foundation.rules.documents import CARD, CardState
    from bitaqa.foundation.rules.persons import Identity, LegalRepresentative
    from bitaqa.foundation.specimens.devices import ExceptionReason

    def words(where: str, fact: str) -> set[str]:
        return set(told()[f"bitaqa.{where}"]["words"][fact])

    gone = words("station.handover.errors.CardGoneError", "state")
    assert gone >= {"handed_over", "destroyed", "withheld", "returned", "wrong", "stopped"}
    assert words("station.handover.errors.CardStoppedError", "because") == {"death", "centre_said_so", "damaged"}
    corrected = {f"identity.{name}" for name in Identity.model_fields}
    corrected |= {f"representative.{name}" for name in LegalRepresentative.model_fields}
    assert words("station.handover.errors.CorrectedIdentityError", "field") >= corrected
    refused = "station.enrolment.errors."
    assert words(refused + "KindNotOfferedError", "kind") == {kind.value for kind in ApplicationKind}
    assert words(refused + "KindNotOfferedError", "ground") == {ground.value for ground in Ground}
    assert words(refused + "PaperPictureMissingError", "paper") == {paper.value for paper in PaperCode}
    assert words("journey.intake.errors.ApplicationNotWaitingError", "state") >= {s.value for s in ApplicationState}
    there = "journey.delivery.errors.CardNotThereError"
    assert words(there, "state") >= {state.value for state in CardState}
    assert words(there, "act") == {move.name for move in CARD.moves}
    specimen = "foundation.specimens.errors.FingerCannotBeCapturedError"
    assert words(specimen, "reason") == {reason.value for reason in ExceptionReason}
    tables = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    aggregates = {name for text in tables for name in re.findall(r'StateTable\(\s+aggregate="([^"]+)"', text)}
    assert len(aggregates) > 8 and aggregates == AGGREGATES.keys()
