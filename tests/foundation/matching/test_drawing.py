"""What is drawn of two fingers: the pairs the comparison made, numbered alike, and too little to make a template of."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np

from bitaqa.foundation.matching.comparer import finger_score
from bitaqa.foundation.matching.cylinders import cylinders_of
from bitaqa.foundation.matching.drawing import DIRECTIONS, GRID, drawn_pair
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate
from bitaqa.foundation.specimens.fingers import impression, specimen_finger

SVG = "{http://www.w3.org/2000/svg}"
THUMB = FingerPosition.RIGHT_THUMB


def finger(seed: int, take: int) -> FingerTemplate:
    return impression(specimen_finger(seed, THUMB), take)


def circles(svg: str) -> list[tuple[int, int]]:
    return [(int(c.attrib["cx"]), int(c.attrib["cy"])) for c in ElementTree.fromstring(svg).iter(f"{SVG}circle")]


def test_the_same_pairs_are_numbered_on_both_and_lie_alike_once_turned() -> None:
    left, right = finger(3, 1), finger(3, 2)
    found = drawn_pair(left, right)
    one, other = circles(found.left), circles(found.right)
    assert found.agreeing == len(one) == len(other) > 10
    assert found.score == finger_score(cylinders_of(left), cylinders_of(right))
    numbers = [text.text for text in ElementTree.fromstring(found.right).iter(f"{SVG}text")]
    assert numbers == [str(n) for n in range(1, len(one) + 1)]
    degrees = float(re.search(r"rotate\(([-\d.]+)", found.right)[1])  # type: ignore[index]
    p, q = np.array(other, float), np.array(one, float)
    p, q = p - p.mean(0), q - q.mean(0)
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned = p @ np.array([[c, s], [-s, c]])  # SVG turns clockwise, y down
    assert np.hypot(*(turned - q).T).mean() < min(6.0, np.hypot(*(p - q).T).mean() + 1)


def test_a_drawing_is_no_template() -> None:
    """Only what was paired, on a coarse grid, without kinds or qualities."""
    left = finger(3, 1)
    found = drawn_pair(left, finger(3, 2))
    drawn = circles(found.left)
    assert len(drawn) < len(left.minutiae)
    assert all(x % GRID == 0 and y % GRID == 0 for x, y in drawn)
    assert not {(m.x, m.y) for m in left.minutiae} >= set(drawn)
    assert DIRECTIONS == 16 and "quality" not in found.left and "kind" not in found.left


def test_strangers_are_drawn_with_little_or_nothing_in_common() -> None:
    found = drawn_pair(finger(3, 1), finger(4, 1))
    assert found.score < 0.3 and found.agreeing < 10
    nothing = replace(finger(3, 1), minutiae=())
    assert drawn_pair(nothing, nothing).agreeing == 0 and "<circle" not in drawn_pair(nothing, nothing).left


def test_the_ridges_are_drawn_where_their_picture_was_kept() -> None:
    found = drawn_pair(finger(3, 1), finger(3, 2), left_png=b"\x89PNG")
    assert 'href="data:image/png;base64,iVBORw' in found.left.replace("iVBORw==", "iVBORw")
    assert "<image" not in found.right and "<ellipse" in found.right
