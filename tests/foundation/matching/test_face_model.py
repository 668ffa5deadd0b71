"""A face model somebody brings: run when it is what its manifest says, refused for every way in which it is not."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from bitaqa.foundation.matching.decide import HolderPolicy, NeedsTwoPeople, Verified, decide_holder
from bitaqa.foundation.matching.errors import FaceModelError, PortraitImageError
from bitaqa.foundation.matching.face_model import (
    AGREES,
    EmbeddingFaceComparer,
    Vector,
    loaded_comparer,
    loaded_embedder,
    read_manifest,
)
from bitaqa.foundation.specimens.portraits import portrait

MANIFEST = """
name = "specimen-pools"
version = "1"
licence = "Apache-2.0"
file = "model.onnx"
sha256 = "{sha256}"
alignment = "frame"
metric = "cosine"

[input]
name = "face"
width = 32
height = 32
channels = "rgb"
mean = 127.5
scale = 127.5

[output]
name = "vector"
size = 48

[threshold]
same = 0.9
false_match_rate = 0.001
measured_on = "drawn portraits, for tests only"
"""


@pytest.fixture(scope="module")
def model() -> bytes:
    """A graph that averages the face over 4 x 4 squares: no recogniser, but a real ONNX file."""
    face = helper.make_tensor_value_info("face", TensorProto.FLOAT, [1, 3, 32, 32])
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, [1, 48])
    pool = helper.make_node("AveragePool", ["face"], ["pooled"], kernel_shape=[8, 8], strides=[8, 8])
    flat = helper.make_node("Flatten", ["pooled"], ["vector"])
    graph = helper.make_graph([pool, flat], "specimen", [face], [vector])
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(made)
    return made.SerializeToString()


def placed(folder: Path, model: bytes, old: str = "", new: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "model.onnx").write_bytes(model)
    text = MANIFEST.format(sha256=hashlib.sha256(model).hexdigest())
    assert old in text
    (folder / "manifest.toml").write_text(text.replace(old, new, 1))
    return folder


def shot(body: int, take: int = 1) -> bytes:
    return portrait(body, female=False, age=30, take=take)


def test_a_model_that_is_what_it_says_compares(tmp_path: Path, model: bytes) -> None:
    comparer = loaded_comparer(placed(tmp_path, model))
    assert (comparer.name, comparer.version) == ("specimen-pools", "1")
    assert comparer.compare(shot(3), shot(3)) == pytest.approx(1.0, abs=1e-4)
    assert 0 <= comparer.compare(shot(3), shot(4)) < comparer.compare(shot(3), shot(3, take=2)) + 0.2
    vector = loaded_embedder(tmp_path).embedded(shot(3))
    assert vector.shape == (48,) and float(np.linalg.norm(vector)) == pytest.approx(1.0, abs=1e-5)
    with pytest.raises(PortraitImageError):
        comparer.compare(b"no picture", shot(3))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('sha256 = "', 'sha256 = "0', "sha256"),
        ('licence = "Apache-2.0"\n', "", "licence"),
        ('alignment = "frame"', 'alignment = "five_points"', "alignment"),
        ('metric = "cosine"', 'metric = "l2"', "metric"),
        ("false_match_rate = 0.001\n", "", "threshold.false_match_rate"),
        ("false_match_rate = 0.001", "false_match_rate = 0.5", "threshold.false_match_rate"),
        ("same = 0.9", "same = 1.5", "threshold.same"),
        ('file = "model.onnx"', 'file = "../model.onnx"', "file"),
        ('file = "model.onnx"', 'file = "other.onnx"', "no other.onnx"),
        ("width = 32", "width = 64", "its input"),
        ('name = "face"', 'name = "faces"', "its input"),
        ("size = 48", "size = 47", "its output"),
        ('name = "specimen-pools"', "name =", "not TOML"),
        ('version = "1"', 'version = "1"\nextra = 1', "extra"),
    ],
)
def test_a_manifest_that_disagrees_is_refused_with_what_is_wrong(
    tmp_path: Path, model: bytes, old: str, new: str, said: str
) -> None:
    with pytest.raises(FaceModelError) as refused:
        loaded_embedder(placed(tmp_path, model, old, new))
    assert said in str(refused.value.facts["problem"])


def test_another_file_under_the_same_name_is_refused(tmp_path: Path, model: bytes) -> None:
    placed(tmp_path, model)
    (tmp_path / "model.onnx").write_bytes(model + b"\x00")
    with pytest.raises(FaceModelError, match=r"not [0-9a-f]{12}"):
        loaded_embedder(tmp_path)


def test_damaged_graphs_and_empty_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FaceModelError, match="cannot be run"):
        loaded_embedder(placed(tmp_path, b"no graph"))
    with pytest.raises(FaceModelError, match="no manifest"):
        read_manifest(tmp_path / "nowhere")


class Given:
    """An embedder whose vectors are the first two bytes of the picture."""

    name, version = "given", "1"

    def embedded(self, picture: bytes, /) -> Vector:
        angle = picture[0] / 100
        return np.array([np.cos(angle), np.sin(angle)], np.float32)


def test_the_models_threshold_becomes_the_score_that_policy_asks_for() -> None:
    comparer = EmbeddingFaceComparer(Given(), same=float(np.cos(0.5)))
    assert comparer.compare(b"\x00", b"\x00") == pytest.approx(1.0)
    assert comparer.compare(b"\x00", bytes([50])) == pytest.approx(AGREES, abs=1e-3)
    assert comparer.compare(b"\x00", bytes([60])) < AGREES < comparer.compare(b"\x00", bytes([40]))
    assert HolderPolicy().face == AGREES


def test_a_face_never_verifies_alone_however_good_the_model() -> None:
    decision = decide_holder(fingers=(), face=1.0, fingers_on_file=2)
    assert isinstance(decision, NeedsTwoPeople) and not isinstance(decision, Verified)
