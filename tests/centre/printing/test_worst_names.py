"""Two hundred names as bad as names come: shrunk, then shortened by rule, never over the edge, and well shaped.

What is measured is read from the file itself: places and widths of its shapes, its own letters, and its pixels.
"""

from __future__ import annotations

import io
import shutil
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pypdf
import pytest
from PIL import Image

from bitaqa.journey.production.faces import CardFaceData, NameParts, face_png, printing, render_faces
from bitaqa.journey.production.faces.bidi import visual_runs
from bitaqa.journey.production.faces.composing import Card, compose
from bitaqa.journey.production.faces.layout import HEIGHT, LAYOUTS, Box, Field, get_layout, layout_of
from bitaqa.ui.printing.render import Press
from centre.printing.reading import Shown, shown_texts
from centre.printing.test_faces import LAYOUT, card

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى"
LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÇÉÈÊËÎÏÔÛabcdefghijklmnopqrstuvwxyz'-"
TIFINAGH = "ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣⵥ"
MARKS = "ًٌٍَُِّْ"


def worst_names() -> list[tuple[str, str]]:
    """(Arabic field, Latin field): sixty letters without a space, the widest ones, marks, digits, scripts mixed."""
    r = Random("worst names")

    def some(letters: str, count: int) -> str:
        return "".join(r.choice(letters) for _ in range(count))

    kinds = [
        lambda: (some(ARABIC, 60), some(LATIN, 60)),
        lambda: (r.choice("ضصسش") * 60, r.choice("WMQ") * 60),
        lambda: ("".join(a + r.choice(MARKS) for a in some(ARABIC, 30)), some(LATIN, 59) + "́"),
        lambda: (f"{some(ARABIC, 12)} {some(LATIN, 12)} 12/34 {some(ARABIC, 22)}", f"{some(LATIN, 28)} ابت"),
        lambda: (f"({some(LATIN, 9)}) {some(ARABIC, 20)} 2026 - 7", f"{some(ARABIC, 8)} ({some(LATIN, 40)}) 5"),
        lambda: (some(TIFINAGH, 60), some(TIFINAGH, 30) + some(LATIN, 30)),
        lambda: ("لالله" * 12, "fi ffi" * 10),
        lambda: (some(ARABIC, r.randint(14, 26)), some(LATIN, r.randint(14, 26))),
    ]  # fmt: skip
    return [kinds[n % len(kinds)]() for n in range(200)]


Printed = list[tuple[tuple[str, str], list[Shown]]]


def faces_of(names: list[tuple[str, str]], first: int = 0) -> list[CardFaceData]:
    return [
        replace(card(f"SPW{first + n:06d}"), names_ar=NameParts(ar, ar), names_latin=NameParts(latin, latin))
        for n, (ar, latin) in enumerate(names)
    ]


@pytest.fixture(scope="module")
def printed() -> Printed:
    """Each worst name, with the texts of the front it was printed on."""
    names, found = worst_names(), []
    for first in range(0, 200, 50):
        part = names[first : first + 50]
        pdf = render_faces(faces_of(part, first), layout=LAYOUT, specimen=True)
        found += zip(part, [shown_texts(page) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages[::2]], strict=True)
    return found


def name_fields(names: tuple[str, str], texts: list[Shown]) -> Iterator[tuple[Field, str, Shown]]:
    fields = get_layout(LAYOUT).front[:4]
    assert [field.value for field in fields] == ["given_ar", "given_latin", "family_ar", "family_latin"]
    return zip(fields, [*names, *names], texts[:4], strict=True)


def test_no_name_leaves_its_place(printed: Printed) -> None:
    for names, texts in printed:
        for field, name, shown in name_fields(names, texts):
            assert min(shown.places) >= field.x - 0.35, name  # a mark may lean over its letter
            assert shown.right <= field.x + field.width + 0.35, name
            assert shown.size in field.sizes


