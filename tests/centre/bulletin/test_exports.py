"""A bulletin as sentences, CSV and PDF: the same figures in each language, no formula, nothing lost."""

from __future__ import annotations

import csv
import io

import pytest

from bitaqa.foundation.kernel.ids import new_id
from bitaqa.services.bulletin import actions, figures, words
from bitaqa.services.bulletin.errors import (
    LanguagesDifferError,
)
from bitaqa.services.bulletin.exports import HEAD, csv_of, pdf_of, safe_cell
from bitaqa.services.bulletin.figures import Subject
from bitaqa.services.bulletin.models import Bulletin

from .computing import LATER, a_small_campaign
from .conftest import World

pytestmark = pytest.mark.django_db


def test_the_sentences_say_the_same_figures_in_each_language(world: World) -> None:
    a_small_campaign(world)
    built = actions.build_bulletin(Subject(campaign=world.campaign), by=new_id(), at=LATER, real_ridges=1)
    told = built.body["prose"]
    assert len(told) == 6
    for text in [*told[:3], told[4]]:
        assert words.figures_in(text["ar"]) == words.figures_in(text["fr"]) == words.figures_in(text["en"]) != []
    assert "9" in told[0]["fr"] and "demandes traitées" in told[0]["fr"] and "عولج" in told[0]["ar"]
    assert "Ouled D" not in told[3]["ar"]


def test_a_translation_that_loses_a_figure_stops_the_bulletin(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.fulfilled()
    real = words.ngettext

    def careless(one: str, many: str, n: int) -> str:
        text = real(one, many, n)
        return "rien" if words.translation.get_language() == "fr" and "processed" in one else text

    monkeypatch.setattr(words, "ngettext", careless)
    with pytest.raises(LanguagesDifferError) as refused:
        actions.build_bulletin(Subject(campaign=world.campaign), by=new_id(), at=LATER)
    assert refused.value.facts["language"] == "fr"
    assert not Bulletin.objects.exists()


@pytest.mark.parametrize("text", ["2.095", "2\u00a0095", "2\u202f095", "2,095", "2095"])
def test_figures_are_read_whatever_their_separators(text: str) -> None:
    assert words.figures_in(f"{text} demandes, 87 %") == ["2095", "87"]


def test_large_figures_are_written_as_moroccans_read_them(world: World) -> None:
    from bitaqa.services.bulletin.domain import by_kind, by_place

    counted = figures.Figures(
        0, LATER, (by_kind({"renewal": 1465, "first": 532, "duplicate": 98}, 2095), by_place({}, [], 0)), ()
    )
    text = words.in_each(lambda: words._requests(counted))
    assert words.figures_in(text["ar"]) == words.figures_in(text["fr"]) == ["1465", "2095", "532", "98"]
    assert not any("٠" <= letter <= "٩" for letter in text["ar"])


def test_the_csv_has_a_mark_empty_counts_and_no_formula(world: World) -> None:
    world.fulfilled()
    world.fulfilled(place="ouled-d", day=6)
    data = csv_of(actions.build_bulletin(Subject(campaign=world.campaign), by=new_id(), at=LATER))
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert tuple(lines[0]) == HEAD
    cells = {(line[0], line[2]): line for line in lines[1:]}
    assert cells["by_place", "ouled-d"][3] == "'=cmd|'/c'!A1"
    assert cells["by_place", "ouled-b"][5] == "" and cells["by_place", "ouled-a"][5] == "1"
    assert sum(int(line[5]) for line in lines[1:] if line[0] == "by_outcome") == 2
    assert not [cell for line in lines[1:] for cell in line if cell[:1] in "=+-@" and cell]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM", "\t=1", " =1", "＝1", "|calc"])
def test_what_a_spreadsheet_would_compute_is_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell("Ouled A") == "Ouled A"


def test_the_pdf_is_printed_in_both_languages(world: World) -> None:
    from pypdf import PdfReader

    a_small_campaign(world)
    built = actions.build_bulletin(Subject(campaign=world.campaign), by=new_id(), at=LATER)
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf_of(built))).pages)
    assert "Par nature de demande" in text and "servi, non compté" in text and "demandes traitées" in text
