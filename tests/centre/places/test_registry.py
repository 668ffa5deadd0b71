"""Places: found under every spelling, loaded from files with what is wrong set aside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from bitaqa.records.places.door import PlaceValue, find_places, get_place, save_places
from bitaqa.records.places.errors import PlaceFileUnreadableError
from bitaqa.records.places.importing import aside_csv, load_places, preview_places, rows_of_file

pytestmark = pytest.mark.django_db

PLACES = [
    PlaceValue("taounate", "province", "تاونات", "Taounate", None),
    PlaceValue("tahar-souk", "pachalik", "طهر السوق", "Thar Es-Souk", "taounate", ("Tahar Souk", "Dhar Souk")),
    PlaceValue("ghafsai", "pachalik", "غفساي", "Ghafsai", "taounate", ("Rhafsai", "غسفاي")),
    PlaceValue("ain-mediouna", "caidat", "عين مديونة", "Ain Mediouna", "taounate"),
    PlaceValue("oulad-ayad", "commune", "أولاد عياد", "Oulad Ayad", "taounate"),
    PlaceValue("souk-sebt", "market", "سوق السبت", "Souk Sebt", "taounate"),
]


@pytest.fixture
def registry(db: None) -> None:
    save_places(PLACES, provenance="test")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Thar Es-Souk", "tahar-souk"),
        ("Tahar Souk", "tahar-souk"),
        ("dhar souk", "tahar-souk"),
        ("طهر السوق", "tahar-souk"),
        ("ghafsay", "ghafsai"),
        ("Rhafsai", "ghafsai"),
        ("غسفاي", "ghafsai"),
        ("غفساي", "ghafsai"),
        ("Aïn Médiouna", "ain-mediouna"),
        ("عين مديونه", "ain-mediouna"),
        ("medi", "ain-mediouna"),
        ("taou", "taounate"),
        ("Ouled Ayyad", "oulad-ayad"),
        ("souk sebt", "souk-sebt"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(registry: None, typed: str, code: str) -> None:
    assert find_places(typed)[0].code == code


def test_only_kinds_and_codes_asked_for_are_found(registry: None) -> None:
    assert find_places("souk", kinds=["market"])[0].code == "souk-sebt"
    assert {p.code for p in find_places("souk", within={"tahar-souk"})} == {"tahar-souk"}
    assert find_places("…") == [] and find_places("Zzyzx Qqqq") == []


def test_names_saved_again_keep_the_coordinates(registry: None) -> None:
    save_places([PlaceValue("ghafsai", "pachalik", "غفساي", "Ghafsai", "taounate", (), 34.6, -4.9)], provenance="map")
    save_places([PlaceValue("ghafsai", "pachalik", "غفساي", "Ghafsaï", "taounate")], provenance="field")
    assert (get_place("ghafsai").latitude, get_place("ghafsai").name_fr) == (34.6, "Ghafsaï")
    assert not [p for p in find_places("Rhafsai") if p.code == "ghafsai" and p.aliases]


CSV = """code;kind;name_ar;name_fr;within;aliases;latitude;longitude
d-2;douar;دوار ثان;Douar Deux;c-1;Dwar 2|Deuxième;34,5;'-4.6
c-1;commune;جماعة;Commune Une;taounate;;;
Bad Code;douar;اسم;Nom;;;;
d-3;castle;اسم;;c-1;;;
d-4;douar;اسم;Nom;nowhere;;;
d-5;douar;اسم;Nom;c-1;;134;2
c-1;commune;مكرر;Deux fois;taounate;;;
"""


def test_a_file_is_looked_at_before_it_is_loaded(registry: None) -> None:
    preview = preview_places(rows_of_file(CSV.encode("utf-8-sig")))
    assert [p.code for p in preview.new] == ["c-1", "d-2"]
    assert not find_places("Commune Une")
    assert {(one.number, problem.code) for one in preview.aside for problem in one.problems} == {
        (3, "places.code_wrong"), (4, "places.kind_unknown"), (4, "places.name_missing"),
        (5, "places.parent_unknown"), (6, "places.coordinate"), (7, "places.twice"),
    }  # fmt: skip
    assert load_places(preview, provenance="test") == 2
    assert (get_place("d-2").latitude, get_place("d-2").longitude) == (34.5, -4.6)
    again = preview_places(rows_of_file(CSV.encode()))
    assert (again.new, again.changed, again.same) == ((), (), 2)
    assert rows_of_file(aside_csv(again.aside).encode())[0]["code"] == "Bad Code"


def test_geojson_points_are_places(registry: None) -> None:
    point = {
        "type": "Feature",
        "properties": {"code": "s-1", "kind": "school", "name_ar": "مدرسة", "name_fr": "École", "within": "taounate"},
        "geometry": {"type": "Point", "coordinates": [-4.5, 34.4]},
    }
    preview = preview_places(rows_of_file(json.dumps({"features": [point]}).encode()))
    assert (preview.new[0].latitude, preview.new[0].longitude) == (34.4, -4.5)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"code,kind\na,b\n", b'{"features": 3}', b'{"x"'])
def test_what_is_no_file_of_places_is_refused(data: bytes) -> None:
    with pytest.raises(PlaceFileUnreadableError):
        rows_of_file(data)


def test_the_command_previews_and_loads(registry: None, tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text(CSV)
    call_command("import_places", str(file), "--source", "specimen", "--preview")
    assert not find_places("Douar Deux")
    call_command("import_places", str(file), "--source", "specimen")
    assert find_places("Deuxième")[0].code == "d-2"
    assert (tmp_path / "places.csv.errors.csv").read_text().count("\n") == 6