def test_a_name_shrinks_before_it_loses_letters_and_says_so(printed: Printed) -> None:
    shrunk = shortened = 0
    for names, texts in printed:
        for field, name, shown in name_fields(names, texts):
            said = sorted(shown.text)
            if "…" not in shown.text:
                assert said == sorted(name)
                shrunk += shown.size < field.sizes[0]
                continue
            shortened += 1
            assert shown.size == field.sizes[-1]
            ends = [end for end in range(1, len(name)) if sorted(name[:end].strip() + "…") == said]
            assert ends, (name, shown.text)
            assert name[ends[-1]] not in MARKS  # no letter loses its vowel alone
            width = shown.right - min(shown.places)
            assert width > 0.85 * field.width, name  # and no more letters are lost than must be
    assert shrunk > 20 and shortened > 200


def test_ink_stays_where_the_layout_says(printed: Printed) -> None:
    """Pixels of fifty fronts as a laser gets them: outside the places of the layout there are none."""
    layout, scale = get_layout(LAYOUT), 150 / 72
    pdf = printing._composed(faces_of(worst_names()[:50]), layout=LAYOUT, specimen=True, artwork=False)
    sides = printing._press().png("preview", {"pages": 100}, pictures={"faces.pdf": pdf}, ppi=150)
    for side in sides[::2]:
        ink = grey(side) < 200
        for field in layout.front:
            low, high = field.y - 0.55 * field.sizes[0], field.y + 1.25 * field.sizes[0]
            blank(ink, field.x - 1, low, field.width + 2, high - low, scale)
        for box in (layout.portrait, layout.ghost):
            blank(ink, box.x - 1, box.y - 1, box.width + 2, box.height + 2, scale)
        assert not ink.any()


def test_the_ghost_is_the_portrait_paler_and_nothing_else_changes_with_it() -> None:
    """Two cards that differ in their portrait alone, compared pixel by pixel."""
    (one,) = faces_of(worst_names()[:1])
    shades = (20, 220)
    sides = [
        face_png(replace(one, portrait=flat(shade)), layout=LAYOUT, specimen=False, ppi=150)[0] for shade in shades
    ]
    differs = np.abs(grey(sides[1]).astype(int) - grey(sides[0]).astype(int))
    layout, scale = get_layout(LAYOUT), 150 / 72

    def middle(box: Box) -> float:
        top, left = int((HEIGHT - box.y - box.height / 2) * scale), int((box.x + box.width / 2) * scale)
        return float(np.median(differs[top - 5 : top + 5, left - 5 : left + 5]))

    assert abs(middle(layout.portrait) - 200) < 8  # as light as it was captured
    assert abs(middle(layout.ghost) - 200 * layout.ghost_opacity) < 8
    changed = differs > 4
    for box in (layout.portrait, layout.ghost):
        blank(changed, box.x - 1, box.y - 1, box.width + 2, box.height + 2, scale)
    assert not changed.any()


def flat(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (240, 300), shade).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def blank(ink: Any, x: float, y: float, width: float, height: float, scale: float) -> None:
    top, left = (HEIGHT - y - height) * scale, x * scale
    ink[max(0, int(top)) : int(top + height * scale) + 2, max(0, int(left)) : int(left + width * scale) + 2] = False


def grey(png: bytes) -> Any:
    with Image.open(io.BytesIO(png)) as drawn:
        white = Image.new("RGBA", drawn.size, "white")
        white.alpha_composite(drawn.convert("RGBA"))
        return np.asarray(white.convert("L"))


