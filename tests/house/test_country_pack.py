"""Every key of a country pack is a rule that the program reads: one that nobody reads promises what is not kept."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "bitaqa"
PACKS = sorted((SOURCE / "foundation" / "rules" / "country").glob("*.toml"))


def names_of(held: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each key with the way to it."""
    if isinstance(held, dict):
        for name, inside in held.items():
            yield name, f"{path}.{name}"
            yield from names_of(inside, f"{path}.{name}")
    elif isinstance(held, list):
        for inside in held:
            yield from names_of(inside, path)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.stem)
def test_every_key_is_read_somewhere(pack: Path) -> None:
    files = [file for ending in ("py", "html", "typ") for file in SOURCE.rglob(f"*.{ending}")]
    words = {word for file in files for word in re.findall(r"\w+", file.read_text(encoding="utf-8"))}
    unread = [path for name, path in names_of(tomllib.loads(pack.read_text(encoding="utf-8"))) if name not in words]
    assert unread == []
