"""A growing index finds its people again, survives interruptions, and forgets who is erased."""

import json
from pathlib import Path

import numpy as np
import pytest

from bitaqa.foundation.matching.cylinders import Cylinders, cylinders_of
from bitaqa.foundation.matching.errors import IndexDamagedError, IndexForeignVocabularyError
from bitaqa.foundation.matching.index import shard as shard_module
from bitaqa.foundation.matching.index.scan import FLOOR, MOST_TURN, scanned
from bitaqa.foundation.matching.index.searching import best_rows, filtered, merged, search
from bitaqa.foundation.matching.index.segment import PersonFingers, filtered_fingers, turn_units
from bitaqa.foundation.matching.index.shard import Shard, shard_of
from bitaqa.foundation.matching.index.vocabulary import Vocabulary, trained_vocabulary
from bitaqa.foundation.matching.templates import FingerPosition
from bitaqa.foundation.specimens.fingers import impression, specimen_finger

TWO = (FingerPosition.RIGHT_THUMB, FingerPosition.LEFT_INDEX)
PEOPLE = 40


def person_id(number: int) -> bytes:
    return number.to_bytes(16, "big")  # ids with zero bytes at both ends must survive


def fingers(number: int, take: int) -> dict[FingerPosition, Cylinders]:
    return {at: cylinders_of(impression(specimen_finger(number, at), take)) for at in TWO}


@pytest.fixture(scope="module")
def people() -> list[PersonFingers]:
    return [PersonFingers(person_id(n), fingers(n, 1)) for n in range(PEOPLE)]


@pytest.fixture(scope="module")
def vocabulary(people: list[PersonFingers]) -> Vocabulary:
    return trained_vocabulary(np.concatenate([c.bits for p in people for c in p.fingers.values()]), lists=64)


@pytest.fixture
def shard(tmp_path: Path, vocabulary: Vocabulary, people: list[PersonFingers]) -> Shard:
    made = Shard.created(tmp_path / "shard", vocabulary)
    made.add(people[:25])
    made.add(people[25:])
    return made


def found(shard: Shard, number: int) -> bytes | None:
    answer = search(shard.segments, shard.vocabulary, fingers(number, 2))
    return answer[0].person if answer and answer[0].score > 0.36 else None


def test_everybody_is_found_by_another_impression_and_strangers_are_not(shard: Shard) -> None:
    assert len(shard) == PEOPLE
    assert [found(shard, n) for n in range(0, PEOPLE, 3)] == [person_id(n) for n in range(0, PEOPLE, 3)]
    assert [found(shard, n) for n in range(1000, 1004)] == [None] * 4


def test_the_answer_says_which_fingers_agree(shard: Shard) -> None:
    best, *others = search(shard.segments, shard.vocabulary, fingers(7, 2), count=5)
    assert set(best.fingers) == set(TWO)
    assert len(others) == 4
    assert best.score > 2 * others[0].score


def test_one_finger_of_a_probe_is_enough(shard: Shard) -> None:
    probe = fingers(30, 2)
    only = {TWO[1]: probe[TWO[1]]}
    assert search(shard.segments, shard.vocabulary, only)[0].person == person_id(30)


def test_another_process_reads_what_was_written(shard: Shard) -> None:
    again = Shard(shard.folder)
    assert again.persons() == {person_id(n) for n in range(PEOPLE)}
    assert found(again, 26) == person_id(26)


def test_new_fingers_replace_the_old_ones(shard: Shard) -> None:
    shard.add([PersonFingers(person_id(3), fingers(500, 1))])
    assert len(shard) == PEOPLE
    assert found(shard, 500) == person_id(3)
    assert found(shard, 3) is None


def test_who_is_erased_leaves_nothing_behind(shard: Shard, people: list[PersonFingers]) -> None:
    gone = people[5].fingers[TWO[0]]
    needle = gone.bits[0].tobytes()
    assert any(needle in file.read_bytes() for file in shard.folder.glob("segment-*"))
    assert shard.erase([person_id(5), person_id(9999)]) == 1
    assert not any(needle in file.read_bytes() for file in shard.folder.glob("segment-*"))
    assert found(Shard(shard.folder), 5) is None
    assert found(shard, 6) == person_id(6)
    assert shard.erase([person_id(5)]) == 0


