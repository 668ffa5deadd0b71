"""Faces are the size of a card, say the same as their zone, and never pass for real ones by accident."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image

from bitaqa.foundation.icao.mrz import build_td1, parse_td1
from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.journey.production.faces import (
    CardFaceData,
    NameParts,
    face_bitmaps,
    face_png,
    layout_names,
    printing,
    render_faces,
)
from bitaqa.journey.production.faces import errors as e
from bitaqa.journey.production.faces.guilloche import svg
from bitaqa.journey.production.faces.layout import LAYOUTS
from bitaqa.journey.production.faces.printing import printed_birth
from bitaqa.ui.printing import fonts
from bitaqa.ui.printing.errors import OcrbMissingError
from centre.printing.reading import shown_texts

LAYOUT = "cnie/v1"
MM = 72 / 25.4


def portrait(shade: int = 120) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (240, 300), (shade, 150, 170)).save(out, "JPEG")
    return out.getvalue()


def card(number: str = "SPC000001", birth: PartialDate | None = None, **changes: Any) -> CardFaceData:
    born = birth or PartialDate(1984, 7, 3)
    names = changes.get("names_latin", NameParts("Fatima Zahra", "El Alaoui"))
    sex = changes.get("sex", "F")
    plain = CardFaceData(
        document_number=number,
        national_number="SP123456",
        names_ar=NameParts("فاطمة الزهراء", "العلوي"),
        names_latin=names,
        birth=born,
        birth_place_ar="البروج",
        birth_place_latin="El Borouj",
        sex=sex,
        nationality="UTO",
        issued_on=date(2026, 10, 20),
        expires_on=date(2036, 10, 19),
        can="482913",
        mrz=build_td1(
            document_code="ID", issuing_state="UTO", document_number=number, birth=born, sex=sex,
            expiry=date(2036, 10, 19), nationality="UTO", family_name=names.family, given_names=names.given,
        ),
        portrait=portrait(),
        authority_ar="جهة تجريبية",
        authority_fr="Autorité spécimen",
        address_ar="دوار أولاد سعيد",
        address_latin="Douar Oulad Saïd",
        parents_ar="أحمد · خديجة",
        parents_latin="Ahmed · Khadija",
        civil_status_number="1984/217",
    )  # fmt: skip
    return replace(plain, **changes)


def pages(pdf: bytes) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(pdf)).pages)


def text(page: pypdf.PageObject) -> str:
    return unicodedata.normalize("NFKC", page.extract_text())


def test_a_batch_alternates_fronts_and_backs_in_order() -> None:
    cards = [card(f"SPC{n:06d}") for n in range(5)]
    made = pages(render_faces(cards, layout=LAYOUT, specimen=True))
    assert len(made) == 10
    for place, one in enumerate(cards):
        front, back = made[2 * place], made[2 * place + 1]
        assert one.document_number in text(front) and one.document_number in text(back)
        assert "CAN" in text(front) and "CAN" not in text(back)
    for page in made:
        assert float(page.mediabox.width) == pytest.approx(85.6 * MM, abs=0.1)
        assert float(page.mediabox.height) == pytest.approx(53.98 * MM, abs=0.1)
        assert "SPECIMEN" in text(page)


def test_the_zone_reads_back_from_the_page_and_keeps_its_pitch() -> None:
    one = card()
    back = pages(render_faces([one], layout=LAYOUT, specimen=True))[1]
    lines = [line.replace(" ", "") for line in text(back).splitlines() if line.count("<") > 5]
    assert tuple(lines) == one.mrz
    zone = [each for each in shown_texts(back) if each.size == 9.96]
    assert [each.text for each in zone] == list(one.mrz)
    heights = [each.y / MM for each in zone]
    assert [round(a - b, 2) for a, b in pairwise(heights)] == [6.35, 6.35]
    assert heights[0] < 23.2  # inside the zone's field at the lower edge
    for each in zone:
        middles = [(x + width / 2) / MM for x, width in zip(each.places, each.widths, strict=True)]
        assert all(b - a == pytest.approx(2.54, abs=0.002) for a, b in pairwise(middles))
        assert middles[0] - 1.27 > 2 and middles[-1] + 1.27 < 83.6


def test_the_front_says_both_languages() -> None:
    words = text(pages(render_faces([card()], layout=LAYOUT, specimen=True))[0])
    for expected in ("Fatima Zahra", "El Alaoui", "03/07/1984", "SP123456", "19/10/2036", "482913", "UTO"):
        assert expected in words.replace("4 8 2 9 1 3", "482913")
    assert any("\u0600" <= c <= "\u06ff" for c in words)


@pytest.mark.parametrize(
    ("birth", "printed"),
    [(PartialDate(1948), "1948"), (PartialDate(1948, 7), "07/1948"), (PartialDate(1948, 7, 9), "09/07/1948")],
)
def test_unknown_parts_of_a_birth_date_are_left_out(birth: PartialDate, printed: str) -> None:
    assert printed_birth(birth) == printed
    assert printed in text(pages(render_faces([card(birth=birth)], layout=LAYOUT, specimen=True))[0])


def test_a_card_without_family_name_or_optional_lines() -> None:
    bare = card(
        names_latin=NameParts("Aicha"), names_ar=NameParts("عائشة"), sex="<", address_ar="", address_latin="",
        parents_ar="", parents_latin="", civil_status_number="",
    )  # fmt: skip
    front, back = pages(render_faces([bare], layout=LAYOUT, specimen=True))
    assert "Aicha" in text(front)
    assert "Adresse" not in text(back) and "état civil" not in text(back)


def test_production_faces_carry_no_mark_and_need_ocr_b(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "check_can_print_production", lambda: None)
    made = render_faces([card()], layout=LAYOUT, specimen=False)
    assert all("SPECIMEN" not in text(page) for page in pages(made))
    assert "production" in str(pypdf.PdfReader(io.BytesIO(made)).metadata)
    monkeypatch.undo()
    monkeypatch.setattr(fonts, "has_ocrb", lambda: False)
    with pytest.raises(OcrbMissingError):
        render_faces([card()], layout=LAYOUT, specimen=False)


def test_without_ocr_b_a_specimen_says_so_and_still_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "has_ocrb", lambda: False)
    printing._fonts.cache_clear()
    try:
        made = render_faces([card()], layout=LAYOUT, specimen=True)
    finally:
        monkeypatch.undo()
        printing._fonts.cache_clear()
    assert "fallback" in str(pypdf.PdfReader(io.BytesIO(made)).metadata)
    zone = [each for each in shown_texts(pages(made)[1]) if each.size == 9.96]
    assert parse_td1([each.text for each in zone]).document_number == "SPC000001"
    for each in zone:  # whatever the widths, each character stands in the middle of its cell
        middles = [(x + width / 2) / MM for x, width in zip(each.places, each.widths, strict=True)]
        assert all(b - a == pytest.approx(2.54, abs=0.002) for a, b in pairwise(middles))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"names_ar": NameParts("")}, "names_ar"),
        ({"can": "12345"}, "can"),
        ({"portrait": b"\x89PNG"}, "portrait"),
        ({"portrait": b"\xff\xd8\xff\xd9"}, "portrait"),
        ({"civil_status_number": "1984/217" * 9}, "civil_status_number"),
        ({"names_ar": NameParts("李")}, "given_ar"),
        ({"expires_on": date(2026, 10, 20)}, "expires_on"),
        ({"mrz": ("x", "y", "z")}, "mrz"),
        ({"document_number": "SPC000002"}, "document_number"),
        ({"birth": PartialDate(1985)}, "birth"),
        ({"expires_on": date(2036, 10, 20)}, "expires_on"),
        ({"nationality": "ABC"}, "nationality"),
    ],
)
def test_a_card_which_contradicts_itself_is_named(changes: dict[str, Any], field: str) -> None:
    wrong = replace(card(), **changes)
    with pytest.raises(e.FaceFieldError) as fact:
        render_faces([card("SPC000009"), wrong], layout=LAYOUT, specimen=True)
    assert fact.value.facts["field"] == field
    assert fact.value.facts["document_number"] == wrong.document_number


def test_other_refusals() -> None:
    with pytest.raises(e.NothingToPrintError):
        render_faces([], layout=LAYOUT, specimen=True)
    with pytest.raises(e.LayoutUnknownError):
        render_faces([card()], layout="../cnie/v1", specimen=True)
    wrong = replace(card(), sex="M")
    with pytest.raises(e.FaceFieldError):
        face_png(wrong, layout=LAYOUT)
    nameless = replace(card(), names_latin=NameParts(""))
    with pytest.raises(e.FaceFieldError):
        face_png(nameless, layout=LAYOUT)


def test_previews_and_layouts() -> None:
    front, back = face_png(card(), layout=LAYOUT, ppi=100)
    for picture in (front, back):
        width, height = Image.open(io.BytesIO(picture)).size
        assert abs(width - 337) <= 1 and abs(height - 213) <= 1
    assert layout_names() == (LAYOUT,)


def test_a_preview_is_the_printed_page_seen_and_its_code_reads() -> None:
    """One way of making faces: what the screen shows is the page that is printed."""
    one = card()
    back = Image.open(io.BytesIO(face_png(one, layout=LAYOUT, ppi=300)[1]))
    read = zxingcpp.read_barcodes(back, formats=zxingcpp.BarcodeFormat.QRCode)
    assert [each.text for each in read] == [one.document_number]


def test_a_laser_gets_grey_pictures_of_the_cards_own_data_alone() -> None:
    front, back = (Image.open(io.BytesIO(side)) for side in face_bitmaps(card(), layout=LAYOUT, specimen=True, ppi=300))
    for side in (front, back):
        assert side.mode == "L" and abs(side.size[0] - 1011) <= 1 and abs(side.size[1] - 638) <= 1
        assert round(side.info["dpi"][0]) == 300
    colour = Image.open(io.BytesIO(face_png(card(), layout=LAYOUT, ppi=300)[0])).convert("L")
    box = (0, 0, 1011, 100)  # the band: on the body before any laser
    assert front.crop(box).getextrema() == (255, 255) and colour.crop(box).getextrema()[0] < 120
    assert front.crop((60, 160, 320, 480)).getextrema()[0] < 200  # the portrait
    assert zxingcpp.read_barcodes(back)[0].text == "SPC000001"


def test_the_portrait_printed_is_the_one_captured_byte_for_byte() -> None:
    one = card()
    front = pages(render_faces([one], layout=LAYOUT, specimen=True))[0]
    picture = front["/Resources"]["/XObject"]["/P"].get_object()  # type: ignore[index]
    assert picture._data == one.portrait


def test_the_same_cards_give_the_same_bytes() -> None:
    cards = [card(f"SPC{n:06d}") for n in range(3)]
    assert render_faces(cards, layout=LAYOUT, specimen=True) == render_faces(cards, layout=LAYOUT, specimen=True)


def test_the_background_is_the_one_we_draw() -> None:
    kept = (LAYOUTS / LAYOUT / "guilloche.svg").read_text("utf-8")
    assert kept == svg()


def test_a_batch_of_fifty_stays_small() -> None:
    made = render_faces([card(f"SPC{n:06d}") for n in range(50)], layout=LAYOUT, specimen=True)
    assert len(pages(made)) == 100
    assert len(made) < 1_500_000


def test_memory_stays_flat_over_batches() -> None:
    """typst remembers ten compilations; a batch of portraits is forgotten at once."""

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096

    import secrets

    def batch(number: int) -> None:
        # Noise after the end of a JPEG stands for different portraits without drawing them.
        cards = [card(f"SPD{number:03d}{n:03d}", portrait=portrait() + secrets.token_bytes(40_000)) for n in range(25)]
        render_faces(cards, layout=LAYOUT, specimen=True)

    for number in range(3):
        batch(number)
    before = resident()
    for number in range(3, 9):
        batch(number)
    assert resident() - before < 60 * 2**20
