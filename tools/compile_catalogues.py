"""Compile every message catalogue (`locale/*/LC_MESSAGES/*.po`) with Babel: gettext's own tools may be absent.

Fuzzy entries are left out, as gettext does. Refuses a catalogue whose translations lose a placeholder.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "bitaqa"


def main() -> int:
    wrong = 0
    for source in sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/*.po")):
        wrong += compile_catalogue(source)
    return 1 if wrong else 0


def compile_catalogue(source: Path) -> int:
    """Write the `.mo` beside `source` when it is older; answers how many entries are wrong."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
        return 0
    with source.open("rb") as opened:
        catalogue = read_po(opened, locale=source.parents[1].name, abort_invalid=True)
    wrong = 0
    for message, errors in catalogue.check():
        for error in errors:
            print(f"{source}:{message.lineno}: {error}")
            wrong += 1
    unfinished = target.with_suffix(".mo.part")
    with unfinished.open("wb") as opened:
        write_mo(opened, catalogue)
    if wrong:
        unfinished.unlink()
    else:
        unfinished.rename(target)
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
