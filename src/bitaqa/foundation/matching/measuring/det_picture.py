"""A detection error trade-off as an SVG: FNMR against FMR, both logarithmic, one line per folder."""

from __future__ import annotations

import math
from collections.abc import Mapping
from xml.sax.saxutils import escape

import numpy as np

from bitaqa.foundation.matching.measuring.rates import Curve

_LEFT, _TOP, _SIDE = 70, 30, 480
_LOWEST = -4.0  # decades: 1e-4; a rate of 0 is drawn on the rim
_COLOURS = ("#1b6ca8", "#c1440e", "#3a7d44", "#7a4fa3", "#b8860b", "#444444", "#0f8b8d", "#a83279")


def det_svg(curves: Mapping[str, Curve]) -> str:
    """The picture as text."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE + 300} {_SIDE + 90}" font-size="13">',
        '<rect width="100%" height="100%" fill="white"/>',
    ]
    for decade in range(int(_LOWEST), 1):
        at = _place(10.0**decade)
        x, y = _LEFT + at, _TOP + _SIDE - at
        parts.append(f'<path d="M{x:.1f} {_TOP}V{_TOP + _SIDE}M{_LEFT} {y:.1f}H{_LEFT + _SIDE}" stroke="#ddd"/>')
        parts.append(f'<text x="{x:.1f}" y="{_TOP + _SIDE + 20}" text-anchor="middle">1e{decade}</text>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">1e{decade}</text>')
    for number, (name, curve) in enumerate(curves.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        points = " ".join(
            f"{_LEFT + _place(a):.1f},{_TOP + _SIDE - _place(b):.1f}"
            for a, b in zip(curve.fmr.tolist(), curve.fnmr.tolist(), strict=True)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        label = f"{name}: EER {100 * curve.equal_error_rate:.2f} %"
        x, y = _LEFT + _SIDE + 12, _TOP + 20 + 20 * number
        parts.append(f'<text x="{x}" y="{y}" fill="{colour}">{escape(label)}</text>')
    parts.append(f'<text x="{_LEFT + _SIDE / 2}" y="{_TOP + _SIDE + 45}" text-anchor="middle">FMR</text>')
    parts.append(f'<text x="18" y="{_TOP + _SIDE / 2}">FNMR</text></svg>')
    return "\n".join(parts)


def _place(rate: float) -> float:
    decades = max(_LOWEST, math.log10(rate)) if rate > 0 else _LOWEST
    return float(np.interp(decades, [_LOWEST, 0.0], [0, _SIDE]))
