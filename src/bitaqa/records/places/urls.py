"""Addresses of the registry of places."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from . import map_screens, screens

app_name = "places"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", screens.registry, name="registry"),
    path("map/", map_screens.place_map, name="map"),
    path("map/places.json", map_screens.map_places, name="map-places"),
    path("map/borders.json", map_screens.map_outlines, name="map-outlines"),
    path("new/", screens.place, name="new"),
    path("files/", screens.bring_file, name="bring-file"),
    path("files/<uuid:file>/", screens.file, name="file"),
    path("files/<uuid:file>/to-correct.csv", screens.to_correct, name="to-correct"),
    path("files/<uuid:file>/load/", screens.load_file, name="load-file"),
    path("<slug:code>/", screens.place, name="place"),
]
