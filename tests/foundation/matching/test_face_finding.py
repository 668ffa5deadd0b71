"""Faces found in drawn portraits: where, how they are held, and the portrait that is made of a picture."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from bitaqa.foundation.matching.errors import PortraitImageError
from bitaqa.foundation.matching.face_finding import FaceSeen, level_portrait, seen_face, seen_in
from bitaqa.foundation.matching.face_findings import face_findings, judged_face
from bitaqa.foundation.matching.measuring import bench_portraits
from bitaqa.foundation.matching.quality import FaceBox
from bitaqa.foundation.specimens.portraits import portrait

HELD = FaceSeen(FaceBox(0.25, 0.15, 0.5, 0.56), ((0.4, 0.41), (0.6, 0.41)), 1, 0.8)
PLAIN = (221, 223, 225)


def drawn() -> Image.Image:
    return Image.open(io.BytesIO(portrait(2, female=False, age=40, take=1))).convert("RGB")


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def codes(picture: Image.Image) -> set[str]:
    return {finding.code for finding in judged_face(jpeg(picture))[1]}


def test_a_face_is_found_with_its_eyes_level_and_nothing_is_said_against_it() -> None:
    seen, findings = judged_face(jpeg(drawn()))
    assert seen is not None and seen.eyes is not None and seen.faces == 1
    assert findings == () and abs(seen.tilt) < 3 and abs(seen.turn) < 0.06
    assert 0.4 < seen.box.height < 0.7 and abs(seen.box.left + seen.box.width / 2 - 0.5) < 0.06
    assert 0.3 < seen.eyes[0][1] < 0.5 and seen.eyes[0][0] < 0.5 < seen.eyes[1][0]


def test_no_face_two_faces_and_no_picture() -> None:
    assert "portrait.no_face_box" in codes(Image.new("RGB", (480, 600), PLAIN))
    pair = Image.new("RGB", (960, 600), PLAIN)
    pair.paste(drawn(), (0, 0))
    pair.paste(drawn(), (480, 0))
    seen = seen_in(pair)
    assert seen is not None and seen.faces == 2
    assert "portrait.two_faces" in {finding.code for finding in face_findings(seen)}
    with pytest.raises(PortraitImageError):
        seen_face(b"no picture")


def test_how_the_head_is_held_is_told() -> None:
    leaning = drawn().rotate(-12, fillcolor=PLAIN)
    seen = seen_in(leaning)
    assert seen is not None and 9 < seen.tilt < 15 and "portrait.tilted" in codes(leaning)
    assert face_findings(HELD) == ()
    turned = replace(HELD, eyes=((0.47, 0.41), (0.67, 0.41)))
    assert [finding.code for finding in face_findings(turned)] == ["portrait.turned"]
    hidden = replace(HELD, eyes=None)
    assert [finding.code for finding in face_findings(hidden)] == ["portrait.eyes"]
    assert (hidden.tilt, hidden.turn) == (0.0, 0.0)


def test_an_open_mouth_is_told() -> None:
    picture = drawn()
    seen = seen_in(picture)
    assert seen is not None and seen.eyes is not None
    (ax, ay), (bx, _by) = ((x * picture.width, y * picture.height) for x, y in seen.eyes)
    apart, x, y = bx - ax, (ax + bx) / 2, ay + 1.08 * (bx - ax)
    ImageDraw.Draw(picture).ellipse((x - apart / 4, y - apart / 6, x + apart / 4, y + apart / 6), fill=(38, 14, 14))
    assert "portrait.mouth" in codes(picture)


def test_a_portrait_is_levelled_and_cropped_from_a_wide_shot() -> None:
    shot = Image.new("RGB", (1600, 2000), PLAIN)
    shot.paste(drawn().resize((880, 1100)).rotate(-9, fillcolor=PLAIN), (500, 700))
    seen = seen_in(shot)
    assert seen is not None and seen.tilt > 5
    made = level_portrait(shot, seen)
    again = seen_in(made)
    assert made.width < shot.width and abs(made.width / made.height - 0.8) < 0.01
    assert again is not None and again.eyes is not None
    assert abs(again.tilt) < 3 and again.box.height > seen.box.height
    assert abs((again.eyes[0][1] + again.eyes[1][1]) / 2 - 0.41) < 0.04


def test_a_portrait_is_never_cut_small_nor_made_without_eyes() -> None:
    picture = drawn()
    assert level_portrait(picture, replace(HELD, eyes=None)) is picture
    assert level_portrait(picture, replace(HELD, box=FaceBox(0.4, 0.3, 0.2, 0.2))) is picture, "too few points"
    large = picture.resize((1600, 2000))
    aside = replace(HELD, eyes=((0.02, 0.41), (0.2, 0.41)))
    assert level_portrait(large, aside) is large, "at the edge"
    grey = large.convert("L")
    assert level_portrait(grey, replace(HELD, eyes=((0.4, 0.38), (0.6, 0.42)))).mode == "L"


def test_the_measure_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own"
    own.mkdir()
    drawn().save(own / "one.jpg")
    assert bench_portraits.main(["--people", "9", "--dir", str(own), "--out", str(tmp_path)]) == 0
    assert "faces found in the folder" in capsys.readouterr().out
    assert (tmp_path / "portraits.json").exists()
