"""Every sheet prints, in both languages, from its documented example; faults are named."""

from __future__ import annotations

import io
import json
import unicodedata
from pathlib import Path
from typing import Any

import pypdf
import pytest
from PIL import Image

from bitaqa.ui import printing
from bitaqa.ui.printing import errors as e
from bitaqa.ui.printing import fonts
from bitaqa.ui.printing.render import Press, picture_names

ROOM = Path(printing.__file__).parent
EXAMPLES = ROOM / "templates" / "examples"
A5, A4 = (420, 595), (595, 842)
TITLES = {
    "receipt": ("Récépissé de dépôt de demande", A5),
    "missing_papers": ("Dossier incomplet : pièces à apporter", A5),
    "referral_slip": ("Fiche d'orientation vers l'état civil", A5),
    "refusal_letter": ("Décision de refus", A4),
    "come_again": ("Invitation à revenir", A5),
    "under_examination": ("Avis d'examen complémentaire", A4),
    "application_summary": ("Récapitulatif de la demande à confirmer", A4),
    "visit_list": ("Liste de remise", A4),
    "manifest": ("Bordereau d'envoi", A4),
    "carriers": ("Supports de cartes", A4),
    "pin_letter": ("Lettre du code secret", A4),
    "day_report": ("Rapport de journée", A4),
    "bulletin": ("Bilan d'une campagne spécimen", A4),
    "destruction_record": ("Procès-verbal de destruction", A4),
    "ceremony": ("Procès-verbal de création de la clé nationale de signature", A4),
    "custody_slip": ("Bon de transfert de garde", A5),
    "notice": ("Avis : passage d'une unité mobile", A4),
    "campaign_paper": ("Avis de passage d'une unité mobile", A4),
    "poster": ("La carte nationale d'identité électronique près de chez vous", A4),
}


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (120, 154), (180, 190, 200)).save(out, "JPEG")
    return out.getvalue()


def example(name: str, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    return found | changes


def pictures() -> dict[str, bytes]:
    return {"qr.svg": printing.qr_svg("SPECIMEN"), "portrait.jpg": jpeg()}


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return unicodedata.normalize("NFKC", "\n".join(page.extract_text() for page in pages)).replace("’", "'")


def test_every_sheet_has_an_example_a_test_and_a_row_in_the_readme() -> None:
    names = set(printing.sheet_names())
    assert names == set(TITLES) == {path.stem for path in EXAMPLES.glob("*.json")}
    readme = (ROOM / "README.md").read_text("utf-8")
    assert all(f"| `{name}` |" in readme for name in names)


@pytest.mark.parametrize("name", TITLES)
def test_the_sheet_prints_in_both_languages(name: str) -> None:
    data = example(name)
    pdf = printing.render_pdf(name, data, pictures=pictures())
    title, paper = TITLES[name]
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert tuple(round(float(v)) for v in reader.pages[0].mediabox[2:]) == paper
    text = text_of(pdf)
    assert title in text and "SPECIMEN" in text
    assert any("\u0600" <= c <= "\u06ff" for c in text)
    assert title in unicodedata.normalize("NFKC", str(reader.metadata and reader.metadata.title)).replace("’", "'")


@pytest.mark.parametrize("name", sorted(set(TITLES) - {"visit_list"}))
def test_the_example_fits_on_one_page(name: str) -> None:
    pdf = printing.render_pdf(name, example(name), pictures=pictures())
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_production_sheets_carry_no_mark() -> None:
    data = example("custody_slip", specimen=False)
    assert "SPECIMEN" not in text_of(printing.render_pdf("custody_slip", data))


def test_the_same_data_give_the_same_bytes() -> None:
    data = example("refusal_letter")
    assert printing.render_pdf("refusal_letter", data) == printing.render_pdf("refusal_letter", data)


def test_a_long_list_goes_over_pages_and_repeats_its_head() -> None:
    row = example("visit_list")["rows"][0]
    pdf = printing.render_pdf("visit_list", example("visit_list", rows=[row] * 120))
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) >= 5
    assert all("Récépissé" in page.extract_text() for page in pages[:5])


def test_sixty_letter_names_stay_on_the_sheet() -> None:
    data = example("receipt", name_latin="A" * 28 + " " + "B" * 31, name_ar="م" * 29 + " " + "ن" * 30)
    pdf = printing.render_pdf("receipt", data, pictures=pictures())
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_a_place_served_without_a_count_is_not_zero() -> None:
    text = text_of(printing.render_pdf("bulletin", example("bulletin")))
    assert "servi, non compté" in text
    assert "2 095" in text.replace("\u00a0", " ")


def test_a_difference_is_written_on_the_day_report() -> None:
    data = example("day_report", reconciles=False, difference_ar="بطاقة ناقصة", difference_fr="une carte manque")
    assert "une carte manque" in text_of(printing.render_pdf("day_report", data))


def test_values_are_data_never_markup() -> None:
    data = example("custody_slip", remark_ar="#panic()", remark_fr="#panic() *a* $x$ \\ <b>")
    assert "#panic() *a* $x$ \\ <b>" in text_of(printing.render_pdf("custody_slip", data))


def test_a_png_preview_has_one_picture_per_page() -> None:
    pages = printing.render_png("receipt", example("receipt"), pictures=pictures(), ppi=72)
    [(width, height)] = [Image.open(io.BytesIO(page)).size for page in pages]
    assert abs(width - 420) <= 1 and abs(height - 595) <= 1


def test_unknown_sheet() -> None:
    with pytest.raises(e.TemplateUnknownError):
        printing.render_pdf("_sheet", {})
    with pytest.raises(e.TemplateUnknownError):
        printing.render_pdf("../receipt", {})


def test_a_missing_key_is_named() -> None:
    data = example("custody_slip")
    del data["slip_number"]
    with pytest.raises(e.TemplateFaultError) as fact:
        printing.render_pdf("custody_slip", data)
    assert "slip_number" in str(fact.value)
    assert printing.render_pdf("custody_slip", example("custody_slip"))  # the press goes on


@pytest.mark.parametrize("name", ["../x.jpg", "x.gif", "", "a b.png", ".jpg"])
def test_picture_names_are_plain(name: str) -> None:
    with pytest.raises(e.PictureNameError):
        picture_names([name])


def test_a_picture_is_what_its_name_says() -> None:
    with pytest.raises(e.PictureTypeError):
        printing.render_pdf("receipt", example("receipt"), pictures={"qr.svg": b"\x89PNG", "portrait.jpg": jpeg()})


def test_pictures_do_not_stay_behind(tmp_path: Path) -> None:
    (tmp_path / "plain.typ").write_text("#sys.inputs.pictures", "utf-8")
    press = Press(tmp_path)
    press.pdf("plain", {}, pictures={"portrait.jpg": jpeg()})
    assert not list(press._root.glob("pictures-*"))
    assert press._root.stat().st_mode & 0o077 == 0


def test_missing_fonts_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BITAQA_FONTS", str(tmp_path))
    with pytest.raises(e.FontsMissingError) as fact:
        fonts.fonts.__wrapped__()
    assert "IBM Plex Sans Arabic" in str(fact.value)


def test_production_needs_ocr_b(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "has_ocrb", lambda: False)
    with pytest.raises(e.OcrbMissingError):
        fonts.check_can_print_production()
    monkeypatch.setattr(fonts, "has_ocrb", lambda: True)
    fonts.check_can_print_production()
