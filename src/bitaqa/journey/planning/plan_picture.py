"""A plan as a picture and as a map: places as circles as large as their people, one broken line for each vehicle.

The picture is drawn on the server, so that it prints and needs no tiles; the map is the same as GeoJSON. Lines differ
in dash and carry the vehicle's number: colour never says anything alone. Refuses nothing; places at one spot lie on
each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from bitaqa.foundation.planning.plan import Plan, stays

WIDE, HIGH, MARGIN = 900.0, 560.0, 40.0
DASHES = ("", "8 5", "2 5", "12 4 2 4", "5 3", "1 3")
INKS = ("#22446b", "#8a4b00", "#2d6a3e", "#6b2f6b", "#7a2020", "#3d4a52")


def plan_picture(
    spots: Sequence[tuple[float, float]], people: Sequence[int], names: Sequence[str], plan: Plan
) -> SafeString:
    """`spots` are (latitude, longitude) of the places, then of the depot; `names` beside."""
    x, y, high = _on_paper(np.array(spots, float))
    largest = max([*people, 1])
    drawn = [
        format_html(
            '<circle cx="{}" cy="{}" r="{}" fill="#dfe8f0" stroke="#5b7186"/>',
            f"{x[i]:.0f}", f"{y[i]:.0f}", _radius(people[i], largest),
        )
        for i in range(len(people))
    ]  # fmt: skip
    drawn += [_line(vehicle, row, x, y) for vehicle, row in enumerate(plan)]
    depot = len(spots) - 1
    drawn.append(
        format_html(
            '<rect x="{}" y="{}" width="14" height="14" fill="#26323c"/>', f"{x[depot] - 7:.0f}", f"{y[depot] - 7:.0f}"
        )
    )
    drawn += [_word(name, x[i], y[i] + 30) for i, name in enumerate(names)]
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="100%" role="img" direction="ltr">'
        "<title>{}</title>{}</svg>",
        f"{WIDE:.0f}", f"{high:.0f}", gettext("Map"), format_html_join("", "{}", ((each,) for each in drawn)),
    )  # fmt: skip


def plan_map(
    spots: Sequence[tuple[float, float]],
    people: Sequence[int],
    names: Sequence[str],
    plan: Plan,
    *,
    said: Sequence[str],
    codes: Sequence[str],
) -> dict[str, Any]:
    """The same as GeoJSON (RFC 7946) for `ui/js/map.js`; `said` tells each place's visits, `codes` each vehicle."""
    depot, largest = len(spots) - 1, max([*people, 1])
    points = [(longitude, latitude) for latitude, longitude in spots]
    features = [
        _feature("Point", points[i], kind="place", name=names[i], said=said[i], size=_radius(people[i], largest))
        for i in range(depot)
    ]
    features.append(_feature("Point", points[depot], kind="depot", name=names[depot], size=7))
    for vehicle, row in enumerate(plan):
        path = [points[node] for node in _path(row, depot)]
        if len(path) > 2:
            number = f"{vehicle + 1} · {codes[vehicle]}"
            features.append(_feature("LineString", path, kind="tour", vehicle=vehicle, number=number))
    return {"type": "FeatureCollection", "features": features}


def _feature(kind_of_shape: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    shape = {"type": kind_of_shape, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _radius(people: int, largest: int) -> float:
    return round(5 + 13 * math.sqrt(people / largest), 1)


def _path(row: Any, depot: int) -> list[int]:
    """Nodes one after another, from the depot and back to it."""
    return [depot, *(stay.node for stay in stays(np.array([row]))), depot]


def _word(text: str, x: float, y: float) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="13" fill="#26323c" text-anchor="middle">{}</text>', f"{x:.0f}", f"{y:.0f}", text
    )


def _on_paper(spots: Any) -> tuple[Any, Any, float]:
    longitude = spots[:, 1] * np.cos(np.radians(spots[:, 0].mean()))
    latitude = spots[:, 0]
    wide, high = max(float(np.ptp(longitude)), 1e-6), max(float(np.ptp(latitude)), 1e-6)
    scale = min((WIDE - 2 * MARGIN) / wide, (HIGH - 2 * MARGIN) / high)
    x = MARGIN + (longitude - longitude.min()) * scale + (WIDE - 2 * MARGIN - float(np.ptp(longitude)) * scale) / 2
    y = MARGIN + (latitude.max() - latitude) * scale
    return x, y, float(np.ptp(latitude)) * scale + 2 * MARGIN


def _line(vehicle: int, row: Any, x: Any, y: Any) -> SafeString:
    depot = len(x) - 1
    path = _path(row, depot)
    points = " ".join(f"{x[node] + 3 * vehicle:.0f},{y[node]:.0f}" for node in path)
    ink = INKS[vehicle % len(INKS)]
    first = next((node for node in path if node != depot), depot)
    line = format_html(
        '<polyline points="{}" fill="none" stroke="{}" stroke-width="2" stroke-dasharray="{}"/>',
        points, ink, DASHES[vehicle % len(DASHES)],
    )  # fmt: skip
    number = format_html(
        '<text x="{}" y="{}" font-size="16" font-weight="bold" fill="{}">{}</text>',
        f"{x[first] + 16 + 3 * vehicle:.0f}", f"{y[first] - 8:.0f}", ink, vehicle + 1,
    )  # fmt: skip
    return format_html("{}{}", line, number)
