"""Drawn ridges give back the minutiae they were drawn from."""

import time

import numpy as np
import pytest

from bitaqa.foundation.matching.cylinders import CylinderComparer
from bitaqa.foundation.matching.errors import FingerImageError
from bitaqa.foundation.matching.extract import extract_template
from bitaqa.foundation.matching.templates import FingerPosition
from bitaqa.foundation.matching.thinning import crossing_numbers, neighbours, thinned
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.ridges import ridge_image

INDEX = FingerPosition.RIGHT_INDEX
FINGERS = [specimen_finger(s, INDEX) for s in range(8)]


def test_an_image_matches_the_template_of_its_finger_and_no_other() -> None:
    comparer = CylinderComparer()
    read = [extract_template(ridge_image(f, 1), position=INDEX) for f in FINGERS]
    known = [impression(f, 2) for f in FINGERS]
    own = [comparer.compare(a, b) for a, b in zip(read, known, strict=True)]
    others = [comparer.compare(a, b) for i, a in enumerate(read) for j, b in enumerate(known) if i != j]
    assert min(own) > comparer.thresholds.one_finger + 0.1
    assert max(others) < comparer.thresholds.one_finger


def test_most_minutiae_found_are_true_and_point_the_right_way() -> None:
    for finger in FINGERS[:4]:
        read = extract_template(ridge_image(finger, 1, calm=True), position=INDEX)
        true = finger.places
        near = [np.hypot(true[:, 0] - m.x, true[:, 1] - m.y).min() < 9 for m in read.minutiae]
        assert np.mean(near) > 0.8
        assert len(read.minutiae) > 0.55 * len(true)


def test_poor_images_have_lower_quality() -> None:
    clean, worn = (extract_template(ridge_image(FINGERS[0], 1, wear=w), position=INDEX).quality for w in (0.0, 0.8))
    assert worn < 50 < 80 < clean


def test_an_empty_image_gives_an_empty_poor_template() -> None:
    blank = extract_template(np.full((400, 300), 230, np.uint8), position=INDEX)
    assert (blank.minutiae, blank.quality) == ((), 1)


def test_it_takes_less_than_400_milliseconds() -> None:
    image = ridge_image(FINGERS[1], 1)
    spent = []
    for _ in range(3):
        started = time.thread_time()
        extract_template(image, position=INDEX)
        spent.append(time.thread_time() - started)
    assert min(spent) < 0.4


@pytest.mark.parametrize("shape", [(50, 300), (400, 2001), (400, 300, 3)])
def test_what_is_not_a_finger_image_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(FingerImageError):
        extract_template(np.zeros(shape, np.uint8), position=INDEX)


def test_thinning_leaves_one_line_with_two_ends() -> None:
    bar = np.zeros((30, 60), bool)
    bar[10:17, 8:50] = True
    bones = thinned(bar)
    assert bones.sum(0).max() == 1
    assert (crossing_numbers(bones) == 1).sum() == 2


def test_thinning_keeps_a_fork() -> None:
    fork = np.zeros((60, 60), bool)
    for i in range(28):
        fork[28:33, i + 2] = True
        fork[28 - i // 2 : 33 - i // 2, 30 + i] = True
        fork[28 + i // 2 : 33 + i // 2, 30 + i] = True
    numbers = crossing_numbers(thinned(fork))
    assert (numbers == 3).sum() == 1
    assert (numbers == 1).sum() == 3


def test_stairs_are_reduced_to_diagonals() -> None:
    stairs = np.zeros((20, 20), bool)
    for i in range(3, 15):
        stairs[i, i] = stairs[i, i + 1] = True
    bones = thinned(stairs)
    assert bones.sum() <= 13
    assert (crossing_numbers(bones) == 1).sum() == 2


def test_neighbours_stop_at_the_edge() -> None:
    assert neighbours(np.ones((2, 2), bool), 0, 0) == [(0, 1), (1, 1), (1, 0)]
