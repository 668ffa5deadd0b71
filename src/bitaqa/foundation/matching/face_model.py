"""A face model that an operator brings: the port, its manifest, and everything it is refused for.

The house ships no model of faces: whoever deploys one has chosen it, measured it on their own people and may use it.
A manifest beside the ONNX file says which file it is (SHA-256), what it takes and gives, how its vectors are compared,
from which value they are one person's, at which measured rate of false matches, and under which licence. The model is
run only when all of that agrees with the file. `decide.py` never lets a face verify anyone alone.

Refuses: another file, missing or odd entries, another shape than declared, a threshold without its false match rate,
an alignment this station cannot do (only `frame`: the oval of the live view brings eyes and chin to one place).
"""

from __future__ import annotations

import hashlib
import io
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bitaqa.foundation.matching.errors import FaceModelError, PortraitImageError

Vector = NDArray[np.float32]
MANIFEST: Final = "manifest.toml"
LARGEST: Final = 512 * 1024 * 1024
AGREES: Final = 0.78
"""The score that the model's own threshold becomes: `HolderPolicy.face` of `decide.py`."""
FRAME: Final = (0.16, 0.10, 0.84, 0.78)
"""Left, top, right, bottom of what a model sees of a portrait taken in the oval, as shares of it."""


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class FaceInput(_Shape):
    """1 x 3 x height x width floats: `(value - mean) / scale` of 0 to 255, channels in this order."""

    name: str
    width: int = Field(ge=32, le=1024)
    height: int = Field(ge=32, le=1024)
    channels: Literal["rgb", "bgr"]
    mean: float
    scale: float = Field(gt=0)


class FaceOutput(_Shape):
    name: str
    size: int = Field(ge=8, le=4096)


class FaceThreshold(_Shape):
    """From which likeness two vectors are one person's, and how often others reached it (upper bound, 95 %)."""

    same: float = Field(gt=-1, lt=1)
    false_match_rate: float = Field(gt=0, le=0.01)
    measured_on: str = Field(min_length=8)


class FaceManifest(_Shape):
    """`manifest.toml`, beside the model it speaks of."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9.-]{0,38}$")
    version: str = Field(min_length=1, max_length=20)
    licence: str = Field(min_length=3)
    file: str = Field(pattern=r"^[A-Za-z0-9._-]+\.onnx$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    alignment: Literal["frame"]
    metric: Literal["cosine"]
    input: FaceInput
    output: FaceOutput
    threshold: FaceThreshold


class FaceEmbedder(Protocol):
    """Turns a portrait into a vector of which only the likeness to others means anything."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def embedded(self, picture: bytes, /) -> Vector:
        """A vector of length one. Raises `PortraitImageError`, `FaceModelError`."""


def read_manifest(folder: Path) -> FaceManifest:
    """Raises FaceModelError for a manifest that is missing or says too little."""
    try:
        return FaceManifest.model_validate(tomllib.loads((folder / MANIFEST).read_text("utf-8")))
    except OSError:
        raise FaceModelError(problem=f"no {MANIFEST}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise FaceModelError(problem=f"{MANIFEST} is not TOML") from None
    except ValidationError as bad:
        fields = ", ".join(".".join(map(str, error["loc"])) for error in bad.errors(include_input=False))
        raise FaceModelError(problem=f"{MANIFEST}: {fields}") from None


@dataclass(frozen=True)
class OnnxFaceEmbedder:
    """`FaceEmbedder` over an ONNX file that is what its manifest says; made by `loaded_embedder`."""

    manifest: FaceManifest
    session: Any

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def version(self) -> str:
        return self.manifest.version

    def embedded(self, picture: bytes, /) -> Vector:
        """The unit vector of a portrait framed by the oval. Raises PortraitImageError, FaceModelError."""
        given = _prepared(picture, self.manifest.input)
        (found,) = self.session.run([self.manifest.output.name], {self.manifest.input.name: given})
        vector = np.asarray(found, np.float32).reshape(-1)
        length = float(np.linalg.norm(vector))
        if vector.size != self.manifest.output.size or not np.isfinite(length) or length < 1e-6:
            raise FaceModelError(problem="its answer is not the vector it declares")
        unit: Vector = vector / np.float32(length)
        return unit


class EmbeddingFaceComparer:
    """`FaceComparer` by a model's vectors; the model's threshold becomes the score that policy asks for."""

    def __init__(self, embedder: FaceEmbedder, *, same: float) -> None:
        self.name, self.version = embedder.name, embedder.version
        self._embedder, self._same = embedder, same

    def compare(self, left: bytes, right: bytes, /) -> float:
        """0 to 1; `AGREES` exactly at the threshold. Raises PortraitImageError, FaceModelError."""
        alike = float(self._embedder.embedded(left) @ self._embedder.embedded(right))
        if alike < self._same:
            return AGREES * max(0.0, (alike + 1) / (self._same + 1))
        return min(1.0, AGREES + (1 - AGREES) * (alike - self._same) / (1 - self._same))


@lru_cache(maxsize=2)
def loaded_comparer(folder: Path) -> EmbeddingFaceComparer:
    """The comparer over the model in `folder`, checked once. Raises FaceModelError."""
    embedder = loaded_embedder(folder)
    return EmbeddingFaceComparer(embedder, same=embedder.manifest.threshold.same)


def loaded_embedder(folder: Path) -> OnnxFaceEmbedder:
    """Raises FaceModelError when the file is not the one of its manifest, or has another shape."""
    manifest = read_manifest(folder)
    file = folder / manifest.file
    if not file.is_file() or file.stat().st_size > LARGEST:
        raise FaceModelError(problem=f"no {manifest.file}")
    model = file.read_bytes()
    found = hashlib.sha256(model).hexdigest()
    if found != manifest.sha256:
        raise FaceModelError(problem=f"{manifest.file} is {found[:12]}…, not {manifest.sha256[:12]}…")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as bad:  # the runtime raises classes of its own for every kind of damage
        raise FaceModelError(problem=f"it cannot be run ({type(bad).__name__})") from bad
    _check_shape(session, manifest)
    return OnnxFaceEmbedder(manifest, session)


def _check_shape(session: Any, manifest: FaceManifest) -> None:
    wanted = manifest.input
    inputs = {one.name: one.shape for one in session.get_inputs()}
    outputs = {one.name: one.shape for one in session.get_outputs()}
    shape = inputs.get(wanted.name, ())
    if len(inputs) != 1 or len(shape) != 4 or list(shape[1:]) != [3, wanted.height, wanted.width]:
        raise FaceModelError(problem=f"its input is {inputs}, which the manifest does not say")
    if manifest.output.name not in outputs or list(outputs[manifest.output.name])[-1] != manifest.output.size:
        raise FaceModelError(problem=f"its output is {outputs}, which the manifest does not say")


def _prepared(picture: bytes, wanted: FaceInput) -> Vector:
    try:
        with Image.open(io.BytesIO(picture), formats=["JPEG", "PNG"]) as opened:
            width, height = opened.size
            left, top, right, bottom = FRAME
            box = (left * width, top * height, right * width, bottom * height)
            face = opened.convert("RGB").resize((wanted.width, wanted.height), Image.Resampling.BILINEAR, box)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as bad:
        raise PortraitImageError(detail=type(bad).__name__) from bad
    points = np.asarray(face, np.float32)
    if wanted.channels == "bgr":
        points = points[:, :, ::-1]
    ready: Vector = np.ascontiguousarray(((points - wanted.mean) / wanted.scale).transpose(2, 0, 1)[None], np.float32)
    return ready
