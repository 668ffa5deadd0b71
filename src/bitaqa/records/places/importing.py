"""Files of places: read, looked at before anything is written, loaded in one act.

CSV (UTF-8; comma, semicolon or tab) or GeoJSON points, with the columns `code, kind, name_ar, name_fr` and, if known,
`within, aliases` (separated by bars)`, latitude, longitude, confidence`. Loading a file again changes what differs.
Refuses a row that does not describe a place, and says why; the others are loaded. Places are never removed.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .door import PlaceValue, places_by_code, save_places
from .errors import (
    PlaceCodeWrongError,
    PlaceCoordinateError,
    PlaceFileUnreadableError,
    PlaceKindUnknownError,
    PlaceNameMissingError,
    PlaceParentUnknownError,
    PlaceRowError,
    PlaceTwiceError,
)

KINDS = (
    "region", "province", "prefecture", "cercle", "caidat", "pachalik", "commune", "arrondissement", "quartier",
    "town", "douar", "village", "school", "market", "depot",
)  # fmt: skip
COLUMNS = ("code", "kind", "name_ar", "name_fr", "within", "aliases", "latitude", "longitude", "confidence")
_CODE = re.compile(r"^[a-z0-9][a-z0-9-]{0,79}$")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row that is not loaded, as it stood, and why."""

    number: int
    row: Mapping[str, str]
    problems: tuple[PlaceRowError, ...]


@dataclass(frozen=True, slots=True)
class PlacesPreview:
    """What loading would do. `new` and `changed` are loaded, parents before children; `same` says how many stay."""

    new: tuple[PlaceValue, ...]
    changed: tuple[PlaceValue, ...]
    same: int
    aside: tuple[SetAside, ...]


def rows_of_file(data: bytes) -> list[dict[str, str]]:
    """The rows as text by column. Raises PlaceFileUnreadableError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlaceFileUnreadableError(problem="it is not UTF-8") from None
    return _features(text) if text.lstrip().startswith("{") else _lines(text)


def _lines(text: str) -> list[dict[str, str]]:
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max((",", ";", "\t"), key=first.count))
    missing = [name for name in COLUMNS[:4] if name not in (reader.fieldnames or ())]
    if missing:
        raise PlaceFileUnreadableError(problem=f"it has no column {', '.join(missing)}")
    try:
        found = [{k: _plain(v or "") for k, v in row.items() if k in COLUMNS} for row in reader]
    except csv.Error:
        raise PlaceFileUnreadableError(problem="a quoted cell does not end") from None
    return [row for row in found if any(row.values())]


def _plain(cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from computing it."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell


def _features(text: str) -> list[dict[str, str]]:
    try:
        features = json.loads(text)["features"]
        found = []
        for feature in features:
            row = {k: str(v).strip() for k, v in feature["properties"].items() if k in COLUMNS and v is not None}
            geometry: Any = feature.get("geometry")
            if geometry and geometry["type"] == "Point":
                row["longitude"], row["latitude"] = (str(value) for value in geometry["coordinates"][:2])
            found.append(row)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PlaceFileUnreadableError(problem="it is no GeoJSON collection of features") from None
    return found


def preview_places(rows: Iterable[Mapping[str, str]]) -> PlacesPreview:
    """Nothing is written. A row whose parent is set aside is set aside too."""
    rows = list(rows)
    known = places_by_code({row.get("code", "") for row in rows} | {row.get("within", "") for row in rows})
    aside: list[SetAside] = []
    good: dict[str, tuple[int, Mapping[str, str], PlaceValue]] = {}
    for number, row in enumerate(rows, start=1):
        place, problems = _place(row)
        if place.code in good:
            problems.append(PlaceTwiceError(value=place.code))
        if problems:
            aside.append(SetAside(number, row, tuple(problems)))
        else:
            good[place.code] = (number, row, place)
    ordered: dict[str, PlaceValue] = {}
    waiting = dict(good)
    while ready := [c for c, (_, _, p) in waiting.items() if not p.within or p.within in ordered or (
        p.within in known and p.within not in good
    )]:  # fmt: skip
        ordered |= {code: waiting.pop(code)[2] for code in ready}
    aside += [
        SetAside(number, row, (PlaceParentUnknownError(value=place.within),)) for number, row, place in waiting.values()
    ]
    new = tuple(place for code, place in ordered.items() if code not in known)
    changed = tuple(place for code, place in ordered.items() if code in known and known[code] != place)
    return PlacesPreview(new, changed, len(ordered) - len(new) - len(changed), tuple(sorted(aside, key=_number)))


def _number(one: SetAside) -> int:
    return one.number


def _place(row: Mapping[str, str]) -> tuple[PlaceValue, list[PlaceRowError]]:
    problems: list[PlaceRowError] = []
    code, kind = row.get("code", ""), row.get("kind", "").lower()
    if not _CODE.match(code):
        problems.append(PlaceCodeWrongError(value=code))
    if kind not in KINDS:
        problems.append(PlaceKindUnknownError(value=kind))
    if not row.get("name_ar") or not row.get("name_fr"):
        problems.append(PlaceNameMissingError())
    where: list[float | None] = []
    for column, most in (("latitude", 90.0), ("longitude", 180.0)):
        text = row.get(column, "")
        try:
            value = float(text.replace(",", ".")) if text else None
        except ValueError:
            value = most + 1
        if value is not None and not abs(value) <= most:
            problems.append(PlaceCoordinateError(value=text))
        where.append(value)
    if (where[0] is None) != (where[1] is None):
        problems.append(PlaceCoordinateError(value=row.get("latitude", "") + row.get("longitude", "")))
    aliases = tuple(alias.strip() for alias in row.get("aliases", "").split("|") if alias.strip())
    place = PlaceValue(
        code, kind, row.get("name_ar", "")[:120], row.get("name_fr", "")[:120], row.get("within") or None, aliases,
        latitude=where[0], longitude=where[1], confidence=row.get("confidence") or "imported",
    )  # fmt: skip
    return place, problems


def row_of(place: PlaceValue) -> dict[str, str]:
    """The row that describes the place."""
    where = {"latitude": place.latitude, "longitude": place.longitude}
    return {
        "code": place.code, "kind": place.kind, "name_ar": place.name_ar, "name_fr": place.name_fr,
        "within": place.within or "", "aliases": "|".join(place.aliases), "confidence": place.confidence,
        **{name: "" if degrees is None else str(degrees) for name, degrees in where.items()},
    }  # fmt: skip


def load_places(preview: PlacesPreview, *, provenance: str) -> int:
    """Writes what the preview showed; `provenance` names the source with its licence. Returns how many places."""
    return save_places([*preview.new, *preview.changed], provenance=provenance)


def aside_csv(aside: Sequence[SetAside]) -> str:
    """The rows set aside with their reasons, to be corrected and loaded again; safe to open in a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["row", "reasons", *COLUMNS])
    for one in aside:
        reasons = " ".join(str(problem) for problem in one.problems)
        writer.writerow([one.number, reasons, *(_safe(one.row.get(column, "")) for column in COLUMNS)])
    return "\ufeff" + out.getvalue()


def _safe(cell: str) -> str:
    return "'" + cell if cell[:1] in _FORMULA else cell
