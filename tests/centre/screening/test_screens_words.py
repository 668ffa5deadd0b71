"""Arabic and French say everything that adjudication, planning, intake and the centre's frame say."""

from __future__ import annotations

import io
import re
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from bitaqa.foundation.kernel.errors import ERRORS

ROOMS = ("bitaqa.journey.screening", "bitaqa.journey.planning", "bitaqa.journey.intake", "bitaqa.centre")
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2), "_p": ((1, "c"), 2),
}  # fmt: skip


def said(room: str) -> set[tuple[str | None, str]]:
    folder = Path(str(import_module(room).__file__)).parent
    found = set()
    for file in folder.rglob("*"):
        if file.suffix not in {".py", ".html"}:
            continue
        text = file.read_text(encoding="utf-8")
        source = templatize(text) if file.suffix == ".html" else text
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            found.add((context, message if isinstance(message, str) else message[0]))
    for error in ERRORS.values():
        if error.__module__.startswith(f"{room}."):
            found |= {(None, text) for text in (error.sentence, error.next_step) if text}
    return found


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_left_untranslated(room: str, language: str) -> None:
    folder = Path(str(import_module(room).__file__)).parent
    with (folder / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as opened:
        catalogue = read_po(opened, locale=language, abort_invalid=True)
    known = {(e.context, e.id if isinstance(e.id, str) else e.id[0]): e for e in catalogue if e.id}
    with (
        Path(str(import_module("bitaqa.ui").__file__)).parent / "locale" / language / "LC_MESSAGES" / "django.po"
    ).open("rb") as opened:
        shared = {(None, entry.id) for entry in read_po(opened, locale=language) if entry.string}
    assert said(room) - known.keys() - shared == set()
    for entry in known.values():
        assert entry.string and not entry.fuzzy, entry.id
        if isinstance(entry.id, str):
            placeholders = re.compile(r"%\(\w+\)s")
            assert sorted(placeholders.findall(entry.id)) == sorted(placeholders.findall(str(entry.string)))
