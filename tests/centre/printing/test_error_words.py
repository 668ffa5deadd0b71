"""Every error of names, zones, sheets and faces can be read in Arabic and French, facts included."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

import bitaqa.foundation.icao.errors as icao
import bitaqa.foundation.names.errors as names
import bitaqa.journey.production.faces.errors as faces
import bitaqa.ui.printing.errors as printing
from bitaqa.foundation.kernel.errors import CHOOSE_AGAIN, ERRORS, PROGRAM_FAULT, TRY_AGAIN

SOURCE = Path(names.__file__).parents[2]
CATALOGUE_OF = {
    names.__name__: "foundation/names",
    icao.__name__: "foundation/names",
    printing.__name__: "ui/printing",
    faces.__name__: "ui/printing",
}


def catalogue_of(room: str, language: str) -> Catalog:
    with (SOURCE / room / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_every_sentence_is_translated_and_keeps_its_facts(language: str) -> None:
    seen = 0
    for module, room in CATALOGUE_OF.items():
        catalogue = catalogue_of(room, language)
        for kind in (kind for kind in ERRORS.values() if kind.__module__ == module):
            for words in {kind.sentence, kind.next_step} - {"", CHOOSE_AGAIN, PROGRAM_FAULT, TRY_AGAIN}:
                message = catalogue.get(words) or catalogue_of("journey/production", language).get(words)
                assert message and message.string, words
                assert sorted(re.findall(r"%\(\w+\)s", str(message.string))) == sorted(re.findall(r"%\(\w+\)s", words))
                seen += 1
    assert seen > 60
