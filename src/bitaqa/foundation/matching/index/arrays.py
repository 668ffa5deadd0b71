"""Several numpy arrays in one file, read where they lie.

A segment of fingers has sixty arrays: as many files would cost sixty forced writes for each small insertion, and sixty
mappings for each opening. Layout: eight bytes with the length of a JSON header (little endian), the header
(`{name: [dtype, shape, place]}`), then the arrays one after the other, each at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bitaqa.foundation.matching.errors import IndexDamagedError

_ALIGNED: Final = 64
_LENGTH: Final = 8


def write_arrays(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """A new file at `path`; the caller makes it durable."""
    places: dict[str, list[object]] = {}
    at = 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, list(array.shape), at]
        at = _aligned(at + array.nbytes)
    header = json.dumps(places).encode("ascii")
    start = _aligned(_LENGTH + len(header))
    with path.open("wb") as file:
        file.write(len(header).to_bytes(_LENGTH, "little") + header)
        for array, (_, _, place) in zip(arrays.values(), places.values(), strict=True):
            file.seek(start + int(str(place)))
            file.write(np.ascontiguousarray(array).tobytes())
        file.truncate(start + at)


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """The arrays by name, mapped and not to be written. Raises `IndexDamagedError`."""
    try:
        held = np.memmap(path, np.uint8, mode="r")
        length = int.from_bytes(held[:_LENGTH].tobytes(), "little")
        places = json.loads(held[_LENGTH : _LENGTH + length].tobytes())
        start = _aligned(_LENGTH + length)
        found: dict[str, NDArray[Any]] = {}
        for name, (dtype, shape, place) in places.items():
            kind = np.dtype(dtype)
            end = start + place + kind.itemsize * int(np.prod(shape, dtype=np.int64))
            if end > len(held):
                raise IndexDamagedError(part=path.name)
            found[name] = np.asarray(held[start + place : end]).view(kind).reshape(shape)
    except (OSError, ValueError, TypeError) as bad:
        raise IndexDamagedError(part=path.name) from bad
    return found


def _aligned(at: int) -> int:
    return -(-at // _ALIGNED) * _ALIGNED
