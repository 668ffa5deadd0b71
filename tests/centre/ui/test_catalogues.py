"""Arabic and French say everything the design system says, with the same placeholders."""

from __future__ import annotations

import importlib
import io
import pkgutil
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import bitaqa.foundation
import bitaqa.ui
from bitaqa.foundation.kernel.errors import ERRORS

ROOM = Path(bitaqa.ui.__file__).parent
KEYWORDS = {
    "gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "_p": ((1, "c"), 2),
}  # fmt: skip


def said() -> set[tuple[str | None, str]]:
    found = set()
    for file in ROOM.rglob("*"):
        if "printing" in file.parts or file.name == "program_settings.py" or file.suffix not in {".py", ".html"}:
            continue
        text = file.read_text(encoding="utf-8")
        source = templatize(text) if file.suffix == ".html" else text
        for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
            found.add((context, message if isinstance(message, str) else message[0]))
    return found


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_nothing_is_left_untranslated(language: str) -> None:
    with (ROOM / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as opened:
        catalogue = read_po(opened, locale=language, abort_invalid=True)
    known = {(entry.context, entry.id): entry for entry in catalogue if entry.id}
    assert {key for key in said() if key not in known} == set()
    for entry in known.values():
        assert entry.string, f"{entry.id!r} has no translation"
        assert not entry.fuzzy, entry.id
        assert sorted(re.findall(r"%\(\w+\)s", str(entry.id))) == sorted(re.findall(r"%\(\w+\)s", str(entry.string)))


def test_arabic_is_written_in_arabic() -> None:
    with (ROOM / "locale" / "ar" / "LC_MESSAGES" / "django.po").open("rb") as opened:
        for entry in read_po(opened, locale="ar"):
            if entry.id and len(str(entry.id)) > 2 and not re.fullmatch(r"[%()\w\s,]*", str(entry.id)):
                assert re.search(r"[\u0600-\u06ff]", str(entry.string)), entry.id


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_errors_of_the_foundation_are_translated_here(language: str) -> None:
    """But for rooms with a catalogue of their own, both programs read the foundation's sentences through ours."""
    for module in pkgutil.walk_packages(bitaqa.foundation.__path__, "bitaqa.foundation."):
        importlib.import_module(module.name)
    with (ROOM / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as opened:
        known = {entry.id for entry in read_po(opened, locale=language) if entry.string}
    for own in Path(bitaqa.foundation.__path__[0]).glob(f"*/locale/{language}/LC_MESSAGES/django.po"):
        with own.open("rb") as opened:
            known |= {entry.id for entry in read_po(opened, locale=language) if entry.string}
    missing = {
        text
        for error in ERRORS.values()
        if error.__module__.startswith("bitaqa.foundation.")
        for text in (error.sentence, error.next_step)
        if text and text not in known
    }
    assert missing == set()
