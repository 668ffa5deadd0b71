"""The fonts of paper and cards: IBM Plex Sans Arabic and IBM Plex Sans (OFL) from npm, OCR-B from the machine.

Set-up gathers them into one folder, `build/fonts` (or the folder named by `BITAQA_FONTS`); nothing is fetched when
a sheet is printed. OCR-B has no free npm or PyPI package: it is taken from Debian's `fonts-ocr-b` when present;
otherwise the zone is set in IBM Plex Sans, each character in the middle of its cell of 2.54 mm, on specimens only. The
PDF's metadata says which of the two was used. Tifinagh, an option of card
layouts, is Noto Sans Tifinagh (OFL) from npm. See docs/adr/0006-printing.md.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

import typst

from .errors import FontsMissingError, OcrbMissingError

ARABIC_FAMILY: Final = "IBM Plex Sans Arabic"
LATIN_FAMILY: Final = "IBM Plex Sans"
TIFINAGH_FAMILY: Final = "Noto Sans Tifinagh"
OCRB_FAMILY: Final = "OCR B"

_REPOSITORY: Final = Path(__file__).resolve().parents[4]
OCRB_FILES: Final = (Path("/usr/share/fonts/opentype/ocr-b/OCRB.otf"),)


_CARD_FILES: Final = {
    LATIN_FAMILY: "IBMPlexSans_700Bold.ttf",
    ARABIC_FAMILY: "IBMPlexSansArabic_700Bold.ttf",
    TIFINAGH_FAMILY: "NotoSansTifinagh_400Regular.ttf",
    OCRB_FAMILY: "OCRB.otf",
}


def font_folder() -> Path:
    """`BITAQA_FONTS`, else `build/fonts` of the checkout."""
    return Path(os.environ.get("BITAQA_FONTS") or _REPOSITORY / "build" / "fonts")


def card_font_file(family: str) -> Path | None:
    """The file a card's own texts of this family are set from; None when the machine has none."""
    gathered = font_folder() / _CARD_FILES[family]
    places = (gathered, *OCRB_FILES) if family == OCRB_FAMILY else (gathered,)
    return next((path for path in places if path.is_file()), None)


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
def has_ocrb() -> bool:
    """Whether the zone can be set in OCR-B, which production settings require (ICAO 9303-3 §4.3)."""
    return card_font_file(OCRB_FAMILY) is not None


def check_can_print_production() -> None:
    """For the settings check of the centre and for every production batch. Raises OcrbMissingError."""
    if not has_ocrb():
        raise OcrbMissingError()
