"""`bitaqa bench-portraits`: how often a face and its eyes are found, a tilt and an open mouth told; what it costs.

Measured on drawn portraits, which stand for nobody and are no photographs: the figures say that the parts work
together and where the classifiers already fail on drawings. With `--dir` also on a folder of pictures of one's own,
each of one face. Prints a table and writes `build/bench/portraits.json`; times are processor time of one thread.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from PIL import Image, ImageDraw

from bitaqa.foundation.matching.face_finding import FaceSeen, seen_face
from bitaqa.foundation.matching.face_findings import judged_face
from bitaqa.foundation.specimens.looks import looks_of
from bitaqa.foundation.specimens.people import people
from bitaqa.foundation.specimens.portraits import portrait

from .table import Figures

TILTS = (5, 10, 15)
PLAIN = (221, 223, 225)


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bitaqa bench-portraits", description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--people", type=int, default=400, help="how many drawn portraits")
    asked.add_argument("--dir", type=Path, help="a folder of pictures (JPEG, PNG), one face each")
    asked.add_argument("--out", type=Path, default=Path("build/bench"))
    wanted = asked.parse_args(arguments)
    figures = Figures("faces found by the classifiers in OpenCV's wheel, drawn portraits")
    crowd = list(people(5, wanted.people))
    drawn = [(who, portrait(who.body, female=who.drawn_female, age=who.age, take=1)) for who in crowd]
    seen = [(who, picture, seen_face(picture)) for who, picture in drawn]
    _found(figures, "", [face for _who, _picture, face in seen])
    for word, scarf in ((" with a headscarf", True), (" without", False)):
        part = [
            face
            for who, _picture, face in seen
            if (looks_of(who.body, female=who.drawn_female, age=who.age).scarf is not None) is scarf
        ]
        _found(figures, word, part)
    whole = [(picture, face) for _who, picture, face in seen if face is not None and face.eyes is not None]
    _tilts(figures, [picture for picture, _face in whole[: wanted.people // 3]])
    flagged = [_says(picture, "portrait.mouth") for picture, _face in whole]
    figures.add("closed mouths taken for open", _share(flagged), "%", len(flagged))
    opened = [_says(_with_open_mouth(picture, face), "portrait.mouth") for picture, face in whole]
    figures.add("open mouths told", _share(opened), "%", len(opened))
    costs = [_cost(judged_face, picture) for picture, _face in whole[:100]]
    figures.add("a frame judged", 1000 * median(costs), "ms", len(costs))
    if wanted.dir is not None:
        own = sorted(path for path in wanted.dir.iterdir() if path.suffix.lower() in (".jpg", ".jpeg", ".png"))
        _found(figures, " in the folder", [seen_face(path.read_bytes()) for path in own])
    print("\n".join(figures.lines()))
    figures.write(wanted.out / "portraits.json")
    return 0


def _found(figures: Figures, word: str, faces: list[FaceSeen | None]) -> None:
    if faces:
        figures.add(f"faces found{word}", _share(face is not None for face in faces), "%", len(faces))
        both = _share(face is not None and face.eyes is not None for face in faces)
        figures.add(f"both eyes found{word}", both, "%", len(faces))


def _tilts(figures: Figures, pictures: list[bytes]) -> None:
    for degrees in TILTS:
        turned = [seen_face(_jpeg(_open(picture).rotate(-degrees, fillcolor=PLAIN))) for picture in pictures]
        read = [face.tilt for face in turned if face is not None and face.eyes is not None]
        figures.add(f"both eyes found at {degrees} degrees", 100 * len(read) / max(len(turned), 1), "%", len(turned))
        if read:
            error = median(abs(tilt - degrees) for tilt in read)
            figures.add(f"median error of the tilt at {degrees} degrees", error, "degrees", len(read))


def _says(picture: bytes, code: str) -> bool:
    return code in {finding.code for finding in judged_face(picture)[1]}


def _with_open_mouth(picture: bytes, face: FaceSeen) -> bytes:
    image = _open(picture)
    assert face.eyes is not None  # noqa: S101 - chosen so
    (ax, ay), (bx, by) = ((x * image.width, y * image.height) for x, y in face.eyes)
    apart, x, y = bx - ax, (ax + bx) / 2, (ay + by) / 2 + 1.08 * (bx - ax)
    mouth = (x - 0.25 * apart, y - 0.16 * apart, x + 0.25 * apart, y + 0.16 * apart)
    ImageDraw.Draw(image).ellipse(mouth, fill=(38, 14, 14))
    return _jpeg(image)


def _cost(work: Callable[[bytes], object], picture: bytes) -> float:
    began = time.thread_time()
    work(picture)
    return time.thread_time() - began


def _share(hits: Iterable[bool]) -> float:
    held = list(hits)
    return 100 * sum(held) / max(len(held), 1)


def _open(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture)).convert("RGB")


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=90)
    return out.getvalue()
