"""The registry on screens: searched in either script, corrected, loaded from a file that is looked at first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from bitaqa.backbone.accounts.door import Scope
from bitaqa.foundation.kernel.ids import new_id
from bitaqa.records.places.door import get_place, save_places
from bitaqa.records.places.errors import PlaceFileUnreadableError
from bitaqa.records.places.models import Place, PlacesFile
from bitaqa.records.places.sources import holder_of, middle, places_of_map, rows_of_towns

from ..people import account, browser_of, text_of
from .test_registry import CSV, PLACES

pytestmark = pytest.mark.django_db
MAP = Path(__file__).resolve().parents[3] / "node_modules" / "morocco-map" / "data"


@pytest.fixture
def client(db: None) -> Any:
    save_places(PLACES, provenance="test")
    return browser_of(account("coord", "coordinator"), "fr")


def filled(**changes: str) -> dict[str, str]:
    return {
        "code": "d-9", "kind": "douar", "name_ar": "دوار جديد", "name_fr": "Douar Neuf", "within": "taounate",
        "aliases": "Dwar Jdid\nالدوار الجديد", "latitude": "34.5", "longitude": "-4.6", "confidence": "surveyed",
        "source": "Caïdat", **changes,
    }  # fmt: skip


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_page(client: Any, language: str) -> None:
    client.cookies["django_language"] = language
    assert "ghafsai" in text_of(client.get(reverse("places:registry"), {"q": "Rhafsai"}))
    assert "ghafsai" not in text_of(client.get(reverse("places:registry"), {"kind": "market"}))
    for address in (reverse("places:new"), reverse("places:bring-file"), reverse("places:place", args=["ghafsai"])):
        assert client.get(address).status_code == 200
    assert client.get(reverse("places:place", args=["nowhere"])).status_code == 404


def test_a_place_is_entered_and_corrected(client: Any) -> None:
    new = reverse("places:new")
    for wrong in (filled(within="nowhere"), filled(longitude=""), filled(code="ghafsai"), filled(within="d-9")):
        assert client.post(new, wrong).status_code == 422
    assert client.post(new, filled()).status_code == 302
    assert get_place("d-9").aliases == ("Dwar Jdid", "الدوار الجديد")
    here = reverse("places:place", args=["d-9"])
    client.post(here, filled(code="other", latitude="", longitude="", name_fr="Douar Neuf II", confidence="inferred"))
    place = Place.objects.get(pk="d-9")
    assert (place.name_fr, place.latitude, place.confidence, place.provenance) == (
        "Douar Neuf II", None, "inferred", "Caïdat",
    )  # fmt: skip


def test_a_file_is_looked_at_then_loaded(client: Any) -> None:
    bring = reverse("places:bring-file")
    given = {"file": SimpleUploadedFile("lieux.csv", CSV.encode()), "source": "Province, licence libre"}
    assert client.post(bring, {"source": "x"}).status_code == 422
    broken = {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n"), "source": "x"}
    assert client.post(bring, broken).status_code == 422
    client.post(bring, given)
    kept = PlacesFile.objects.get()
    page = text_of(client.get(reverse("places:file", args=[kept.id])))
    assert 'id="changes"' in page and 'id="wrong"' in page and not Place.objects.filter(pk="c-1").exists()
    rows = client.get(reverse("places:to-correct", args=[kept.id])).content.decode()
    assert "Bad Code" in rows and rows.count("\n") == 6
    client.post(reverse("places:load-file", args=[kept.id]))
    assert Place.objects.get(pk="d-2").provenance == "Province, licence libre"
    client.post(reverse("places:load-file", args=[kept.id]))
    assert PlacesFile.objects.get().loaded == 2


def test_who_may_change_the_registry(client: Any) -> None:
    narrow = browser_of(account("narrow", "coordinator", scope=Scope(campaign=new_id())))
    assert narrow.get(reverse("places:registry")).status_code == 200
    assert narrow.post(reverse("places:new"), filled()).status_code == 403
    assert narrow.get(reverse("places:bring-file")).status_code == 403
    assert browser_of(account("aud", "auditor")).get(reverse("places:registry")).status_code == 403


def test_the_map_brings_regions_and_provinces() -> None:
    found = {p.code: p for p in places_of_map(MAP)}
    assert len(found) == 87 and sum(p.kind == "region" for p in found.values()) == 12
    assert all(p.within in found for p in found.values() if p.kind != "region")
    assert found["province-taounate"].within == "region-fes-meknes"
    assert (found["province-figuig"].name_ar, found["province-rabat"].kind) == ("إقليم فجيج", "prefecture")
    assert all(21 < (p.latitude or 0) < 36 and -17.2 < (p.longitude or 0) < -0.9 for p in found.values())


def test_towns_lie_in_their_province_and_wait_for_an_arabic_name() -> None:
    city = {"countrycode": "MA", "latitude": 33.0, "longitude": -7.62, "name": "Settat", "alternatenames": ["سطات"]}
    other = city | {"name": "Sans", "alternatenames": ["Sannas"]}
    rows = rows_of_towns(MAP, {"1": city, "2": other, "3": city | {"countrycode": "FR"}})
    assert [(r["name_ar"], r["within"]) for r in rows] == [("سطات", "province-settat"), ("", "province-settat")]


def test_the_middle_of_a_crescent_is_inside_it() -> None:
    crescent = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 3.5), (3.5, 3.5), (3.5, 0.5), (0.0, 0.5)]
    x, y = middle([crescent])
    assert 3.5 < x < 4 and 0 < y < 4
    with pytest.raises(PlaceFileUnreadableError):
        places_of_map(Path("/nowhere"))
    assert holder_of((0, 0), []) is None


def test_the_command_loads_the_first_registry(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    call_command("import_places", "--first", "map")
    assert Place.objects.count() == 87 and "ODbL" in Place.objects.first().provenance  # type: ignore[union-attr]
    with pytest.raises(CommandError):
        call_command("import_places")
    with pytest.raises(CommandError):
        call_command("import_places", "--first", "map", "--map-folder", "/nowhere")
