"""Fields say what is wrong where it is wrong, to eyes and to screen readers alike."""

from __future__ import annotations

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from bitaqa.foundation.kernel.partial_dates import PartialDate
from bitaqa.ui.fields import ArabicNameField, LatinNameField, PartialDateField, ScanField
from bitaqa.ui.widgets import FileDrop, PartialDateInput, SegmentedChoice


class Sheet(forms.Form):
    name_ar = ArabicNameField(label="Arabic")
    name_latin = LatinNameField(label="Latin", help_text="As on the paper.")
    born = PartialDateField(label="Born", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", "B")], widget=SegmentedChoice)
    papers = forms.MultipleChoiceField(label="Papers", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    scan = ScanField(label="Scan", required=False)
    paper = forms.FileField(label="Paper", widget=FileDrop, required=False)
    notice = forms.BooleanField(label="Notice.")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def drawn(source: str, form: forms.Form) -> str:
    return Template("{% load ui %}" + source).render(Context({"form": form}))


def born(**given: str) -> Sheet:
    form = Sheet({f"born_{name}": value for name, value in given.items()})
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"year": "1956"}, PartialDate(1956)),
        ({"year": "1956", "month": "7"}, PartialDate(1956, 7)),
        ({"year": "1956", "month": "7", "day": "3"}, PartialDate(1956, 7, 3)),
        ({}, None),
    ],
)
def test_a_birth_date_may_lack_its_day_or_month(given: dict[str, str], value: PartialDate | None) -> None:
    assert born(**given).cleaned_data["born"] == value


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"day": "3", "year": "1956"}, "month"),
        ({"month": "3"}, "year"),
        ({"day": "31", "month": "2", "year": "1990"}, "does not exist"),
        ({"year": "1700"}, "does not exist"),
        ({"year": "abcd"}, "digits"),
    ],
)
def test_an_impossible_date_is_refused_in_words(given: dict[str, str], words: str) -> None:
    with translation.override("en"):
        assert words in born(**given).errors["born"][0]


def test_a_required_date_asks_for_the_year() -> None:
    class Required(forms.Form):
        born = PartialDateField()

    with translation.override("en"):
        form = Required({})
        assert not form.is_valid() and form.errors["born"]


def test_a_date_goes_back_into_its_three_parts() -> None:
    assert PartialDateInput().decompress(PartialDate(1956, 7)) == [None, 7, 1956]
    assert PartialDateInput().decompress("1956-07-03") == [3, 7, 1956]
    assert PartialDateInput().decompress("") == [None, None, None]


def test_the_wrong_keyboard_is_noticed() -> None:
    with translation.override("en"):
        form = Sheet({"name_ar": "Fatima", "name_latin": "فاطمة"})
        assert "keyboard" in form.errors["name_ar"][0] and "keyboard" in form.errors["name_latin"][0]


def test_names_keep_their_direction() -> None:
    page = drawn("{% ui_name_pair form.name_ar form.name_latin %}", Sheet())
    assert 'dir="rtl"' in page and 'dir="ltr"' in page


def test_an_error_is_tied_to_its_field() -> None:
    page = drawn("{% ui_field form.name_latin %}", Sheet({}))
    assert 'aria-describedby="id_name_latin_help id_name_latin_error"' in page
    assert 'aria-invalid="true"' in page and 'id="id_name_latin_error"' in page
    clean = drawn("{% ui_field form.name_latin %}", Sheet())
    assert "aria-invalid" not in clean and 'aria-describedby="id_name_latin_help"' in clean


def test_the_summary_leads_to_the_first_control_of_each_field() -> None:
    page = drawn("{% ui_errors form %}", born(day="1"))
    for target in ("id_name_ar", "id_born_0", "id_kind_0", "id_papers_0", "id_notice"):
        assert f'href="#{target}"' in page
    whole = drawn("{% ui_form form %}", born(day="1"))
    for target in ("id_name_ar", "id_born_0", "id_kind_0", "id_papers_0", "id_notice"):
        assert f'id="{target}"' in whole
    assert drawn("{% ui_errors form %}", Sheet()).strip() == ""


def test_every_kind_of_field_is_drawn() -> None:
    page = drawn("{% ui_form form %}", Sheet())
    assert page.count("<fieldset") == 3  # date, kind, papers
    assert "data-scanner" in page and "data-drop" in page and 'type="hidden" name="secret"' in page
    assert page.count("(اختياري)") == 3


def test_autofocus() -> None:
    assert "autofocus" in drawn("{% ui_field form.name_ar autofocus=True %}", Sheet())