def test_lines_look_as_another_typesetter_sets_them(tmp_path: Path) -> None:
    """Joined letters, marks, ligatures and the order of mixed scripts: the same pixels as typst's own."""
    lines = [(ar[:20].strip(), latin[:20].strip()) for ar, latin in worst_names()[:24]]
    told = tomllib.loads((LAYOUTS / LAYOUT / "layout.toml").read_text("utf-8"))
    told["portrait"] |= {"x": -60}
    told["ghost"] |= {"x": -60}
    side = {"width": 40, "sizes": [5], "colour": "black"}
    told["colours"]["black"] = "#000000"
    told["fields"]["front"] = [
        {"value": f"{script}{row}", "script": script, "x": 2 if script == "latin" else 43, "y": 4 + row * 4.2, **side}
        for row in range(12) for script in ("ar", "latin")
    ]  # fmt: skip
    (tmp_path / "lines.typ").write_text(TYPST, "utf-8")
    for start in (0, 12):
        texts = {
            f"{script}{row}": lines[start + row][script == "latin"] for row in range(12) for script in ("ar", "latin")
        }
        plain = Card(defaultdict(str, texts), card().portrait, "X", card().mrz, "")
        ours = compose([plain], layout_of("x", told), printing._fonts(), artwork={}, specimen=True, about={})
        drawn = grey(printing._press().png("preview", {"pages": 2}, pictures={"faces.pdf": ours}, ppi=300)[0])
        theirs = grey(Press(tmp_path).png("lines", {"lines": lines[start : start + 12]}, ppi=300)[0])
        assert drawn.shape == theirs.shape
        for row in range(12):
            for left, right in ((20, 500), (500, 990)):
                top = round((4 + row * 4.2 - 2.6) / 25.4 * 300)
                one, other = (each[top : top + 46, left:right].astype(float) for each in (drawn, theirs))
                assert other.min() < 60  # something is drawn
                likeness = np.corrcoef(one.ravel(), other.ravel())[0, 1]
                assert likeness > 0.93, (lines[start + row], likeness)
                near = theirs[top : top + 46, left - 9 : right - 9].astype(float)
                assert np.corrcoef(near.ravel(), other.ravel())[0, 1] < 0.8  # three quarters of a millimetre off is not


TYPST = """
#let data = json(bytes(sys.inputs.data))
#set page(width: 85.6mm, height: 53.98mm, margin: 0mm, fill: white)
#set text(size: 5pt, weight: "bold", top-edge: "baseline", bottom-edge: "baseline")
#let (ar, la) = ("IBM Plex Sans Arabic", "IBM Plex Sans")
#for (row, line) in data.lines.enumerate() {
  let y = (4 + row * 4.2) * 1mm
  place(top + right, dx: (83 - 85.6) * 1mm, dy: y, text(font: (ar, la, "Noto Sans Tifinagh"), dir: rtl, line.at(0)))
  place(top + left, dx: 2mm, dy: y, text(font: (la, ar, "Noto Sans Tifinagh"), dir: ltr, line.at(1)))
}
"""


@pytest.mark.parametrize(
    ("text", "rtl", "seen"),
    [
        ("محمد", True, ["محمد"]),
        ("Fatima", False, ["Fatima"]),
        ("شارع 12", True, ["12", "شارع "]),
        ("rue علي 5 bis", False, ["rue ", "5", "علي ", " bis"]),
        ("علي (Ali) بن", True, [") بن", "Ali", "علي ("]),
        ("1,5%", True, ["1,5%"]),
        ("٣٤ دوار", True, [" دوار", "٣٤"]),
        ("12/34، دوار", True, ["، دوار", "12/34"]),
        ("a\u202eb", False, ["ab"]),
        ("Ali \u05d0 ", False, ["Ali ", "\u05d0", " "]),
        ("", True, []),
    ],
)
def test_mixed_lines_stand_in_order(text: str, rtl: bool, seen: list[str]) -> None:
    assert [run.text for run in visual_runs(text, rtl=rtl)] == seen


def test_the_tifinagh_option_prints_its_words(tmp_path: Path) -> None:
    """The switch of the layout: title and labels in three scripts."""
    shutil.copytree(LAYOUTS, tmp_path / "layouts")
    file = tmp_path / "layouts" / LAYOUT / "layout.toml"
    file.write_text(file.read_text("utf-8").replace("tifinagh = false", "tifinagh = true"), "utf-8")
    press = Press(tmp_path / "layouts")
    asked = {"authority_ar": "جهة", "authority_fr": "A", "address": True, "parents": True, "civil_status": True}
    front = pypdf.PdfReader(io.BytesIO(press.pdf(f"{LAYOUT}/artwork", asked))).pages[0].extract_text()
    assert "ⵜⴰⴽⴰⵕⴹⴰ" in front and "ⵉⵙⵎ" in front
    without = pypdf.PdfReader(io.BytesIO(printing._press().pdf(f"{LAYOUT}/artwork", asked))).pages[0].extract_text()
    assert "ⵉⵙⵎ" not in without
