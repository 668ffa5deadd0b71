"""Ridge images: what the glass of a scanner would show of a synthetic finger.

`I = cos(smooth phase + sum of p_i * atan2(y - y_i, x - x_i))`: every spiral makes exactly one ridge end or fork, so
the picture has the finger's minutiae and no others. The sum of angles is taken as the argument of a product of
complex numbers, which costs a multiplication instead of an arctangent per pixel and minutia. Noise, uneven pressure
and dry spots are added by `wear`. The PNG says SPECIMEN in its text chunk and its corner.
"""

from __future__ import annotations

import io
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

from bitaqa.foundation.specimens.fingers import HEIGHT, WIDTH, SpecimenFinger, placement
from bitaqa.foundation.specimens.streams import array_stream


@cache
def _grid() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    oval = ((x - WIDTH / 2) / 140) ** 2 + ((y - HEIGHT / 2) / 190) ** 2
    return x, y, np.clip((1.0 - oval) * 9.0, 0.0, 1.0)


def ridge_image(finger: SpecimenFinger, take: int = 0, *, wear: float = 0.0, calm: bool = False) -> NDArray[np.uint8]:
    """400 x 300 greyscale pixels at 500 dpi, ridges dark, of try `take` (the same placement as `impression`)."""
    x, y, oval = _grid()
    laid = placement(finger, take, calm=calm)
    u, v = laid.to_finger(x, y)
    z = (u + 1j * v).astype(np.complex64)
    wave = np.exp(1j * finger.flow.phase(u, v)).astype(np.complex64)
    for done, ((px, py), sign) in enumerate(zip(finger.places, finger.polarity, strict=True), start=1):
        arm = (z - np.complex64(px + 1j * py)) * np.float32(0.01)
        wave *= arm if sign > 0 else arm.conj()
        if done % 8 == 0:  # magnitudes would leave float32
            wave /= np.abs(wave) + np.float32(1e-20)
    ridge = (wave.real / (np.abs(wave) + np.float32(1e-20))).astype(np.float32)
    rng = array_stream(finger.seed, "ridges", int(finger.position), take)
    slow = rng.normal(0, 1, (7, 6)).astype(np.float32)
    pressure = np.asarray(Image.fromarray(slow).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC))
    strength = np.clip(0.9 + 0.12 * pressure - wear * (0.4 + 0.5 * (pressure > 0.3)), 0.05, 1.0)
    noise = rng.standard_normal((HEIGHT, WIDTH), dtype=np.float32) * np.float32(12 + 45 * wear)
    grey = 238 - oval * (105 + 95 * strength * ridge + 8 * pressure) + noise * (0.25 + 0.75 * oval)
    pixels: NDArray[np.uint8] = np.clip(grey, 0, 255).astype(np.uint8)
    return pixels


def ridge_png(pixels: NDArray[np.uint8]) -> bytes:
    """What `ridge_image` drew as PNG at 500 dpi, marked as a specimen in its text chunk and along its lower edge."""
    picture = Image.fromarray(pixels)
    ImageDraw.Draw(picture).text((4, HEIGHT - 13), "SPECIMEN", fill=120)
    note = PngInfo()
    note.add_text("Comment", "SPECIMEN: synthetic ridges of an invented person")
    out = io.BytesIO()
    picture.save(out, "PNG", dpi=(500, 500), pnginfo=note, compress_level=3)
    return out.getvalue()
