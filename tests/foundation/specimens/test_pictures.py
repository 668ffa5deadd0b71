"""Portraits, papers, signatures, ridges: the same for the same seed, small, and marked as specimens."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bitaqa.foundation.matching.templates import FingerPosition, encode_template
from bitaqa.foundation.rules.applications import PaperCode
from bitaqa.foundation.specimens import bench_specimens, papers
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.marks import specimen_mark
from bitaqa.foundation.specimens.people import people
from bitaqa.foundation.specimens.portraits import portrait
from bitaqa.foundation.specimens.ridges import ridge_image, ridge_png

CROWD = list(people(5, 200))


@pytest.mark.parametrize("age", [5, 14, 17, 25, 40, 61, 90])
@pytest.mark.parametrize("female", [True, False])
def test_a_portrait_is_a_small_marked_jpeg(age: int, female: bool) -> None:
    for seed in range(4):
        data = portrait(seed, female=female, age=age)
        assert 20_000 < len(data) < 50_000
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.size, picture.mode, picture.format) == ((480, 600), "RGB", "JPEG")
            assert picture.info["comment"] == b"SPECIMEN"


def test_a_portrait_is_the_same_for_the_same_seed_and_take_only() -> None:
    one = portrait(9, female=True, age=30)
    assert portrait(9, female=True, age=30) == one
    assert len({one, portrait(9, female=True, age=30, take=1), portrait(10, female=True, age=30)}) == 3


def test_every_portrait_is_unique() -> None:
    assert len({portrait(s, female=s % 2 == 0, age=35) for s in range(120)}) == 120


def test_the_mark_is_visible_on_the_chest() -> None:
    with Image.open(io.BytesIO(portrait(3, female=False, age=40))) as picture:
        foot = np.asarray(picture.convert("L"), float)[-80:, 120:360]
    assert foot.max() - foot.min() > 60


def test_the_mark_has_two_words() -> None:
    ink = np.asarray(specimen_mark(40, 255)).max(0) > 60
    gaps = np.diff(np.flatnonzero(ink))
    assert ink.sum() > 100
    assert gaps.max() > 15  # the space between them


def test_what_specimens_cost_is_measured_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_specimens.main(["--times", "2", "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    figures = json.loads((tmp_path / "specimens.json").read_text())["figures"]
    assert [(row["unit"], row["n"]) for row in figures.values()] == [("ms", 2)] * 4
    assert all(row["value"] > 0 and name in shown for name, row in figures.items())


@pytest.mark.parametrize("kind", list(PaperCode))
def test_a_paper_is_a_small_marked_scan(kind: PaperCode) -> None:
    minor = next(p for p in CROWD if p.representative)
    for who in (CROWD[0], minor):
        data = papers.paper_scan(kind.value, who)
        assert 12_000 < len(data) < 45_000
        with Image.open(io.BytesIO(data)) as picture:
            assert (picture.size, picture.mode, picture.info["comment"]) == ((595, 842), "L", b"SPECIMEN")


def test_papers_are_drawn_without_any_arabic_font(tmp_path: Path) -> None:
    nothing = tmp_path / "no-font.ttf"
    assert len(papers.paper_scan("residence_certificate", CROWD[1], arabic_font=nothing)) > 12_000


def test_papers_are_drawn_without_a_shaper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.features.check", lambda _: False)
    papers._arabic.cache_clear()
    assert papers._arabic(None, 12) is None
    papers._arabic.cache_clear()


def test_signatures_differ_and_are_marked() -> None:
    pngs = {papers.signature_png(s) for s in range(40)}
    assert len(pngs) == 40
    assert all(len(p) < 6000 for p in pngs)
    assert "SPECIMEN عينة" in papers.signature_svg(3)
    assert papers.signature_svg(3) != papers.signature_svg(4)


def test_ridges_are_drawn_where_the_template_says() -> None:
    finger = specimen_finger(4, FingerPosition.RIGHT_THUMB)
    image = ridge_image(finger, 2)
    assert image.shape == (400, 300)
    assert image.dtype == np.uint8
    assert not np.array_equal(image, ridge_image(finger, 3))
    assert np.array_equal(image, ridge_image(finger, 2))
    with Image.open(io.BytesIO(ridge_png(image))) as picture:
        assert picture.info["Comment"].startswith("SPECIMEN")
        assert picture.info["dpi"] == pytest.approx((500, 500), abs=0.1)


def test_impressions_are_unique_and_seeded() -> None:
    seen = {
        encode_template(impression(specimen_finger(s, p), t)) for s in range(20) for p in FingerPosition for t in (0, 1)
    }
    assert len(seen) == 400
    again = impression(specimen_finger(3, FingerPosition.LEFT_LITTLE), 1)
    assert encode_template(again) in seen


def test_a_placement_and_its_inverse_agree() -> None:
    from bitaqa.foundation.specimens.fingers import placement

    finger = specimen_finger(6, FingerPosition.LEFT_THUMB)
    laid = placement(finger, 3)
    x, y = laid.to_image(finger.places[:, 0], finger.places[:, 1])
    back = laid.to_finger(x, y)
    assert np.abs(back[0] - finger.places[:, 0]).max() < 0.05
    assert np.abs(back[1] - finger.places[:, 1]).max() < 0.05
