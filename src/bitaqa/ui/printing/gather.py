"""Gathers the printer's fonts at set-up, so that printing itself never looks for anything.

    python -m bitaqa.ui.printing.gather node_modules build/fonts

The npm packages are NPM_PACKAGES (SIL Open Font License 1.1). OCR-B is copied from the machine when it is there.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from .errors import FontsMissingError
from .fonts import OCRB_FILES

NPM_PACKAGES: Final = tuple(
    f"@expo-google-fonts/{name}" for name in ("ibm-plex-sans-arabic", "ibm-plex-sans", "noto-sans-tifinagh")
)
_FACES: Final = ("IBMPlexSansArabic", "IBMPlexSans", "NotoSansTifinagh")

NPM_FONTS: Final[tuple[str, ...]] = tuple(
    f"{package}/{weight}/{face}_{weight}.ttf"
    for package, face in zip(NPM_PACKAGES, _FACES, strict=True)
    for weight in ("400Regular", "700Bold")
    if (face, weight) != ("NotoSansTifinagh", "700Bold")  # that family has one weight
)
"""Paths under `node_modules`. Two weights suffice for paper."""


def gather_fonts(*, node_modules: Path, into: Path) -> list[Path]:
    """Copies the npm fonts, and OCR-B when the machine has it. Raises FontsMissingError when a package is absent."""
    sources = [node_modules / relative for relative in NPM_FONTS]
    if absent := [source.stem for source in sources if not source.is_file()]:
        raise FontsMissingError(families=", ".join(absent))
    into.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for source in [*sources, *(path for path in OCRB_FILES if path.is_file())]:
        # Written aside first: a set-up that is interrupted must not leave half a font.
        partial = into / (source.name + ".part")
        partial.write_bytes(source.read_bytes())
        made.append(partial.replace(into / source.name))
    return made


if __name__ == "__main__":
    gather_fonts(node_modules=Path(sys.argv[1]), into=Path(sys.argv[2]))
