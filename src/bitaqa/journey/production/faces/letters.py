"""Letters of a face: text in either script is shaped by HarfBuzz, measured, fitted, and written for a page of PDF.

The fonts are those of all paper (`ui.printing.fonts`), cut down once per process to the scripts a card carries. What is
drawn goes with its text, so that a reader copies a name as it is spelt, not as its joined shapes stand. Refuses a
letter that no font of the card has: a box on a card is no name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final
from unicodedata import category

import uharfbuzz as hb

from .bidi import visual_runs

_SCRIPTS: Final = ((0x20, 0x24F), (0x300, 0x36F), (0x600, 0x6FF), (0x750, 0x77F), (0x2D30, 0x2D7F), (0x2000, 0x206F))
"""Latin, marks, Arabic and its supplement, Tifinagh, punctuation: what names and addresses are made of."""


_CODE: Final = re.compile(r"^[0-9A-Z/.-]*[0-9][0-9A-Z/.-]*$")
"""Dates, numbers and codes, in which a slash between digits does not turn them round."""


class LetterMissingError(ValueError):
    """No font of the card has this letter; the caller knows which field it was in."""


class NoRoomError(ValueError):
    """A number or a date that must stand whole does not fit at its smallest size."""


class CardFont:
    """One font file, cut down to `_SCRIPTS`; glyph numbers stay those of the file."""

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        whole = hb.Face(path.read_bytes())
        asked = hb.SubsetInput()
        asked.sets(hb.SubsetInputSets.UNICODE).update(
            each for first, last in _SCRIPTS for each in range(first, last + 1)
        )
        asked.flags = hb.SubsetFlags.RETAIN_GIDS
        kept = hb.subset(whole, asked)
        self.content = bytes(kept.blob.data)
        self._font = hb.Font(kept)
        self._letters: dict[str, Glyph] = {}
        self._buffer = hb.Buffer()
        self.units = kept.upem
        self.known = frozenset(kept.unicodes)
        self.outlines = "CFF" if self.content[:4] == b"OTTO" else "TrueType"
        extents = self._font.get_font_extents("ltr")
        self.ascender, self.descender = extents.ascender, extents.descender
        self.widths = [self._font.get_glyph_h_advance(glyph) for glyph in range(kept.glyph_count)]

    def glyph(self, letter: str) -> int:
        """Raises LetterMissingError."""
        found = self._font.get_nominal_glyph(ord(letter))
        if found is None:
            raise LetterMissingError(letter)
        return int(found)

    def plain(self, text: str) -> list[Glyph]:
        """Numbers and codes: nothing in them joins or closes up. Raises LetterMissingError."""
        return [self._own(letter) for letter in text]

    def _own(self, letter: str) -> Glyph:
        found = self._letters.get(letter)
        if found is None:
            number = self.glyph(letter)
            found = self._letters[letter] = Glyph(number, self.widths[number], 0, 0, letter)
        return found

    def shaped(self, text: str, *, rtl: bool) -> list[Glyph]:
        """From left to right."""
        buffer = self._buffer
        buffer.clear_contents()
        buffer.add_str(text)
        buffer.direction = "rtl" if rtl else "ltr"
        buffer.guess_segment_properties()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        hb.shape(self._font, buffer, {})
        clusters = [info.cluster for info in buffer.glyph_infos]
        starts = sorted({*clusters, len(text)})
        ends = dict(pairwise(starts))
        told = -1
        found = []
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            at = info.cluster
            said = "" if at == told else text[at : ends[at]]
            told = at
            right, up, advance, _ = place.position
            found.append(Glyph(info.codepoint, advance, right, up, said))
        return found


@dataclass(frozen=True, slots=True)
class Glyph:
    """One shape: its number in the font, advance and offset in font units, and the letters it stands for."""

    number: int
    advance: int
    right: int
    up: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A shaped text; `width` in parts of the size it is set in, without letter-spacing."""

    text: str
    parts: tuple[tuple[CardFont, tuple[Glyph, ...]], ...]
    width: float
    count: int


@lru_cache(maxsize=2048)
def shaped_line(text: str, fonts: tuple[CardFont, ...], *, rtl: bool) -> Line:
    """`fonts` in order of preference. Kept for a while: people share names and places. Raises LetterMissingError."""
    if _CODE.match(text):
        glyphs = tuple(fonts[0].plain(text))
        width = sum(glyph.advance for glyph in glyphs) / fonts[0].units
        return Line(text, ((fonts[0], glyphs),), width, len(glyphs))
    parts: list[tuple[CardFont, tuple[Glyph, ...]]] = []
    for run in visual_runs(text, rtl=rtl):
        pieces = list(_pieces(run.text, fonts))
        for font, words in reversed(pieces) if run.rtl else pieces:
            parts.append((font, tuple(font.shaped(words, rtl=run.rtl))))
    width = sum(glyph.advance / font.units for font, glyphs in parts for glyph in glyphs)
    return Line(text, tuple(parts), width, sum(len(glyphs) for _, glyphs in parts))


def _pieces(text: str, fonts: Sequence[CardFont]) -> Iterator[tuple[CardFont, str]]:
    """Stretches that one font can write; most lines are a single one."""
    if fonts[0].known.issuperset(map(ord, text)):
        yield fonts[0], text
        return
    begun, current = 0, fonts[0]
    for place, letter in enumerate(text):
        if ord(letter) in current.known:
            continue
        chosen = next((font for font in fonts if ord(letter) in font.known), None)
        if chosen is None:
            raise LetterMissingError(letter)
        if place > begun:
            yield current, text[begun:place]
        begun, current = place, chosen
    yield current, text[begun:]


def fitted_line(
    text: str,
    fonts: tuple[CardFont, ...],
    *,
    rtl: bool,
    room: float,
    sizes: Sequence[float],
    spacing: float = 0,
    shortens: bool,
) -> tuple[Line, float]:
    """The line at the largest of `sizes` (points, falling) at which it is at most `room` points wide.

    Below the smallest, what `shortens` loses letters at its end and shows “…”. Raises LetterMissingError,
    NoRoomError.
    """
    line = shaped_line(text, fonts, rtl=rtl)
    for size in sizes:
        if line.width * size + spacing * line.count <= room:
            return line, size
    if not shortens:
        raise NoRoomError(text)
    ends = [place for place, letter in enumerate(text) if place and category(letter)[0] != "M"]
    fits, beyond = 0, len(ends)
    best = shaped_line("…", fonts, rtl=rtl)
    while fits < beyond:
        middle = (fits + beyond) // 2
        shorter = shaped_line(text[: ends[middle]].strip() + "…", fonts, rtl=rtl)
        if shorter.width * sizes[-1] + spacing * shorter.count <= room:
            best, fits = shorter, middle + 1
        else:
            beyond = middle
    return best, sizes[-1]


@cache
def card_font(name: str, path: str) -> CardFont:
    """Read and cut down once per process."""
    return CardFont(name, Path(path))
