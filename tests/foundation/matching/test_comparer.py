"""Genuine and impostor fingers stay apart; the thresholds stand on a measurement that is repeated here."""

import numpy as np
import pytest

from bitaqa.foundation.matching.compare import compared_fingers, fused_score
from bitaqa.foundation.matching.comparer import _KEPT, CylinderComparer, finger_score, finger_scores
from bitaqa.foundation.matching.cylinders import CELLS, cylinders_around, cylinders_of
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate, Minutia
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.scores import Distribution, false_non_match_rate, main, measured, threshold_at


@pytest.fixture(scope="module")
def scores() -> Distribution:
    return measured(CylinderComparer(), people=120, impostors=1500, seed=11)


def test_fingers_of_120_people_are_told_apart(scores: Distribution) -> None:
    at = threshold_at(scores.impostor, 1e-3)
    assert false_non_match_rate(scores.genuine, at) <= 0.005
    assert scores.genuine.min() - at > 0.15  # a margin, not a lucky cut


def test_the_published_thresholds_hold(scores: Distribution) -> None:
    kept = CylinderComparer.thresholds
    assert scores.impostor.max() < kept.one_finger
    assert scores.impostor_two.max() < kept.two_fingers
    assert false_non_match_rate(scores.genuine, kept.one_finger) <= 0.005
    assert false_non_match_rate(scores.genuine_two, kept.two_fingers) == 0


def test_worn_fingers_score_lower_but_are_mostly_recognised() -> None:
    comparer = CylinderComparer()
    fingers = [specimen_finger(s, FingerPosition.LEFT_THUMB) for s in range(40)]
    fresh = [comparer.compare(impression(f, 1), impression(f, 2)) for f in fingers]
    worn = [comparer.compare(impression(f, 1), impression(f, 2, wear=0.4)) for f in fingers]
    assert sum(worn) < sum(fresh)
    assert sum(s >= comparer.thresholds.one_finger for s in worn) >= 36


def test_the_same_impression_scores_highest_and_order_does_not_matter() -> None:
    comparer = CylinderComparer()
    a, b = (impression(specimen_finger(5, FingerPosition.RIGHT_INDEX), t) for t in (1, 2))
    assert comparer.compare(a, a) > 0.95
    assert comparer.compare(a, b) == pytest.approx(comparer.compare(b, a), abs=0.06)


def test_other_positions_and_nearly_empty_templates_score_nothing() -> None:
    comparer = CylinderComparer()
    left = impression(specimen_finger(5, FingerPosition.LEFT_INDEX), 1)
    right = impression(specimen_finger(5, FingerPosition.RIGHT_INDEX), 1)
    few = FingerTemplate(left.position, left.minutiae[:3], 10, "specimen", "1", 300, 400)
    assert comparer.compare(left, right) == 0
    assert comparer.compare(left, few) == 0


def test_points_that_never_agree_score_nothing() -> None:
    def row(step: int) -> FingerTemplate:
        minutiae = tuple(Minutia(30 + step * i, 40 + step * i * i % 300, 128 * (step > 20)) for i in range(5))
        return FingerTemplate(FingerPosition.LEFT_RING, minutiae, 50, "t", "1", 300, 400)

    assert CylinderComparer().compare(row(11), row(47)) == 0


def test_many_at_once_score_as_one_by_one() -> None:
    one = cylinders_of(impression(specimen_finger(1, FingerPosition.LEFT_MIDDLE), 1))
    others = [cylinders_of(impression(specimen_finger(s, FingerPosition.LEFT_MIDDLE), 2)) for s in range(6)]
    others.insert(3, cylinders_of(FingerTemplate(FingerPosition.LEFT_MIDDLE, (), 1, "t", "1", 300, 400)))
    together = finger_scores(one, others)
    assert together == pytest.approx([finger_score(one, other) for other in others], abs=1e-5)
    assert together[3] == 0
    assert max(range(7), key=together.__getitem__) == 1


def test_a_finger_turned_and_moved_scores_nearly_as_before() -> None:
    first = impression(specimen_finger(9, FingerPosition.RIGHT_RING), 1)
    points = first.points
    angle = 0.5
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]], np.float32)
    units = np.rint((points[:, 2] + angle) * 256 / (2 * np.pi)).astype(np.intp) % 256
    moved = cylinders_around((points[:, :2] @ turn.T + np.float32(300)).astype(np.float32), units)
    still = cylinders_of(first)
    assert finger_score(still, moved) > 0.85 * finger_score(still, still)


def test_cylinders_are_packed_as_said() -> None:
    found = cylinders_of(impression(specimen_finger(2, FingerPosition.RIGHT_THUMB), 1))
    assert (found.bits.shape[1], found.bits.dtype, found.valid.dtype) == (5, np.uint64, np.uint64)
    assert CELLS == 52
    for word in range(5):  # a bit is set only in a valid cell
        for bit in range(64):
            cell = (64 * word + bit) // 6
            held = found.bits[:, word] >> np.uint64(bit) & np.uint64(1)
            known = found.valid >> np.uint64(min(cell, 63)) & np.uint64(1) if cell < CELLS else np.uint64(0)
            assert (held <= known).all()
    share = np.bitwise_count(found.bits).sum() / (len(found) * 312)
    assert 0.05 < share < 0.5


def test_prepared_templates_do_not_pile_up() -> None:
    comparer = CylinderComparer()
    a = impression(specimen_finger(1, FingerPosition.RIGHT_THUMB), 1)
    for _ in range(_KEPT + 5):
        comparer.compare(a, FingerTemplate(a.position, a.minutiae[:6], 9, "t", "1", 300, 400))
    assert len(comparer._prepared) == _KEPT


def test_fusion_takes_the_two_best_fingers() -> None:
    comparer = CylinderComparer()
    kept = [impression(specimen_finger(3, p), 1) for p in (2, 7, 10)]
    shown = [impression(specimen_finger(3, p), t) for p in (2, 7) for t in (2, 3)]
    results = compared_fingers(comparer, shown, kept)
    assert [r.position for r in results] == [FingerPosition.RIGHT_INDEX, FingerPosition.LEFT_INDEX]
    assert fused_score(results) == pytest.approx(sum(r.score for r in results) / 2)
    assert fused_score(results[:1]) == results[0].score
    assert fused_score(()) == 0


def test_the_command_prints_its_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["scores", "--people", "12", "--impostors", "60"])
    main()
    assert "two fingers: 12 genuine, 60 impostor pairs" in capsys.readouterr().out
