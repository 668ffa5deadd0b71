"""Set-up gathers what there is, and says what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from bitaqa.ui.printing import gather
from bitaqa.ui.printing.errors import FontsMissingError


def test_a_missing_package_is_named_and_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(FontsMissingError) as fact:
        gather.gather_fonts(node_modules=tmp_path / "modules", into=tmp_path / "fonts")
    assert "IBMPlexSansArabic_400Regular" in str(fact.value)
    assert not (tmp_path / "fonts").exists()


def test_gathering_copies_fonts_and_ocr_b_when_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ocrb = tmp_path / "OCRB.otf"
    ocrb.write_bytes(b"OTTO")
    monkeypatch.setattr(gather, "OCRB_FILES", (ocrb, tmp_path / "absent.otf"))
    modules, into = tmp_path / "modules", tmp_path / "out" / "fonts"
    for name in gather.NPM_FONTS:
        (modules / name).parent.mkdir(parents=True, exist_ok=True)
        (modules / name).write_bytes(name.encode())
    made = gather.gather_fonts(node_modules=modules, into=into)
    assert sorted(path.name for path in made) == sorted(path.name for path in into.iterdir())
    assert len(made) == len(gather.NPM_FONTS) + 1
    assert (into / "OCRB.otf").read_bytes() == b"OTTO"
    assert gather.gather_fonts(node_modules=modules, into=into) == made


def test_the_packages_are_declared() -> None:
    declared = (Path(__file__).parents[3] / "package.json").read_text("utf-8")
    assert all(f'"{package}"' in declared for package in gather.NPM_PACKAGES)
