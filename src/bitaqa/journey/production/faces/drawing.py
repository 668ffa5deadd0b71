"""What is drawn on a page of PDF, as its operators: texts, the zone, boxes with round corners, the code.

ISO 32000-1 §8 and §9. Nothing here knows a file or a card. Refuses nothing: what does not fit was fitted before.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import zxingcpp

from .layout import Box
from .letters import CardFont, Glyph, Line

_BEND: Final = 0.5523
"""How far the handles of a quarter circle reach, in parts of its radius."""


class Pen:
    """Writes texts in named fonts and remembers which shapes stand for which letters."""

    def __init__(self, names: Mapping[CardFont, str]) -> None:
        self._names = names
        self.used: dict[CardFont, dict[int, str]] = {font: {} for font in names}

    def text(self, line: Line, size: float, x: float, y: float, *, spacing: float = 0) -> str:
        """The line from `x` on, standing on `y`, in points."""
        parts, whole = _operators(line)
        out = []
        for font, letters, shown in parts:
            used = self.used[font]
            for glyph, told in letters.items():
                # A shape stands for one text in a file; where a line means another by it, the line says so itself.
                whole = used.setdefault(glyph, told) == told and whole
            if " Ts" in shown:  # written for a size of one
                shown = _RISE.sub(lambda found: f"{float(found[1]) * size:.4g} Ts", shown)
            out.append(f"/{self._names[font]} {size:g} Tf {shown}")
        drawn = f"BT {spacing:g} Tc 1 0 0 1 {x:.3f} {y:.3f} Tm {' '.join(out)} ET"
        if whole:
            return drawn
        return f"/Span <</ActualText <FEFF{line.text.encode('utf-16-be').hex().upper()}>>> BDC {drawn} EMC"

    def zone(self, font: CardFont, words: str, size: float, left: float, y: float, pitch: float) -> str:
        """One character in the middle of each cell, whatever the widths of the font (ICAO 9303-3 §4.3)."""
        glyphs = font.plain(words)
        used, scale = self.used[font], size / font.units
        parts, before = [], 0
        for glyph in glyphs:
            used[glyph.number] = glyph.text
            if before:
                parts.append(_gap(pitch, before + glyph.advance, scale, size))
            parts.append(f"<{glyph.number:04X}>")
            before = glyph.advance
        start = left + (pitch - glyphs[0].advance * scale) / 2
        return f"BT 0 Tc /{self._names[font]} {size:g} Tf 1 0 0 1 {start:.3f} {y:.3f} Tm [{''.join(parts)}] TJ ET"


_RISE: Final = re.compile(r"(-?[0-9.e-]+) Ts")


@lru_cache(maxsize=256)
def _gap(pitch: float, widths: int, scale: float, size: float) -> str:
    """From the end of one character to the beginning of the next, for TJ; `widths` of both together."""
    return f"{(widths * scale / 2 - pitch) * 1000 / size:.3f}"


@lru_cache(maxsize=2048)
def _operators(line: Line) -> tuple[tuple[tuple[CardFont, dict[int, str], str], ...], bool]:
    """For each font its letters and TJ operators; and whether the shapes, read one by one, hold all its letters.

    Readers turn Arabic round by themselves; a span with the text of its own is for what they could not put together.
    """
    parts = tuple(
        (font, {glyph.number: glyph.text for glyph in glyphs}, _shown(font, glyphs)) for font, glyphs in line.parts
    )
    told = sorted(
        "".join(
            letters[glyph.number]
            for (_, glyphs), (_, letters, _) in zip(line.parts, parts, strict=True)
            for glyph in glyphs
        )
    )
    return parts, told == sorted(line.text)


def _shown(font: CardFont, glyphs: Sequence[Glyph]) -> str:
    """TJ operators; a mark that stands higher or lower is lifted by itself, told for a size of one."""
    scale, widths = 1000 / font.units, font.widths
    out: list[str] = []
    array: list[str] = []
    run: list[str] = []

    def moved(by: float) -> None:
        if run:
            array.append(f"<{''.join(run)}>")
            run.clear()
        array.append(f"{-by * scale:.4g}")

    def ended() -> None:
        if run:
            array.append(f"<{''.join(run)}>")
            run.clear()
        if array:
            out.append(f"[{''.join(array)}] TJ")
            array.clear()

    for glyph in glyphs:
        if glyph.up:
            ended()
            out.append(f"{glyph.up / font.units:.4g} Ts")
        if glyph.right:
            moved(glyph.right)
        run.append(f"{glyph.number:04X}")
        rest = glyph.advance - widths[glyph.number] - glyph.right
        if rest:
            moved(rest)
        if glyph.up:
            ended()
            out.append("0 Ts")
    ended()
    return " ".join(out)


@lru_cache(maxsize=64)
def rounded(box: Box) -> str:
    """The path of a box, its corners round."""
    left, low, right, high = box.x, box.y, box.x + box.width, box.y + box.height
    r, bend = box.radius, box.radius * (1 - _BEND)
    points = (
        (left + r, low, "m"), (right - r, low, "l"), (right - bend, low), (right, low + bend), (right, low + r, "c"),
        (right, high - r, "l"), (right, high - bend), (right - bend, high), (right - r, high, "c"),
        (left + r, high, "l"), (left + bend, high), (left, high - bend), (left, high - r, "c"),
        (left, low + r, "l"), (left, low + bend), (left + bend, low), (left + r, low, "c"),
    )  # fmt: skip
    return " ".join(" ".join([f"{each[0]:.3f} {each[1]:.3f}", *each[2:]]) for each in points) + " h"


def covering(box: Box, width: int, height: int) -> str:
    """The picture `P` fills the box, its middle in the middle; what stands over is cut."""
    scale = max(box.width / width, box.height / height)
    wide, high = width * scale, height * scale
    x, y = box.x + (box.width - wide) / 2, box.y + (box.height - high) / 2
    return f"{rounded(box)} W n {wide:.3f} 0 0 {high:.3f} {x:.3f} {y:.3f} cm /P Do"


def code(words: str, box: Box) -> str:
    """A QR code, error correction M: one bit per module, a mask painted through, so that no edge is blurred."""
    made = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = np.array(made.to_image(scale=1, add_quiet_zones=False))
    count = len(modules)
    bits = np.packbits(modules != 0, axis=1).tobytes().decode("latin-1")
    return (
        f"q {box.width:.3f} 0 0 {box.height:.3f} {box.x:.3f} {box.y:.3f} cm "
        f"BI /W {count} /H {count} /IM true /BPC 1 ID {bits}\nEI Q"
    )
