"""A card layout as data: where its own texts, pictures and zone stand.

Lengths become points, from the lower left corner. Read from `layouts/<document type>/<version>/layout.toml`.
Refuses a layout nobody wrote.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from .errors import LayoutUnknownError

LAYOUTS: Final = Path(__file__).with_name("layouts")
MM: Final = 72 / 25.4
WIDTH: Final = 85.6 * MM
HEIGHT: Final = 53.98 * MM
"""ISO/IEC 7810 ID-1, in points."""


@dataclass(frozen=True, slots=True)
class Field:
    """One text of a face: `value` names it in the card's row; Arabic ends at x + width, Latin begins at x."""

    value: str
    arabic: bool
    x: float
    y: float
    width: float
    sizes: tuple[float, ...]
    colour: str
    spacing: float
    shown: str
    shortens: bool
    """Whether it may lose letters at its end: names and places may, numbers and dates must stand whole."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with round corners; `x` and `y` of its lower left corner."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """What `render_faces` draws over the artwork; colours and opacity from 0 to 1."""

    name: str
    front: tuple[Field, ...]
    back: tuple[Field, ...]
    colours: Mapping[str, tuple[float, float, float]]
    portrait: Box
    portrait_line: tuple[float, float, float]
    ghost: Box
    ghost_opacity: float
    code: Box
    sexes: Mapping[str, tuple[str, str]]
    show: Mapping[str, bool]
    zone_left: float
    zone_lines: tuple[float, ...]
    zone_size: float
    pitch: float


def layout_names() -> tuple[str, ...]:
    """Layouts there are, such as `cnie/v1`."""
    return tuple(sorted(str(path.parent.relative_to(LAYOUTS)) for path in LAYOUTS.rglob("layout.toml")))


def get_layout(name: str) -> Layout:
    """Raises LayoutUnknownError."""
    if name not in layout_names():
        raise LayoutUnknownError(layout=name)
    return layout_of(name, tomllib.loads((LAYOUTS / name / "layout.toml").read_text("utf-8")))


def layout_of(name: str, told: Mapping[str, Any]) -> Layout:
    """The layout which the file tells."""
    mrz = told["mrz"]
    return Layout(
        name=name,
        front=tuple(map(_field, told["fields"]["front"])),
        back=tuple(map(_field, told["fields"]["back"])),
        colours={key: _colour(value) for key, value in told["colours"].items()},
        portrait=_box(told["portrait"]),
        portrait_line=_colour(told["portrait"]["line"]),
        ghost=_box(told["ghost"]),
        ghost_opacity=told["ghost"]["opacity"],
        code=_box({**told["code"], "width": told["code"]["side"], "height": told["code"]["side"]}),
        sexes={key: (words[0], words[1]) for key, words in told["sexes"].items()},
        show=told["show"],
        zone_left=mrz["left_mm"] * MM,
        # OCR-B capitals of size 1 stand 2.4 mm high; their middle lies on the line.
        zone_lines=tuple(HEIGHT - (mrz["first_line_mm"] + row * mrz["line_mm"] + 1.2) * MM for row in range(3)),
        zone_size=mrz["size_pt"],
        pitch=mrz["pitch_mm"] * MM,
    )


def _field(told: Mapping[str, Any]) -> Field:
    return Field(
        value=told["value"],
        arabic=told["script"] == "ar",
        x=told["x"] * MM,
        y=HEIGHT - told["y"] * MM,
        width=told["width"] * MM,
        sizes=tuple(told["sizes"]),
        colour=told["colour"],
        spacing=told.get("spacing", 0),
        shown=told.get("shown", ""),
        shortens=told.get("shortens", False),
    )


def _box(told: Mapping[str, Any]) -> Box:
    height = told["height"] * MM
    return Box(told["x"] * MM, HEIGHT - told["y"] * MM - height, told["width"] * MM, height, told.get("radius", 0) * MM)


def _colour(told: str) -> tuple[float, float, float]:
    red, green, blue = (int(told[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return round(red, 4), round(green, 4), round(blue, 4)
