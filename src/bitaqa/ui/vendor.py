"""The front-end files that set-up copies out of npm packages, and the names under which screens ask for them.

Why a table: screens, the set-up step and the size-budget test read the same list, so that a renamed file fails a
test instead of a page. Keys are paths under `build/static-vendor/` (and so under `/static/`), values are paths
under `node_modules/`. Nothing here is copied into the repository, and no page fetches anything from elsewhere.
"""

from __future__ import annotations

from typing import Final

_ARABIC = "@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-arabic"
_LATIN = "@fontsource/ibm-plex-sans/files/ibm-plex-sans-latin"

VENDOR_FILES: Final[dict[str, str]] = {
    "vendor/bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap/bootstrap.rtl.min.css": "bootstrap/dist/css/bootstrap.rtl.min.css",
    "vendor/bootstrap-icons/bootstrap-icons.svg": "bootstrap-icons/bootstrap-icons.svg",
    "vendor/htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "vendor/maplibre/maplibre-gl.mjs": "maplibre-gl/dist/maplibre-gl.mjs",
    "vendor/maplibre/maplibre-gl-worker.mjs": "maplibre-gl/dist/maplibre-gl-worker.mjs",
    "vendor/maplibre/maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
    "vendor/morocco-map/provinces.json": "morocco-map/data/provinces.json",
    "vendor/fonts/plex-arabic-400.woff2": f"{_ARABIC}-400-normal.woff2",
    "vendor/fonts/plex-arabic-600.woff2": f"{_ARABIC}-600-normal.woff2",
    "vendor/fonts/plex-latin-400.woff2": f"{_LATIN}-400-normal.woff2",
    "vendor/fonts/plex-latin-600.woff2": f"{_LATIN}-600-normal.woff2",
}

NPM_PACKAGES: Final[tuple[str, ...]] = (
    "bootstrap",
    "bootstrap-icons",
    "htmx.org",
    "maplibre-gl",
    "morocco-map",
    "@fontsource/ibm-plex-sans-arabic",
    "@fontsource/ibm-plex-sans",
)

MISSING = "The front-end files are not set up: run `make setup`."
