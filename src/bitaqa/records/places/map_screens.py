"""The registry on a map: every place with coordinates, over the borders of provinces; nothing comes from elsewhere."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from bitaqa.backbone.accounts.door import Permission, requires
from bitaqa.ui.shapes import Crumb
from bitaqa.ui.vendor import MISSING

from .errors import PlaceFileUnreadableError
from .forms import KIND_WORDS
from .models import Place
from .sources import outlines

A_DAY = "private, max-age=86400"
"""Borders change with a new version of the program."""


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def place_map(request: HttpRequest) -> HttpResponse:
    """The page; its places come from `map_places`, its borders from `map_outlines`."""
    located = Place.objects.filter(latitude__isnull=False).count()
    crumbs = [Crumb(_("Places"), reverse("places:registry")), Crumb(_("Map"))]
    return render(request, "places/map.html", {"located": located, "crumbs": crumbs})


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def map_places(request: HttpRequest) -> HttpResponse:
    """GeoJSON: a point for every place with coordinates, its name in the page's language, its kind and its page."""
    arabic = (get_language() or "ar").startswith("ar")
    page = reverse("places:place", args=["0"])
    words = {kind: str(word) for kind, word in KIND_WORDS.items()}
    columns = ("code", "kind", "name_ar" if arabic else "name_fr", "latitude", "longitude")
    features = [
        {
            "type": "Feature",
            "properties": {"kind": "place", "name": name, "said": words.get(kind, ""), "href": page.replace("0", code)},
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        }
        for code, kind, name, latitude, longitude in Place.objects.filter(latitude__isnull=False).values_list(*columns)
    ]
    return _geojson(json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False))


@requires(Permission.PLAN_CAMPAIGNS)
@require_GET
def map_outlines(request: HttpRequest) -> HttpResponse:
    """GeoJSON: the borders of provinces, kept by the browser for a day."""
    answer = _geojson(_borders())
    answer["Cache-Control"] = A_DAY
    return answer


@lru_cache(maxsize=1)
def _borders() -> str:
    found = finders.find("vendor/morocco-map/provinces.json")
    if not isinstance(found, str):
        raise PlaceFileUnreadableError(problem=MISSING)
    return json.dumps(outlines(Path(found).parent))


def _geojson(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/geo+json")
