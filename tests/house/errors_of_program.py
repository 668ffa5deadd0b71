"""Prints every error class of one program as that program's readers meet it, as JSON; run by `test_errors`.

In a process of its own: the two programs never share one. Texts are read through the program's own catalogues, in the
order in which it searches them.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
from pathlib import Path

import django
from django.utils import translation

import bitaqa
from bitaqa.foundation.kernel.errors import ERRORS, BitaqaError

ROOMS = {
    "bitaqa.centre.settings": ("foundation", "ui", "backbone", "records", "journey", "services", "centre"),
    "bitaqa.station.settings": ("foundation", "ui", "station"),
}


def load_rooms(settings: str) -> None:
    """Imports every module of the program, so that every class is there, wherever it is written."""
    for room in ROOMS[settings]:
        for module in pkgutil.walk_packages([str(Path(bitaqa.__file__).parent / room)], f"bitaqa.{room}."):
            if not {"migrations", "settings", "wsgi", "__main__"} & set(module.name.split(".")):
                importlib.import_module(module.name)


def told(text: str, language: str) -> str | None:
    """The text in that language, or None where no catalogue of the program has it."""
    with translation.override(language):
        found = translation.gettext(text) if text else ""
    return found if found != text else None


def words_of(kind: type[BitaqaError]) -> dict[str, dict[str, dict[str, str]]]:
    """By fact and code: how a reader of each language meets the code."""
    from bitaqa.ui.errors import facts_in_words

    found: dict[str, dict[str, dict[str, str]]] = {}
    for fact, table in kind.words.items():
        for code in table:
            for language in ("en", "ar", "fr"):
                with translation.override(language):
                    told = str(facts_in_words({fact: code}, kind)[fact])
                found.setdefault(fact, {}).setdefault(code, {})[language] = told
    return found


def main(settings: str) -> None:
    django.setup()
    load_rooms(settings)
    print(
        json.dumps(
            {
                code: {
                    "where": f"{kind.__module__}.{kind.__qualname__}",
                    "sentence": kind.sentence,
                    "next_step": kind.next_step,
                    "words": words_of(kind),
                    **{
                        f"{name}:{language}": told(getattr(kind, name), language)
                        for name in ("sentence", "next_step")
                        for language in ("ar", "fr")
                    },
                }
                for code, kind in sorted(ERRORS.items())
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1])
