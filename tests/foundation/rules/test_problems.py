"""What is wrong with a field is told by a clause that the catalogues know, in every case."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bitaqa.foundation.rules import problems
from bitaqa.foundation.rules.packet_bodies import BodyNotUnderstoodError, FingerCapture, PacketKind, read_body
from bitaqa.foundation.rules.problems import OF_RULES, OTHER, PROBLEMS, problem_of

NOT_OF_PACKETS = {"either a reason, or both keys", "the second person is another one"}
"""Clauses about data that no reader of a screen brings: programs ask each other for the keys of a PIN session."""


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({}, PROBLEMS["missing"]),
        ({"entries": [], "surprise": 1}, PROBLEMS["extra_forbidden"]),
        ({"entries": 3}, OTHER),
    ],
)
def test_the_library_never_speaks_itself(raw: dict[str, object], problem: str) -> None:
    with pytest.raises(BodyNotUnderstoodError) as refused:
        read_body(PacketKind.JOURNAL, raw)
    assert refused.value.facts["problem"] == problem


def test_a_rule_of_our_own_keeps_its_words() -> None:
    with pytest.raises(ValidationError) as refused:
        FingerCapture.model_validate({"position": 1})
    assert problem_of(refused.value) == "a finger is either captured or excused with a reason"


def test_every_clause_of_the_rules_is_one_that_is_translated() -> None:
    said = set()
    for source in Path(problems.__file__).parent.glob("*.py"):
        said |= set(re.findall(r'raise ValueError\("([^"]+)"\)', source.read_text(encoding="utf-8")))
    assert len(said) > 5
    assert said - set(OF_RULES) <= NOT_OF_PACKETS
    assert set(OF_RULES) <= said
