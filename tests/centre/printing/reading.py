"""Reads the text layer of a page as a viewer would: codes, widths and letters as the file itself states them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import pypdf


@dataclass(frozen=True)
class Shown:
    """One text: in reading order, where it begins, and where each of its shapes stands, in points."""

    text: str
    size: float
    x: float
    y: float
    places: tuple[float, ...]
    widths: tuple[float, ...]

    @property
    def right(self) -> float:
        return max((x + width for x, width in zip(self.places, self.widths, strict=True)), default=self.x)


def shown_texts(page: pypdf.PageObject) -> list[Shown]:
    """The card's own texts, in the order they are drawn; artwork is left aside."""
    resources: Any = page["/Resources"]
    fonts = {name: _font(font.get_object()) for name, font in resources["/Font"].items()}
    found: list[Shown] = []
    spans: list[str | None] = []
    spacing, at = 0.0, (0.0, 0.0)
    size, font, pen = 0.0, "", 0.0
    shapes: list[tuple[str, float, float]] = []
    contents = page.get_contents()
    assert contents is not None
    for operands, operator in contents.operations:
        match operator:
            case b"BDC":
                spans.append(operands[1].get("/ActualText"))
            case b"EMC":
                told = spans.pop()
                if told is not None:
                    found[-1] = Shown(
                        str(told), *[getattr(found[-1], n) for n in ("size", "x", "y", "places", "widths")]
                    )
            case b"BT":
                shapes = []
            case b"Tc":
                spacing = float(operands[0])
            case b"Tm":
                at, pen = (float(operands[4]), float(operands[5])), float(operands[4])
            case b"Tf":
                font, size = operands[0], float(operands[1])
            case b"TJ":
                letters, widths = fonts[font]
                for each in operands[0]:
                    if isinstance(each, (int, float)):
                        pen -= float(each) * size / 1000
                        continue
                    raw = each.original_bytes if hasattr(each, "original_bytes") else bytes(each)
                    for place in range(0, len(raw), 2):
                        glyph = int.from_bytes(raw[place : place + 2], "big")
                        wide = widths[glyph] * size / 1000
                        shapes.append((letters.get(glyph, ""), pen, wide))
                        pen += wide + spacing
            case b"ET":
                places, wide = tuple(s[1] for s in shapes), tuple(s[2] for s in shapes)
                found.append(Shown(_in_reading_order([s[0] for s in shapes]), size, *at, places, wide))
    return found


def _in_reading_order(parts: list[str]) -> str:
    """Shapes stand from left to right; a line of right-to-left letters is read the other way."""
    right = any(unicodedata.bidirectional(letter) in ("R", "AL") for part in parts for letter in part)
    return "".join(reversed(parts) if right else parts)


def _font(font: Any) -> tuple[dict[int, str], list[float]]:
    cmap = font["/ToUnicode"].get_object().get_data().decode("ascii")
    letters = {
        int(code, 16): bytes.fromhex(text).decode("utf-16-be")
        for code, text in re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", cmap)
    }
    widths = font["/DescendantFonts"][0].get_object()["/W"]
    return letters, [float(width) for width in widths[1]]
