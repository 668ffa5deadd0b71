"""Draws the fine-line background of a layout: our own curves, no emblem, written once as an SVG data file.

    python -m bitaqa.journey.production.faces.guilloche > layouts/cnie/v1/guilloche.svg

The printed file is data of the layout; this shows where it came from and lets a deployment draw its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

WIDTH: Final = 85.6
HEIGHT: Final = 53.98
_STROKE: Final = 0.075
"""Millimetres: fine enough to break on a copier."""

Point = tuple[float, float]


def waves() -> Iterator[tuple[str, list[Point]]]:
    """Two families of interfering waves across the card."""
    for family, (colour, count, phase) in enumerate((("#9cc7c6", 22, 0.0), ("#d9c4a0", 22, 1.9))):
        for k in range(count):
            share = k / (count - 1)

            def at(t: float, share: float = share, phase: float = phase, family: int = family) -> Point:
                swell = 6.5 * math.sin(2 * math.pi * (1.15 + 0.35 * family) * t + phase + 2.2 * share)
                ripple = 1.6 * math.sin(2 * math.pi * 4.5 * t - phase + 5 * share)
                return t * WIDTH, HEIGHT * (0.04 + 0.92 * share) + swell * (0.35 + share * (1 - share)) + ripple

            yield colour, _sampled(at, 110)


def rosette(x: float, y: float, radius: float, colour: str, petals: int) -> Iterator[tuple[str, list[Point]]]:
    """Nested closed curves whose radius breathes `petals` times a turn."""
    for k in range(9):
        size = radius * (0.32 + 0.68 * k / 8)

        def at(t: float, size: float = size, k: int = k) -> Point:
            angle = 2 * math.pi * t
            breath = 1 + 0.14 * math.cos(petals * angle + 0.6 * k) + 0.05 * math.cos(2 * petals * angle - 0.3 * k)
            return x + size * breath * math.cos(angle), y + size * breath * math.sin(angle)

        yield colour, _sampled(at, 300)


def _sampled(at: Callable[[float], Point], steps: int) -> list[Point]:
    return [at(step / steps) for step in range(steps + 1)]


def svg() -> str:
    """The whole background, in millimetres."""
    curves = [*waves(), *rosette(67, 27, 21, "#8fbcc4", 12), *rosette(16, 29, 17, "#d8b9a8", 8)]
    by_colour: dict[str, list[str]] = {}
    for colour, points in curves:
        path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
        by_colour.setdefault(colour, []).append(path)
    paths = "".join(
        f'<path d="{"".join(lines)}" fill="none" stroke="{colour}" stroke-width="{_STROKE}" stroke-opacity=".75"/>\n'
        for colour, lines in by_colour.items()
    )
    size = f'width="{WIDTH}mm" height="{HEIGHT}mm" viewBox="0 0 {WIDTH} {HEIGHT}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>\n{paths}</svg>\n'


if __name__ == "__main__":
    print(svg(), end="")
