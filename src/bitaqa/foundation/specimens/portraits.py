"""Drawn portraits: one face per seed, neutral, on light grey, with SPECIMEN / عينة across the chest.

A face is a set of measures (`Looks`) drawn from the seed, sex and age: proportions, tones, hair or headscarf, brows,
eyes, nose, mouth, beard, glasses, clothes. A second `take` of the same seed moves, scales and lights it slightly, so
that a 1:1 comparison has something to do. They are drawings and say so: no model, no photograph, no living person.

480 x 600 JPEG, 25 to 45 KB, about 10 ms on one core. Ages under 12 are rounder, over 60 greyer. Refuses nothing.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from bitaqa.foundation.specimens.face_pen import FacePen
from bitaqa.foundation.specimens.looks import Looks, looks_of
from bitaqa.foundation.specimens.marks import specimen_mark
from bitaqa.foundation.specimens.streams import array_stream, stream

WIDTH: Final = 480
HEIGHT: Final = 600
_OVER: Final = 2  # drawn twice as large, then halved: smooth edges without any filter


def portrait(seed: int, *, female: bool, age: int, take: int = 0) -> bytes:
    """The JPEG of one take, with the specimen mark. The same arguments give the same bytes on the same libraries."""
    pixels = np.asarray(drawn(looks_of(seed, female=female, age=age), seed=seed, take=take))
    out = io.BytesIO()
    Image.fromarray(_lit(pixels, seed, take)).save(out, "JPEG", quality=86, dpi=(300, 300), comment=b"SPECIMEN")
    return out.getvalue()


def drawn(looks: Looks, *, seed: int, take: int) -> Image.Image:
    """The face without light and grain, already at its final size."""
    r = stream(seed, "portrait take", take)
    scale = _OVER * r.uniform(1.135, 1.165)
    cx, cy = WIDTH / 2 * _OVER + r.uniform(-9, 9), 272 * _OVER + r.uniform(-10, 10)
    smile = r.uniform(-1.0, 1.5)
    canvas = Image.new("RGB", (WIDTH * _OVER, HEIGHT * _OVER), (222, 224, 226))
    FacePen(ImageDraw.Draw(canvas), cx, cy, scale, looks, smile).face()
    return canvas.reduce(_OVER)


@cache
def _grain() -> NDArray[np.int16]:
    """Film grain, drawn once; each picture starts at another row and column of it."""
    wide = array_stream(0, "grain").normal(0, 3.1, (HEIGHT + 97, WIDTH + 89))
    return wide.astype(np.int16)


@cache
def _light() -> NDArray[np.int16]:
    """Soft light from the upper left on face and shoulders, as an offset per pixel."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    dx, dy = (x - WIDTH / 2) / 120, (y - 265) / 160
    ball = np.exp(-((dx * dx + dy * dy) ** 2) * 0.6)
    cheek = 10 * np.exp(-(((x - 190) / 48) ** 2 + ((y - 300) / 52) ** 2))
    rim = np.where(dx * dx + dy * dy < 2.2, -18 * np.clip(dx, 0, 1.2) ** 2, 0)
    offset: NDArray[np.int16] = (ball * (-10 * dx - 6 * dy + 4) + cheek + rim * ball - 10 * (y / HEIGHT - 0.5)).astype(
        np.int16
    )
    return offset


@cache
def _mark() -> NDArray[np.float32]:
    """The specimen mark over the chest, as a share of ink to mix in."""
    layer = Image.new("L", (WIDTH, HEIGHT), 0)
    mark = specimen_mark(44, 255)
    layer.paste(mark, ((WIDTH - mark.width) // 2, HEIGHT - mark.height - 22))
    return (np.asarray(layer, np.float32) * np.float32(0.62 / 255))[:, :, None]


def _lit(pixels: NDArray[np.uint8], seed: int, take: int) -> NDArray[np.uint8]:
    """Light, grain, exposure of this take, and the mark."""
    r = stream(seed, "light", take)
    dy, dx = r.randrange(97), r.randrange(89)
    offset = _light() + _grain()[dy : dy + HEIGHT, dx : dx + WIDTH] + np.int16(r.randint(-9, 9))
    lit = np.clip(pixels.astype(np.int16) + offset[:, :, None], 0, 255)
    foot = lit[-90:].astype(np.float32)
    ink = 255.0 if float(foot.mean()) < 135 else 30.0  # the mark stands out from light and dark clothes alike
    lit[-90:] = foot + (ink - foot) * _mark()[-90:]
    return lit.astype(np.uint8)
