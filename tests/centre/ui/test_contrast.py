"""Every text token keeps 4.5:1 on the grounds it is used on, and edges 3:1 (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bitaqa.ui

TOKENS = (Path(bitaqa.ui.__file__).parent / "static" / "ui" / "css" / "tokens.css").read_text(encoding="utf-8")
COLOURS = dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6});", TOKENS))
GROUNDS = ("ground", "surface", "surface-sunk", "act-soft")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "act", "act-strong") for ground in GROUNDS),
    *((tone, f"{tone}-soft") for tone in ("ok", "go", "wait", "stop", "calm")),
    *((tone, "surface") for tone in ("ok", "go", "wait", "stop", "calm")),
    ("ink", "wait-soft"), ("ink", "stop-soft"), ("ink", "ok-soft"), ("ink-soft", "stop-soft"),
    ("on-act", "act"), ("on-act", "act-strong"),
    ("on-act", "ok"), ("on-act", "stop"), ("on-act", "ink"),
]  # fmt: skip
EDGES = [
    ("line-strong", "surface"),
    ("line-strong", "ground"),
    ("focus", "surface"),
    ("focus", "ground"),
    ("accent", "ink"),
]


def ratio(one: str, other: str) -> float:
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_measure_itself() -> None:
    COLOURS.update({"white-test": "#ffffff", "black-test": "#000000"})
    assert ratio("white-test", "black-test") == pytest.approx(21)


@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_readable(ink: str, ground: str) -> None:
    assert ratio(ink, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_are_seen(edge: str, ground: str) -> None:
    assert ratio(edge, ground) >= 3


def test_no_component_has_a_colour_of_its_own() -> None:
    """Three greys without a meaning are allowed beside white and black."""
    folder = Path(bitaqa.ui.__file__).parent / "static" / "ui" / "css"
    css = "".join(file.read_text("utf-8") for file in sorted(folder.glob("*.css")) if file.name != "tokens.css")
    allowed = {"#fff", "#000", "#45515f", "#fafaf8", "#e7e6e2"}
    assert set(re.findall(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b(?=[;,\s)])", css)) - allowed == set()
