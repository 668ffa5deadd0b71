"""Rates are what their definitions say, and both commands measure what a folder or a seed holds."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bitaqa.foundation.matching.errors import NothingToMeasureError
from bitaqa.foundation.matching.measuring import bench_fingers, bench_identify
from bitaqa.foundation.matching.measuring.det_picture import det_svg
from bitaqa.foundation.matching.measuring.fvc import finger_images, impressions_of, measured
from bitaqa.foundation.matching.measuring.gallery import gallery
from bitaqa.foundation.matching.measuring.rates import error_curve, missed_at, share_of, threshold_at
from bitaqa.foundation.matching.templates import FingerPosition
from bitaqa.foundation.specimens.fingers import specimen_finger
from bitaqa.foundation.specimens.ridges import ridge_image


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two drawn fingers, two impressions each, and a file that is none."""
    made = tmp_path_factory.mktemp("drawn")
    for finger in (1, 2):
        for take in (1, 2):
            pixels = ridge_image(specimen_finger(finger, FingerPosition.RIGHT_INDEX), take)
            Image.fromarray(pixels).save(made / f"{finger}_{take}.png")
    (made / "notes.txt").write_text("not a finger")
    return made


def test_equal_error_rate_of_known_scores() -> None:
    genuine, impostor = np.array([0.9, 0.8, 0.7, 0.3]), np.array([0.1, 0.2, 0.25, 0.5])
    curve = error_curve(genuine, impostor)
    assert curve.equal_error_rate == pytest.approx(0.25)
    assert error_curve(np.array([0.9]), impostor).equal_error_rate == 0
    assert (np.diff(curve.fmr) <= 0).all()
    assert (np.diff(curve.fnmr) >= 0).all()


def test_misses_at_a_false_match_rate() -> None:
    impostor = np.arange(1000) / 1000
    genuine = np.array([0.5, 0.9985, 0.999, 1.0])
    assert threshold_at(impostor, 1e-3) == pytest.approx(0.998)
    assert (impostor > threshold_at(impostor, 1e-3)).sum() == 1
    assert missed_at(genuine, impostor, 1e-3).share == 0.25
    assert missed_at(genuine, impostor, 1e-2).share == 0.25


def test_intervals_contain_the_share_and_shrink_with_trials() -> None:
    few, many = share_of(0, 10), share_of(0, 1000)
    assert (few.share, few.low) == (0, 0)
    assert few.high == pytest.approx(0.2775, abs=1e-3)  # Wilson, n = 10
    assert many.high < few.high / 20
    assert share_of(70, 70).high == pytest.approx(1)
    assert share_of(70, 70).low == pytest.approx(0.948, abs=1e-3)


def test_rates_over_nothing_are_refused() -> None:
    some = np.array([0.5])
    with pytest.raises(NothingToMeasureError):
        share_of(0, 0)
    with pytest.raises(NothingToMeasureError, match="genuine"):
        error_curve(np.zeros(0), some)
    with pytest.raises(NothingToMeasureError, match="impostor"):
        missed_at(some, np.zeros(0), 0.1)
    with pytest.raises(NothingToMeasureError):
        threshold_at(np.zeros(0), 0.1)


def test_pairs_are_those_of_the_protocol(folder: Path) -> None:
    found = measured(list(impressions_of(folder)))
    assert (len(found.genuine), len(found.impostor), len(found.impostor_first)) == (2, 4, 1)
    assert found.genuine.min() > 0.36 > found.impostor.max()


def test_fingers_and_impressions_are_read_from_names(folder: Path, tmp_path: Path) -> None:
    assert [(f, i) for f, i, _ in finger_images(folder)] == [("1", "1"), ("1", "2"), ("2", "1"), ("2", "2")]
    (tmp_path / "left_thumb_7.tif").write_bytes(b"not a picture")
    assert [(f, i) for f, i, _ in finger_images(tmp_path)] == [("left_thumb", "7")]
    with pytest.raises(NothingToMeasureError, match="left_thumb_7"):
        list(impressions_of(tmp_path))


def test_the_fingers_command_writes_its_figures(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench_fingers.main([str(folder), "--out", str(tmp_path)]) == 0
    figures = json.loads((tmp_path / "fingers.json").read_text())["figures"]
    assert figures[f"{folder.name}: EER, all pairs"] == {"value": 0.0, "unit": "%", "n": 6}
    assert "FNMR at FMR 0.001" in capsys.readouterr().out
    assert (tmp_path / "fingers-det.svg").read_text().startswith("<svg")
    assert bench_fingers.main([str(tmp_path / "nowhere")]) == 2


def test_the_identification_command_searches_drawn_and_invented_fingers(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--persons", "12", "--singles", "14", "--lists", "16", "--probes", "2", "--processes", "1"]
    arguments += ["--real", str(folder), "--home", str(tmp_path / "gallery"), "--out", str(tmp_path)]
    assert bench_identify.main(arguments) == 0
    figures = json.loads((tmp_path / "identify.json").read_text())["figures"]
    assert figures["four fingers: invented probes rank 1"]["value"] == 100
    assert figures["single fingers: real probes rank 1"]["n"] == 2
    assert figures["four fingers: gallery"]["value"] == 14
    assert "gallery: 1 of 1 parts" in capsys.readouterr().out
    again = gallery(
        tmp_path / "gallery" / "single-fingers", tmp_path / "gallery" / "vocabulary.npz",
        persons=14, positions=bench_identify.ONE, processes=1,
    )  # fmt: skip
    assert sum(map(len, again)) == 14
    assert "gallery" not in capsys.readouterr().out  # it was there already
    assert bench_identify.main(["--real", str(tmp_path / "nowhere")]) == 2


def test_a_curve_is_drawn_within_its_frame() -> None:
    curve = error_curve(np.array([0.9, 0.2]), np.array([0.1, 0.3]))
    drawn = det_svg({"a<b": curve})
    assert "a&lt;b: EER" in drawn
    assert "nan" not in drawn
