"""The protocol of the Fingerprint Verification Competitions on a folder of `FINGER_IMPRESSION.*` images.

Genuine pairs: every two impressions of one finger. Impostor pairs: every two impressions of different fingers; the
competitions' own, smaller set (first impressions only) is kept apart beside it. Nothing is chosen by folder: the same
parameters, the same resolution unless the caller knows better. An image that gives no template scores 0.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from bitaqa.foundation.matching.comparer import finger_score
from bitaqa.foundation.matching.cylinders import Cylinders, cylinders_of
from bitaqa.foundation.matching.errors import NothingToMeasureError
from bitaqa.foundation.matching.leader import extract_template
from bitaqa.foundation.matching.measuring.rates import Scores
from bitaqa.foundation.matching.templates import FingerPosition, encode_template

_NAME = re.compile(r"(?P<finger>.+)_(?P<impression>[^_.]+)\.(png|tif|tiff|bmp|jpg|jpeg|pgm|gif)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Impression:
    """One image read: which finger, which impression of it, what was found, and what the reading cost."""

    finger: str
    impression: str
    cylinders: Cylinders
    template_bytes: int
    wall_seconds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All scores of one folder."""

    genuine: Scores
    impostor: Scores
    impostor_first: Scores  # the competitions' own: first impressions only
    compare_cpu_seconds: Scores
    compare_wall_seconds: Scores


def finger_images(folder: Path) -> list[tuple[str, str, Path]]:
    """Finger, impression, file; in order. Raises NothingToMeasureError when the folder holds none."""
    named = ((_NAME.fullmatch(path.name), path) for path in sorted(folder.iterdir()))
    found = [(match["finger"], match["impression"], path) for match, path in named if match]
    if not found:
        raise NothingToMeasureError(what=f"images FINGER_IMPRESSION.* in {folder.name}")
    return found


def impressions_of(folder: Path, *, dpi: int = 500) -> Iterator[Impression]:
    """Each image read, extracted and prepared. Raises NothingToMeasureError, FingerImageError."""
    for finger, impression, path in finger_images(folder):
        try:
            with Image.open(path) as opened:
                pixels = np.asarray(opened.convert("L"))
        except (UnidentifiedImageError, OSError) as bad:
            raise NothingToMeasureError(what=f"a picture in {path.name}") from bad
        began = time.perf_counter()
        template = extract_template(pixels, position=FingerPosition.RIGHT_INDEX, dpi=dpi)
        ready = cylinders_of(template)
        spent = time.perf_counter() - began
        yield Impression(finger, impression, ready, len(encode_template(template)), spent)


def measured(read: list[Impression], *, compare: Callable[[Cylinders, Cylinders], float] = finger_score) -> Measured:
    """Every pair of the folder, one by one."""
    first = {finger: min(i.impression for i in read if i.finger == finger) for finger in {i.finger for i in read}}
    genuine, impostor, impostor_first, cpu, wall = [], [], [], [], []
    for one, other in combinations(read, 2):
        began, began_cpu = time.perf_counter(), time.thread_time()
        score = compare(one.cylinders, other.cylinders)
        cpu.append(time.thread_time() - began_cpu)
        wall.append(time.perf_counter() - began)
        if one.finger == other.finger:
            genuine.append(score)
            continue
        impostor.append(score)
        if one.impression == first[one.finger] and other.impression == first[other.finger]:
            impostor_first.append(score)
    return Measured(*(np.array(values, np.float64) for values in (genuine, impostor, impostor_first, cpu, wall)))
