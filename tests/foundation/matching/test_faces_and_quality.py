"""Portraits of one person are alike, of two people are not; findings name what is wrong and nothing else."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from bitaqa.foundation.matching import face_findings
from bitaqa.foundation.matching import quality as q
from bitaqa.foundation.matching.decide import HolderPolicy
from bitaqa.foundation.matching.errors import PortraitImageError
from bitaqa.foundation.matching.faces import GradientFaceComparer
from bitaqa.foundation.matching.templates import FingerPosition, FingerTemplate
from bitaqa.foundation.specimens.fingers import impression, specimen_finger
from bitaqa.foundation.specimens.portraits import portrait

BOX = q.FaceBox(0.27, 0.17, 0.46, 0.56)


def face(seed: int, take: int) -> bytes:
    return portrait(seed, female=seed % 2 == 0, age=(17, 30, 45, 66)[seed // 2 % 4], take=take)


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()


def test_drawn_faces_are_told_apart() -> None:
    comparer = GradientFaceComparer()
    first, second = ([face(s, t) for s in range(30)] for t in (1, 101))
    own = [comparer.compare(a, b) for a, b in zip(first, second, strict=True)]
    others = [comparer.compare(first[i], second[j]) for i in range(30) for j in range(0, 30, 5) if i != j]
    assert np.mean(np.array(own) >= HolderPolicy().face) > 0.9
    assert np.mean(np.array(others) >= HolderPolicy().face) < 0.02
    assert comparer.compare(first[0], first[0]) > 0.99


@pytest.mark.parametrize("junk", [b"", b"not a picture", b"\xff\xd8\xff\xe0" + bytes(40)])
def test_what_is_not_a_picture_is_refused(junk: bytes) -> None:
    with pytest.raises(PortraitImageError):
        GradientFaceComparer().compare(junk, face(1, 0))
    with pytest.raises(PortraitImageError):
        q.portrait_findings(junk, BOX)


@pytest.mark.parametrize("seed", range(12))
def test_a_good_portrait_has_no_finding(seed: int) -> None:
    assert q.portrait_findings(face(seed, 1), BOX) == ()


def spoiled(name: str) -> bytes:
    picture = Image.open(io.BytesIO(face(1, 1)))
    pixels = np.asarray(picture).astype(float)
    ramp = np.linspace(0.1, 1.1, 480)[None, :, None]
    curtain = np.where(np.arange(480)[None, :, None] // 20 % 2, 60.0, 210.0)
    busy = np.where(np.arange(600)[:, None, None] < 140, curtain, pixels)
    return jpeg(
        {
            "blurred": lambda: picture.filter(ImageFilter.GaussianBlur(5)),
            "dark": lambda: picture.point(lambda p: p * 0.12),
            "bright": lambda: picture.point(lambda p: min(255, p * 2.5)),
            "side_light": lambda: Image.fromarray(np.clip(pixels * ramp, 0, 255).astype(np.uint8)),
            "small": lambda: picture.resize((200, 250)),
            "background": lambda: Image.fromarray(busy.astype(np.uint8)),
        }[name]()
    )


@pytest.mark.parametrize("name", ["blurred", "dark", "bright", "side_light", "small", "background"])
def test_a_spoiled_portrait_is_named(name: str) -> None:
    codes = {f.code for f in q.portrait_findings(spoiled(name), BOX)}
    assert f"portrait.{name}" in codes


@pytest.mark.parametrize(
    ("box", "code"),
    [
        (None, "portrait.no_face_box"),
        (q.FaceBox(0.4, 0.4, 0.15, 0.18), "portrait.face_small"),
        (q.FaceBox(0.1, 0.05, 0.8, 0.9), "portrait.face_large"),
        (q.FaceBox(0.05, 0.2, 0.4, 0.5), "portrait.face_off_centre"),
        (q.FaceBox(0.3, -0.1, 0.4, 0.5), "portrait.face_cut"),
        (q.FaceBox(0.3, 1.2, 0.4, 0.5), "portrait.face_cut"),
    ],
)
def test_the_face_box_is_judged(box: q.FaceBox | None, code: str) -> None:
    found = q.portrait_findings(face(3, 1), box)
    assert code in {f.code for f in found}
    assert [f.severity for f in found] == sorted((f.severity for f in found), reverse=True)


def test_fingers_are_judged_by_minutiae_area_and_quality() -> None:
    good = impression(specimen_finger(1, FingerPosition.LEFT_INDEX), 1)
    assert q.finger_findings(good) == ()
    middle = tuple(m for m in good.minutiae if 110 < m.x < 190 and 140 < m.y < 240)
    poor = FingerTemplate(good.position, middle, 20, "t", "1", 300, 400)
    assert [(f.code, f.severity) for f in q.finger_findings(poor)] == [
        ("finger.few_minutiae", q.Severity.SEVERE),
        ("finger.low_quality", q.Severity.SEVERE),
        ("finger.small_area", q.Severity.SEVERE),
    ]
    nothing = FingerTemplate(good.position, (), 45, "t", "1", 300, 400)
    assert {f.code for f in q.finger_findings(nothing)} == {"finger.few_minutiae", "finger.low_quality"}


def test_a_faint_image_is_named() -> None:
    ramp = np.tile(np.linspace(0, 255, 300), (400, 1))
    assert q.finger_image_findings(ramp.astype(np.uint8)) == ()
    (weak,) = q.finger_image_findings((ramp / 3 + 100).astype(np.uint8))
    (severe,) = q.finger_image_findings((ramp / 9 + 100).astype(np.uint8))
    assert (weak.severity, severe.severity) == (q.Severity.WEAK, q.Severity.SEVERE)


def test_every_code_has_its_sentence() -> None:
    sources = [Path(module.__file__ or "").read_text(encoding="utf-8") for module in (q, face_findings)]
    assert all("".join(sources).count(f'"{code}"') == 2 for code in q.FINDING_SENTENCES)
