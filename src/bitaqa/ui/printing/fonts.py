"""The fonts of paper and cards: IBM Plex Sans Arabic and IBM Plex Sans (OFL) from npm, OCR-B from the machine.

Set-up gathers them into one folder, `build/fonts` (or the folder named by `BITAQA_FONTS`); nothing is fetched when
a sheet is printed. OCR-B has no free npm or PyPI package: it is taken from Debian's `fonts-ocr-b` when present;
otherwise the zone is set in DejaVu Sans Mono, which comes inside typst, at the same 2.54 mm pitch, on specimens
only. The PDF's metadata says which of the two was used. See docs/adr/0006-printing.md.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import typst

from .errors import FontsMissingError, OcrbMissingError

ARABIC_FAMILY: Final = "IBM Plex Sans Arabic"
LATIN_FAMILY: Final = "IBM Plex Sans"
OCRB_FAMILY: Final = "OCR B"
FALLBACK_FAMILY: Final = "DejaVu Sans Mono"

_REPOSITORY: Final = Path(__file__).resolve().parents[4]
OCRB_FILES: Final = (Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf"),)


@dataclass(frozen=True, slots=True)
class MrzFace:
    """The font in which the machine readable zone will be printed."""

    family: str
    standard: bool
    """True for OCR-B, which production settings require (ICAO 9303-3 §4.3)."""
    advance: float
    """Width of a character in parts of the font's size; both fonts have one width."""


def font_folder() -> Path:
    """`BITAQA_FONTS`, else `build/fonts` of the checkout."""
    return Path(os.environ.get("BITAQA_FONTS") or _REPOSITORY / "build" / "fonts")


@cache
def fonts() -> typst.Fonts:
    """Every font the printer may use, read once per process. Raises FontsMissingError."""
    folder = font_folder()
    machine = {str(path.parent) for path in OCRB_FILES if path.is_file() and not (folder / path.name).exists()}
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder), *machine])
    missing = {ARABIC_FAMILY, LATIN_FAMILY} - set(found.families())
    if missing:
        raise FontsMissingError(families=", ".join(sorted(missing)))
    return found


@cache
def mrz_face() -> MrzFace:
    """OCR-B when there is one, else the fallback. Raises FontsMissingError."""
    standard = OCRB_FAMILY in fonts().families()
    return MrzFace(OCRB_FAMILY, True, 0.723) if standard else MrzFace(FALLBACK_FAMILY, False, 0.602)


def check_can_print_production() -> None:
    """For the settings check of the centre and for every production batch. Raises OcrbMissingError."""
    if not mrz_face().standard:
        raise OcrbMissingError()
