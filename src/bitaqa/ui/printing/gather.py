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
from .woff import unpack_woff

NPM_PACKAGES: Final = ("@ibm/plex-sans-arabic", "@ibm/plex-sans")

NPM_FONTS: Final[tuple[str, ...]] = tuple(
    f"@ibm/{package}/fonts/complete/woff/{face}-{weight}.woff"
    for package, face in (("plex-sans-arabic", "IBMPlexSansArabic"), ("plex-sans", "IBMPlexSans"))
    for weight in ("Regular", "Bold")
)
"""Paths under `node_modules`. Two weights suffice; the others call themselves other families inside the file."""


def gather_fonts(*, node_modules: Path, into: Path) -> list[Path]:
    """Unpacks the npm fonts and copies OCR-B when the machine has it; leaves present files alone.

    Raises FontsMissingError when a package is absent, FontFileError when a file is damaged.
    """
    into.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    for relative in NPM_FONTS:
        source = node_modules / relative
        target = into / (source.stem + ".ttf")
        if not target.exists():
            if not source.is_file():
                raise FontsMissingError(families=source.stem)
            # Written aside first: a set-up that is interrupted must not leave half a font.
            partial = target.with_suffix(".part")
            partial.write_bytes(unpack_woff(source.read_bytes(), name=source.name))
            partial.replace(target)
        made.append(target)
    for source in OCRB_FILES:
        if source.is_file():
            target = into / source.name
            target.write_bytes(source.read_bytes())
            made.append(target)
    return made


if __name__ == "__main__":
    for path in gather_fonts(node_modules=Path(sys.argv[1]), into=Path(sys.argv[2])):
        print(path.name)