def test_a_crash_before_the_list_is_replaced_changes_nothing(
    shard: Shard, people: list[PersonFingers], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    before = shard.persons()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(shard_module, "_write_list", crash)
        shard.add([PersonFingers(person_id(77), people[0].fingers)])
    survivor = Shard(shard.folder)
    assert survivor.persons() == before
    survivor.add([PersonFingers(person_id(78), fingers(78, 1))])
    assert found(survivor, 78) == person_id(78)
    named = json.loads((shard.folder / "segments.json").read_text())["segments"]
    assert sorted(p.name for p in shard.folder.glob("*segment-*")) == sorted(named)


def test_many_small_additions_are_joined(tmp_path: Path, vocabulary: Vocabulary, people: list[PersonFingers]) -> None:
    made = Shard.created(tmp_path / "small", vocabulary)
    for person in people[:12]:
        made.add([person])
    assert len(made.segments) <= 8
    assert len(made) == 12
    assert all(found(made, n) == person_id(n) for n in (0, 6, 11))


def test_damage_is_said(shard: Shard, vocabulary: Vocabulary, tmp_path: Path) -> None:
    other = Vocabulary(vocabulary.mean + 1, vocabulary.axes, vocabulary.coarse, vocabulary.centres)
    other.write(shard.folder / "vocabulary.npz")
    with pytest.raises(IndexForeignVocabularyError):
        Shard(shard.folder)
    vocabulary.write(shard.folder / "vocabulary.npz")
    file = shard.segments[0].file
    whole = file.read_bytes()
    for damaged in (b"", whole[:40], b"\xff" * 8 + whole[8:], whole[:200] + b"{" * 20 + whole[220:], whole[:-70]):
        file.write_bytes(damaged)
        with pytest.raises(IndexDamagedError, match="segment"):
            Shard(shard.folder)
    file.unlink()
    with pytest.raises(IndexDamagedError, match="segment"):
        Shard(shard.folder)
    with pytest.raises(IndexDamagedError):
        Shard(tmp_path / "nowhere")


def test_the_compiled_loop_counts_as_the_definition_says(people: list[PersonFingers]) -> None:
    probe = people[0].fingers[TWO[0]]
    held = [p.fingers[TWO[0]] for p in people[:6]]
    bits = np.concatenate([c.bits for c in held])
    turns = turn_units(np.concatenate([c.points for c in held]))
    owners = np.repeat(np.arange(6, dtype=np.int32), [len(c) for c in held])
    masses = np.bitwise_count(bits).sum(1).astype(np.uint16)
    offsets = np.array([0, len(bits)])
    for array in (bits, turns, owners, masses, offsets):
        array.flags.writeable = False  # as files are mapped: another kind of array would be compiled for anew
    scores = scanned(
        bits=probe.bits, turns=turn_units(probe.points), lists=np.zeros((len(probe), 1), np.int32),
        offsets=offsets, held_bits=bits, held_turns=turns, held_masses=masses,
        owners=owners, fingers=6,
    )  # fmt: skip
    differ = np.bitwise_count(probe.bits[:, None] ^ bits[None]).sum(2)
    root = np.sqrt(np.bitwise_count(probe.bits).sum(1))[:, None] + np.sqrt(masses)[None] + 1e-6
    above = np.maximum(1 - np.sqrt(differ) / root - FLOOR, 0)
    off = (turns[None].astype(int) - turn_units(probe.points)[:, None].astype(int) + 128) % 256 - 128
    above[np.abs(off) > MOST_TURN] = 0
    expected = [np.square(above[:, owners == k].max(1)).sum() for k in range(6)]
    assert scores == pytest.approx(expected, rel=1e-3, abs=1e-4)
    assert scores.argmax() == 0


def test_shards_answer_as_one(tmp_path: Path, vocabulary: Vocabulary, people: list[PersonFingers]) -> None:
    parts = [Shard.created(tmp_path / str(k), vocabulary) for k in range(3)]
    for k, part in enumerate(parts):
        part.add([p for p in people if shard_of(p.person, 3) == k])
    assert sum(map(len, parts)) == PEOPLE
    probe = fingers(11, 2)
    answer = merged((search(part.segments, vocabulary, probe) for part in parts), count=3)
    assert answer[0].person == person_id(11)
    assert len(answer) == 3


def test_nothing_shown_finds_nobody(shard: Shard, vocabulary: Vocabulary) -> None:
    nothing = Cylinders(np.zeros((0, 5), np.uint64), np.zeros(0, np.uint64), np.zeros((0, 3), np.float32))
    assert search(shard.segments, vocabulary, {TWO[0]: nothing}) == []
    assert search([], vocabulary, fingers(1, 1)) == []
    assert filtered_fingers({TWO[0]: nothing}) == []
    assert best_rows(np.zeros(0, np.float32), 5) == []
    assert filtered(shard.segments, vocabulary, {}).max() == 0
