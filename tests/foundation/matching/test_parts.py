"""The index in parts, each in a process of its own: the answers of one part, also after a process was killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bitaqa.foundation.matching.abis import Answer, Delete, Identify, Insert
from bitaqa.foundation.matching.engine import UNKNOWN_REFERENCE, HouseEngine
from bitaqa.foundation.matching.errors import PartLostError
from bitaqa.foundation.matching.parts import InThisProcess, WorkerParts

from .test_identifying import reference, templates

PEOPLE = 24


def fill(engine: HouseEngine) -> None:
    """Everybody once, and references 100 to 105 for a second impression of the first six."""
    again = {100 + seed: templates(seed, take=2) for seed in range(6)}
    given = {seed: templates(seed) for seed in range(PEOPLE)} | again
    engine.ask([Insert(reference(1000 + number), reference(number), held) for number, held in given.items()])


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WorkerParts]:
    home = tmp_path_factory.mktemp("workers")
    parts = WorkerParts([home / "part-00", home / "part-01"])
    yield parts
    parts.close()


@pytest.fixture(scope="module")
def side_by_side(workers: WorkerParts) -> HouseEngine:
    engine = HouseEngine(Path("unused"), workers)
    fill(engine)
    return engine


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> HouseEngine:
    engine = HouseEngine(tmp_path_factory.mktemp("whole"))
    fill(engine)
    return engine


def found(engine: HouseEngine) -> list[Answer]:
    return engine.ask([Identify(reference(2000 + n), reference(n), 0.001, 5) for n in (*range(6), *range(100, 106))])


def told(answers: list[Answer]) -> list[list[tuple[int, float]]]:
    return [[(one.reference.int, round(one.score, 5)) for one in answer.found] for answer in answers]


def test_the_answers_are_those_of_one_part(whole: HouseEngine, side_by_side: HouseEngine) -> None:
    assert side_by_side.count() == whole.count() == PEOPLE + 6
    assert side_by_side.references() == whole.references()
    answers = found(side_by_side)
    assert told(answers) == told(found(whole))
    assert [answer.found[0].reference.int for answer in answers] == [*range(100, 106), *range(6)]


def test_a_killed_process_is_opened_again_with_the_same_answers(
    workers: WorkerParts, side_by_side: HouseEngine
) -> None:
    before = told(found(side_by_side))
    killed = workers.process_ids()
    assert len(set(killed.values())) == 2 and os.getpid() not in killed.values()
    os.kill(killed[1], signal.SIGKILL)
    assert told(found(side_by_side)) == before
    after = workers.process_ids()
    assert after[0] == killed[0] and after[1] != killed[1]


def test_what_is_forgotten_is_forgotten_in_its_part(tmp_path: Path) -> None:
    engine = HouseEngine(tmp_path, InThisProcess([tmp_path / "a", tmp_path / "b", tmp_path / "c"]))
    engine.ask([Insert(reference(n), reference(n), templates(n)) for n in range(5)])
    engine.ask([Delete(reference(90), reference(3))])
    assert engine.references() == {reference(n) for n in (0, 1, 2, 4)}
    [answer] = engine.ask([Identify(reference(91), reference(3), 0.001)])
    assert answer.failure == UNKNOWN_REFERENCE
    assert sum((tmp_path / part / "shard-00").exists() for part in "abc") == 3


def test_a_process_that_dies_twice_over_one_question_is_said_to_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from concurrent.futures import Future
    from concurrent.futures.process import BrokenProcessPool

    class Dying:
        """A pool whose process is gone by the time it should answer."""

        def __init__(self, *given: Any, **also: Any) -> None: ...

        def submit(self, *given: Any) -> Future[Any]:
            answer: Future[Any] = Future()
            answer.set_exception(BrokenProcessPool())
            return answer

        def shutdown(self, **given: Any) -> None: ...

    monkeypatch.setattr("bitaqa.foundation.matching.parts.ProcessPoolExecutor", Dying)
    with pytest.raises(PartLostError):
        HouseEngine(tmp_path, WorkerParts([tmp_path / "a", tmp_path / "b"])).count()
